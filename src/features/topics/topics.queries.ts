import { and, desc, eq, isNull, lt, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { asList, isObject, textOf } from "../../platform/ap-read.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { arrayOf, type Id, isId } from "../../platform/ids.ts";
import type { JsonObject } from "../../platform/json.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { Actor } from "../actors/actors.queries.ts";
import { actors } from "../actors/actors.table.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { listedFor } from "../audience/listing.queries.ts";
import type { Post } from "../posts/posts.queries.ts";
import { posts, postTags } from "../posts/posts.table.ts";
import { topicFoldSql } from "../posts/topic-fold.model.ts";
import { meaningHere, meaningThere, postsOnTopic } from "../posts/topic-names.queries.ts";
import { projectNotes } from "../project-notes/project-notes.table.ts";

/** Where something lives: the server that answers for it, and its district as far as that is known. */
interface Home {
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
const known = sql`posts.in_reply_to_uri is null and posts.visibility not in ('unlisted', 'direct')
  and (posts.local or posts.kind = 'projectNote' or exists (
    select from follows join district on district.actor_id = follows.follower_id
    where follows.followee_id in (posts.author_id, posts.group_id) and follows.state = 'accepted'))`;

/** Of that what happened; what a district says about the topic itself stands above it. */
const gathered = sql`posts.kind <> 'topic' and ${known}`;

const onTopic = (ctx: Ctx, key: string): SQL => sql`posts.id in (${postsOnTopic(ctx, key)})`;

/**
 * Everything on a topic, whatever it is called, that the viewer may see, newest first. One statement.
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
        onTopic(ctx, key),
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
      where ${onTopic(ctx, key)} and ${gathered} and ${visibleTo(viewer)} and ${listedFor(viewer)}
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

/** What a district says about a topic itself. */
export interface TopicPage {
  readonly post: Post;
  readonly author: Actor;
  readonly group: Actor | null;
}

const MOST_PAGES = 20;

/** The topic pages of the districts on a topic, ours first, that the viewer may see. One statement. */
export async function topicPages(ctx: Ctx, viewer: Viewer | null, key: string): Promise<TopicPage[]> {
  const group = alias(actors, "speaks_for");
  return ctx.db
    .select({ post: posts, author: actors, group })
    .from(posts)
    .innerJoin(actors, eq(actors.id, posts.authorId))
    .leftJoin(group, eq(group.id, posts.groupId))
    .where(and(eq(posts.kind, "topic"), onTopic(ctx, key), known, visibleTo(viewer), listedFor(viewer)))
    .orderBy(desc(posts.local), desc(posts.id))
    .limit(MOST_PAGES);
}

/** The words of a topic page as they were written, the topic's name first. */
export async function wordsOf(ctx: Ctx, post: Pick<Post, "id" | "document">): Promise<string[]> {
  const rows = await ctx.db
    .select({ tag: postTags.tag, name: postTags.name })
    .from(postTags)
    .where(eq(postTags.postId, post.id));
  const written = new Map(rows.map(({ tag, name }) => [tag, name]));
  const { tag } = JSON.parse(post.document) as JsonObject;
  return asList(tag).flatMap((item) => {
    const name = isObject(item) && item.type === "Hashtag" ? textOf(item.name)?.replace(/^#/, "") : undefined;
    return name === undefined ? [] : [written.get(name.toLowerCase()) ?? name];
  });
}

/**
 * A topic page of ours that is about one of these words, or this topic.
 * @param but row id of one that does not count
 */
export async function ownPageAbout(
  ctx: Ctx,
  { keys, iri, but }: { readonly keys: readonly string[]; readonly iri: string | null; readonly but?: Id | undefined },
): Promise<{ readonly id: Id; readonly url: string; readonly key: string | null } | null> {
  const [row] = await ctx.db.execute<{ id: Id; url: string; key: string | null }>(sql`
    select posts.id, posts.url, (
      select min(${topicFoldSql(tagOf)}) from post_tags
      where post_tags.post_id = posts.id and ${topicFoldSql(tagOf)} = any (${sql.param([...keys])}::text[])) as key
    from posts
    where posts.kind = 'topic' and posts.local and posts.deleted_at is null and posts.id <> ${but ?? "0"}
      and (exists (
        select from post_tags
        where post_tags.post_id = posts.id and ${topicFoldSql(tagOf)} = any (${sql.param([...keys])}::text[]))
      or exists (select from post_topics where post_topics.post_id = posts.id and post_topics.iri = ${iri}))
    limit 1`);
  return row ?? null;
}

/**
 * The words of other districts' topic pages that mean something there and nothing here yet, as they were written. One
 * statement.
 */
export async function unknownNames(
  ctx: Ctx,
  postIds: readonly Id[],
): Promise<{ readonly postId: Id; readonly name: string }[]> {
  if (postIds.length === 0) return [];
  const ids = sql`any (${sql.param(arrayOf(postIds))}::bigint[])`;
  const rows = await ctx.db.execute<{ postId: Id; name: string }>(sql`
    select topic_names.post_id as "postId", min(post_tags.name) as name
    from topic_names join post_tags on post_tags.post_id = topic_names.post_id and ${topicFoldSql(tagOf)} = topic_names.key
    where topic_names.post_id = ${ids} and ${meaningHere(ctx, sql`topic_names.key`)} is null
    group by topic_names.post_id, topic_names.key order by topic_names.key`);
  return [...rows];
}

export interface TopicCount {
  readonly key: string;
  readonly name: string;
  /** How much of it lives here, and how much elsewhere. */
  readonly here: number;
  readonly elsewhere: number;
}

const LOOKED_AT = 2000;
const MOST_TOPICS = 100;

/**
 * The topics of the newest posts and notes, those with most of them first; one whose words mean the same is one, called
 * as our page calls it. One statement.
 */
export async function topicCounts(ctx: Ctx, viewer: Viewer | null): Promise<TopicCount[]> {
  const key = topicFoldSql(tagOf);
  const rows = await ctx.db.execute<TopicCount & Record<string, unknown>>(sql`
    with found as materialized (
      select posts.id, posts.local, author.host from posts join actors author on author.id = posts.author_id
      where exists (select from post_tags where post_tags.post_id = posts.id) and ${gathered}
        and ${visibleTo(viewer)} and ${listedFor(viewer)}
      order by posts.id desc limit ${LOOKED_AT}
    ), tagged as materialized (
      select found.id, found.local, found.host, post_tags.name, ${key} as key
      from found join post_tags on post_tags.post_id = found.id
    ), words as materialized (
      select host, key, coalesce(${meaningHere(ctx, sql`word.key`)}, ${meaningThere(ctx, sql`word.host`, sql`word.key`)}) as iri
      from (select distinct host, key from tagged) as word
    ), called as materialized (
      select topic_names.iri, min(${key}) filter (where posts.url = ${`${ctx.origin}/themen/`} || ${key}) as key,
        min(post_tags.name) filter (where posts.url = ${`${ctx.origin}/themen/`} || ${key}) as name
      from posts join topic_names on topic_names.post_id = posts.id join post_tags on post_tags.post_id = posts.id
      where posts.kind = 'topic' and posts.local and ${visibleTo(viewer)} group by topic_names.iri
    )
    select coalesce(min(called.key), min(tagged.key)) as key,
      coalesce(min(called.name), mode() within group (order by tagged.name)) as name,
      count(distinct tagged.id) filter (where tagged.local)::int as here,
      count(distinct tagged.id) filter (where not tagged.local)::int as elsewhere
    from tagged join words on words.host = tagged.host and words.key = tagged.key
    left join called on called.iri = words.iri
    group by coalesce(words.iri, tagged.key) order by count(distinct tagged.id) desc, 1 limit ${MOST_TOPICS}`);
  return [...rows];
}
