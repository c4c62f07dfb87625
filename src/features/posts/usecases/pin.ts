import { and, count, eq, sql } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import { recordOutbox } from "../../../platform/outbox.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { actorById } from "../../actors/actors.queries.ts";
import { pinActivity } from "../activities.activitypub.ts";
import { postPins } from "../bookmarks.table.ts";
import { MOST_PINS } from "../kept.queries.ts";
import { cannotPin, postNotFound, tooManyPins } from "../posts.errors.ts";
import { isOpen } from "../posts.model.ts";
import { canPin } from "../posts.policy.ts";
import { type Post, visiblePost } from "../posts.queries.ts";

/**
 * Puts a post of the viewer's own at the top of her page. Nothing happens the second time.
 * @throws AppError `posts.not-found`, for others' too; `posts.cannot-pin`, `posts.too-many-pins`
 */
export async function pin(ctx: Ctx, viewer: Viewer, postId: Id): Promise<void> {
  const post = await ownPost(ctx, viewer, postId);
  if (!canPin(post)) throw cannotPin();
  await inTransaction(ctx, async (tx) => {
    // One after the other, so that not two pins at once are the fifth.
    await tx.db.execute(sql`select from actors where id = ${viewer.actorId} for no key update`);
    const row = { actorId: viewer.actorId, postId, createdAt: tx.now() };
    const added = await tx.db.insert(postPins).values(row).onConflictDoNothing().returning({ id: postPins.postId });
    if (added.length === 0) return;
    const [pins] = await tx.db.select({ total: count() }).from(postPins).where(eq(postPins.actorId, viewer.actorId));
    if ((pins?.total ?? 0) > MOST_PINS) throw tooManyPins();
    await tell(tx, viewer, post, "pin");
  });
}

/** Takes a post of the viewer's from the top of her page. Nothing happens when it does not stand there. */
export async function unpin(ctx: Ctx, viewer: Viewer, postId: Id): Promise<void> {
  const post = await ownPost(ctx, viewer, postId);
  await inTransaction(ctx, async (tx) => {
    const own = and(eq(postPins.actorId, viewer.actorId), eq(postPins.postId, postId));
    const taken = await tx.db.delete(postPins).where(own).returning({ id: postPins.postId });
    if (taken.length > 0) await tell(tx, viewer, post, "unpin");
  });
}

async function ownPost(ctx: Ctx, viewer: Viewer, postId: Id): Promise<Post> {
  const post = await visiblePost(ctx, viewer, postId);
  if (!post?.local || post.authorId !== viewer.actorId) throw postNotFound();
  return post;
}

/** Followers' servers show it, too. What only followers may read is named to nobody: `featured` is for all. */
async function tell(tx: Ctx, viewer: Viewer, post: Post, action: "pin" | "unpin"): Promise<void> {
  const actor = await actorById(tx, viewer.actorId);
  if (!actor?.featuredUri || !isOpen(post.visibility)) return;
  await recordOutbox(tx, {
    actorId: actor.id,
    activity: pinActivity(action, { uri: actor.uri, featured: actor.featuredUri }, post.uri, tx.newId()),
    recipients: { followersOf: [actor.id], announceForm: "plain" },
    orderingKey: post.uri,
  });
}
