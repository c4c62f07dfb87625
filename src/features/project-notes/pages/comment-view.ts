import type { Ctx } from "../../../platform/ctx.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import type { QuotesOf } from "../../../ui/env.ts";
import type { Filtered } from "../../../ui/parts/filter-view.ts";
import type { ShownPost } from "../../../ui/parts/post-view.ts";
import { postViews } from "../../posts/post-view.queries.ts";
import type { ThreadEntry } from "../../posts/posts.queries.ts";

/** One answer below a note. */
export interface CommentView extends ShownPost {
  readonly replies: readonly CommentView[];
}

const flat = (thread: readonly ThreadEntry[]): ThreadEntry[] =>
  thread.flatMap((entry) => [entry, ...flat(entry.replies)]);

/** A thread as its page shows it to this viewer. */
export async function commentViews(
  ctx: Ctx,
  thread: readonly ThreadEntry[],
  viewer: Viewer | null,
  { quotesOf, filtered }: { readonly quotesOf: QuotesOf; readonly filtered: Filtered },
): Promise<CommentView[]> {
  const shown = await filtered(await postViews(ctx, viewer, flat(thread), quotesOf), "thread");
  const views = new Map(shown.map((view) => [view.id, view]));
  const nest = (entries: readonly ThreadEntry[]): CommentView[] =>
    entries.flatMap(({ post, replies }) => {
      const view = views.get(post.id);
      return view ? [{ ...view, replies: nest(replies) }] : [];
    });
  return nest(thread);
}
