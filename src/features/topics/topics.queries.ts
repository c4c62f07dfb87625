import { and, desc, eq, isNull, lt, type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { type Id, isId } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { Actor } from "../actors/actors.queries.ts";
import { actors } from "../actors/actors.table.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { listedFor } from "../audience/listing.queries.ts";
import type { Post } from "../posts/posts.queries.ts";
import { posts } from "../posts/posts.table.ts";
import { topicFoldSql } from "../posts/topic-fold.model.ts";
import { projectNotes } from "../project-notes/project-notes.table.ts";

/** Where something lives: the server that answers for it, and its district as far as that is known. */
export interface Home {
  readonly host: string;
  readonly district: string | null;
}

/** Something on a topic. */
export interface TopicEntry {
  readonly post: Post;
  readonly author: Actor;
  readonly home: Home;
}

const tagOf = sql.raw("post_tags.tag");

/**
 * What of all that is here belongs on topic pages: our own, all project notes, and what those whom the district follows
 * wrote or gathered. Whoever publishes "unlisted" wants to stand in no list of tags.
 */
const gathered = sql`posts.in_reply_to_uri is null and posts.visibility not in ('unlisted', 'direct')
  and (posts.local or posts.kind = 'projectNote' or exists (
    select from follows join district on district.actor_id = follows.follower_id
    where follows.followee_id in (posts.author_id, posts.group_id) and follows.state = 'accepted'))`;

const onTopic = (key: string): SQL => sql`posts.id in (
  select post_tags.post_id from post_tags where ${topicFoldSql(tagOf)} = ${key})`;

/**
 * Everything on a topic, however it is spelt, that the viewer may see, newest first. One statement.
 * @param key as `topicFold` makes it
 */
export async function topicEntries(
  ctx: Ctx,
  viewer: Viewer | null,
  key: string,
  { before, limit }: { readonly before?: Id | undefined; readonly limit: number },
): Promise<TopicEntry[]> {
  const rows = await ctx.db
    .select({ post: posts, author: actors, district: projectNotes.districtName })
    .from(posts)
    .innerJoin(actors, eq(actors.id, posts.authorId))
    .leftJoin(projectNotes, eq(projectNotes.postId, posts.id))
    .where(
      and(
        onTopic(key),
        gathered,
        isNull(posts.deletedAt),
        before === undefined ? undefined : lt(posts.id, isId(before) ? before : "0"),
        visibleTo(viewer),
        listedFor(viewer),
      ),
    )
    .orderBy(desc(posts.id))
    .limit(limit);
  return rows.map(({ post, author, district }) => ({ post, author, home: { host: author.host, district } }));
}

export interface TopicSummary {
  /** As it is written most often; null when nothing has it. */
  readonly name: string | null;
  readonly homes: readonly (Home & { readonly local: boolean; readonly count: number })[];
}

const COUNTED = 500;

/** How a topic is called, and where the newest of what is on it lives. One statement. */
export async function topicSummary(ctx: Ctx, viewer: Viewer | null, key: string): Promise<TopicSummary> {
  const rows = await ctx.db.execute<{
    name: string | null;
    host: string;
    district: string | null;
    local: boolean;
    count: number;
  }>(sql`
    with found as materialized (
      select posts.id, posts.local, author.host, project_notes.district_name as district
      from posts join actors author on author.id = posts.author_id
      left join project_notes on project_notes.post_id = posts.id
      where ${onTopic(key)} and ${gathered} and ${visibleTo(viewer)} and ${listedFor(viewer)}
      order by posts.id desc limit ${COUNTED}
    ), called as (
      select name from found join post_tags on post_tags.post_id = found.id
      where ${topicFoldSql(tagOf)} = ${key} group by name order by count(*) desc, name limit 1
    )
    select (select name from called) as name, host, max(district) as district, local, count(*)::int as count
    from found group by host, local order by local desc, count(*) desc, host limit 50`);
  const homes = [...rows];
  return {
    name: homes[0]?.name ?? null,
    homes: homes.map(({ host, district, local, count }) => ({ host, district, local, count })),
  };
}

export interface TopicCount {
  readonly key: string;
  readonly name: string;
  readonly count: number;
}

const LOOKED_AT = 2000;
const MOST_TOPICS = 100;

/** The topics of the newest posts and notes, those with most of them first. One statement. */
export async function topicCounts(ctx: Ctx, viewer: Viewer | null): Promise<TopicCount[]> {
  const rows = await ctx.db.execute<TopicCount & Record<string, unknown>>(sql`
    with found as materialized (
      select posts.id from posts
      where exists (select from post_tags where post_tags.post_id = posts.id) and ${gathered}
        and ${visibleTo(viewer)} and ${listedFor(viewer)}
      order by posts.id desc limit ${LOOKED_AT})
    select ${topicFoldSql(tagOf)} as key, mode() within group (order by post_tags.name) as name,
      count(distinct found.id)::int as count
    from found join post_tags on post_tags.post_id = found.id
    group by 1 order by count desc, key limit ${MOST_TOPICS}`);
  return [...rows];
}
