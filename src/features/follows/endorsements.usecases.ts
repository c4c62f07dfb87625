import { and, eq, sql } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { endorsements } from "./endorsements.table.ts";
import { onlyFollowed, tooManyEndorsed } from "./follows.errors.ts";
import { followBetween } from "./follows.queries.ts";
import { follows } from "./follows.table.ts";

/** Of one member; the page shows the newest of them. */
const MOST_ENDORSED = 50;

/**
 * Recommends somebody on the viewer's own page. Nothing happens the second time. It stays on this server: there is no
 * activity for it that other servers know.
 * @throws AppError `follows.endorse-unfollowed` for whom the viewer does not follow, `follows.too-many-endorsed`
 */
export async function endorse(ctx: Ctx, viewer: Viewer, targetId: Id): Promise<void> {
  const { actorId } = viewer;
  await inTransaction(ctx, async (tx) => {
    // One after the other, so that not two at once are the last.
    await tx.db.execute(sql`select from actors where id = ${actorId} for no key update`);
    const follow = await followBetween(tx, actorId, targetId);
    if (follow?.state !== "accepted") throw onlyFollowed();
    const row = { followId: follow.id, actorId, id: tx.newId(), createdAt: tx.now() };
    await tx.db.insert(endorsements).values(row).onConflictDoNothing();
    if ((await tx.db.$count(endorsements, eq(endorsements.actorId, actorId))) > MOST_ENDORSED) throw tooManyEndorsed();
  });
}

/** Recommends somebody no longer. Nothing happens when they are not recommended. */
export async function unendorse(ctx: Ctx, viewer: Viewer, targetId: Id): Promise<void> {
  const its = ctx.db
    .select({ id: follows.id })
    .from(follows)
    .where(and(eq(follows.followerId, viewer.actorId), eq(follows.followeeId, targetId)));
  await ctx.db.delete(endorsements).where(sql`${endorsements.followId} in ${its}`);
}
