import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { canActFor } from "../../organisations/organisations.policy.ts";
import { membershipIn } from "../../organisations/organisations.queries.ts";
import { notYourPost, postNotFound } from "../posts.errors.ts";
import { canDeletePost } from "../posts.policy.ts";
import { visiblePost } from "../posts.queries.ts";
import { removePost } from "./remove.ts";

/**
 * Deletes a post or an answer of ours for ever: its author, or who writes for it if that is an organisation. A Tombstone stays;
 * texts, versions, votes and pictures go.
 * @throws AppError `posts.not-found`, `posts.not-yours`
 */
export async function deletePost(ctx: Ctx, viewer: Viewer, postId: Id): Promise<void> {
  const post = await visiblePost(ctx, viewer, postId);
  if (!post) throw postNotFound();
  const forAuthor = canActFor(await membershipIn(ctx, viewer, post.authorId));
  if (!canDeletePost(viewer, post, forAuthor)) throw notYourPost();
  await inTransaction(ctx, (tx) => removePost(tx, post));
}
