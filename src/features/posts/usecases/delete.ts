import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { notYourPost, postNotFound } from "../posts.errors.ts";
import { canDeletePost } from "../posts.policy.ts";
import { visiblePost } from "../posts.queries.ts";
import { removePost } from "./remove.ts";

/**
 * Deletes a post or an answer of ours for ever: its author, or a moderator. A Tombstone stays; texts, versions, votes and
 * pictures go.
 * @throws AppError `posts.not-found`, `posts.not-yours`
 */
export async function deletePost(ctx: Ctx, viewer: Viewer, postId: Id): Promise<void> {
  const post = await visiblePost(ctx, viewer, postId);
  if (!post) throw postNotFound();
  if (!canDeletePost(viewer, post)) throw notYourPost();
  await inTransaction(ctx, (tx) => removePost(tx, post));
}
