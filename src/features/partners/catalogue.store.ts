import { and, eq, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Actor } from "../actors/actors.queries.ts";
import type { CatalogueItem } from "./catalogue.queries.ts";
import { catalogueItems, catalogueReads } from "./partners.table.ts";

/** What the reading of a catalogue writes. Call these inside the transaction of its step. */

type Values = Partial<Omit<typeof catalogueReads.$inferInsert, "actorId">>;

/** Notes where the reading stands; what is not named stays. */
export async function noteRead(tx: Ctx, actorId: Id, values: Values): Promise<void> {
  await tx.db
    .insert(catalogueReads)
    .values({ actorId, ...values })
    .onConflictDoUpdate({ target: catalogueReads.actorId, set: values });
}

/** An entry of a catalogue's page. */
export interface CatalogueEntry {
  readonly uri: string;
  /** Null: it does not say. */
  readonly version: number | null;
  readonly authorUri: string | null;
  /** A Tombstone stands for it. */
  readonly deleted: boolean;
}

/**
 * Notes the entries of a page, and what is to be done about each: fetch what is missing or another version here (a lower
 * one after its district read in a backup), look at what is said to be deleted.
 * @returns how many of them were not on an earlier page of this round, and how many there are in it by now
 */
export async function noteEntries(
  tx: Ctx,
  actorId: Id,
  round: number,
  entries: readonly CatalogueEntry[],
): Promise<{ readonly fresh: number; readonly all: number }> {
  const rows = await tx.db.execute(sql`
    insert into catalogue_items as item (actor_id, uri, author_uri, round, state)
    select ${actorId}::bigint, entry.uri, entry.author_uri, ${round}::int,
      case
        when entry.deleted then case when kept.id is not null and kept.deleted_at is null then 'gone' else 'done' end
        when kept.id is null or kept.type = 'Tombstone' then 'wanted'
        when kept.deleted_at is null and kept.version <> coalesce(entry.version, kept.version) then 'wanted'
        else 'done'
      end
    from json_to_recordset(${JSON.stringify(entries.map(asRow))}::json)
      as entry (uri text, version int, author_uri text, deleted bool)
    left join posts kept on kept.uri = entry.uri
    on conflict (actor_id, uri) do update
      set author_uri = excluded.author_uri, round = excluded.round, state = excluded.state, tries = 0
      where item.round <> excluded.round
    returning 1`);
  const inRound = and(eq(catalogueItems.actorId, actorId), eq(catalogueItems.round, round));
  return { fresh: rows.length, all: await tx.db.$count(catalogueItems, inRound) };
}

const asRow = ({ uri, version, authorUri, deleted }: CatalogueEntry) => ({
  uri,
  version,
  author_uri: authorUri,
  deleted,
});

/** Notes of that district that are here, and stood on no page of this round: look whether they are deleted. */
export async function noteVanished(tx: Ctx, { id, host }: Pick<Actor, "id" | "host">, round: number): Promise<void> {
  await tx.db.execute(sql`
    insert into catalogue_items (actor_id, uri, author_uri, round, state)
    select ${id}::bigint, posts.uri, author.uri, ${round}::int, 'gone'
    from posts join actors author on author.id = posts.author_id
    where posts.group_id = ${id} and posts.kind = 'projectNote' and posts.visibility = 'public' and not posts.local
      and posts.deleted_at is null and posts.in_reply_to_uri is null and author.host = ${host}
      and not exists (
        select from catalogue_items seen
        where seen.actor_id = ${id} and seen.uri = posts.uri and seen.round = ${round})
    on conflict (actor_id, uri) do update set round = excluded.round, state = 'gone', tries = 0`);
}

/** After so many tries something is left for the next night. */
const MOST_TRIES = 3;

/** Notes what became of an entry. `again`: it could not be had for now. */
export async function noteItem(
  tx: Ctx,
  { actorId, uri, tries }: CatalogueItem,
  state: "done" | "failed" | "again",
): Promise<void> {
  const isLast = tries + 1 >= MOST_TRIES;
  const values = state === "again" ? { tries: tries + 1, ...(isLast && { state: "failed" as const }) } : { state };
  await tx.db
    .update(catalogueItems)
    .set(values)
    .where(and(eq(catalogueItems.actorId, actorId), eq(catalogueItems.uri, uri)));
}

/** Forgets the entries: what is here is known again from the posts themselves. */
export async function forgetItems(tx: Ctx, actorId: Id): Promise<void> {
  await tx.db.delete(catalogueItems).where(eq(catalogueItems.actorId, actorId));
}
