import { type FeaturedTag, tagsKeptBy } from "../../features/posts/followed-tags.queries.ts";
import { hashtagPage } from "../../features/posts/member-text.model.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Viewer } from "../../platform/viewer.ts";

/**
 * Tag: each in lower case, in their order. Two statements for all of them. How often one is used is not counted by days, so
 * `history` is empty; whether it is followed is said to members alone.
 */
export async function tagEntities(ctx: Ctx, viewer: Viewer | null, tags: readonly string[]) {
  const kept = viewer && (await tagsKeptBy(ctx, viewer.actorId, tags));
  return tags.map((tag) => ({
    id: tag,
    name: tag,
    url: hashtagPage(ctx.origin, tag),
    history: [],
    ...(kept && { following: kept.followed.has(tag), featuring: kept.featured.has(tag) }),
  }));
}

/** FeaturedTag. Counts are strings there. */
export const featuredTagEntity = (ctx: Ctx, { id, tag, name, posts, last }: FeaturedTag) => ({
  ...{ id, name },
  url: hashtagPage(ctx.origin, tag),
  statuses_count: String(posts),
  last_status_at: last?.toISOString().slice(0, 10) ?? null,
});
