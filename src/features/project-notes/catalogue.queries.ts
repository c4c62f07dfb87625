import { and, type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { type Id, isId } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { listedFor } from "../audience/listing.queries.ts";
import { type CatalogueQuery, FACETS, type Facet, facetCode, type MapPoint } from "./catalogue.model.ts";
import type { ProjectNoteView } from "./project-notes.model.ts";
import { notesByIds } from "./project-notes.queries.ts";
import { tsqueryOf } from "./search-words.model.ts";

/** The statement names the table `catalogue_entries` as `entry`. */
const FLAG_CONDITIONS = { kit: sql`entry.kit`, ready: sql`entry.transfer_ready`, elsewhere: sql`not entry.here` };

/** The words as a query of PostgreSQL. */
export const asTsquery = (words: string): SQL => sql`to_tsquery('german', ${words})`;

/** Better words for mistyped ones, as `correctionsFor` finds them. */
export type Corrections = ReadonlyMap<string, string>;
const NONE: Corrections = new Map();

/** The words of a query for `asTsquery`; undefined when nothing is searched for. */
export const wordsOf = ({ text }: CatalogueQuery, instead = NONE): string | undefined =>
  text === undefined ? undefined : tsqueryOf(text, instead);

export interface Narrowing {
  readonly viewer: Viewer | null;
  readonly query: CatalogueQuery;
  readonly words: string | undefined;
  /** Only what came here after the first moment and up to the second, whenever it was written. */
  readonly arrived?: readonly [Date, Date];
}

/** Which entries match and may be seen. @param without the facet whose choice does not count */
export function matching({ viewer, query, words, arrived }: Narrowing, without?: Facet): SQL {
  const chosen = FACETS.flatMap((facet) => {
    const values = query.chosen[facet] ?? [];
    if (facet === without || values.length === 0) return [];
    const codes = values.map((value) => facetCode(facet, value));
    return [sql`entry.facets && ${sql.param(codes)}::text[]`];
  });
  const conditions = [
    ...chosen,
    ...query.flags.map((flag) => FLAG_CONDITIONS[flag]),
    words === undefined ? undefined : sql`entry.search @@ ${asTsquery(words)}`,
    arrived && sql`entry.arrived_at > ${arrived[0].toISOString()} and entry.arrived_at <= ${arrived[1].toISOString()}`,
    visibleTo(viewer),
    listedFor(viewer),
  ];
  return sql`${and(...conditions)}`;
}

export const SEEN = sql`catalogue_entries entry join posts on posts.id = entry.post_id`;

/** Where a page of the catalogue ends; the next one begins after it. `value`: the rank or the distance. */
interface Place {
  readonly id: Id;
  readonly value: string;
}

export interface CataloguePage {
  readonly notes: readonly ProjectNoteView[];
  /** For `after` of the next page; null on the last one. */
  readonly next: string | null;
}

const PLACE = /^(\d+(?:\.\d+)?(?:e-?\d+)?)_(\d+)$/;

function placeIn(after: string | undefined): Place | null {
  const [, value = "", id = ""] = PLACE.exec(after ?? "") ?? [];
  // As a number that PostgreSQL takes, whatever was typed.
  return isId(id) && Number.isFinite(Number(value)) ? { id, value: String(Number(value)) } : null;
}

/**
 * A page of the catalogue. By date: the newest first; by relevance: title before summary before text, and nothing else;
 * by nearness: what has a place, the nearest first. Two statements.
 * @param after as the page before said; anything else begins anew
 * @param limit 1–100
 */
export async function cataloguePage(
  ctx: Ctx,
  narrowing: Narrowing & { readonly from: MapPoint | null },
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<CataloguePage> {
  const { viewer, query, words, from } = narrowing;
  const place = placeIn(after);
  const statement =
    query.sort === "relevance" && words !== undefined
      ? byRelevance(narrowing, words, place, limit + 1)
      : query.sort === "nearness" && from
        ? byNearness(narrowing, from, place, limit + 1)
        : byDate(narrowing, place, limit + 1);
  const rows = [...(await ctx.db.execute<Place & Record<string, unknown>>(statement))];
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    notes: await notesByIds(
      ctx,
      viewer,
      page.map(({ id }) => id),
    ),
    next: rows.length > limit && last ? `${last.value}_${last.id}` : null,
  };
}

const byDate = (narrowing: Narrowing, place: Place | null, limit: number): SQL => sql`
  select entry.post_id as id, '0' as value from ${SEEN}
  where ${matching(narrowing)} ${place ? sql`and entry.post_id < ${place.id}` : sql``}
  order by entry.post_id desc limit ${limit}`;

/** So many are compared: the newest that have the words in their title, and the newest that have them anywhere. */
const RANKED_BY_TITLE = 200;
const RANKED = 600;

function byRelevance(narrowing: Narrowing, words: string, place: Place | null, limit: number): SQL {
  const newest = (most: number, more: SQL): SQL => sql`
    (select entry.post_id from ${SEEN} where ${matching(narrowing)} ${more} order by entry.post_id desc limit ${most})`;
  const inTitle = sql`and entry.title @@ ${asTsquery(words)}`;
  return sql`
    select post_id as id, rank::text as value from (
      select found.post_id, ts_rank(ranked_entry.search, ${asTsquery(words)})::float8 as rank
      from (${newest(RANKED_BY_TITLE, inTitle)} union ${newest(RANKED, sql``)}) as found
      join catalogue_entries ranked_entry on ranked_entry.post_id = found.post_id) as ranked
    ${place ? sql`where (rank, post_id) < (${place.value}::float8, ${place.id}::bigint)` : sql``}
    order by rank desc, post_id desc limit ${limit}`;
}

function byNearness(narrowing: Narrowing, from: MapPoint, place: Place | null, limit: number): SQL {
  const distance = sql`entry.at <-> point(${from.x}::float8, ${from.y}::float8)`;
  return sql`
    select entry.post_id as id, (${distance})::text as value from ${SEEN}
    where entry.at is not null and ${matching(narrowing)}
      ${place ? sql`and (${distance}, entry.post_id) > (${place.value}::float8, ${place.id}::bigint)` : sql``}
    order by ${distance}, entry.post_id limit ${limit}`;
}

const MOST_PLACES = 200;

/** The middle of what has a place in a district, among its newest notes; null when nothing has. */
export async function middleOf(ctx: Ctx, district: string): Promise<MapPoint | null> {
  const [row] = await ctx.db.execute<{ x: number | null; y: number | null }>(sql`
    select avg(at[0]) as x, avg(at[1]) as y from (
      select entry.at from ${SEEN} where entry.facets && ${sql.param([facetCode("district", district)])}::text[] and entry.at is not null and ${visibleTo(null)}
      order by entry.post_id desc limit ${MOST_PLACES}) as placed`);
  return row?.x == null || row.y === null ? null : { x: row.x, y: row.y };
}
