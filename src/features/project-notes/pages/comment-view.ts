import type { Viewer } from "../../../platform/viewer.ts";
import { canDeleteComment } from "../../posts/posts.policy.ts";
import type { ThreadEntry } from "../../posts/posts.queries.ts";

/** One answer below a note. */
export interface CommentView {
  readonly id: string;
  readonly author: {
    readonly name: string;
    readonly handle: string;
    readonly host: string;
    readonly url: string;
    readonly local: boolean;
  };
  /** Sanitised HTML. */
  readonly content: string;
  readonly language: string | null;
  readonly publishedAt: Date;
  /** Its page at its origin. */
  readonly url: string;
  readonly canDelete: boolean;
  readonly replies: readonly CommentView[];
}

/** A thread as its page shows it to this viewer. */
export const commentViews = (thread: readonly ThreadEntry[], viewer: Viewer | null): CommentView[] =>
  thread.map(({ post, author, replies }) => ({
    id: post.id,
    author: { name: author.name, handle: author.handle, host: author.host, url: author.url, local: author.local },
    content: post.content,
    language: post.language,
    publishedAt: post.publishedAt,
    url: post.url,
    canDelete: viewer !== null && canDeleteComment(viewer, post),
    replies: commentViews(replies, viewer),
  }));
