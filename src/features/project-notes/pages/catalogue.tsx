import type { Frame } from "../../../ui/env.ts";
import { formatNumber } from "../../../ui/format.ts";
import { LinkButton } from "../../../ui/forms/buttons.tsx";
import { Page } from "../../../ui/page.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import { type CatalogueQuery, FACETS, FLAGS, isNarrowed, type Sort } from "../catalogue.model.ts";
import {
  catalogueHref,
  catalogueParameters,
  FEED_PATH,
  narrowingOf,
  valueName,
  withoutValue,
} from "../catalogue-address.model.ts";
import type { CatalogueResult } from "../catalogue-search.queries.ts";
import { NoteCard } from "./card.tsx";
import { CatalogueFilter } from "./catalogue-filter.tsx";

export interface CatalogueProps {
  readonly frame: Frame;
  readonly query: CatalogueQuery;
  readonly result: CatalogueResult;
  /** Not the first page. */
  readonly later: boolean;
}

/** All project notes, own and received. */
export const CataloguePage = (props: CatalogueProps) => {
  const { frame, query, later } = props;
  const { t, districtName: district } = frame;
  const feed = catalogueHref(narrowingOf(query), undefined, FEED_PATH);
  return (
    <Page
      frame={frame}
      title={t("reading.catalogue.title")}
      description={t("reading.catalogue.description", { district })}
      crumbs={[]}
      crumb={t("reading.catalogue.crumb")}
      lead={
        <>
          {t("reading.catalogue.lead")} <a href="/themen">{t("reading.catalogue.topics")}</a>
        </>
      }
      noindex={later || isNarrowed(query) || query.sort !== "date"}
      alternates={[{ href: feed, type: "application/atom+xml", title: t("reading.catalogue.feed") }]}
    >
      <div class="split split--aside split--close">
        <CatalogueFilter frame={frame} query={query} counts={props.result.counts} />
        <Results {...props} />
      </div>
    </Page>
  );
};

const Results = (props: CatalogueProps) => {
  const { frame, query, result, later } = props;
  const { t, locale } = frame;
  const narrowed = isNarrowed(query);
  if (result.notes.length === 0 && !later) return <Nothing {...props} />;
  const { total, more } = result.counts;
  const count = formatNumber(locale, total);
  return (
    <section class="flow" aria-labelledby="treffer">
      <h2 id="treffer">
        {total === 1
          ? t("reading.catalogue.results.one")
          : t(more ? "reading.catalogue.results.more" : "reading.catalogue.results", { count })}
      </h2>
      <Corrected frame={frame} result={result} />
      {narrowed && <Chosen {...props} />}
      <Orders frame={frame} query={query} />
      {query.sort === "nearness" && (
        <p class="soft">
          {t(result.placeUnknown ? "reading.catalogue.near.unknown" : "reading.catalogue.near.note", {
            district: query.near ?? frame.districtName,
          })}
        </p>
      )}
      {more && <p class="soft">{t("reading.catalogue.counted", { count })}</p>}
      {result.notes.map((note) => (
        <NoteCard note={note} frame={frame} wide />
      ))}
      <Pagination
        t={t}
        first={later ? { href: catalogueHref(query), label: t("reading.catalogue.newest") } : undefined}
        next={
          result.next === null
            ? undefined
            : { href: catalogueHref(query, result.next), label: t("reading.catalogue.older") }
        }
      />
      <StayInformed frame={frame} query={query} />
    </section>
  );
};

/** Says so when something else was searched for than was typed. */
const Corrected = ({ frame: { t }, result }: Pick<CatalogueProps, "frame" | "result">) => {
  const words = [...result.corrected];
  if (words.length === 0) return null;
  return (
    <Alert kind="info" title={t("reading.catalogue.corrected.title")}>
      {words.map(([typed, meant]) => (
        <p>{t("reading.catalogue.corrected", { typed, meant })}</p>
      ))}
    </Alert>
  );
};

