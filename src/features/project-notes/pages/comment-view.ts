import type { CustomEmoji } from "../../../platform/emojis.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import type { QuoteView } from "../../../ui/parts/quote-card.tsx";
import type { PostAttachment } from "../../posts/posts.model.ts";
import { canDeletePost } from "../../posts/posts.policy.ts";
import type { ThreadEntry } from "../../posts/posts.queries.ts";

/** One answer below a note. */
export interface CommentView {
  readonly id: string;
  /** ActivityPub id. */
  readonly uri: string;
  readonly author: {
    readonly name: string;
    readonly handle: string;
    readonly host: string;
    readonly url: string;
    readonly local: boolean;
    readonly emojis: readonly CustomEmoji[];
  };
  /** Sanitised HTML. */
  readonly content: string;
  readonly emojis: readonly CustomEmoji[];
  readonly attachments: readonly PostAttachment[];
  /** Its author put a warning before the pictures. */
  readonly sensitive: boolean;
  readonly language: string | null;
  readonly publishedAt: Date;
  /** Its page at its origin. */
  readonly url: string;
  readonly canDelete: boolean;
  /** What it quotes with leave. */
  readonly quote: QuoteView | undefined;
  readonly replies: readonly CommentView[];
}

const authorOf = ({ name, handle, host, url, local, emojis }: ThreadEntry["author"]): CommentView["author"] => ({
  name,
  handle,
  host,
  url,
  local,
  emojis,
});

/** A thread as its page shows it to this viewer. */
export const commentViews = (
  thread: readonly ThreadEntry[],
  viewer: Viewer | null,
  quotes: ReadonlyMap<string, QuoteView> = new Map(),
): CommentView[] =>
  thread.map(({ post, author, replies }) => ({
    id: post.id,
    uri: post.uri,
    author: authorOf(author),
    content: post.content,
    emojis: post.emojis,
    attachments: post.attachments,
    sensitive: post.sensitive,
    language: post.language,
    publishedAt: post.publishedAt,
    url: post.url,
    canDelete: viewer !== null && canDeletePost(viewer, post),
    quote: quotes.get(post.id),
    replies: commentViews(replies, viewer, quotes),
  }));
