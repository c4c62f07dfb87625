import { type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import {
  type CatalogueCounts,
  CODED_FACETS,
  type CodedFacet,
  FACETS,
  type Facet,
  type FacetCount,
  facetCode,
} from "./catalogue.model.ts";
import {
  type CataloguePage,
  FOUND,
  type Narrowing,
  newest,
  type PageRequest,
  pageAt,
  pageStatement,
  type Search,
  withWords,
} from "./catalogue.queries.ts";

const MOST_VALUES: Readonly<Partial<Record<Facet, number>>> = { topic: 30, district: 100 };

interface Row extends Record<string, unknown> {
  /** Null: a number of notes, or (`place`) the name of a place in the page, and the count says which. */
  readonly facet: Facet | null;
  readonly value: string;
  readonly name: string | null;
  readonly count: number;
}

/**
 * The statement of `catalogueCounts`, with the places of a page beside them if that is given: a facet is counted over what is found, and one of which something is chosen over
 * what would be found without that.
 */
function counting(narrowing: Narrowing, page?: SQL): SQL {
  const { query } = narrowing;
  const chosen = FACETS.filter((facet) => (query.chosen[facet] ?? []).length > 0);
  const others = chosen.map(
    (facet) => sql`
      union all select value, count(*)::int from (
        select unnest(facets) as value from (${newest(narrowing, sql`entry.facets`, facet)}) as other) as values_of_others
      where starts_with(value, ${facetCode(facet, "")}) group by value`,
  );
  const own = chosen.map((facet) => sql` and not starts_with(value, ${facetCode(facet, "")})`);
  return sql`
    with ${withWords(narrowing)}
    found as materialized (${newest(narrowing, sql`entry.post_id, entry.facets, entry.kit, entry.transfer_ready, entry.here`)}),
    ${page ? sql`page as materialized (${page}),` : sql``}
    counted as (
      select value, count(*)::int as count from (select unnest(facets) as value from found) as values_of_found
      where true ${sql.join(own, sql``)}
      group by value ${sql.join(others, sql``)}
    ), ranked as (
      select split_part(value, ':', 1) as facet, substr(value, strpos(value, ':') + 1) as value, count,
        row_number() over (partition by split_part(value, ':', 1) order by count desc, value) as place
      from counted
    )
    select facet, value, count,
      case facet when 'topic' then (select min(name) from post_tags where tag = value) end as name
    from ranked where place <= case facet ${sql.join(limits, sql` `)} else 100 end
    union all select null, 'total', count(*)::int, null from found
    union all select null, 'kit', count(*)::int, null from found where kit
    union all select null, 'ready', count(*)::int, null from found where transfer_ready
    union all select null, 'elsewhere', count(*)::int, null from found where not here
    ${page ? sql`union all select null, 'place', row_number() over ()::int, place from page` : sql``}`;
}

const limits = Object.entries(MOST_VALUES).map(([facet, most]) => sql`when ${facet} then ${most}::int`);

/**
 * How many notes there are with each value of each facet, under everything else that is chosen; what may be seen and
 * no more. Counts are exact up to `FOUND` notes. One statement.
 */
export async function catalogueCounts(ctx: Ctx, narrowing: Narrowing): Promise<CatalogueCounts> {
  return countsIn([...(await ctx.db.execute<Row>(counting(narrowing)))]);
}

/** A page of the catalogue and what is counted beside it. Two statements: words are looked for once. */
export async function pageWithCounts(
  ctx: Ctx,
  search: Search,
  request: PageRequest,
): Promise<CataloguePage & { readonly counts: CatalogueCounts }> {
  const rows = [...(await ctx.db.execute<Row>(counting(search, pageStatement(search, request))))];
  const found = rows.filter(({ facet, value }) => facet === null && value === "place");
  const places = found.sort((one, other) => one.count - other.count).map(({ name }) => name ?? "");
  return { ...(await pageAt(ctx, search.viewer, places, request.limit)), counts: countsIn(rows) };
}

function countsIn(rows: readonly Row[]): CatalogueCounts {
  const of = (facet: Facet): Row[] =>
    rows
      .filter((row) => row.facet === facet)
      .sort((one, other) => other.count - one.count)
      .map((row) => ({ ...row, count: Math.min(row.count, FOUND) }));
  const number = (name: string): number => rows.find((row) => row.facet === null && row.value === name)?.count ?? 0;
  const facets = FACETS.map((facet) => [
    facet,
    facet in CODED_FACETS ? coded(facet as CodedFacet, of(facet)) : open(of(facet)),
  ]);
  const total = number("total");
  return {
    facets: Object.fromEntries(facets) as Record<Facet, FacetCount[]>,
    flags: { kit: number("kit"), ready: number("ready"), elsewhere: number("elsewhere") },
    total: Math.min(total, FOUND),
    more: total > FOUND,
  };
}

const open = (rows: readonly Row[]): FacetCount[] =>
  rows.map(({ value, name, count }) => ({ value, name: name ?? value, count }));

/** All values of the facet in their order, those without a note too. */
const coded = (facet: CodedFacet, rows: readonly Row[]): FacetCount[] =>
  CODED_FACETS[facet].map((value) => ({
    value,
    name: value,
    count: rows.find((row) => row.value === value)?.count ?? 0,
  }));
