import { sql } from "drizzle-orm";
import { objectUri } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { type Actor, ownHost } from "../actors/actors.queries.ts";
import type { District } from "../district/district.model.ts";
import { memberTextToHtml } from "../posts/member-text.model.ts";
import type { PostTag } from "../posts/posts.model.ts";
import { summaryFor } from "../posts/summary.model.ts";
import { topicFold } from "../posts/topic-fold.model.ts";
import { putPostTopics, putTopicNames } from "../posts/topic-names.store.ts";
import type { PostParts } from "../posts/writing.activitypub.ts";
import { emojisOf, writePost } from "../posts/written.store.ts";
import { hashtagOf, topicKey } from "../project-notes/project-notes.model.ts";
import { titleOfTopic, topicMembers } from "./topics.activitypub.ts";
import { topicTaken } from "./topics.errors.ts";
import { ownPageAbout } from "./topics.queries.ts";
import type { CheckedTopic } from "./topics.schemas.ts";

/** What the use cases share that write topic pages. Call them inside a transaction. */

/** The key that a word is looked up by. */
const keyOf = (word: string): string => topicFold(topicKey(word));

/** Name and other words, each once, the name first. */
const wordsIn = ({ name, words }: CheckedTopic): string[] => {
  const keys = [name, ...words].map(keyOf);
  return [name, ...words].filter((_, index) => keys.indexOf(keys[index] ?? "") === index);
};

const tagsOf = (topic: CheckedTopic): PostTag[] => wordsIn(topic).map((word) => ({ tag: topicKey(word), name: word }));

const keysOf = (topic: CheckedTopic): string[] => wordsIn(topic).map(keyOf);

/** The page of a topic, for people. */
export const topicPath = (word: string): string => `/themen/${encodeURIComponent(keyOf(word))}`;

/**
 * Makes sure that one page of ours at most is about each word and each topic, also when two are written at once.
 * @param but row id of the page itself
 * @throws AppError `topics.taken`
 */
export async function reserveWords(tx: Ctx, topic: CheckedTopic, but?: Id): Promise<void> {
  await tx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended('topic-pages', 0))`);
  const other = await ownPageAbout(tx, { keys: keysOf(topic), iri: topic.wikidata, but });
  if (!other) return;
  if (other.key === null) throw topicTaken("wikidata");
  throw topicTaken(other.key === keyOf(topic.name) ? "name" : "words");
}

/** Where a topic page stands. */
export interface TopicPlace {
  readonly id: Id;
  readonly author: Actor;
  readonly district: District;
  readonly visibility: "public" | "partners";
  readonly publishedAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
}

/** A topic page as document, columns of `posts` and tags. */
export async function writeTopic(ctx: Ctx, place: TopicPlace, topic: CheckedTopic) {
  const { id, author, district, visibility } = place;
  const { name, text, language } = topic;
  const tags = tagsOf(topic);
  const uri = objectUri(ctx.origin, id);
  const url = `${ctx.origin}${topicPath(name)}`;
  const texts = { title: titleOfTopic(name, language), summary: summaryFor(topic.summary || text, language), text };
  const parts: PostParts = {
    origin: ctx.origin,
    uri,
    url,
    author,
    visibility,
    groupUri: visibility === "public" ? district.actorUri : null,
    partnersOf: visibility === "partners" ? district.actorUri : null,
    mentioned: [],
    inReplyTo: null,
    context: null,
    ...texts,
    sensitive: false,
    content: memberTextToHtml(text, { origin: ctx.origin, people: new Map() }),
    language,
    images: [],
    tags: tags.map(({ tag, name: word }) => ({ tag, name: hashtagOf(word) })),
    poll: null,
    emojis: await emojisOf(ctx, { ...texts, poll: null }),
    publishedAt: place.publishedAt,
    updatedAt: place.updatedAt,
    version: place.version,
    ours: topicMembers(district.actorUri, topic.wikidata, language),
    now: ctx.now(),
  };
  return { ...writePost(parts), uri, url, tags };
}

/** Notes down what a topic page of ours is about, and what our words mean by it. */
export async function putTopic(tx: Ctx, id: Id, topic: CheckedTopic): Promise<void> {
  const { wikidata: iri } = topic;
  await putPostTopics(tx, id, iri === null ? [] : [iri]);
  await putTopicNames(tx, id, { host: ownHost(tx), keys: keysOf(topic), iri });
}
