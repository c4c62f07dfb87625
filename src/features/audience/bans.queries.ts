import { type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";

/** Whether an actor may not write in a group now, as a condition. */
export const isBanned = (groupId: Id | SQL, actorId: Id, now: Date): SQL => sql`exists (
  select from group_bans where group_id = ${groupId} and actor_id = ${actorId}
    and (until is null or until > ${now.toISOString()}::timestamptz))`;

/** Whether an actor may not write in a group, ours or one elsewhere that said so. */
export async function isBannedFrom(ctx: Ctx, groupId: Id, actorId: Id): Promise<boolean> {
  const [row] = await ctx.db.execute<{ banned: boolean }>(
    sql`select ${isBanned(groupId, actorId, ctx.now())} as banned`,
  );
  return row?.banned ?? false;
}
