import { and, asc, desc, eq, inArray, isNull, lt, ne, not, type SQL, sql } from "drizzle-orm";
import { isObject, textOf } from "../../platform/ap-read.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Id, isId } from "../../platform/ids.ts";
import type { JsonObject } from "../../platform/json.ts";
import { prepared, preparedQuery } from "../../platform/prepared.ts";
import { type Actor, actorsByIds } from "../actors/actors.queries.ts";
import { actors } from "../actors/actors.table.ts";
import { isBlockedHost } from "../actors/blocked-hosts.queries.ts";
import type { Reader } from "../audience/audience.model.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { listedFor } from "../audience/listing.queries.ts";
import { boostShownTo } from "./boosts.queries.ts";
import type { PostStats } from "./posts.model.ts";
import { postReactions, postStats, posts } from "./posts.table.ts";
import { feedEntries } from "./timelines.queries.ts";

export type Post = typeof posts.$inferSelect;

/** By row id, whoever may see it, deleted ones (tombstones) included: check before showing. */
export async function postById(ctx: Ctx, id: Id): Promise<Post | null> {
  const [post] = await ctx.db.select().from(posts).where(eq(posts.id, id));
  return post ?? null;
}

/** By ActivityPub id, whoever may see it, deleted ones (tombstones) included: check before showing. */
export async function postByUri(ctx: Ctx, uri: string): Promise<Post | null> {
  const [post] = await byUri(ctx).execute({ uri });
  return post ?? null;
}

const byUri = preparedQuery((db) =>
  db
    .select()
    .from(posts)
    .where(eq(posts.uri, sql.placeholder("uri")))
    .prepare("post_by_uri"),
);

/** By ActivityPub id or by the address of its page, if the reader may see it. */
export async function visiblePostAt(ctx: Ctx, reader: Reader, address: string): Promise<Post | null> {
  const [post] = await ctx.db
    .select()
    .from(posts)
    .where(and(sql`(${posts.uri} = ${address} or ${posts.url} = ${address})`, visibleTo(reader)))
    .orderBy(sql`${posts.uri} <> ${address}`)
    .limit(1);
  return post ?? null;
}

/**
 * A post by its ActivityPub id, its page at home, or the one that we have of it; what a browser adds behind (`?einfach=1`,
 * `#antworten`) does not matter.
 */
