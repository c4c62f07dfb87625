import type { Viewer } from "../../platform/viewer.ts";
import { isOpen, type Visibility } from "./posts.model.ts";
import type { Post } from "./posts.queries.ts";

/** Characters of what was typed. */
export const MAX_COMMENT_LENGTH = 5000;

/** Project notes have rules of their own. */
const isOwnKind = (post: Post): boolean => post.local && post.deletedAt === null && post.kind !== "projectNote";

/** One's own. */
export const canEditPost = (viewer: Viewer, post: Post): boolean => isOwnKind(post) && post.authorId === viewer.actorId;

/** Own posts; moderators and admins those of all members. */
export const canDeletePost = (viewer: Viewer, post: Post): boolean =>
  isOwnKind(post) && (post.authorId === viewer.actorId || viewer.role !== "member");

/** What everybody may read is shared by everybody; nothing else by anybody (T061). */
export const canBoost = (post: Post): boolean => post.deletedAt === null && isOpen(post.visibility);

/**
 * Who may be let read an answer, the widest first: never more people than what it answers (T108). Whose followers those
 * of the author are only the author knows; others answer such posts to the author alone.
 * @param own whether one answers oneself
 */
export function repliesTo(parent: Visibility, own: boolean): readonly [Visibility, ...Visibility[]] {
  const narrowest = own ? (["followers", "direct"] as const) : (["direct"] as const);
  const choices: Readonly<Record<Visibility, readonly [Visibility, ...Visibility[]]>> = {
    public: ["public", "unlisted", "followers", "direct"],
    unlisted: ["unlisted", "followers", "direct"],
    followers: narrowest,
    direct: ["direct"],
    group: ["group"],
    local: ["local"],
  };
  return choices[parent];
}
