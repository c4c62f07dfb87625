import { and, asc, desc, eq, lt, or, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { isAtOrBelow } from "../../platform/host-match.ts";
import type { Id } from "../../platform/ids.ts";
import type { Relation } from "./partners.model.ts";
import { knownDistricts } from "./partners.table.ts";

/** What was looked at longer ago than this is no longer told, and looked at again after the other (wire §4.6). */
const TOLD_DAYS = 30;
const LOOK_AGAIN_DAYS = 7;
export const MOST_DISTRICTS = 500;

/** A district elsewhere that was looked at, as it is listed. */
export interface ListedDistrict {
  readonly id: Id;
  readonly uri: string;
  readonly name: string;
  readonly url: string;
  readonly handle: string;
  readonly host: string;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  readonly relation: Relation;
  /** ISO 8601, whole seconds. */
  readonly verifiedAt: string;
}

/**
 * Districts elsewhere whose own server told us in the last 30 days that they are one, and that want to be found; never
 * those of blocked or silenced servers, nor those named only by servers of whose candidates most were none. At most 500,
 * partners first, then by name.
 */
export async function listedDistricts(ctx: Ctx): Promise<ListedDistrict[]> {
  return ctx.db.execute<ListedDistrict & Record<string, unknown>>(sql`
    with liars as (
      select mention.source_host from district_mentions mention join known_districts known using (uri)
      where known.state <> 'waiting'
      group by mention.source_host having count(*) filter (where known.state = 'failed') * 2 > count(*)
    )
    select actors.id::text as id, actors.uri, actors.name, actors.url, actors.handle, actors.host, actors.fields,
      case when ours.id is null then 'known' when theirs.id is null then 'follows' else 'partner' end as relation,
      to_char(known.verified_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "verifiedAt"
    from known_districts known join actors on actors.id = known.actor_id
    left join district on true
    left join follows ours on ours.follower_id = district.actor_id and ours.followee_id = actors.id
      and ours.state = 'accepted'
    left join follows theirs on theirs.follower_id = actors.id and theirs.followee_id = district.actor_id
      and theirs.state = 'accepted'
    where known.state = 'verified' and known.verified_at > ${before(ctx, TOLD_DAYS)}::timestamptz
      and not actors.local and actors.kind = 'district' and actors.discoverable
      and actors.suspended_at is null and actors.deleted_at is null
      and (known.depth = 1 or exists (
        select from district_mentions mention
        where mention.uri = known.uri and mention.source_host not in (select source_host from liars)))
      and not exists (
        select from peers where (peers.blocked_at is not null or peers.silenced_at is not null)
          and ${isAtOrBelow(sql`actors.host`, sql`peers.host`)})
    order by (ours.id is not null and theirs.id is not null) desc, actors.name, actors.id limit ${MOST_DISTRICTS}`);
}

/** Two districts elsewhere, by row id, each of which says that the other is its partner. */
export interface Tie {
  readonly one: Id;
  readonly other: Id;
}

/** Which of some districts elsewhere are partners of one another, as both say. */
export async function tiesAmong(ctx: Ctx, ids: readonly Id[]): Promise<Tie[]> {
  if (ids.length < 2) return [];
  const list = sql`any (${sql.param(ids)}::text[]::bigint[])`;
  return ctx.db.execute<{ one: Id; other: Id }>(sql`
    select one.id::text as one, other.id::text as other
    from actors one join actors other on one.id < other.id
    join district_mentions there on there.source_host = one.host and there.uri = other.uri and there.relation = 'partner'
    join district_mentions back on back.source_host = other.host and back.uri = one.uri and back.relation = 'partner'
    where one.id = ${list} and other.id = ${list} limit 500`);
}

const before = (ctx: Ctx, days: number): string =>
  new Date(ctx.now().getTime() - days * 24 * 60 * 60 * 1000).toISOString();

export type KnownDistrict = typeof knownDistricts.$inferSelect;

/** Which district is to be looked at next: those nobody looked at for a week, our own acquaintances first. */
export async function nextToLookAt(ctx: Ctx): Promise<KnownDistrict | null> {
  const due = or(
    sql`${knownDistricts.checkedAt} is null`,
    lt(knownDistricts.checkedAt, new Date(before(ctx, LOOK_AGAIN_DAYS))),
  );
  const [row] = await ctx.db
    .select()
    .from(knownDistricts)
    .where(and(due))
    .orderBy(asc(knownDistricts.depth), sql`${knownDistricts.checkedAt} nulls first`, desc(knownDistricts.heardAt))
    .limit(1);
  return row ?? null;
}

/** One by its id. */
export async function knownDistrictAt(ctx: Ctx, uri: string): Promise<KnownDistrict | null> {
  const [row] = await ctx.db.select().from(knownDistricts).where(eq(knownDistricts.uri, uri));
  return row ?? null;
}
