import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import type { JsonObject } from "../../../platform/json.ts";
import { recordOutbox } from "../../../platform/outbox.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { actorNotFound } from "../../actors/actors.errors.ts";
import { type Actor, actorById } from "../../actors/actors.queries.ts";
import { notForAll, postNotFound } from "../posts.errors.ts";
import { type BoostVisibility, narrowerBoost, type ReactionKind } from "../posts.model.ts";
import { widestBoost } from "../posts.policy.ts";
import { type Post, visiblePost } from "../posts.queries.ts";
import { type ReactionParts, reactionActivity, reactionUri, undoReaction } from "../reactions.activitypub.ts";
import { putReaction, reactionBy, removeReaction } from "../reactions.store.ts";
import { passOn } from "./send.ts";

/**
 * Likes or boosts a post or note, ours or a peer's, as the viewer. Nothing happens the second time.
 * @param wanted of a boost: who is to be told; never more than may read the post
 * @throws AppError `posts.not-found`; `posts.not-for-all` for a boost of what only some may read (T061), but for one's own
 *   that is for followers
 */
export async function react(
  ctx: Ctx,
  viewer: Viewer,
  postId: Id,
  kind: ReactionKind,
  wanted: BoostVisibility = "public",
): Promise<void> {
  const place = await placeOf(ctx, viewer, postId);
  const widest = kind === "boost" ? widestBoost(place.post, viewer.actorId) : "public";
  if (widest === null) throw notForAll();
  const visibility = narrowerBoost(wanted, widest);
  await inTransaction(ctx, async (tx) => {
    const at = tx.now();
    const uri = reactionUri(place.actor, kind, tx.newId());
    if (!(await putReaction(tx, { postId, actorId: viewer.actorId, kind, uri, visibility }))) return;
    await tell(tx, place, kind, reactionActivity({ ...place, kind, uri, visibility, at }));
  });
}

/** Takes a like or boost back. Nothing happens when there is none. @throws AppError `posts.not-found` */
export async function unreact(ctx: Ctx, viewer: Viewer, postId: Id, kind: ReactionKind): Promise<void> {
  const place = await placeOf(ctx, viewer, postId);
  await inTransaction(ctx, async (tx) => {
    const own = { postId, actorId: viewer.actorId, kind };
    const reaction = await reactionBy(tx, own);
    if (!reaction || !(await removeReaction(tx, own))) return;
    const { uri, visibility, createdAt: at } = reaction;
    const parts: ReactionParts = { ...place, kind, uri, visibility, at };
    await tell(tx, place, kind, undoReaction(parts, tx.newId()));
  });
}

interface Place {
  readonly post: Post;
  readonly actor: Actor;
  readonly author: Actor;
  readonly group: Actor | null;
}

async function placeOf(ctx: Ctx, viewer: Viewer, postId: Id): Promise<Place> {
  const post = await visiblePost(ctx, viewer, postId);
  if (!post) throw postNotFound();
  const [actor, author, group] = await Promise.all([
    actorById(ctx, viewer.actorId),
    actorById(ctx, post.authorId),
    post.groupId ? actorById(ctx, post.groupId) : null,
  ]);
  if (!actor || !author) throw actorNotFound();
  return { post, actor, author, group };
}

/** A like concerns the author and the group; a boost the followers, too. A group of ours passes likes on (S3). */
async function tell(tx: Ctx, { post, actor, author, group }: Place, kind: ReactionKind, activity: JsonObject) {
  const isLike = kind === "like";
  await recordOutbox(tx, {
    actorId: actor.id,
    activity,
    recipients: {
      ...(!isLike && { followersOf: [actor.id] }),
      actors: [author.id, ...(isLike && group && !group.local ? [group.id] : [])],
      // Who was given a boost of ours hears of edits and of the end.
      ...(!isLike && post.local && activity.type === "Announce" && { recordFor: post.id }),
    },
    orderingKey: post.uri,
  });
  if (isLike) await passOn(tx, group, post, activity);
}
