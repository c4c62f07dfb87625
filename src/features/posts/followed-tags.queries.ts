import { and, eq, inArray, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { type Keyset, keysetOf, newestFirst } from "../../platform/keyset.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { featuredTags, tagFollows } from "./followed-tags.table.ts";

export interface KeptTag {
  readonly id: Id;
  readonly tag: string;
  readonly name: string;
}

/** The tags that a member follows, newest first, to be paged by `id`. */
export async function followedTags(ctx: Ctx, actorId: Id, page: Keyset): Promise<readonly KeptTag[]> {
  const { where, order } = keysetOf(tagFollows.id, page);
  const rows = await ctx.db
    .select()
    .from(tagFollows)
    .where(and(eq(tagFollows.actorId, actorId), where))
    .orderBy(order)
    .limit(page.limit);
  return newestFirst(rows, page);
}

/** Which of some tags a member follows, and which are on the profile. */
export async function tagsKeptBy(
  ctx: Ctx,
  actorId: Id,
  tags: readonly string[],
): Promise<{ followed: ReadonlySet<string>; featured: ReadonlySet<string> }> {
  if (tags.length === 0) return { followed: new Set(), featured: new Set() };
  const of = async (table: typeof tagFollows | typeof featuredTags): Promise<Set<string>> => {
    const rows = await ctx.db
      .select({ tag: table.tag })
      .from(table)
      .where(and(eq(table.actorId, actorId), inArray(table.tag, [...tags])));
    return new Set(rows.map(({ tag }) => tag));
  };
  const [followed, featured] = await Promise.all([of(tagFollows), of(featuredTags)]);
  return { followed, featured };
}

/** A tag on a profile, with how many public posts of its holder have it. */
export interface FeaturedTag extends KeptTag {
  readonly posts: number;
  readonly last: Date | null;
}

/** The tags on somebody's profile, with what everybody may see of theirs. One statement. */
export async function featuredTagsOf(ctx: Ctx, actorId: Id): Promise<FeaturedTag[]> {
  const rows = await ctx.db.execute<Omit<FeaturedTag, "last"> & { last: string | null }>(sql`
    select featured.id::text as id, featured.tag, featured.name, count(posts.id)::int as posts,
      max(posts.published_at) as last
    from featured_tags featured
    left join post_tags on post_tags.tag = featured.tag
    left join posts on posts.id = post_tags.post_id and posts.author_id = featured.actor_id and ${visibleTo(null)}
    where featured.actor_id = ${actorId}
    group by featured.actor_id, featured.tag order by featured.id`);
  return rows.map((row) => ({ ...row, last: row.last === null ? null : new Date(row.last) }));
}

/** What somebody tags most often in public and does not show yet, at most ten. */
export const tagsToFeature = (ctx: Ctx, actorId: Id): Promise<{ tag: string }[]> =>
  ctx.db.execute<{ tag: string }>(sql`
    select post_tags.tag from post_tags join posts on posts.id = post_tags.post_id
    where posts.author_id = ${actorId} and ${visibleTo(null)} and not exists (
      select from featured_tags featured where featured.actor_id = ${actorId} and featured.tag = post_tags.tag)
    group by post_tags.tag order by count(*) desc, post_tags.tag limit 10`);

/** Tags of public posts known here that begin like this, those used most first. */
export const tagsLike = (
  ctx: Ctx,
  beginning: string,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<{ tag: string }[]> =>
  ctx.db.execute<{ tag: string }>(sql`
    select found.tag from (
      select tag, post_id from post_tags where starts_with(tag, ${beginning}) order by post_id desc limit 5000) found
    join posts on posts.id = found.post_id
    where posts.visibility = 'public' and ${visibleTo(null)}
    group by found.tag order by found.tag <> ${beginning}, count(*) desc, found.tag limit ${limit} offset ${offset}`);
