import type { Ctx } from "../../../platform/ctx.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import type { ShownPost } from "../../../ui/parts/post.tsx";
import type { QuoteView } from "../../../ui/parts/quote-card.tsx";
import { postViews } from "../../posts/post-view.queries.ts";
import type { ThreadEntry } from "../../posts/posts.queries.ts";

/** One answer below a note. */
export interface CommentView extends ShownPost {
  /** What it quotes with leave. */
  readonly quote: QuoteView | undefined;
  readonly replies: readonly CommentView[];
}

const flat = (thread: readonly ThreadEntry[]): ThreadEntry[] =>
  thread.flatMap((entry) => [entry, ...flat(entry.replies)]);

/** A thread as its page shows it to this viewer. */
export async function commentViews(
  ctx: Ctx,
  thread: readonly ThreadEntry[],
  viewer: Viewer | null,
  quotes: ReadonlyMap<string, QuoteView> = new Map(),
): Promise<CommentView[]> {
  const views = new Map((await postViews(ctx, viewer, flat(thread))).map((view) => [view.id, view]));
  const nest = (entries: readonly ThreadEntry[]): CommentView[] =>
    entries.flatMap(({ post, replies }) => {
      const view = views.get(post.id);
      return view ? [{ ...view, quote: quotes.get(post.id), replies: nest(replies) }] : [];
    });
  return nest(thread);
}
