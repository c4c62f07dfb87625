import type { Ctx } from "./ctx.ts";

export interface PointTaken {
  readonly allowed: boolean;
  /** Seconds until the window ends, at least 1. */
  readonly retryAfter: number;
}

/**
 * Counts one event (or `cost` of them) in the fixed window of `key`, in one statement, for all processes together, and
 * at once: also when the transaction of the caller comes to nothing.
 * @param limit events that a window allows
 * @param windowSeconds length of the window, which starts with its first event
 */
export async function takePoint(
  ctx: Ctx,
  key: string,
  limit: number,
  windowSeconds: number,
  cost = 1,
): Promise<PointTaken> {
  const now = ctx.now();
  const time = now.toISOString();
  const end = new Date(now.getTime() + windowSeconds * 1000).toISOString();
  // Beyond the limit the count stands still: a flood must not push it to the end of integers.
  const rows = await ctx.sql<{ points: number; expires_at: string }[]>`
    insert into rate_limits as r (key, points, expires_at)
    values (${key}, ${Math.min(cost, limit + 1)}, ${end}::timestamptz)
    on conflict (key) do update set
      points = case when r.expires_at <= ${time}::timestamptz then excluded.points
        else least(r.points + excluded.points, ${limit + 1}) end,
      expires_at = case when r.expires_at <= ${time}::timestamptz then excluded.expires_at
        else r.expires_at end
    returning points, expires_at`;
  const row = rows[0];
  const left = row ? (new Date(row.expires_at).getTime() - now.getTime()) / 1000 : windowSeconds;
  return { allowed: row !== undefined && row.points <= limit, retryAfter: Math.max(1, Math.ceil(left)) };
}
