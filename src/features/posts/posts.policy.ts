import type { Viewer } from "../../platform/viewer.ts";
import type { Visibility } from "./posts.model.ts";
import type { Post } from "./posts.queries.ts";

/** Characters of what was typed. */
export const MAX_COMMENT_LENGTH = 5000;

/** Own comments; moderators and admins those of all members. */
export function canDeleteComment(viewer: Viewer, post: Post): boolean {
  if (!post.local || post.inReplyToUri === null) return false;
  return post.authorId === viewer.actorId || viewer.role !== "member";
}

/** An answer is never read by more people than what it answers (T108): of a person's followers' posts, only by that person. */
export const visibilityOfReply = (parent: Visibility): Visibility => (parent === "followers" ? "direct" : parent);
