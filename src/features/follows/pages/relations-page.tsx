import type { Frame } from "../../../ui/env.ts";
import { formatDay, formatMoment } from "../../../ui/format.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { Page } from "../../../ui/page.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import type { RelationEntry } from "../relations.queries.ts";

interface RelationsPageProps {
  readonly frame: Frame;
  readonly entries: readonly RelationEntry[];
  /** Id to go on from; undefined when the list ends here. */
  readonly before: string | undefined;
}

/** Whom the member blocks and mutes, each with its end. */
export const RelationsPage = ({ frame, entries, before }: RelationsPageProps) => {
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={t("follows.relations.title")}
      lead={t("follows.relations.lead")}
      crumbs={[{ href: "/einstellungen", label: t("accounts.settings.title") }]}
      noindex
    >
      {entries.length === 0 && <p>{t("follows.relations.none")}</p>}
      <ul class="plain flow">
        {entries.map((entry) => (
          <Entry frame={frame} entry={entry} />
        ))}
      </ul>
      <Pagination
        t={t}
        next={before === undefined ? undefined : { href: `?vor=${before}`, label: t("common.older") }}
      />
    </Page>
  );
};

const Entry = ({ frame: { t, locale }, entry }: { frame: Frame; entry: RelationEntry }) => {
  const { actor, kind, createdAt, until } = entry;
  const handle = `@${actor.handle}@${actor.host}`;
  return (
    <li class="flow">
      <p>
        <b>
          <bdi>{actor.name}</bdi>
        </b>
        <br />
        <a class="address" href={`/${handle}`}>
          {handle}
        </a>
        <br />
        {t(`follows.relations.${kind}.since`, { day: formatDay(locale, createdAt) })}
        {until !== null && `, ${t("follows.relations.until", { end: formatMoment(locale, until) })}`}
      </p>
      <form method="post" action="/umgang">
        <input type="hidden" name="wem" value={actor.id} />
        <input type="hidden" name="zurueck" value="/einstellungen/umgang" />
        <Button look="secondary" name="was" value={kind === "block" ? "freigeben" : "einblenden"}>
          {t(`follows.relations.${kind}.end`, { name: handle })}
        </Button>
      </form>
    </li>
  );
};
