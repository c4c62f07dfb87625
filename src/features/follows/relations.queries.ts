import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { isAtOrBelow } from "../../platform/host-match.ts";
import { arrayOf, type Id } from "../../platform/ids.ts";
import { type Keyset, keysetOf, newestFirst } from "../../platform/keyset.ts";
import type { Actor } from "../actors/actors.queries.ts";
import { actors } from "../actors/actors.table.ts";
import type { Follow } from "./follows.queries.ts";
import type { RelationKind } from "./relations.model.ts";
import { hostBlocks, relations } from "./relations.table.ts";

/** A line of the list of blocks and mutes. */
export interface RelationEntry {
  readonly id: Id;
  readonly kind: RelationKind;
  readonly createdAt: Date;
  readonly until: Date | null;
  readonly actor: Actor;
}

/** Whether the actor of the outer query, a column, blocks another or its server. */
const blocks = (actorId: SQL, targetId: Id): SQL => sql`(
  exists (
    select from relations
    where relations.actor_id = ${actorId} and relations.target_id = ${targetId} and relations.kind = 'block')
  or exists (
    select from host_blocks shut join actors target on ${isAtOrBelow(sql`target.host`, sql`shut.host`)}
    where shut.actor_id = ${actorId} and target.id = ${targetId}))`;

/** Whether `actorId` blocks `targetId`, or the server that it is on. */
export async function hasBlocked(ctx: Ctx, actorId: Id, targetId: Id): Promise<boolean> {
  return (await whoBlocks(ctx, [actorId], targetId)).size > 0;
}

/** Of some actors those who block `targetId`, or the server that it is on. */
export async function whoBlocks(ctx: Ctx, actorIds: readonly Id[], targetId: Id): Promise<Set<Id>> {
  if (actorIds.length === 0) return new Set();
  const rows = await ctx.db
    .select({ id: actors.id })
    .from(actors)
    .where(and(inArray(actors.id, [...actorIds]), blocks(sql`${actors.id}`, targetId)));
  return new Set(rows.map(({ id }) => id));
}

/** Whether one of two actors blocks the other, or its server. */
export async function isParted(ctx: Ctx, one: Id, other: Id): Promise<boolean> {
  const [row] = await ctx.db.execute<{ parted: boolean }>(
    sql`select ${blocks(sql`${one}::bigint`, other)} or ${blocks(sql`${other}::bigint`, one)} as parted`,
  );
  return row?.parted ?? false;
}

/** How an actor stands to another by its own choice. */
export async function relationsTo(ctx: Ctx, actorId: Id, targetId: Id): Promise<ReadonlySet<RelationKind>> {
  const rows = await ctx.db
    .select({ kind: relations.kind })
    .from(relations)
    .where(and(eq(relations.actorId, actorId), eq(relations.targetId, targetId)));
  return new Set(rows.map(({ kind }) => kind));
}

/** Whom an actor blocks and mutes, or only one of both; newest first, to be paged by the id of the entry. */
export async function listRelations(
  ctx: Ctx,
  actorId: Id,
  page: Keyset,
  kind?: RelationKind,
): Promise<readonly RelationEntry[]> {
  const { where, order } = keysetOf(relations.id, page);
  const rows = await ctx.db
    .select({
      id: relations.id,
      kind: relations.kind,
      createdAt: relations.createdAt,
      until: relations.until,
      actor: actors,
    })
    .from(relations)
    .innerJoin(actors, eq(actors.id, relations.targetId))
    .where(and(eq(relations.actorId, actorId), where, kind && eq(relations.kind, kind)))
    .orderBy(order)
    .limit(page.limit);
  return newestFirst(rows, page);
}

/** Servers that a member blocks, newest first. */
export async function listHostBlocks(
  ctx: Ctx,
  actorId: Id,
  page: Keyset,
): Promise<readonly { readonly id: Id; readonly host: string }[]> {
  const { where, order } = keysetOf(hostBlocks.id, page);
  const rows = await ctx.db
    .select({ id: hostBlocks.id, host: hostBlocks.host })
    .from(hostBlocks)
    .where(and(eq(hostBlocks.actorId, actorId), where))
    .orderBy(order)
    .limit(page.limit);
  return newestFirst(rows, page);
}

/** How an actor stands to another, both ways; of what the other does only what it would tell. */
export interface Relationship {
  readonly id: Id;
  readonly following: Follow["state"] | null;
  /** What the actor wants of whom it follows; null when it does not. */
  readonly boosts: boolean | null;
  readonly notify: boolean | null;
  readonly languages: readonly string[] | null;
  readonly followedBy: Follow["state"] | null;
  readonly blocks: boolean;
  readonly mutes: boolean;
  readonly mutedUntil: Date | null;
  readonly blocksServer: boolean;
  readonly endorsed: boolean;
  readonly note: string;
}

/** How an actor stands to each of these, in their order; unknown ids are left out. One statement. */
export async function relationshipsOf(ctx: Ctx, actorId: Id, targetIds: readonly Id[]): Promise<Relationship[]> {
  if (targetIds.length === 0) return [];
  const rows = await ctx.db.execute<Omit<Relationship, "mutedUntil"> & { mutedUntil: string | null }>(sql`
    select target.id::text as id, ours.state as following, ours.boosts, ours.notify, ours.languages, theirs.state as "followedBy",
      block.id is not null as blocks, mute.id is not null as mutes, mute.until as "mutedUntil",
      exists (
        select from host_blocks shut
        where shut.actor_id = ${actorId} and ${isAtOrBelow(sql`target.host`, sql`shut.host`)}) as "blocksServer",
      coalesce(ours.state = 'accepted', false)
        and exists (select from endorsements where endorsements.follow_id = ours.id) as endorsed,
      coalesce(notes.text, '') as note
    from unnest(${sql.param(arrayOf(targetIds))}::bigint[]) with ordinality as asked (id, place)
    join actors target on target.id = asked.id
    left join follows ours on ours.follower_id = ${actorId} and ours.followee_id = target.id
    left join follows theirs on theirs.follower_id = target.id and theirs.followee_id = ${actorId}
    left join relations block on block.actor_id = ${actorId} and block.target_id = target.id and block.kind = 'block'
    left join relations mute on mute.actor_id = ${actorId} and mute.target_id = target.id and mute.kind = 'mute'
    left join actor_notes notes on notes.actor_id = ${actorId} and notes.target_id = target.id
    order by asked.place`);
  return rows.map((row) => ({ ...row, mutedUntil: row.mutedUntil === null ? null : new Date(row.mutedUntil) }));
}
