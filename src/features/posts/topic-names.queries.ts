import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { ownHost } from "../actors/actors.queries.ts";
import { isOnPartnerHost } from "../partners/partners.queries.ts";
import { topicFoldSql } from "./topic-fold.model.ts";
import { topicNames } from "./topic-names.table.ts";

/** Whether a row of `topic_names` counts: the page that says so stands, or an admin took it over. */
const stands = (names: SQL): SQL => sql`(${names}.post_id is null or exists (
  select from posts page where page.id = ${names}.post_id and page.deleted_at is null and page.removed_at is null))`;

const n = sql.raw("names");
const isPartners = sql`names.host <> own.host and ${isOnPartnerHost(sql`names.host`)}`;

/**
 * Ids of the posts on a topic, as a query. What counts is whose word it is: a tag that is spelt like the topic, whoever
 * uses it; a word that means the same with us; a word that means the same with a partner, of that partner's own posts
 * alone; and a post that names the topic's id itself. No partner moves what is ours, or somebody else's.
 * @param key as `topicFold` makes it
 */
export const postsOnTopic = (ctx: Ctx, key: string): SQL => sql`
  with own as materialized (
    select ${ownHost(ctx)}::text as host, (
      select names.iri from topic_names names
      where names.host = ${ownHost(ctx)} and names.key = ${key} and ${stands(n)} limit 1) as iri
  ), words as materialized (
    select ${key}::text as key, null::text as host
    union select names.key, null from topic_names names join own on names.host = own.host and names.iri = own.iri
      where ${stands(n)}
    union select names.key, names.host from topic_names names join own on names.iri = own.iri
      where ${isPartners} and ${stands(n)}
    union select names.key, names.host
      from topic_names names join topic_names same on same.host = names.host and same.iri = names.iri, own
      where same.key = ${key} and ${isPartners} and ${stands(n)} and ${stands(sql.raw("same"))}
  )
  select post_tags.post_id from words join post_tags on ${topicFoldSql(sql.raw("post_tags.tag"))} = words.key
  where words.host is null or exists (
    select from posts tagged join actors writer on writer.id = tagged.author_id
    where tagged.id = post_tags.post_id and writer.host = words.host)
  union select post_topics.post_id from post_topics join own on own.iri = post_topics.iri`;

/** What the word in a column means with us, as a column; null: nothing. */
export const meaningHere = (ctx: Ctx, key: SQL): SQL => sql`(
  select names.iri from topic_names names
  where names.host = ${ownHost(ctx)} and names.key = ${key} and ${stands(n)} limit 1)`;

/** What a partner means by a word, if it is one of the topics that have words with us, as a column; null: nothing. */
export const meaningThere = (ctx: Ctx, host: SQL, key: SQL): SQL => sql`(
  select names.iri from topic_names names join topic_names here on here.iri = names.iri
  where names.host = ${host} and names.key = ${key} and names.host <> ${ownHost(ctx)} and here.host = ${ownHost(ctx)}
    and ${isOnPartnerHost(host)} and ${stands(n)} and ${stands(sql.raw("here"))} limit 1)`;

/** The ids of the topics that some words mean with us, sorted. @param keys as `topicFold` makes them */
export async function topicsMeant(ctx: Ctx, keys: readonly string[]): Promise<string[]> {
  if (keys.length === 0) return [];
  const rows = await ctx.db.execute<{ iri: string }>(sql`
    select distinct names.iri from topic_names names
    where names.host = ${ownHost(ctx)} and names.key = any (${sql.param([...keys])}::text[]) and ${stands(n)} order by 1`);
  return rows.map(({ iri }) => iri);
}

/** A word that means a topic, as a server says. */
export interface TopicName {
  readonly key: string;
  readonly iri: string;
  readonly postId: Id | null;
}

/** What some topic pages say that words mean. */
export async function namesOnPages(ctx: Ctx, postIds: readonly Id[]): Promise<TopicName[]> {
  if (postIds.length === 0) return [];
  const { key, iri, postId } = topicNames;
  return ctx.db
    .select({ key, iri, postId })
    .from(topicNames)
    .where(inArray(topicNames.postId, [...postIds]))
    .orderBy(key);
}

/** What a word of ours means, and by whose word: `postId` null if an admin took it over. Null: nothing. */
export async function nameHere(ctx: Ctx, word: string): Promise<TopicName | null> {
  const { key, iri, postId } = topicNames;
  const [row] = await ctx.db
    .select({ key, iri, postId })
    .from(topicNames)
    .where(and(eq(topicNames.host, ownHost(ctx)), eq(topicNames.key, word), stands(sql`${topicNames}`)))
    .limit(1);
  return row ?? null;
}
