import { and, eq, ne, sql } from "drizzle-orm";
import { enqueueBackground } from "../../platform/background.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { plainName } from "../../platform/emojis.ts";
import type { Id } from "../../platform/ids.ts";
import { profilePath } from "../actors/actors.model.ts";
import { actorById, type Party } from "../actors/actors.queries.ts";
import type { Follow } from "./follows.queries.ts";
import { follows } from "./follows.table.ts";
import { tell } from "./telling.store.ts";

/** The writes that use cases and inbox share. Call them inside a transaction. */

/**
 * Writes down a wish to follow. A wish that was refused or never answered is renewed; an accepted follow stays as it is,
 * but takes the new activity, since the next answer must name that one.
 * @returns the follow as it now stands
 */
export async function putFollow(
  ctx: Ctx,
  wish: Pick<Follow, "id" | "followerId" | "followeeId" | "uri" | "activity">,
): Promise<Follow> {
  const [row] = await ctx.db
    .insert(follows)
    .values({ ...wish, state: "pending", createdAt: ctx.now() })
    .onConflictDoUpdate({
      target: [follows.followerId, follows.followeeId],
      set: {
        uri: wish.uri,
        activity: wish.activity,
        state: sql`case when ${follows.state} = 'accepted' then 'accepted' else 'pending' end`,
      },
    })
    .returning();
  if (!row) throw new Error("An upsert gave no row.");
  return row;
}

/**
 * Tells whom somebody follows or, when it waits, would like to follow; a district's or group's moderators hear of it
 * elsewhere.
 */
export function tellOfFollow(ctx: Ctx, { followerId, followeeId, state }: Follow): Promise<void> {
  const what = state === "accepted" ? { type: "follow" } : { type: "follow_request", path: "/einstellungen/anfragen" };
  return tell(ctx, { ...what, to: [followeeId], from: followerId });
}

/**
 * Makes a waiting follow an accepted one, counts it, and starts what has to be known or fetched because of it.
 * @returns false when it was accepted already
 */
export async function markAccepted(ctx: Ctx, follow: Follow, follower: Party, followee: Party): Promise<boolean> {
  const changed = await ctx.db
    .update(follows)
    .set({ state: "accepted", acceptedAt: ctx.now() })
    .where(and(eq(follows.id, follow.id), ne(follows.state, "accepted")))
    .returning({ id: follows.id });
  if (changed.length === 0) return false;
  await countFollow(ctx, follow, 1);
  if (follower.local) await tellOfAcceptance(ctx, follow);
  if (!follower.local) {
    const { host } = follower;
    await enqueueBackground(ctx, { kind: "peer-info", host }, { mergeKey: `peer-info:${host}`, host });
  }
  if (!followee.local) {
    const { id, host } = followee;
    await enqueueBackground(ctx, { kind: "backfill", actorId: id }, { mergeKey: `backfill:${id}`, host });
  }
  return true;
}

/** Tells who asked to follow somebody that does not let everybody follow; of all others it is no news. */
async function tellOfAcceptance(ctx: Ctx, { followerId, followeeId }: Follow): Promise<void> {
  const followee = await actorById(ctx, followeeId);
  if (!followee?.manuallyApprovesFollowers) return;
  const path = profilePath(followee);
  await tell(ctx, { type: "follow_accepted", to: [followerId], from: followeeId, path, title: plainName(followee) });
}

/** Keeps the follow as a refused one, so that the follower can see it. @returns false when there is nothing to refuse */
export async function markRejected(ctx: Ctx, follow: Follow): Promise<boolean> {
  const [before] = await ctx.db.select().from(follows).where(eq(follows.id, follow.id)).for("update");
  if (!before || before.state === "rejected") return false;
  await ctx.db.update(follows).set({ state: "rejected", acceptedAt: null }).where(eq(follows.id, follow.id));
  if (before.state === "accepted") await countFollow(ctx, follow, -1);
  return true;
}

/** Ends a follow in whatever state. @returns false when it was gone already */
export async function removeFollow(ctx: Ctx, followId: Id): Promise<boolean> {
  const [row] = await ctx.db.delete(follows).where(eq(follows.id, followId)).returning();
  if (!row) return false;
  if (row.state === "accepted") await countFollow(ctx, row, -1);
  await ctx.db.execute(sql`
    delete from notifications
    where (recipient_id = ${row.followeeId} and from_id = ${row.followerId} and type in ('follow', 'follow_request'))
      or (recipient_id = ${row.followerId} and from_id = ${row.followeeId} and type = 'follow_accepted')`);
  return true;
}

/** Both counters in one statement. They count accepted follows that this server knows. */
async function countFollow(
  ctx: Ctx,
  { followerId, followeeId }: Pick<Follow, "followerId" | "followeeId">,
  by: 1 | -1,
): Promise<void> {
  await ctx.db.execute(sql`
    update actors set
      followers_count = followers_count + case when id = ${followeeId} then ${by}::int else 0 end,
      following_count = following_count + case when id = ${followerId} then ${by}::int else 0 end
    where id in (${followerId}, ${followeeId})`);
}
