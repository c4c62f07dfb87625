import type { Child } from "hono/jsx";
import type { Frame } from "../../../ui/env.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { CheckboxGroup } from "../../../ui/forms/choices.tsx";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { Details } from "../../../ui/parts/details.tsx";
import {
  type CatalogueCounts,
  type CatalogueQuery,
  CODED_FACETS,
  FACETS,
  type Facet,
  type FacetCount,
  FLAGS,
} from "../catalogue.model.ts";
import {
  FACET_PARAMETERS,
  FLAG_PARAMETER,
  NEAR_PARAMETER,
  SORT_PARAMETER,
  valueName,
} from "../catalogue-address.model.ts";

interface FilterProps {
  readonly frame: Frame;
  readonly query: CatalogueQuery;
  readonly counts: CatalogueCounts;
}

/** The facets that lie open; the others are a click away, or open where something of them is chosen. */
const OPEN: ReadonlySet<Facet> = new Set(["outcome", "difficulty", "cost"]);

/** A plain GET form; on a phone it opens over the page (popover, no script), on a desk it lies open. */
export const CatalogueFilter = ({ frame, query, counts }: FilterProps) => {
  const { t } = frame;
  return (
    <search aria-label={t("reading.catalogue.search")}>
      <form class="flow" action="/projekte" method="get">
        <TextField
          t={t}
          name="q"
          type="search"
          label={t("reading.catalogue.text")}
          hint={t("reading.catalogue.text.hint")}
          value={query.text}
        />
        <Kept query={query} />
        <Button look="secondary" block>
          {t("reading.catalogue.search.go")}
        </Button>
        <button class="kern-btn kern-btn--secondary kern-btn--block drawer-button" type="button" popovertarget="filter">
          <span class="kern-label">{t("reading.catalogue.filter")}</span>
        </button>
        <div class="facets flow drawer" id="filter" popover="auto">
          <button
            class="kern-btn kern-btn--tertiary drawer-button"
            type="button"
            popovertarget="filter"
            popovertargetaction="hide"
          >
            <span class="kern-label">{t("reading.catalogue.filter.close")}</span>
          </button>
          <Flags frame={frame} query={query} counts={counts} />
          {FACETS.map((facet) => (
            <FacetChoice frame={frame} query={query} counts={counts} facet={facet} />
          ))}
          <Button block>{t("reading.catalogue.filter.apply")}</Button>
        </div>
      </form>
    </search>
  );
};

/** The order stays as it was when something else is chosen. */
const Kept = ({ query }: { query: CatalogueQuery }) => (
  <>
    {query.sort === "nearness" && <input type="hidden" name={SORT_PARAMETER} value={query.sort} />}
    {query.near !== undefined && <input type="hidden" name={NEAR_PARAMETER} value={query.near} />}
  </>
);

const Counted = ({ name, count }: { name: Child; count: number }) => (
  <>
    <bdi>{name}</bdi> <span class="soft">({count})</span>
  </>
);

const Flags = ({ frame: { t, districtName: district }, query, counts }: FilterProps) => {
  const offered = FLAGS.filter((flag) => counts.flags[flag] > 0 || query.flags.includes(flag));
  if (offered.length === 0) return null;
  return (
    <CheckboxGroup
      t={t}
      name={FLAG_PARAMETER}
      label={t("reading.catalogue.flags")}
      values={query.flags}
      options={offered.map((value) => ({
        value,
        label: <Counted name={t(`reading.catalogue.flag.${value}`, { district })} count={counts.flags[value]} />,
      }))}
    />
  );
};

/** Values that are there, and those that are chosen although nothing has them any more. */
function offeredOf(query: CatalogueQuery, counts: CatalogueCounts, facet: Facet): FacetCount[] {
  const chosen = query.chosen[facet] ?? [];
  const known = counts.facets[facet];
  const gone = chosen.filter((value) => !known.some((one) => one.value === value));
  const there = known.filter(({ value, count }) => count > 0 || chosen.includes(value));
  return [...there, ...gone.map((value) => ({ value, name: value, count: 0 }))];
}

const FacetChoice = ({ frame, query, counts, facet }: FilterProps & { facet: Facet }) => {
  const { t, locale } = frame;
  const offered = offeredOf(query, counts, facet);
  if (offered.length === 0) return null;
  const chosen = query.chosen[facet] ?? [];
  const named = offered.map((one) => ({ ...one, name: valueName(t, facet, one.name) }));
  const sorted = facet in CODED_FACETS ? named : named.sort((one, other) => one.name.localeCompare(other.name, locale));
  const choice = (
    <CheckboxGroup
      t={t}
      name={FACET_PARAMETERS[facet]}
      label={t(`reading.catalogue.facet.${facet}`)}
      values={chosen}
      options={sorted.map(({ value, name, count }) => ({ value, label: <Counted name={name} count={count} /> }))}
    />
  );
  if (OPEN.has(facet)) return choice;
  return (
    <Details title={t(`reading.catalogue.facet.${facet}`)} open={chosen.length > 0}>
      {choice}
    </Details>
  );
};
