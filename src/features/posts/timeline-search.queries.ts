import { type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { type Keyset, newestFirst } from "../../platform/keyset.ts";
import { runPrepared } from "../../platform/prepared.ts";
import { visibleTo } from "../audience/audience.queries.ts";

// Timelines find ids first, from indexes alone, and look at posts only for as many as are shown (performance.md, 12). Of each
// source (somebody followed, a group) only the newest few are taken. What is hidden from the reader is known only afterwards:
// where a source had more, nothing beyond its last entry may be shown, or something would be passed over for ever.

/** A line of a timeline: a post, or somebody's boost of it. Timelines are in the order of `id` and paged by it. */
export interface TimelineEntry {
  /** Of the boost, if it is one, else of the post. */
  readonly id: Id;
  readonly postId: Id;
  /** Who boosted it; null for the post itself. */
  readonly boosterId: Id | null;
}

export type Looking = { readonly actorId: Id } | null;

/** Where a candidate comes from. */
export interface Branch {
  readonly name: string;
  /** Rows `(id, post_id, booster_id, is_last)`; `is_last` marks the last that was taken of a source that may have more. */
  readonly rows: SQL;
  /** Which of them count, once `posts` and the candidate (`found`) are looked at. */
  readonly where: SQL;
}

/** A page, and how many are taken: at most of each source, and about of all together. */
export interface Part extends Keyset {
  readonly each: number;
  readonly most: number;
}

interface Search {
  readonly reader: Looking;
  readonly page: Keyset;
  /** Rows `(id)` of actors whose posts these are. */
  readonly sources: SQL;
  readonly branches: (part: Part) => readonly Branch[];
  /** Further conditions on `posts`. */
  readonly where: SQL;
}

/** So often the search goes on where what a source gave was hidden, each time with more of each source. */
const MOST_ROUNDS = 5;
const GROWTH = 4;
/** Somewhat more than are shown, since some may be hidden. */
const SPARE = 10;
/** Who follows thousands fills a page from fewer of each, so that about so many are taken in all, */
const MOST = 10_000;
/** but of each at least this share of what one source alone would give. */
const LEAST = 4;

/** The entries of a page, newest first. One statement, unless what is hidden leaves room on the page. */
export async function entriesOf(ctx: Ctx, search: Search): Promise<TimelineEntry[]> {
  const found: TimelineEntry[] = [];
  let part: Part = { ...search.page, each: search.page.limit + SPARE, most: MOST };
  for (let round = 0; round < MOST_ROUNDS && found.length < search.page.limit; round++) {
    const limit = search.page.limit - found.length;
    const rows = await runPrepared<{ id: Id | null; post_id: Id; booster_id: Id | null; horizon: Id | null }>(
      ctx,
      statementOf(search, { ...part, limit }),
    );
    found.push(
      ...rows.flatMap(({ id, post_id: postId, booster_id: boosterId }) => (id ? [{ id, postId, boosterId }] : [])),
    );
    const horizon = rows[0]?.horizon ?? null;
    if (horizon === null) break;
    const more = { each: part.each * GROWTH, most: part.most * GROWTH };
    part = { ...part, ...more, ...(isUpward(part) ? { after: horizon } : { before: horizon }) };
  }
  return [...newestFirst(found, search.page)];
}

const isUpward = ({ after }: Keyset): boolean => after !== undefined;

/** In which order of ids a page is looked for. */
export const orderOf = (page: Keyset): SQL => (isUpward(page) ? sql`asc` : sql`desc`);

function statementOf({ reader, sources, branches: branchesOf, where }: Search, page: Part): SQL {
  const branches = branchesOf(page);
  const order = orderOf(page);
  const reached = isUpward(page) ? sql`min` : sql`max`;
  const within = isUpward(page) ? sql`<=` : sql`>=`;
  const candidates = branches.map(
    ({ name, rows }) => sql`select given.*, ${name}::text as branch from (${rows}) given`,
  );
  const counts = branches.map(({ name, where: counted }) => sql`(found.branch = ${name}::text and ${counted})`);
  return sql`
    with sources as materialized (${sources}),
    taken as materialized (
      select least(${page.each}::int, greatest(${Math.ceil(page.each / LEAST)}::int, ${page.most}::int / greatest(count(*), 1)))::int as each
      from sources),
    candidates as materialized (${sql.join(candidates, sql` union all `)}),
    horizon as (select ${reached}(id) as id from candidates where is_last),
    shown as (
      select found.id, found.post_id, found.booster_id
      from (
        select * from candidates
        where (select id from horizon) is null or id ${within} (select id from horizon)
        order by id ${order} offset 0) found
      cross join lateral (
        select from posts
        where posts.id = found.post_id and (${sql.join(counts, sql` or `)}) and ${where} and ${visibleTo(reader)}
        offset 0) as looked
      order by found.id ${order} limit ${unknown(sql`${page.limit}::int`)})
    select shown.*, horizon.id as horizon from horizon left join shown on true order by shown.id ${order}`;
}

/**
 * A value that PostgreSQL does not look at when it plans. A statement whose plan seems to hang on its values is planned anew
 * each time, and planning this one takes as long as running it; what it does is in its text.
 */
export const unknown = (value: SQL): SQL => sql`(select ${value})`;

/** Rows whose id lies on the page. */
export function onPage(id: SQL, { before, after, since }: Keyset): SQL {
  const newerThan = after ?? since;
  const older = before === undefined ? sql`` : sql`and ${id} < ${unknown(sql`${before}::bigint`)}`;
  return newerThan === undefined ? older : sql`${older} and ${id} > ${unknown(sql`${newerThan}::bigint`)}`;
}

export const POST = sql`one.id, one.id as post_id, null::bigint as booster_id`;

const SOURCES = sql`sources source`;

/**
 * The newest of each source.
 * @param from table and conditions on a row `one` of `source`
 * @param sources those of them that may have any, as `source`
 */
export const newestOf = (page: Part, columns: SQL, from: SQL, sources = SOURCES): SQL => {
  const order = orderOf(page);
  return sql`
    select one.* from ${sources} cross join lateral (
      select near.*, row_number() over (order by near.id ${order}) = (select each from taken) as is_last
      from (
        select ${columns} from ${from} ${onPage(sql`one.id`, page)}
        order by one.id ${order} limit (select each from taken)) near) one`;
};

/** The newest of a single source. @param from table and conditions, its ids under the name that is given */
export const newest = (page: Part, id: SQL, from: SQL): SQL => {
  const order = orderOf(page);
  const each = sql.raw(`${page.each}`);
  return sql`
    select ${POST}, row_number() over (order by one.id ${order}) = ${each} as is_last from (
      select ${id} as id from ${from} ${onPage(id, page)} order by ${id} ${order} limit ${each}) one`;
};

/** `is true`: asked of a hash that is made once. PostgreSQL would else make a join of it, and read all sources for each row. */
export const inSources = (id: SQL): SQL => sql`((${id} in (select id from sources)) is true)`;

export const POSTS = sql.raw("posts");

/** Whether a post, `posts` or another name of it, has pictures, films or sounds. */
export const hasMedia = (post: SQL): SQL => sql`(${post}.attachments <> '[]' or ${post}.image_url is not null)`;

/** Whether it has a hashtag, lower case without `#`. */
export const hasTag = (post: SQL, tag: string): SQL =>
  sql`exists (select from post_tags where post_tags.post_id = ${post}.id and post_tags.tag = ${tag})`;

export const everything = sql`true`;

/** All conditions that there are; of none, everything. */
export const all = (conditions: readonly (SQL | false | undefined)[]): SQL =>
  sql.join([everything, ...conditions.filter((one) => one !== undefined && one !== false)], sql` and `);
