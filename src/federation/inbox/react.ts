import type { BoostVisibility, ReactionKind } from "../../features/posts/posts.model.ts";
import { visiblePlace } from "../../features/posts/posts.queries.ts";
import { addReaction } from "../../features/posts/reactions.store.ts";
import { idOf, textOf } from "../../platform/ap-read.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { accepted, claimOf, type Handler, hashOf, type Incoming, ignored, type Outcome } from "./incoming.ts";

/** A like, or an emoji reaction counted as one, of a post that we know and that the actor may see (T062). */
export const receiveLike: Handler = async (ctx, incoming) => {
  const { actor, activity } = incoming;
  const uri = idOf(activity.object);
  const post = uri === null ? null : await visiblePlace(ctx, actor.id, uri);
  if (!post) return ignored("no-such-post");
  const id = incoming.id ?? `${actor.uri}#${hashOf(["Like", post.uri])}`;
  return react(ctx, incoming, { postId: post.id, kind: "like", uri: id });
};

/** Notes a like or boost, once. */
export async function react(
  ctx: Ctx,
  incoming: Incoming,
  reaction: {
    readonly postId: Id;
    readonly kind: ReactionKind;
    readonly uri: string;
    readonly visibility?: BoostVisibility;
  },
): Promise<Outcome> {
  const claim = claimOf(ctx, incoming, { doneAt: textOf(incoming.activity.published) });
  const change = await addReaction(ctx, { ...reaction, actorId: incoming.actor.id }, claim);
  if (change === "added") return accepted;
  return ignored(change === "unclaimed" ? "duplicate" : REACTED_ALREADY[reaction.kind]);
}

const REACTED_ALREADY = { like: "liked-already", boost: "boosted-already" } as const;
