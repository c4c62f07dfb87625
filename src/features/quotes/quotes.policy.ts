import type { Viewer } from "../../platform/viewer.ts";
import { isOpen } from "../posts/posts.model.ts";
import type { Post } from "../posts/posts.queries.ts";

/** What everybody may read may be quoted by everybody who sees it; nothing else by anybody. */
export const mayBeQuoted = (post: Pick<Post, "visibility" | "deletedAt">): boolean =>
  post.deletedAt === null && isOpen(post.visibility);

/** Who wrote the quoted post; moderators and admins for all members. */
export const canRevoke = (viewer: Viewer, post: Pick<Post, "authorId">): boolean =>
  post.authorId === viewer.actorId || viewer.role !== "member";