export async function visiblePostOnPage(ctx: Ctx, reader: Reader, address: string): Promise<Post | null> {
  const exact = await visiblePostAt(ctx, reader, address);
  if (exact) return exact;
  const path = address.startsWith(`${ctx.origin}/`) ? address.slice(ctx.origin.length) : "";
  const [, id] = /^\/(?:projekte|beitraege|gruppen|@[^/]+)(?:\/[^/]+)?\/(\d+)(?:[?#].*)?$/.exec(path) ?? [];
  if (id !== undefined && isId(id)) return visiblePost(ctx, reader, id);
  const plain = address.replace(/[?#].*$/, "");
  return plain === address ? null : visiblePostAt(ctx, reader, plain);
}

/** As much of a post as is needed to refer to it. */
export type Place = Pick<Post, "id" | "uri" | "groupId" | "authorId" | "visibility">;

interface PlaceAsked {
  readonly address: string;
  readonly actorId: Id | null;
}

const placeBy = (column: SQL, reader: Parameters<typeof visibleTo>[0]) =>
  prepared<PlaceAsked, Place>(sql`
    select id, uri, group_id as "groupId", author_id as "authorId", visibility from posts
    where ${column} = ${sql.placeholder("address")}::text and ${visibleTo(reader)} limit 1`);

const anActor = { actorId: sql.placeholder("actorId") };
const PLACES = {
  forAll: [placeBy(sql`posts.uri`, null), placeBy(sql`posts.url`, null)],
  forActor: [placeBy(sql`posts.uri`, anActor), placeBy(sql`posts.url`, anActor)],
};

/**
 * Where a post is, by ActivityPub id, else by the address of its page, if it may be seen: for what comes in all the time.
 * @param actorId who wants to see it; null: everybody
 */
export async function visiblePlace(ctx: Ctx, actorId: Id | null, address: string): Promise<Place | null> {
  for (const lookUp of actorId === null ? PLACES.forAll : PLACES.forActor) {
    const [place] = await lookUp(ctx, { address, actorId });
    if (place) return place;
  }
  return null;
}

/** By row id, if the reader may see it. */
export async function visiblePost(ctx: Ctx, reader: Reader, id: Id): Promise<Post | null> {
  const [post] = await ctx.db
    .select()
    .from(posts)
    .where(and(eq(posts.id, id), visibleTo(reader)));
  return post ?? null;
}

/** Those of some actors who may see a post. */
export async function whoMayRead(ctx: Ctx, postId: Id, people: readonly Actor[]): Promise<Actor[]> {
  const seen = await Promise.all(people.map(({ id }) => visiblePost(ctx, { actorId: id }, postId)));
  return people.filter((_, index) => seen[index] !== null);
}

/** What was typed for a post of ours; empty for others'. */
export function sourceOf({ local, document }: Pick<Post, "local" | "document">): string {
  const { source } = local ? (JSON.parse(document) as JsonObject) : {};
  return isObject(source) ? (textOf(source.content) ?? "") : "";
}

/** A comment with what was answered to it, oldest first. */
export interface ThreadEntry {
  readonly post: Post;
  readonly author: Actor;
  readonly replies: readonly ThreadEntry[];
}

const LARGEST_THREAD = 500;

/**
 * The comments below a post that the reader may see, as a tree; the post itself is not in it. An answer to something
 * that cannot be seen stands at the top.
 */
export async function threadOf(ctx: Ctx, reader: { readonly actorId: Id } | null, rootId: Id): Promise<ThreadEntry[]> {
  const rows = await ctx.db
    .select({ post: posts, author: actors })
    .from(posts)
    .innerJoin(actors, eq(actors.id, posts.authorId))
    .where(and(eq(posts.rootId, rootId), sql`${posts.id} <> ${rootId}`, visibleTo(reader), listedFor(reader)))
    .orderBy(asc(posts.id))
    .limit(LARGEST_THREAD);
  const entries = new Map(rows.map((row) => [row.post.id, { ...row, replies: [] as ThreadEntry[] }]));
  const top: ThreadEntry[] = [];
  for (const entry of entries.values()) {
    const above = entry.post.inReplyToId === null ? undefined : entries.get(entry.post.inReplyToId);
    (above?.replies ?? top).push(entry);
  }
  return top;
}

const NO_STATS: PostStats = { replies: 0, comments: 0, likes: 0, boosts: 0 };

/** Counters of several posts at once; every id asked for is in the map. */
export async function statsOf(ctx: Ctx, ids: readonly Id[]): Promise<Map<Id, PostStats>> {
  const stats = new Map<Id, PostStats>(ids.map((id) => [id, NO_STATS]));
  if (ids.length === 0) return stats;
  const rows = await ctx.db
    .select()
    .from(postStats)
    .where(inArray(postStats.postId, [...ids]));
  for (const { postId, ...counts } of rows) stats.set(postId, counts);
  return stats;
}

export interface Reaction {
  readonly kind: "like" | "boost";
  readonly actor: Actor;
  readonly createdAt: Date;
}

/** Who liked or shared a post, newest first, at most 100; nobody when the reader may not see the post. */
export async function reactionsOf(ctx: Ctx, reader: Reader, postId: Id): Promise<Reaction[]> {
  return ctx.db
    .select({ kind: postReactions.kind, actor: actors, createdAt: postReactions.createdAt })
    .from(postReactions)
    .innerJoin(posts, eq(posts.id, postReactions.postId))
    .innerJoin(actors, eq(actors.id, postReactions.actorId))
    .where(
      and(
        eq(postReactions.postId, postId),
        isNull(actors.suspendedAt),
        not(isBlockedHost(sql`${actors.host}`)),
        boostShownTo(reader, sql`post_reactions`),
        visibleTo(reader),
      ),
    )
    .orderBy(desc(postReactions.createdAt))
    .limit(100);
}

/** A line of the feed: a post, who wrote it, and who brought it here, if not the author. */
export interface FeedEntry {
  /** What the feed is paged by. */
  readonly id: Id;
  readonly post: Post;
  readonly author: Actor;
  readonly sharedBy: Actor | null;
}

export interface FeedPage {
  /** Only entries older than this one (its `id`). */
  readonly before?: Id | undefined;
  readonly limit: number;
  /** Leave project notes out: they have a catalogue of their own. */
  readonly withoutNotes?: boolean;
}

const onPage = ({ before, withoutNotes }: FeedPage): SQL | undefined =>
  and(
    isNull(posts.inReplyToUri),
    before === undefined ? undefined : lt(posts.id, before),
    withoutNotes ? ne(posts.kind, "projectNote") : undefined,
  );

/**
 * What stands on an actor's page, as far as the reader may see it, newest first: what a person or organisation wrote at
 * the top of threads; of a group or district also what others wrote in it, and what it passed on.
 */
export async function postsBy(
  ctx: Ctx,
  reader: { readonly actorId: Id } | null,
  actor: Actor,
  page: FeedPage,
): Promise<FeedEntry[]> {
  const isPlace = actor.kind === "group" || actor.kind === "district";
  const here = isPlace ? and(isIn(actor.id, reader), listedFor(reader)) : eq(posts.authorId, actor.id);
  const rows = await ctx.db
    .select({ post: posts, author: actors })
    .from(posts)
    .innerJoin(actors, eq(actors.id, posts.authorId))
    .where(and(here, onPage(page), visibleTo(reader)))
    .orderBy(desc(posts.id))
    .limit(page.limit);
  return rows.map((row) => ({ ...row, id: row.post.id, sharedBy: null }));
}

const isIn = (groupId: Id, reader: { readonly actorId: Id } | null): SQL => sql`
  posts.id in (
    select id from posts own where own.author_id = ${groupId} and own.deleted_at is null
    union select id from posts inside
      where inside.group_id = ${groupId} and inside.deleted_at is null and inside.in_reply_to_uri is null
    union select post_id from post_reactions
      where actor_id = ${groupId} and kind = 'boost' and ${boostShownTo(reader, sql`post_reactions`)})`;

/**
 * The feed of the pages, newest first, see `feedEntries`: by members, by whom the viewer and the district follow (or shared
 * by them), and what was sent to the viewer by name. Comments never stand alone.
 */
export async function homeFeed(
  ctx: Ctx,
  viewer: { readonly actorId: Id } | null,
  page: FeedPage,
): Promise<FeedEntry[]> {
  const entries = await feedEntries(ctx, viewer, page);
  if (entries.length === 0) return [];
  const ids = entries.map(({ postId }) => postId);
  const [rows, sharers] = await Promise.all([
    postsByIds(ctx, viewer, ids),
    actorsByIds(ctx, [...new Set(entries.flatMap(({ boosterId }) => boosterId ?? []))]),
  ]);
  const found = new Map(rows.map((row) => [row.post.id, row]));
  return entries.flatMap(({ id, postId, boosterId }): FeedEntry[] => {
    const row = found.get(postId);
    return row ? [{ ...row, id, sharedBy: (boosterId !== null && sharers.get(boosterId)) || null }] : [];
  });
}

/** Posts with their authors, in the order given, as far as the reader may see them. */
export async function postsByIds(
  ctx: Ctx,
  reader: { readonly actorId: Id } | null,
  ids: readonly Id[],
): Promise<Pick<FeedEntry, "post" | "author">[]> {
  if (ids.length === 0) return [];
  const rows = await ctx.db
    .select({ post: posts, author: actors })
    .from(posts)
    .innerJoin(actors, eq(actors.id, posts.authorId))
    .where(and(inArray(posts.id, [...ids]), visibleTo(reader)));
  const found = new Map(rows.map((row) => [row.post.id, row]));
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** What our members wrote for everybody; what is not public is not counted (T103). */
export async function postCounts(ctx: Ctx): Promise<{ posts: number; comments: number }> {
  const [row] = await ctx.db
    .select({
      posts: sql<number>`(count(*) filter (where ${posts.inReplyToUri} is null))::int`,
      comments: sql<number>`(count(*) filter (where ${posts.inReplyToUri} is not null))::int`,
    })
    .from(posts)
    .where(and(eq(posts.local, true), visibleTo(null)));
  return row ?? { posts: 0, comments: 0 };
}
