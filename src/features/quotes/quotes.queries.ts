import { and, count, desc, eq, inArray, isNull, lt, ne, type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { isAtOrBelow } from "../../platform/host-match.ts";
import { arrayOf, type Id } from "../../platform/ids.ts";
import { type Keyset, keysetOf, newestFirst } from "../../platform/keyset.ts";
import { preparedForReaders, preparedQuery } from "../../platform/prepared.ts";
import type { ShownQuote } from "../../ui/parts/quote-view.ts";
import { type Actor, actorsByIds } from "../actors/actors.queries.ts";
import { actors } from "../actors/actors.table.ts";
import type { Reader } from "../audience/audience.model.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { listedFor } from "../audience/listing.queries.ts";
import { followBetween } from "../follows/follows.queries.ts";
import type { Post } from "../posts/posts.queries.ts";
import { posts } from "../posts/posts.table.ts";
import { type Quoted, quoteView } from "./quotes.model.ts";
import { type QuotingVerdict, quotingVerdict } from "./quotes.policy.ts";
import { postQuotes, quoteStamps } from "./quotes.table.ts";

export type PostQuote = typeof postQuotes.$inferSelect;
export type QuoteStamp = typeof quoteStamps.$inferSelect;

export async function quoteIn(ctx: Ctx, postId: Id): Promise<PostQuote | null> {
  const [row] = await ctx.db.select().from(postQuotes).where(eq(postQuotes.postId, postId));
  return row ?? null;
}

/** Whether somebody may quote a post, as `quotingVerdict` says. */
export async function verdictFor(ctx: Ctx, post: Post, author: Actor, quoterId: Id): Promise<QuotingVerdict> {
  const follow = post.authorId === quoterId ? null : await followBetween(ctx, quoterId, author.id);
  return quotingVerdict(post, author, { id: quoterId, follows: follow?.state === "accepted" });
}

/** What some posts quote with leave, as far as the reader may see it; posts without are missing from the map. Two statements. */
export async function quotesIn(ctx: Ctx, reader: Reader, postIds: readonly Id[]): Promise<Map<Id, Quoted>> {
  if (postIds.length === 0) return new Map();
  const rows = await ctx.db
    .select({ quotingId: postQuotes.postId, post: posts })
    .from(postQuotes)
    .innerJoin(posts, eq(posts.id, postQuotes.quotedId))
    .where(and(inArray(postQuotes.postId, [...postIds]), eq(postQuotes.state, "allowed"), visibleTo(reader)));
  const authors = await actorsByIds(ctx, [...new Set(rows.map(({ post }) => post.authorId))]);
  return new Map(
    rows.flatMap(({ quotingId, post }): [Id, Quoted][] => {
      const author = authors.get(post.authorId);
      return author ? [[quotingId, { post, author }]] : [];
    }),
  );
}

/**
 * What pages show of the quotes in some posts: what may be shown, and of ours also what may not be shown (yet). Always
 * three statements.
 */
export async function shownQuotes(
  ctx: Ctx,
  reader: Reader,
  locale: "de" | "en",
  postIds: readonly Id[],
): Promise<Map<Id, ShownQuote>> {
  if (postIds.length === 0) return new Map();
  const [allowed, open] = await Promise.all([
    quotesIn(ctx, reader, postIds),
    ctx.db
      .select({
        postId: postQuotes.postId,
        state: postQuotes.state,
        url: sql<string>`coalesce(quoted.url, ${postQuotes.quotedUri})`,
      })
      .from(postQuotes)
      .innerJoin(posts, and(eq(posts.id, postQuotes.postId), eq(posts.local, true)))
      .leftJoin(sql`posts quoted`, sql`quoted.id = ${postQuotes.quotedId}`)
      .where(and(inArray(postQuotes.postId, [...postIds]), ne(postQuotes.state, "allowed"))),
  ]);
  return new Map<Id, ShownQuote>([
    ...open.map(({ postId, state, url }): [Id, ShownQuote] => [
      postId,
      state === "unchecked" ? { state: "waiting", url } : { state: "refused" },
    ]),
    ...[...allowed].map(([id, quoted]): [Id, ShownQuote] => [
      id,
      { state: "allowed", card: quoteView(quoted, locale) },
    ]),
  ]);
}

/** A quote in a post, and whether what it quotes may be shown. */
export interface QuoteState {
  readonly state: PostQuote["state"];
  readonly quotedId: Id | null;
  /** The reader may see it; of what is not `allowed` it is shown to nobody all the same. */
  readonly visible: boolean;
  readonly deleted: boolean;
  /** Why the reader does not want to see what everybody else may. */
  readonly shunned: "blocked_account" | "blocked_domain" | "muted_account" | null;
}

/** What the reader has done to whoever wrote a post that everybody may read and whose author does not block the reader. */
function shunnedBy(reader: Parameters<typeof visibleTo>[0]): SQL<QuoteState["shunned"]> {
  if (reader === null || !("actorId" in reader)) return sql`null::text`;
  const is = (actor: SQL, target: SQL, kind: "block" | "mute"): SQL => sql`exists (
    select from relations
    where relations.actor_id = ${actor} and relations.target_id = ${target} and relations.kind = ${kind})`;
  const [me, author] = [sql`${reader.actorId}::bigint`, sql`posts.author_id`];
  return sql`case
    when posts.id is null or not ${visibleTo(null)} or ${is(author, me, "block")} then null
    when ${is(me, author, "block")} then 'blocked_account'
    when exists (
      select from host_blocks shut join actors writer on ${isAtOrBelow(sql`writer.host`, sql`shut.host`)}
      where shut.actor_id = ${me} and writer.id = posts.author_id) then 'blocked_domain'
    when ${is(me, author, "mute")} then 'muted_account' end`;
}

const statesByIds = preparedForReaders((db, reader) =>
  db
    .select({
      postId: postQuotes.postId,
      state: postQuotes.state,
      quotedId: postQuotes.quotedId,
      visible: sql<boolean>`coalesce(${visibleTo(reader)}, false)`,
      deleted: sql<boolean>`${posts.deletedAt} is not null`,
      shunned: shunnedBy(reader),
    })
    .from(postQuotes)
    .leftJoin(posts, eq(posts.id, postQuotes.quotedId))
    .where(sql`${postQuotes.postId} = any (${sql.placeholder("ids")}::bigint[])`)
    .prepare("quote_states"),
);

/** What some posts quote, with leave or without; posts that quote nothing are missing from the map. One statement. */
export async function quoteStates(
  ctx: Ctx,
  reader: { readonly actorId: Id } | null,
  postIds: readonly Id[],
): Promise<Map<Id, QuoteState>> {
  if (postIds.length === 0) return new Map();
  const rows = await statesByIds(ctx, reader).execute({ ids: arrayOf(postIds), readerId: reader?.actorId });
  return new Map(rows.map(({ postId, ...quote }) => [postId, quote]));
}

const countsByUris = preparedQuery((db) =>
  db
    .select({ uri: postQuotes.quotedUri, total: count() })
    .from(postQuotes)
    .innerJoin(posts, eq(posts.id, postQuotes.postId))
    .where(
      and(
        sql`${postQuotes.quotedUri} = any (${sql.placeholder("uris")}::text[])`,
        eq(postQuotes.state, "allowed"),
        visibleTo(null),
      ),
    )
    .groupBy(postQuotes.quotedUri)
    .prepare("quote_counts"),
);

/** How often some posts are quoted with leave, by what everybody may read; posts that nobody quotes are missing. */
export async function quoteCounts(ctx: Ctx, quoted: readonly Pick<Post, "uri">[]): Promise<Map<string, number>> {
  if (quoted.length === 0) return new Map();
  const rows = await countsByUris(ctx).execute({ uris: quoted.map(({ uri }) => uri) });
  return new Map(rows.map(({ uri, total }) => [uri, total]));
}

/** Ids of the posts that quote one with leave, as far as the reader may see them, the newest first. */
export async function quotingEntries(
  ctx: Ctx,
  reader: { readonly actorId: Id } | null,
  quoted: Pick<Post, "uri">,
  page: Keyset,
): Promise<Id[]> {
  const { where, order } = keysetOf(posts.id, page);
  const rows = await ctx.db
    .select({ id: posts.id })
    .from(postQuotes)
    .innerJoin(posts, eq(posts.id, postQuotes.postId))
    .where(
      and(
        eq(postQuotes.quotedUri, quoted.uri),
        eq(postQuotes.state, "allowed"),
        where,
        visibleTo(reader),
        listedFor(reader),
      ),
    )
    .orderBy(order)
    .limit(page.limit);
  return newestFirst(rows, page).map(({ id }) => id);
}

/** By its id on the wire, if the quoted post may be seen by everybody; taken back ones too. */
export async function servedStamp(ctx: Ctx, id: Id): Promise<QuoteStamp | null> {
  const [row] = await ctx.db
    .select({ stamp: quoteStamps })
    .from(quoteStamps)
    .innerJoin(posts, eq(posts.id, quoteStamps.postId))
    .where(and(eq(quoteStamps.id, id), visibleTo(null)));
  return row?.stamp ?? null;
}

/** The leave for a quoting post, taken back or not. */
export async function stampFor(ctx: Ctx, postId: Id, quotingUri: string): Promise<QuoteStamp | null> {
  const [row] = await ctx.db
    .select()
    .from(quoteStamps)
    .where(and(eq(quoteStamps.postId, postId), eq(quoteStamps.quotingUri, quotingUri)));
  return row ?? null;
}

/** A line of the list of those who quote the viewer. */
export interface StampEntry {
  readonly stamp: QuoteStamp;
  readonly post: Post;
  readonly quoter: Actor;
}

/** Who quotes posts of an author with leave, newest first. */
export function stampsOf(
  ctx: Ctx,
  authorId: Id,
  page: { readonly before?: Id | undefined; readonly limit: number },
): Promise<StampEntry[]> {
  return ctx.db
    .select({ stamp: quoteStamps, post: posts, quoter: actors })
    .from(quoteStamps)
    .innerJoin(posts, eq(posts.id, quoteStamps.postId))
    .innerJoin(actors, eq(actors.id, quoteStamps.quoterId))
    .where(
      and(
        eq(posts.authorId, authorId),
        visibleTo({ actorId: authorId }),
        isNull(quoteStamps.revokedAt),
        page.before === undefined ? undefined : lt(quoteStamps.id, page.before),
      ),
    )
    .orderBy(desc(quoteStamps.id))
    .limit(page.limit);
}