/** What is chosen, each with a link that takes it away. */
const Chosen = ({ frame, query, result }: CatalogueProps) => {
  const { t, districtName: district } = frame;
  const nameOf = (facet: (typeof FACETS)[number], value: string) =>
    valueName(t, facet, result.counts.facets[facet].find((one) => one.value === value)?.name ?? value);
  const chips = [
    ...(query.text === undefined
      ? []
      : [{ name: `„${query.text}“`, href: catalogueHref({ ...query, text: undefined, sort: "date" }) }]),
    ...query.flags.map((flag) => ({
      name: t(`reading.catalogue.flag.${flag}`, { district }),
      href: catalogueHref({ ...query, flags: FLAGS.filter((one) => one !== flag && query.flags.includes(one)) }),
    })),
    ...FACETS.flatMap((facet) =>
      (query.chosen[facet] ?? []).map((value) => ({
        name: nameOf(facet, value),
        href: catalogueHref(withoutValue(query, facet, value)),
      })),
    ),
  ];
  return (
    <ul class="chips">
      {chips.map(({ name, href }) => (
        <li>
          <a class="chip" href={href}>
            <span aria-hidden="true">
              <bdi>{name}</bdi> ×
            </span>
            <span class="kern-sr-only">{t("reading.catalogue.filter.remove", { name })}</span>
          </a>
        </li>
      ))}
    </ul>
  );
};

/** In what order they stand, and the other orders as links. Never by outcome. */
const Orders = ({ frame: { t, districtName }, query }: Pick<CatalogueProps, "frame" | "query">) => {
  const offered: readonly Sort[] = query.text === undefined ? ["date", "nearness"] : ["relevance", "date", "nearness"];
  return (
    <p class="row">
      <span class="soft">{t("reading.catalogue.sorted")}</span>
      {offered.map((sort) =>
        sort === query.sort ? (
          <b>{t(`reading.catalogue.sorted.${sort}`)}</b>
        ) : (
          <a href={catalogueHref({ ...query, sort, near: sort === "nearness" ? districtName : undefined })}>
            {t(`reading.catalogue.sorted.${sort}`)}
          </a>
        ),
      )}
    </p>
  );
};

/** The same search goes on: as a feed for everybody, by mail for members. */
const StayInformed = ({ frame: { t, viewer }, query }: Pick<CatalogueProps, "frame" | "query">) => {
  const kept = narrowingOf(query);
  const address = catalogueParameters(kept);
  return (
    <section class="panel flow" aria-labelledby="auf-dem-laufenden">
      <h2 id="auf-dem-laufenden">{t("reading.catalogue.stay.title")}</h2>
      <p>{t(isNarrowed(query) ? "reading.catalogue.stay.narrowed" : "reading.catalogue.stay.all")}</p>
      <p class="row">
        <LinkButton look="secondary" href={address === "" ? "/suche/merken" : `/suche/merken?${address}`}>
          {t("reading.catalogue.stay.mail")}
        </LinkButton>
        <a href={catalogueHref(kept, undefined, FEED_PATH)}>{t("reading.catalogue.feed")}</a>
        {viewer !== null && <a href="/suche/gemerkt">{t("search.kept.title")}</a>}
      </p>
    </section>
  );
};

/** Says what to do, not only that there is nothing. */
const Nothing = (props: CatalogueProps) => {
  const { frame, query } = props;
  const { t, districtName: district } = frame;
  const narrowed = isNarrowed(query);
  const isOnlyText = query.text !== undefined && !isNarrowed({ ...query, text: undefined });
  const kind = isOnlyText ? "reading.catalogue.none.words" : "reading.catalogue.none.text";
  return (
    <section class="flow" aria-labelledby="leer">
      <div class="panel flow">
        <h2 id="leer">{t(narrowed ? "reading.catalogue.none.title" : "reading.catalogue.empty.title")}</h2>
        {narrowed && <Chosen {...props} />}
        <p>{narrowed ? t(kind) : t("reading.catalogue.empty.text", { district })}</p>
        <p class="row">
          {narrowed && (
            <LinkButton look="secondary" href="/projekte">
              {t("reading.catalogue.all")}
            </LinkButton>
          )}
          <LinkButton look={narrowed ? "tertiary" : "primary"} href="/schreiben/projekt">
            {t("reading.catalogue.write")}
          </LinkButton>
        </p>
      </div>
      {narrowed && <StayInformed frame={frame} query={query} />}
    </section>
  );
};
