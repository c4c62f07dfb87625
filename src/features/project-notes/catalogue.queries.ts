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
const asTsquery = (words: string): SQL => sql`to_tsquery('german', ${words})`;

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

/** Which entries match and may be seen; stands behind `withWords`. @param without the facet whose choice does not count */
function matching({ viewer, query, words, arrived }: Narrowing, without?: Facet): SQL {
  const chosen = FACETS.flatMap((facet) => {
    const values = query.chosen[facet] ?? [];
    if (facet === without || values.length === 0) return [];
    const codes = values.map((value) => facetCode(facet, value));
    return [sql`entry.facets && ${sql.param(codes)}::text[]`];
  });
  const conditions = [
    ...chosen,
    ...query.flags.map((flag) => FLAG_CONDITIONS[flag]),
    words === undefined ? undefined : sql`entry.post_id in (select post_id from worded)`,
    arrived && sql`entry.arrived_at > ${arrived[0].toISOString()} and entry.arrived_at <= ${arrived[1].toISOString()}`,
    visibleTo(viewer),
    listedFor(viewer),
  ];
  return sql`${and(...conditions)}`;
}

/**
 * What a statement with `matching` begins with: the notes that have the words, found by their index and once. In an order,
 * PostgreSQL would rather read the words of every note, since it does not count what unpacking them costs.
 */
export const withWords = ({ words }: Narrowing): SQL =>
  words === undefined
    ? sql``
    : sql`worded as materialized (select post_id from catalogue_entries where search @@ ${asTsquery(words)}),`;

/** The kind is said again so that an index alone can answer who may see the note (catalogue.storage.sql). */
const SEEN = sql`catalogue_entries entry join posts on posts.id = entry.post_id and posts.kind = 'projectNote'`;

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

export interface PageRequest {
  /** As the page before said; anything else begins anew. */
  readonly after?: string | undefined;
  /** 1–100. */
  readonly limit: number;
}

/** What is narrowed down, and from where nearness is measured. */
export type Search = Narrowing & { readonly from: MapPoint | null };

/**
 * A part of a statement behind `withWords` and `found`, for the places (`<value>_<id>`) of a page, in its order, and of one more if there is one. By date: the newest
 * first; by relevance: title before summary before text, and nothing else; by nearness: what has a place, the nearest first.
 */
export function pageStatement(search: Search, { after, limit }: PageRequest): SQL {
  const { query, words, from } = search;
  const place = placeIn(after);
  if (query.sort === "relevance" && words !== undefined) return byRelevance(search, words, place, limit + 1);
  if (query.sort === "nearness" && from) return byNearness(search, from, place, limit + 1);
  return byDate(search, place, limit + 1);
}

/** The notes at the places that `pageStatement` found. One statement. */
export async function pageAt(
  ctx: Ctx,
  viewer: Viewer | null,
  places: readonly string[],
  limit: number,
): Promise<CataloguePage> {
  const page = places.slice(0, limit);
  const ids = page.map((place) => place.slice(place.indexOf("_") + 1));
  const next = places.length > limit ? (page.at(-1) ?? null) : null;
  return { notes: await notesByIds(ctx, viewer, ids), next };
}

/** A page of the catalogue. Two statements. */
export async function cataloguePage(ctx: Ctx, search: Search, request: PageRequest): Promise<CataloguePage> {
  const rows = await ctx.db.execute<{ place: string }>(sql`
    with ${withWords(search)} found as (${newest(search, sql`entry.post_id`)}), page as materialized (${pageStatement(search, request)}) select place from page`);
  const places = [...rows].map(({ place }) => place);
  return await pageAt(ctx, search.viewer, places, request.limit);
}

const byDate = (narrowing: Narrowing, place: Place | null, limit: number): SQL => sql`
  select '0_' || entry.post_id as place from ${SEEN}
  where ${matching(narrowing)} ${place ? sql`and entry.post_id < ${place.id}` : sql``}
  order by entry.post_id desc limit ${limit}`;

/** So many are counted, and compared by their words: the newest that were found. The cost does not grow with the catalogue. */
export const FOUND = 500;
/** And of those with the words in their title so many besides. */
const RANKED_BY_TITLE = 200;

/** The newest entries that match, one more than are counted. Other statements name it `found`. */
export const newest = (narrowing: Narrowing, columns: SQL, without?: Facet): SQL => sql`
  select ${columns} from ${SEEN} where ${matching(narrowing, without)} order by entry.post_id desc limit ${FOUND + 1}`;

function byRelevance(narrowing: Narrowing, words: string, place: Place | null, limit: number): SQL {
  return sql`
    select rank || '_' || post_id as place from (
      select ranked_entry.post_id, ts_rank(ranked_entry.search, ${asTsquery(words)})::float8 as rank
      from (select post_id from found union (
        select entry.post_id from ${SEEN} where ${matching(narrowing)} and entry.title @@ ${asTsquery(words)}
        order by entry.post_id desc limit ${RANKED_BY_TITLE})) as compared
      join catalogue_entries ranked_entry on ranked_entry.post_id = compared.post_id) as ranked
    ${place ? sql`where (rank, post_id) < (${place.value}::float8, ${place.id}::bigint)` : sql``}
    order by rank desc, post_id desc limit ${limit}`;
}

function byNearness(narrowing: Narrowing, from: MapPoint, place: Place | null, limit: number): SQL {
  const distance = sql`entry.at <-> point(${from.x}::float8, ${from.y}::float8)`;
  return sql`
    select (${distance}) || '_' || entry.post_id as place from ${SEEN}
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
