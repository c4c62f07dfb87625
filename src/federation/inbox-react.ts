import { visiblePostAt } from "../features/posts/posts.queries.ts";
import { addReaction } from "../features/posts/reactions.store.ts";
import { idOf, textOf } from "../platform/ap-read.ts";
import { accepted, type Handler, hashOf, ignored, writeOnce } from "./incoming.ts";

/** A like, or an emoji reaction counted as one, of a post that we know and that the actor may see (T062). */
export const receiveLike: Handler = async (ctx, incoming) => {
  const { actor, activity } = incoming;
  const uri = idOf(activity.object);
  const post = uri === null ? null : await visiblePostAt(ctx, { actorId: actor.id }, uri);
  if (!post) return ignored("no-such-post");
  const id = incoming.id ?? `${actor.uri}#${hashOf(["Like", post.uri])}`;
  return writeOnce(
    ctx,
    incoming,
    async (tx) =>
      (await addReaction(tx, { postId: post.id, actorId: actor.id, kind: "like", uri: id }))
        ? accepted
        : ignored("liked-already"),
    { doneAt: textOf(activity.published) },
  );
};
