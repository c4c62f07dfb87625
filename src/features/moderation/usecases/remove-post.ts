import { eq } from "drizzle-orm";
import type { Ctx } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import { countReply } from "../../posts/counts.store.ts";
import { type Post, postById } from "../../posts/posts.queries.ts";
import { posts } from "../../posts/posts.table.ts";
import { removePost } from "../../posts/usecases/remove.ts";
import { removeProjectNote } from "../../project-notes/usecases/delete.ts";

/**
 * Takes a post out of sight: one of ours is deleted everywhere, a peer's is hidden here. Whoever calls it has checked
 * that it may. Call it inside a transaction.
 * @returns what was done; null when it is gone already
 */
export async function takeDown(tx: Ctx, postId: Id): Promise<"deletePost" | "hidePost" | null> {
  const post = await postById(tx, postId);
  if (!post || post.deletedAt !== null) return null;
  if (post.local) {
    await removeOwn(tx, post);
    return "deletePost";
  }
  if (post.removedAt !== null && post.removedById === null) return null;
  await tx.db.update(posts).set({ removedAt: tx.now(), removedById: null }).where(eq(posts.id, postId));
  await countReply(tx, post, -1);
  return "hidePost";
}

/** Deletes a post of ours, whatever its kind. Call it inside a transaction. */
export const removeOwn = (tx: Ctx, post: Post): Promise<void> =>
  post.kind === "projectNote" ? removeProjectNote(tx, post.id) : removePost(tx, post);
