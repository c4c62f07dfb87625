import type { Frame } from "../../../ui/env.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { RadioGroup, Select } from "../../../ui/forms/choices.tsx";
import { Page } from "../../../ui/page.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import { ConfirmPage } from "../../../ui/parts/confirm-page.tsx";
import { MAIL_INTERVALS } from "../../notifications/notifications.model.ts";
import type { CatalogueQuery } from "../../project-notes/catalogue.model.ts";
import {
  catalogueHref,
  catalogueParameters,
  choiceInWords,
  FEED_PATH,
  readCatalogueQuery,
} from "../../project-notes/catalogue-address.model.ts";
import type { SavedSearch } from "../saved.queries.ts";

const CATALOGUE = { href: "/projekte" };

interface KeepProps {
  readonly frame: Frame;
  readonly query: CatalogueQuery;
  /** Whether this server sends mail. */
  readonly mail: boolean;
}

const inWords = ({ t }: Frame, query: CatalogueQuery): string => choiceInWords(query, t) || t("search.keep.everything");

/** Asks how often before it keeps a search. */
export const KeepSearchPage = ({ frame, query, mail }: KeepProps) => {
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={t("search.keep.title")}
      lead={t("search.keep.lead")}
      crumbs={[{ ...CATALOGUE, label: t("reading.catalogue.crumb") }]}
      noindex
    >
      <form class="form" method="post" action="/suche/merken">
        <p>
          <bdi>{t("search.keep.what", { choice: inWords(frame, query) })}</bdi>
        </p>
        <input type="hidden" name="auswahl" value={catalogueParameters(query)} />
        {mail ? (
          <RadioGroup
            t={t}
            name="post"
            label={t("search.keep.mail")}
            hint={t("search.keep.mail.hint")}
            value="weekly"
            options={MAIL_INTERVALS.map((value) => ({ value, label: t(`search.keep.mail.${value}`) }))}
          />
        ) : (
          <p>{t("search.keep.no-mail")}</p>
        )}
        <p class="row">
          <Button>{t("search.keep.go")}</Button>
          <a href={catalogueHref(query, undefined, FEED_PATH)}>{t("reading.catalogue.feed")}</a>
        </p>
      </form>
    </Page>
  );
};

interface KeptProps {
  readonly frame: Frame;
  readonly searches: readonly SavedSearch[];
  readonly mail: boolean;
}

/** All that a member keeps. */
export const KeptSearchesPage = ({ frame, searches, mail }: KeptProps) => {
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={t("search.kept.title")}
      lead={searches.length > 0 && t("search.kept.lead")}
      crumbs={[{ ...CATALOGUE, label: t("reading.catalogue.crumb") }]}
      noindex
    >
      {!mail && searches.length > 0 && <Alert kind="info" title={t("search.keep.no-mail")} />}
      {searches.length === 0 && (
        <div class="panel flow">
          <p>{t("search.kept.none")}</p>
          <p>
            <LinkButton href="/projekte">{t("search.kept.none.go")}</LinkButton>
          </p>
        </div>
      )}
      <ul class="lines">
        {searches.map((search) => (
          <KeptSearch frame={frame} search={search} mail={mail} />
        ))}
      </ul>
    </Page>
  );
};

const KeptSearch = ({ frame, search, mail }: { frame: Frame; search: SavedSearch; mail: boolean }) => {
  const { t } = frame;
  const query = readCatalogueQuery(new URLSearchParams(search.parameters));
  const choice = inWords(frame, query);
  return (
    <li class="flow">
      <h2>
        <a href={catalogueHref(query)}>
          <bdi>{choice}</bdi>
        </a>
      </h2>
      {mail && (
        <form class="form" method="post" action={`/suche/gemerkt/${search.id}`}>
          <Select
            t={t}
            id={`post-${search.id}`}
            name="post"
            label={t("search.keep.mail")}
            value={search.mail}
            options={MAIL_INTERVALS.map((value) => ({ value, label: t(`search.keep.mail.${value}`) }))}
          />
          <Button look="secondary">{t("search.kept.save", { choice })}</Button>
        </form>
      )}
      <form class="row" method="post" action={`/suche/gemerkt/${search.id}/loeschen`}>
        <Button look="tertiary">{t("search.kept.delete", { choice })}</Button>
        <a href={catalogueHref(query, undefined, FEED_PATH)}>{t("search.kept.feed")}</a>
      </form>
    </li>
  );
};

/** Asks before the mails stop: programs that look at every link in a mail stop nothing. */
export const StopSearchMailPage = ({ frame, action }: { frame: Frame; action: string }) => (
  <ConfirmPage
    frame={frame}
    title={frame.t("search.unsubscribe.title")}
    action={action}
    confirm={frame.t("search.unsubscribe.button")}
    back="/"
  >
    <p>{frame.t("search.unsubscribe.text")}</p>
  </ConfirmPage>
);

export const SearchMailStoppedPage = ({ frame }: { frame: Frame }) => (
  <Page frame={frame} title={frame.t("search.unsubscribed.title")} lead={frame.t("search.unsubscribed.text")} noindex />
);
