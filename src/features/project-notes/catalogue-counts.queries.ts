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
import { matching, type Narrowing, SEEN } from "./catalogue.queries.ts";

/** Notes are counted up to here, the newest first, so that the cost does not grow with the catalogue. */
const COUNTED = 1000;
const MOST_VALUES: Readonly<Partial<Record<Facet, number>>> = { topic: 30, district: 100 };

interface Row extends Record<string, unknown> {
  /** Null: a number of notes, not of values. */
  readonly facet: Facet | null;
  readonly value: string;
  readonly name: string | null;
  readonly count: number;
}

/**
 * The statement of `catalogueCounts`: a facet is counted over what is found, and one of which something is chosen over
 * what would be found without that.
 */
function counting(narrowing: Narrowing): SQL {
  const { query } = narrowing;
  const newest = (columns: SQL, without?: Facet): SQL => sql`
    select ${columns} from ${SEEN} where ${matching(narrowing, without)} order by entry.post_id desc limit ${COUNTED + 1}`;
  const chosen = FACETS.filter((facet) => (query.chosen[facet] ?? []).length > 0);
  const others = chosen.map(
    (facet) => sql`
      union all select value, count(*)::int from (${newest(sql`entry.facets`, facet)}) as other,
        unnest(facets) value where value like ${facetCode(facet, "%")} group by value`,
  );
  const own = chosen.map((facet) => sql` and value not like ${facetCode(facet, "%")}`);
  return sql`
    with found as materialized (${newest(sql`entry.facets, entry.kit, entry.transfer_ready, entry.here`)}),
    counted as (
      select value, count(*)::int as count from found, unnest(facets) value where true ${sql.join(own, sql``)}
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
    union all select null, 'elsewhere', count(*)::int, null from found where not here`;
}

const limits = Object.entries(MOST_VALUES).map(([facet, most]) => sql`when ${facet} then ${most}::int`);

/**
 * How many notes there are with each value of each facet, under everything else that is chosen; what may be seen and
 * no more. Counts are exact up to `COUNTED` notes. One statement.
 */
export async function catalogueCounts(ctx: Ctx, narrowing: Narrowing): Promise<CatalogueCounts> {
  const rows = [...(await ctx.db.execute<Row>(counting(narrowing)))];
  const of = (facet: Facet): Row[] =>
    rows.filter((row) => row.facet === facet).sort((one, other) => other.count - one.count);
  const number = (name: string): number => rows.find((row) => row.facet === null && row.value === name)?.count ?? 0;
  const facets = FACETS.map((facet) => [
    facet,
    facet in CODED_FACETS ? coded(facet as CodedFacet, of(facet)) : open(of(facet)),
  ]);
  const total = number("total");
  return {
    facets: Object.fromEntries(facets) as Record<Facet, FacetCount[]>,
    flags: { kit: number("kit"), ready: number("ready"), elsewhere: number("elsewhere") },
    total: Math.min(total, COUNTED),
    more: total > COUNTED,
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
