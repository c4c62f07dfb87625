import { LRUCache } from "lru-cache";
import type { Ctx } from "./ctx.ts";

export interface PointTaken {
  readonly allowed: boolean;
  /** Seconds until the window ends, at least 1. */
  readonly retryAfter: number;
}

export interface PointCounted extends PointTaken {
  /** Events that the window still allows. */
  readonly remaining: number;
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
): Promise<PointCounted> {
  const { points, until } = await count(ctx, key, limit, windowSeconds, Math.min(cost, limit + 1));
  return { allowed: points <= limit, retryAfter: secondsTo(ctx, until), remaining: Math.max(0, limit - points) };
}

/** Points that this process has taken and hands out until the window ends; then they are lost. */
interface Block {
  readonly granted: number;
  left: number;
  readonly until: number;
}

const blocks = new WeakMap<Ctx["sql"], LRUCache<string, Promise<Block>>>();

function blocksOf(ctx: Ctx): LRUCache<string, Promise<Block>> {
  const known = blocks.get(ctx.sql);
  if (known) return known;
  const made = new LRUCache<string, Promise<Block>>({ max: 5_000 });
  blocks.set(ctx.sql, made);
  return made;
}

/** The share of a limit that a process takes at a time. */
const BLOCKS = 100;

/**
 * As `takePoint`, for limits of thousands on hot paths: a process takes a hundredth of the limit at a time and hands it
 * out from memory, so that most events cost no statement. More than the limit never pass; what a process has taken and
 * not used can make another one refuse that much too early.
 */
export async function takePointOfMany(
  ctx: Ctx,
  key: string,
  limit: number,
  windowSeconds: number,
): Promise<PointTaken> {
  const held = blocksOf(ctx);
  for (;;) {
    const given = held.get(key);
    const block = await given;
    const retryAfter = block ? secondsTo(ctx, block.until) : 1;
    if (block && block.until > ctx.now().getTime()) {
      if (block.granted === 0) return { allowed: false, retryAfter };
      block.left -= 1;
      if (block.left >= 0) return { allowed: true, retryAfter };
    }
    // Of all who find nothing left, one takes the next share.
    if (held.get(key) === given) held.set(key, takeBlock(ctx, key, limit, windowSeconds));
  }
}

async function takeBlock(ctx: Ctx, key: string, limit: number, windowSeconds: number): Promise<Block> {
  try {
    const size = Math.ceil(limit / BLOCKS);
    const { points, until } = await count(ctx, key, limit, windowSeconds, size);
    const granted = Math.max(0, size - Math.max(0, points - limit));
    return { granted, left: granted, until };
  } catch (error) {
    blocksOf(ctx).delete(key);
    throw error;
  }
}

const secondsTo = (ctx: Ctx, time: number): number => Math.max(1, Math.ceil((time - ctx.now().getTime()) / 1000));

async function count(
  ctx: Ctx,
  key: string,
  limit: number,
  windowSeconds: number,
  cost: number,
): Promise<{ points: number; until: number }> {
  const now = ctx.now();
  const time = now.toISOString();
  const end = new Date(now.getTime() + windowSeconds * 1000).toISOString();
  // Beyond the limit the count stands still: a flood must not push it to the end of integers.
  const rows = await ctx.sql<{ points: number; until: number }[]>`
    insert into rate_limits as r (key, points, expires_at) values (${key}, ${cost}, ${end}::timestamptz)
    on conflict (key) do update set
      points = case when r.expires_at <= ${time}::timestamptz then excluded.points
        else least(r.points + excluded.points, ${limit + cost}) end,
      expires_at = case when r.expires_at <= ${time}::timestamptz then excluded.expires_at
        else r.expires_at end
    returning points, extract(epoch from expires_at)::float8 * 1000 as until`;
  return rows[0] ?? { points: limit + cost, until: now.getTime() + windowSeconds * 1000 };
}
