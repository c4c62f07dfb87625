import { type Filter, type FilterMatch, type Matcher, matcherOf } from "../../features/filters/filters.model.ts";
import { filtersInForce } from "../../features/filters/filters.queries.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";

/** Filter, version 2. */
export const filterEntity = (filter: Filter) => ({
  id: filter.id,
  title: filter.title,
  context: filter.contexts,
  filter_action: filter.action,
  expires_at: filter.expiresAt?.toISOString() ?? null,
  keywords: filter.keywords.map(keywordEntity),
  statuses: filter.posts.map(filterStatusEntity),
});

export const keywordEntity = ({ id, keyword, wholeWord }: Filter["keywords"][number]) => ({
  ...{ id, keyword },
  whole_word: wholeWord,
});

export const filterStatusEntity = ({ id, postId }: Filter["posts"][number]) => ({ id, status_id: postId });

/** Filter, version 1: one for each keyword, with its id. */
export const filterV1Entities = (filter: Filter) =>
  filter.keywords.map(({ id, keyword, wholeWord }) => ({
    id,
    phrase: keyword,
    context: filter.contexts,
    whole_word: wholeWord,
    expires_at: filter.expiresAt?.toISOString() ?? null,
    irreversible: filter.action === "hide",
  }));

/** FilterResult: what clients look at to hide or cover a status. */
export const filterResultEntity = ({ filter, keywords, postIds }: FilterMatch) => ({
  filter: filterEntity(filter),
  keyword_matches: [...keywords],
  status_matches: [...postIds],
});
export type FilterResultEntity = ReturnType<typeof filterResultEntity>;

/** What the viewer's filters find in posts; nothing for nobody. One statement, whatever they are. */
export async function viewersMatcher(ctx: Ctx, viewer: { readonly actorId: Id } | Viewer | null): Promise<Matcher> {
  return matcherOf(viewer === null ? [] : await filtersInForce(ctx, viewer.actorId));
}
