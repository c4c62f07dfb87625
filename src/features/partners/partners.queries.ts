import { and, asc, desc, eq, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { accounts } from "../accounts/accounts.table.ts";
import type { Actor } from "../actors/actors.queries.ts";
import { actors, peers } from "../actors/actors.table.ts";
import { isBlockedHost } from "../actors/blocked-hosts.queries.ts";
import { district } from "../district/district.table.ts";
import type { Follow } from "../follows/follows.queries.ts";
import { follows } from "../follows/follows.table.ts";
import type { Recipient } from "../follows/recipients.queries.ts";
import { type PartnerState, stateOf } from "./partners.model.ts";
import { catalogueReads, partners } from "./partners.table.ts";

/** Our district and another one follow each other, and neither the partnership rests nor its server is blocked. */
const arePartners = (other: SQL): SQL => sql`
  from district
  join follows ours on ours.follower_id = district.actor_id and ours.state = 'accepted'
  join follows theirs on theirs.follower_id = ours.followee_id and theirs.followee_id = district.actor_id
    and theirs.state = 'accepted'
  join actors partner on partner.id = ours.followee_id
  left join partners said on said.actor_id = partner.id
  where partner.kind = 'district' and not partner.local and partner.deleted_at is null and partner.suspended_at is null
    and said.paused_at is null and ${other}
    and not ${isBlockedHost(sql`partner.host`)}`;

/** Whether a host is the one of a partner district, as a condition: the one rule of who is a partner. */
export const isOnPartnerHost = (host: SQL): SQL => sql`exists (select ${arePartners(sql`partner.host = ${host}`)})`;

/** Whether a host is the one of a partner district: then its people write in our groups at once (decision 8). */
export async function isPartnerHost(ctx: Ctx, host: string): Promise<boolean> {
  const [row] = await ctx.db.execute<{ partner: boolean }>(
    sql`select ${isOnPartnerHost(sql`${host}::text`)} as partner`,
  );
  return row?.partner ?? false;
}

/** Whether another district is our partner. */
export async function isPartner(ctx: Ctx, actorId: Id): Promise<boolean> {
  const rows = await ctx.db.execute(sql`select 1 ${arePartners(sql`partner.id = ${actorId}`)}`);
  return rows.length > 0;
}

/** The partner districts, to be sent something. */
export async function partnersToReach(ctx: Ctx): Promise<Recipient[]> {
  return ctx.db.execute<{ host: string; inbox: string; sharedInbox: string | null }>(sql`
    select partner.host, partner.inbox_uri as inbox, partner.shared_inbox_uri as "sharedInbox"
    ${arePartners(sql`true`)} order by partner.host`);
}

/** Row ids of the partner districts, the oldest partnership first. */
export async function partnerIds(ctx: Ctx): Promise<Id[]> {
  const rows = await ctx.db.execute<{ id: Id }>(
    sql`select partner.id::text as id ${arePartners(sql`true`)} order by 1`,
  );
  return rows.map(({ id }) => id);
}

/** Ids (URIs) of the partner districts. */
export async function partnerUris(ctx: Ctx): Promise<string[]> {
  const rows = await ctx.db.execute<{ uri: string }>(
    sql`select partner.uri ${arePartners(sql`true`)} order by partner.id`,
  );
  return rows.map(({ uri }) => uri);
}

/** Name and version of what a host runs, as it told us; null when it did not. */
export async function softwareOf(ctx: Ctx, host: string): Promise<string | null> {
  const [peer] = await ctx.db
    .select({ software: peers.software, version: peers.version })
    .from(peers)
    .where(eq(peers.host, host));
  return peer?.software == null ? null : [peer.software, peer.version ?? ""].join(" ").trim();
}

/** Row ids of the actors of all admins. */
export async function adminActors(ctx: Ctx): Promise<Id[]> {
  const rows = await ctx.db
    .select({ id: accounts.actorId })
    .from(accounts)
    .where(and(eq(accounts.role, "admin"), isNull(accounts.suspendedAt)));
  return rows.map(({ id }) => id);
}

type Said = typeof partners.$inferSelect;
export type CatalogueRead = typeof catalogueReads.$inferSelect;

/** How our district stands to another one. */
export interface PartnerView {
  readonly actor: Actor;
  readonly state: PartnerState;
  /** They wait for our answer: to be partners, or only to read along. */
  readonly wants: "partnership" | "reading" | null;
  /** Since when each follows the other; null unless they do. */
  readonly since: Date | null;
  readonly said: Said | null;
  readonly read: CatalogueRead | null;
  /** Project notes of theirs that are here. */
  readonly notes: number;
}

const ours = alias(follows, "ours");
const theirs = alias(follows, "theirs");

const notesHere = sql<number>`(
  select count(*)::int from posts where posts.group_id = ${actors.id} and posts.kind = 'projectNote'
    and posts.deleted_at is null and posts.in_reply_to_uri is null)`;

const isBlocked = sql<boolean>`${isBlockedHost(sql`${actors.host}`)}`;

const selectViews = (ctx: Ctx) =>
  ctx.db
    .select({
      actor: actors,
      said: partners,
      read: catalogueReads,
      ours,
      theirs,
      blocked: isBlocked,
      notes: notesHere,
    })
    .from(actors)
    .leftJoin(district, sql`true`)
    .leftJoin(partners, eq(partners.actorId, actors.id))
    .leftJoin(catalogueReads, eq(catalogueReads.actorId, actors.id))
    .leftJoin(ours, and(eq(ours.followerId, district.actorId), eq(ours.followeeId, actors.id)))
    .leftJoin(theirs, and(eq(theirs.followerId, actors.id), eq(theirs.followeeId, district.actorId)))
    .$dynamic();

type Row = Awaited<ReturnType<typeof selectViews>>[number];

function viewOf({ actor, said, read, ours, theirs, blocked, notes }: Row): PartnerView {
  const [weFollow, theyFollow] = [ours?.state === "accepted", theirs?.state === "accepted"];
  const between = { blocked, weFollow, theyFollow, asked: said?.askedAt != null, paused: said?.pausedAt != null };
  const wants = said?.wantedAt != null ? "partnership" : theirs?.state === "pending" ? "reading" : null;
  return {
    actor,
    state: stateOf(between),
    wants,
    since: weFollow && theyFollow ? laterOf(ours, theirs) : null,
    said,
    read,
    notes,
  };
}

function laterOf(one: Follow | null, other: Follow | null): Date | null {
  const times = [one?.acceptedAt, other?.acceptedAt].flatMap((time) => time?.getTime() ?? []);
  return times.length === 0 ? null : new Date(Math.max(...times));
}

const isElsewhere = and(eq(actors.local, false), isNull(actors.deletedAt));

/** How we stand to one actor elsewhere; null when there is none. */
export async function partnerView(ctx: Ctx, actorId: Id): Promise<PartnerView | null> {
  const [row] = await selectViews(ctx).where(and(isElsewhere, eq(actors.id, actorId)));
  return row ? viewOf(row) : null;
}

const MOST = 500;

/** Every district that we have to do with, and every group or server that waits for an answer; by name. */
export async function partnerViews(ctx: Ctx): Promise<PartnerView[]> {
  const concerned = or(
    isNotNull(ours.id),
    isNotNull(partners.actorId),
    and(isNotNull(theirs.id), or(eq(theirs.state, "pending"), eq(actors.kind, "district"))),
  );
  const isAsker = and(eq(theirs.state, "pending"), sql`${actors.type} in ('Group', 'Application')`);
  const rows = await selectViews(ctx)
    .where(and(isElsewhere, concerned, or(eq(actors.kind, "district"), isAsker)))
    .orderBy(asc(actors.name), desc(actors.id))
    .limit(MOST);
  return rows.map(viewOf);
}

/** Whether we wait for another district's answer: only then its follow is granted by itself. */
export async function isAsked(ctx: Ctx, actorId: Id): Promise<boolean> {
  const [row] = await ctx.db
    .select({ askedAt: partners.askedAt })
    .from(partners)
    .where(and(eq(partners.actorId, actorId), isNotNull(partners.askedAt)));
  return row !== undefined;
}
