import { eq, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Actor } from "../actors/actors.queries.ts";
import { MOST_DISTRICTS } from "./directory.queries.ts";
import type { Relation } from "./partners.model.ts";
import { districtMentions, knownDistricts } from "./partners.table.ts";

/** What is written of districts that we hear of. Call these inside a transaction. */

/** Notes the districts elsewhere that somebody here has to do with: to be looked at like all others. One statement. */
export async function noteAcquaintances(tx: Ctx): Promise<void> {
  await tx.db.execute(sql`
    insert into known_districts (uri, host, actor_id, depth, heard_at)
    select uri, host, id, 1, ${tx.now().toISOString()}::timestamptz from actors
    where not local and kind = 'district' and deleted_at is null and suspended_at is null and (
      exists (select from partners where partners.actor_id = actors.id)
      or exists (
        select from follows join actors other on other.id in (follower_id, followee_id) and other.local
        where actors.id in (follows.follower_id, follows.followee_id)))
    order by id limit ${MOST_DISTRICTS}
    on conflict (uri) do update set depth = 1, actor_id = excluded.actor_id
      where known_districts.depth <> 1 or known_districts.actor_id is null`);
}

/** A district that a server's list names. */
export interface Candidate {
  readonly uri: string;
  readonly host: string;
  readonly relation: Relation;
}

/** Replaces what a server names; of those nobody knew as many as there is room for (500 in all). */
export async function noteMentions(tx: Ctx, sourceHost: string, named: readonly Candidate[]): Promise<void> {
  await tx.db.delete(districtMentions).where(eq(districtMentions.sourceHost, sourceHost));
  if (named.length === 0) return;
  const room = MOST_DISTRICTS - (await tx.db.$count(knownDistricts));
  const list = JSON.stringify(named);
  await tx.db.execute(sql`
    insert into known_districts (uri, host, depth, heard_at)
    select named.uri, named.host, 2, ${tx.now().toISOString()}::timestamptz
    from json_to_recordset(${list}::json) as named (uri text, host text)
    where not exists (select from known_districts known where known.uri = named.uri)
    limit ${Math.max(0, room)}
    on conflict do nothing`);
  await tx.db.execute(sql`
    insert into district_mentions (source_host, uri, relation)
    select ${sourceHost}, named.uri, named.relation
    from json_to_recordset(${list}::json) as named (uri text, relation text)
    join known_districts known on known.uri = named.uri
    on conflict do nothing`);
}

/** Notes what came of looking at one. `actor`: a district it is; null: it is none, or cannot be had. */
export async function noteLook(tx: Ctx, uri: string, actor: Actor | null): Promise<void> {
  const now = tx.now();
  const values = actor
    ? { state: "verified" as const, actorId: actor.id, verifiedAt: now }
    : { state: "failed" as const };
  await tx.db
    .update(knownDistricts)
    .set({ ...values, checkedAt: now })
    .where(eq(knownDistricts.uri, uri));
}
