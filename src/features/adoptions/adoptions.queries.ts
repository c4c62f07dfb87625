import { and, asc, desc, eq, isNotNull, isNull, lt, not, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { objectUri } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { type Actor, ownHost } from "../actors/actors.queries.ts";
import { actors, peers } from "../actors/actors.table.ts";
import { isBlockedHost } from "../actors/blocked-hosts.queries.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { isPartnerHost } from "../partners/partners.queries.ts";
import { limitsOf } from "../peers/peers.queries.ts";
import { posts } from "../posts/posts.table.ts";
import type { NoteAdoption } from "../project-notes/adopted.model.ts";
import type { ProjectNoteFields } from "../project-notes/project-notes.schemas.ts";
import { projectNotes } from "../project-notes/project-notes.table.ts";
import type { AdoptionPolicy } from "./adoptions.model.ts";
import type { Standing } from "./adoptions.policy.ts";
import { adoptionClaims, adoptionPolicies, adoptionRequests, adoptions, externalAdoptions } from "./adoptions.table.ts";

export type Adoption = typeof adoptions.$inferSelect;
export type Claim = typeof adoptionClaims.$inferSelect;
export type ExternalAdoption = typeof externalAdoptions.$inferSelect;
export type AdoptionRequest = typeof adoptionRequests.$inferSelect;

export async function adoptionById(ctx: Ctx, id: Id): Promise<Adoption | null> {
  const [row] = await ctx.db.select().from(adoptions).where(eq(adoptions.id, id));
  return row ?? null;
}

/** The same, locked until the transaction ends. */
export async function lockAdoption(tx: Ctx, id: Id): Promise<Adoption | null> {
  const [row] = await tx.db.select().from(adoptions).where(eq(adoptions.id, id)).for("update");
  return row ?? null;
}

export async function claimOf(ctx: Ctx, postId: Id): Promise<Claim | null> {
  const [row] = await ctx.db.select().from(adoptionClaims).where(eq(adoptionClaims.postId, postId));
  return row ?? null;
}

/** What the note's people chose; null: nothing. */
export async function policyOf(ctx: Ctx, postId: Id): Promise<AdoptionPolicy | null> {
  const [row] = await ctx.db.select().from(adoptionPolicies).where(eq(adoptionPolicies.postId, postId));
  return row?.policy ?? null;
}

/** What decides how a note of ours answers somebody of this host. */
export async function standingOf(ctx: Ctx, originId: Id, host: string): Promise<Standing> {
  const own = host === ownHost(ctx);
  const [chosen, partner, [peer], { silenced }] = await Promise.all([
    policyOf(ctx, originId),
    isPartnerHost(ctx, host),
    ctx.db.select({ trustedAt: peers.trustedAt }).from(peers).where(eq(peers.host, host)),
    limitsOf(ctx, host),
  ]);
  return { chosen, trusted: own || partner || peer?.trustedAt != null, silenced };
}

/** A stamp of ours by its id on the wire, or its Tombstone, if the origin may be seen by everybody. */
export async function servedAdoptionStamp(ctx: Ctx, id: Id): Promise<{ text: string; ended: boolean } | null> {
  const [row] = await ctx.db
    .select({ text: adoptions.document, state: adoptions.state })
    .from(adoptions)
    .innerJoin(posts, eq(posts.id, adoptions.originId))
    .where(and(eq(adoptions.id, id), isNotNull(adoptions.document), visibleTo(null)));
  return row?.text == null ? null : { text: row.text, ended: row.state !== "accepted" };
}

/** An adoption as it stands in the list of its origin. */
export interface ListedAdoption {
  readonly adoption: Adoption;
  readonly uri: string;
  readonly url: string;
  readonly title: string;
  readonly district: string;
  readonly districtUri: string | null;
  readonly authorUri: string;
  readonly publishedAt: Date;
  readonly progress: NoteAdoption | null;
  readonly fields: ProjectNoteFields;
}

/** Entries of a note's list that are told at once; there may be more. */
export const MOST_LISTED = 200;

const listedColumns = {
  adoption: adoptions,
  uri: posts.uri,
  url: posts.url,
  title: sql<string>`coalesce(${posts.title}, '')`,
  district: projectNotes.districtName,
  districtUri: projectNotes.districtUri,
  authorUri: actors.uri,
  publishedAt: posts.publishedAt,
  progress: projectNotes.adoption,
  fields: projectNotes.fields,
};

/** Who took a note of ours over, with leave, newest first: notes that everybody may see. One statement. */
export const listedAdoptions = (
  ctx: Ctx,
  originId: Id,
  { before, limit = MOST_LISTED }: { readonly before?: Id; readonly limit?: number } = {},
): Promise<ListedAdoption[]> =>
  ctx.db
    .select(listedColumns)
    .from(adoptions)
    .innerJoin(posts, eq(posts.id, adoptions.adoptedId))
    .innerJoin(projectNotes, eq(projectNotes.postId, posts.id))
    .innerJoin(actors, eq(actors.id, posts.authorId))
    .where(
      and(
        eq(adoptions.originId, originId),
        eq(adoptions.state, "accepted"),
        before === undefined ? undefined : lt(adoptions.id, before),
        visibleTo(null),
      ),
    )
    .orderBy(desc(adoptions.id))
    .limit(limit);

/** How many there are in all. */
export async function countAdoptions(ctx: Ctx, originId: Id): Promise<number> {
  const [row] = await ctx.db
    .select({ total: sql<number>`count(*)::int` })
    .from(adoptions)
    .innerJoin(posts, eq(posts.id, adoptions.adoptedId))
    .where(and(eq(adoptions.originId, originId), eq(adoptions.state, "accepted"), visibleTo(null)));
  return row?.total ?? 0;
}

/** A line of the page on which a note's people answer. */
export interface AnsweredEntry {
  readonly adoption: Adoption;
  readonly adopter: Actor;
  /** What the adopted note says, as far as it was read. */
  readonly title: string | null;
  readonly path: string | null;
  readonly progress: NoteAdoption | null;
}

/** Everything about a note of ours that was offered, newest first; nothing of who is on a blocked host. */
export async function adoptionsFor(
  ctx: Ctx,
  originId: Id,
  page: { readonly before?: Id | undefined; readonly limit: number },
): Promise<AnsweredEntry[]> {
  const adopter = alias(actors, "adopter");
  const rows = await ctx.db
    .select({ adoption: adoptions, adopter, title: posts.title, post: posts, progress: projectNotes.adoption })
    .from(adoptions)
    .innerJoin(adopter, eq(adopter.id, adoptions.adopterId))
    .leftJoin(posts, and(eq(posts.id, adoptions.adoptedId), visibleTo(null)))
    .leftJoin(projectNotes, eq(projectNotes.postId, posts.id))
    .where(
      and(
        eq(adoptions.originId, originId),
        page.before === undefined ? undefined : lt(adoptions.id, page.before),
        not(isBlockedHost(sql`${adopter.host}`)),
      ),
    )
    .orderBy(desc(adoptions.id))
    .limit(page.limit);
  return rows.map(({ adoption, adopter: who, title, post, progress }) => ({
    adoption,
    adopter: who,
    title,
    path: post === null ? null : post.slug === null ? `/projekte/${who.host}/${post.id}` : `/projekte/${post.slug}`,
    progress,
  }));
}

/** How many wait for an answer by a person. */
export async function countWaiting(ctx: Ctx, originId: Id): Promise<number> {
  const [row] = await ctx.db
    .select({ total: sql<number>`count(*)::int` })
    .from(adoptions)
    .innerJoin(actors, eq(actors.id, adoptions.adopterId))
    .where(
      and(eq(adoptions.originId, originId), eq(adoptions.state, "waiting"), not(isBlockedHost(sql`${actors.host}`))),
    );
  return row?.total ?? 0;
}

export const externalAdoptionsOf = (ctx: Ctx, originId: Id): Promise<ExternalAdoption[]> =>
  ctx.db
    .select()
    .from(externalAdoptions)
    .where(eq(externalAdoptions.originId, originId))
    .orderBy(desc(externalAdoptions.id))
    .limit(MOST_LISTED);

/** Requests without an account, confirmed ones only, newest first; with the note that they are about. */
export const openRequests = (ctx: Ctx, page: { readonly before?: Id | undefined; readonly limit: number }) =>
  ctx.db
    .select({ request: adoptionRequests, title: posts.title, url: posts.url })
    .from(adoptionRequests)
    .innerJoin(posts, eq(posts.id, adoptionRequests.postId))
    .where(
      and(
        isNotNull(adoptionRequests.confirmedAt),
        page.before === undefined ? undefined : lt(adoptionRequests.id, page.before),
        visibleTo(null),
      ),
    )
    .orderBy(desc(adoptionRequests.id))
    .limit(page.limit);

/** A request by what stands in its link, confirmed or not. */
export async function requestByToken(ctx: Ctx, tokenHash: string): Promise<AdoptionRequest | null> {
  const [row] = await ctx.db.select().from(adoptionRequests).where(eq(adoptionRequests.tokenHash, tokenHash));
  return row ?? null;
}

/** The numbers that a balance may count (wire §4.3.10). */
export interface AdoptionBalance {
  /** Adoptions of our notes by other districts, with a living stamp. */
  readonly given: number;
  /** Adoptions by our district of others' notes, their stamps fetched within 90 days. */
  readonly taken: number;
}

const COUNTED_DAYS = 90;

/** Only living stamps count, and never what a district takes over from itself (check 84). */
export async function adoptionBalance(ctx: Ctx): Promise<AdoptionBalance> {
  const [given] = await ctx.db
    .select({ total: sql<number>`count(*)::int` })
    .from(adoptions)
    .innerJoin(posts, eq(posts.id, adoptions.adoptedId))
    .where(and(eq(adoptions.state, "accepted"), eq(posts.local, false), visibleTo(null)));
  const since = new Date(ctx.now().getTime() - COUNTED_DAYS * 24 * 60 * 60 * 1000);
  const [taken] = await ctx.db
    .select({ total: sql<number>`count(*)::int` })
    .from(adoptionClaims)
    .innerJoin(posts, eq(posts.id, adoptionClaims.postId))
    .where(
      and(
        eq(posts.local, true),
        eq(adoptionClaims.state, "confirmed"),
        eq(adoptionClaims.originGone, false),
        sql`${adoptionClaims.checkedAt} >= ${since.toISOString()}::timestamptz`,
        sql`${adoptionClaims.originUri} not like ${`${ctx.origin}/%`}`,
        visibleTo(null),
      ),
    );
  return { given: given?.total ?? 0, taken: taken?.total ?? 0 };
}

/** Those of some hosts that are blocked here: what lies there is shown to nobody. */
export async function blockedAmong(ctx: Ctx, hosts: readonly string[]): Promise<Set<string>> {
  if (hosts.length === 0) return new Set();
  const rows = await ctx.db.execute<{ host: string }>(
    sql`select host from unnest(${sql.param([...hosts])}::text[]) as named (host) where ${isBlockedHost(sql`named.host`)}`,
  );
  return new Set(rows.map(({ host }) => host));
}

/** Id of the living stamp that we gave for a note, or null. */
export async function stampGivenFor(ctx: Ctx, originId: Id, adoptedUri: string): Promise<string | null> {
  const [row] = await ctx.db
    .select({ id: adoptions.id })
    .from(adoptions)
    .where(
      and(eq(adoptions.originId, originId), eq(adoptions.adoptedUri, adoptedUri), eq(adoptions.state, "accepted")),
    );
  return row ? objectUri(ctx.origin, row.id) : null;
}

/** Notes whose confirmed stamp was last seen before that time, the oldest first. */
export async function staleClaims(ctx: Ctx, before: Date, limit: number): Promise<Id[]> {
  const rows = await ctx.db
    .select({ postId: adoptionClaims.postId })
    .from(adoptionClaims)
    .where(and(eq(adoptionClaims.state, "confirmed"), lt(adoptionClaims.checkedAt, before)))
    .orderBy(asc(adoptionClaims.checkedAt))
    .limit(limit);
  return rows.map(({ postId }) => postId);
}

/** Ids of adopted notes that went without a word: with their account, or their host. */
export async function unendedAdoptions(ctx: Ctx, limit: number): Promise<string[]> {
  const rows = await ctx.db
    .select({ uri: adoptions.adoptedUri })
    .from(adoptions)
    .innerJoin(posts, eq(posts.id, adoptions.adoptedId))
    .where(and(eq(adoptions.state, "accepted"), isNotNull(posts.deletedAt)))
    .limit(limit);
  return rows.map(({ uri }) => uri);
}

/** The note of ours that made an Offer, with its claim; null when there is none. */
export async function offeredBy(
  ctx: Ctx,
  offer: string,
): Promise<{ post: typeof posts.$inferSelect; claim: Claim } | null> {
  const [row] = await ctx.db
    .select({ post: posts, claim: adoptionClaims })
    .from(adoptionClaims)
    .innerJoin(posts, eq(posts.id, adoptionClaims.postId))
    .where(and(eq(posts.uri, offer.replace(/#offer-adoption$/, "")), eq(posts.local, true), isNull(posts.deletedAt)));
  return row ?? null;
}

/** What a note was called by those that were taken over from it; null: nobody knows. */
export async function originRemembered(ctx: Ctx, uri: string): Promise<{ title: string; url: string | null } | null> {
  const [row] = await ctx.db
    .select({ title: adoptionClaims.originTitle, url: adoptionClaims.originUrl })
    .from(adoptionClaims)
    .where(and(eq(adoptionClaims.originUri, uri), isNotNull(adoptionClaims.originTitle)))
    .limit(1);
  return row?.title == null ? null : { title: row.title, url: row.url };
}
