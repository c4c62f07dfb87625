import { sql } from "drizzle-orm";
import { enqueueBackground } from "../platform/background.ts";
import type { Ctx } from "../platform/ctx.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long a peer's deleted post is remembered, so that a late copy does not bring it back (decision 26). */
const TOMBSTONE_DAYS = 90;
/** How long it is remembered that an activity had its effect: longer than any peer tries again. */
const CLAIM_DAYS = 90;
/** Rows a statement, so that none of them holds others up. */
const BATCH = 1000;

/** Lets `prune` run once after `delayMs`; a waiting one is not doubled. Call it at every start. */
export const schedulePruning = (ctx: Ctx, delayMs = 0): Promise<void> =>
  enqueueBackground(ctx, { kind: "prune" }, { mergeKey: "prune", runAt: new Date(ctx.now().getTime() + delayMs) });

/** Forgets claims of activities and tombstones of peers' posts that are older than anything that could still come. */
export async function prune(ctx: Ctx): Promise<void> {
  const ago = (days: number): string => new Date(ctx.now().getTime() - days * DAY_MS).toISOString();
  await untilNothing(async () => {
    const rows = await ctx.db.execute(sql`
      delete from received_activities where (actor_uri, activity_uri) in (
        select actor_uri, activity_uri from received_activities
        where received_at < ${ago(CLAIM_DAYS)}::timestamptz limit ${BATCH}) returning 1`);
    return rows.length;
  });
  // Only marks of posts that never came: nothing can hang from them.
  await untilNothing(async () => {
    const rows = await ctx.db.execute(sql`
      delete from posts where id in (
        select id from posts
        where type = 'Tombstone' and not local and deleted_at < ${ago(TOMBSTONE_DAYS)}::timestamptz limit ${BATCH})
      returning 1`);
    return rows.length;
  });
}

async function untilNothing(removeSome: () => Promise<number>): Promise<void> {
  let removed = BATCH;
  while (removed === BATCH) removed = await removeSome();
}
