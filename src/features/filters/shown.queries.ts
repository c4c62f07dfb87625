import type { Ctx } from "../../platform/ctx.ts";
import { htmlToText } from "../../platform/html.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { Filterable, FilterPlace, ShownFilter } from "../../ui/parts/filter-view.ts";
import { type FilterMatch, matcherOf } from "./filters.model.ts";
import { filtersInForce } from "./filters.queries.ts";

/**
 * Posts with what the viewer's filters for this place say to do with them, in the same order. Nobody's own words are
 * filtered for them. One statement for a member, whatever the number of posts.
 */
export async function filteredPosts<Shown extends Filterable>(
  ctx: Ctx,
  viewer: Viewer | null,
  posts: readonly Shown[],
  place: FilterPlace,
): Promise<readonly Shown[]> {
  if (viewer === null || posts.length === 0) return posts;
  const filters = await filtersInForce(ctx, viewer.actorId);
  const match = matcherOf(filters.filter(({ contexts }) => contexts.includes(place)));
  return posts.map((post) => {
    const isOwn = post.author.local && post.author.handle === viewer.handle;
    const filter = isOwn ? undefined : strictest(match({ id: post.id, text: () => wordsOf(post) }));
    return filter === undefined ? post : { ...post, filter };
  });
}

const STRICTNESS = { hide: 2, warn: 1, blur: 0 } as const;

/** Of several filters the one that shows least. */
function strictest(matches: readonly FilterMatch[]): ShownFilter | undefined {
  const [first] = matches.toSorted((one, other) => STRICTNESS[other.filter.action] - STRICTNESS[one.filter.action]);
  return first && { title: first.filter.title, action: first.filter.action };
}

/** All that is shown of it. */
const wordsOf = ({ title, summary, warning, content, attachments, poll }: Filterable): string =>
  [
    ...[title, summary, warning, htmlToText(content)],
    ...attachments.map(({ alt }) => alt),
    ...(poll?.options ?? []).map(({ name }) => name),
  ].join("\n");
