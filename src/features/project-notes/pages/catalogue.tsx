import type { Frame } from "../../../ui/env.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { CheckboxGroup, Select } from "../../../ui/forms/choices.tsx";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { Page } from "../../../ui/page.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import type { NoteFacets, ProjectNoteView } from "../project-notes.model.ts";
import { OUTCOMES, STATUSES } from "../project-notes.schemas.ts";
import { NoteCard } from "./card.tsx";
import { type CatalogueChoice, catalogueHref, withoutChoice } from "./catalogue-choice.ts";

export interface CatalogueProps {
  readonly frame: Frame;
  readonly choice: CatalogueChoice;
  readonly facets: NoteFacets;
  readonly notes: readonly ProjectNoteView[];
  /** Id after which the next page begins; null on the last page. */
  readonly next: string | null;
}

/** All project notes, own and received, newest first. */
export const CataloguePage = (props: CatalogueProps) => {
  const { frame, choice } = props;
  const { t, districtName: district } = frame;
  return (
    <Page
      frame={frame}
      title={t("reading.catalogue.title")}
      description={t("reading.catalogue.description", { district })}
      crumbs={[]}
      crumb={t("reading.catalogue.crumb")}
      lead={t("reading.catalogue.lead")}
      noindex={choice.before !== undefined || isNarrowed(choice)}
    >
      <div class="split split--aside split--close">
        <Filter {...props} />
        <Results {...props} />
      </div>
    </Page>
  );
};

const isNarrowed = ({ text, topic, district, outcomes, statuses }: CatalogueChoice): boolean =>
  text !== undefined || topic !== undefined || district !== undefined || outcomes.length + statuses.length > 0;

/** A plain GET form; on a phone it opens over the page (popover, no script), on a desk it lies open. */
const Filter = ({ frame: { t }, choice, facets }: CatalogueProps) => (
  <search aria-label={t("reading.catalogue.search")}>
    <form class="flow" action="/projekte" method="get">
      <TextField
        t={t}
        name="q"
        type="search"
        label={t("reading.catalogue.text")}
        hint={t("reading.catalogue.text.hint")}
        value={choice.text}
      />
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
        <CheckboxGroup
          t={t}
          name="ergebnis"
          label={t("reading.catalogue.outcome")}
          values={choice.outcomes}
          options={OUTCOMES.map((value) => ({
            value,
            label: <Counted name={t(`terms.outcome.${value}`)} count={facets.outcomes[value]} />,
          }))}
        />
        <CheckboxGroup
          t={t}
          name="stand"
          label={t("reading.catalogue.status")}
          values={choice.statuses}
          options={STATUSES.map((value) => ({
            value,
            label: <Counted name={t(`terms.status.${value}`)} count={facets.statuses[value]} />,
          }))}
        />
        {facets.topics.length > 0 && (
          <Select
            t={t}
            name="thema"
            label={t("reading.catalogue.topic")}
            value={choice.topic}
            empty={t("reading.catalogue.topic.all")}
            options={facets.topics.map(({ key, name, count }) => ({ value: key, label: `${name} (${count})` }))}
          />
        )}
        {facets.districts.length > 1 && (
          <Select
            t={t}
            name="stadtteil"
            label={t("reading.catalogue.district")}
            value={choice.district}
            empty={t("reading.catalogue.district.all")}
            options={facets.districts.map(({ name, count }) => ({ value: name, label: `${name} (${count})` }))}
          />
        )}
        <Button block>{t("reading.catalogue.filter.apply")}</Button>
      </div>
    </form>
  </search>
);

const Counted = ({ name, count }: { name: string; count: number }) => (
  <>
    {name} <span class="soft">({count})</span>
  </>
);

const Results = (props: CatalogueProps) => {
  const { frame, choice, notes, next } = props;
  const { t } = frame;
  const narrowed = isNarrowed(choice);
  if (notes.length === 0 && choice.before === undefined) return <Nothing frame={frame} narrowed={narrowed} />;
  return (
    <section class="flow" aria-labelledby="treffer">
      <h2 id="treffer">{t(narrowed ? "reading.catalogue.results.filtered" : "reading.catalogue.results")}</h2>
      {narrowed && <Chosen {...props} />}
      <p>
        <span class="soft">{t("reading.catalogue.sorted")}</span> <b>{t("reading.catalogue.sorted.date")}</b>
      </p>
      {notes.map((note) => (
        <NoteCard note={note} frame={frame} wide />
      ))}
      <Pagination
        t={t}
        first={
          choice.before === undefined
            ? undefined
            : { href: catalogueHref({ ...choice, before: undefined }), label: t("reading.catalogue.newest") }
        }
        next={
          next === null
            ? undefined
            : { href: catalogueHref({ ...choice, before: next }), label: t("reading.catalogue.older") }
        }
      />
    </section>
  );
};

/** What is chosen, each with a link that takes it away. */
const Chosen = ({ frame: { t }, choice, facets }: CatalogueProps) => {
  const topicName = facets.topics.find(({ key }) => key === choice.topic)?.name ?? choice.topic;
  const chips = [
    ...(choice.text === undefined
      ? []
      : [{ name: `„${choice.text}“`, href: catalogueHref({ ...choice, text: undefined, before: undefined }) }]),
    ...choice.outcomes.map((value) => ({ name: t(`terms.outcome.${value}`), href: withoutChoice(choice, value) })),
    ...choice.statuses.map((value) => ({ name: t(`terms.status.${value}`), href: withoutChoice(choice, value) })),
    ...(topicName === undefined
      ? []
      : [{ name: topicName, href: catalogueHref({ ...choice, topic: undefined, before: undefined }) }]),
    ...(choice.district === undefined
      ? []
      : [{ name: choice.district, href: catalogueHref({ ...choice, district: undefined, before: undefined }) }]),
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

/** Says what to do, not only that there is nothing. */
const Nothing = ({ frame: { t, districtName: district }, narrowed }: { frame: Frame; narrowed: boolean }) => (
  <section class="panel flow" aria-labelledby="leer">
    <h2 id="leer">{t(narrowed ? "reading.catalogue.none.title" : "reading.catalogue.empty.title")}</h2>
    <p>{narrowed ? t("reading.catalogue.none.text") : t("reading.catalogue.empty.text", { district })}</p>
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
  </section>
);
