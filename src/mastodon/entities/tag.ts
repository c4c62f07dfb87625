import { type FeaturedTag, tagsKeptBy } from "../../features/posts/followed-tags.queries.ts";
import { hashtagPage } from "../../features/posts/member-text.model.ts";
import { type TagUse, tagUse } from "../../features/posts/tag-use.queries.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Viewer } from "../../platform/viewer.ts";

/**
 * Tag: each in lower case, in their order. Three statements for all of them. `history` always has its seven days: apps show
 * the first and the last (Tusky, Mastodon for Android). Whether a tag is followed is said to members alone.
 */
export async function tagEntities(ctx: Ctx, viewer: Viewer | null, tags: readonly string[]) {
  const [kept, useOf] = await Promise.all([viewer && tagsKeptBy(ctx, viewer.actorId, tags), tagUse(ctx, tags)]);
  return tags.map((tag) => ({
    id: tag,
    name: tag,
    url: hashtagPage(ctx.origin, tag),
    history: useOf(tag).map(dayEntity),
    ...(kept && { following: kept.followed.has(tag), featuring: kept.featured.has(tag) }),
  }));
}

/** Numbers are strings there, and a day is its first second. */
const dayEntity = ({ day, posts, authors }: TagUse) => ({
  day: String(day.getTime() / 1000),
  uses: String(posts),
  accounts: String(authors),
});

/** FeaturedTag. Counts are strings there. */
export const featuredTagEntity = (ctx: Ctx, { id, tag, name, posts, last }: FeaturedTag) => ({
  ...{ id, name },
  url: hashtagPage(ctx.origin, tag),
  statuses_count: String(posts),
  last_status_at: last?.toISOString().slice(0, 10) ?? null,
});
