import type { Frame } from "../../../ui/env.ts";
import { formatMoment } from "../../../ui/format.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { RadioGroup } from "../../../ui/forms/choices.tsx";
import { Page } from "../../../ui/page.tsx";
import { ActorLink } from "../../../ui/parts/actor-link.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import { MAIL_INTERVALS, type MailInterval } from "../notifications.model.ts";
import type { Notification } from "../notifications.queries.ts";
import { placeOf, wordsOf } from "../notifications.words.ts";
import { HELD_PATH } from "./held-page.tsx";

interface NotificationsPageProps {
  readonly frame: Frame;
  readonly entries: readonly Notification[];
  /** All up to this one were seen. */
  readonly seenId: number;
  /** How many people wait to be let in. */
  readonly waiting: number;
  /** Id to go on from; undefined when the list ends here. */
  readonly before: number | undefined;
  /** How often a mail comes; null: this server sends none. */
  readonly mail: MailInterval | null;
}

/** What the member is told of, newest first. */
export const NotificationsPage = ({ frame, entries, seenId, waiting, before, mail }: NotificationsPageProps) => {
  const { t } = frame;
  const newest = entries[0]?.id ?? 0;
  return (
    <Page frame={frame} title={t("notifications.title")} lead={t("notifications.lead")} crumbs={[]} noindex>
      {newest > seenId && (
        <form method="post" action="/mitteilungen/gesehen">
          <input type="hidden" name="bis" value={String(newest)} />
          <Button look="secondary">{t("notifications.mark-seen")}</Button>
        </form>
      )}
      <p>
        <a href={HELD_PATH}>
          {waiting > 0 ? t("notifications.held.link", { count: waiting }) : t("notifications.held.choose")}
        </a>
      </p>
      {entries.length === 0 && <p>{t("notifications.none")}</p>}
      <ul class="lines">
        {entries.map((entry) => (
          <Entry frame={frame} entry={entry} isNew={entry.id > seenId} />
        ))}
      </ul>
      <Pagination
        t={t}
        next={before === undefined ? undefined : { href: `/mitteilungen/vor/${before}`, label: t("common.older") }}
      />
      {mail !== null && <MailForm frame={frame} mail={mail} />}
    </Page>
  );
};

const Entry = ({ frame, entry, isNew }: { frame: Frame; entry: Notification; isNew: boolean }) => {
  const { t, locale } = frame;
  const place = placeOf(entry);
  return (
    <li class="flow">
      <p>
        {isNew && (
          <>
            <b>{t("notifications.new")}</b>{" "}
          </>
        )}
        {entry.from && <ActorLink actor={entry.from} frame={frame} bold />} {t(`notifications.type.${entry.type}`)}
      </p>
      <p>
        {place === null ? (
          <bdi>{wordsOf(entry)}</bdi>
        ) : (
          <a href={place}>
            <bdi>{wordsOf(entry) ?? t("notifications.open")}</bdi>
          </a>
        )}{" "}
        <span class="soft">{formatMoment(locale, entry.createdAt)}</span>
      </p>
    </li>
  );
};

const MailForm = ({ frame: { t }, mail }: { frame: Frame; mail: MailInterval }) => (
  <form class="flow" method="post" action="/mitteilungen/post">
    <h2>{t("notifications.mail.title")}</h2>
    <RadioGroup
      t={t}
      name="post"
      label={t("notifications.mail.label")}
      hint={t("notifications.mail.hint")}
      value={mail}
      options={MAIL_INTERVALS.map((value) => ({ value, label: t(`notifications.mail.${value}`) }))}
    />
    <Button>{t("common.save")}</Button>
  </form>
);
