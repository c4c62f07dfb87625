import type { Frame } from "../../../ui/env.ts";
import { formatMoment } from "../../../ui/format.ts";
import type { MessageKey } from "../../../ui/i18n/i18n.ts";
import { Page } from "../../../ui/page.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import type { ReportView } from "../moderation.queries.ts";

interface QueuePageProps {
  readonly frame: Frame;
  readonly entries: readonly ReportView[];
  /** Ids of those that are about the viewer: they see that there is one, and no more. */
  readonly own: ReadonlySet<string>;
  readonly isOpen: boolean;
  readonly before: string | undefined;
  readonly done: MessageKey | undefined;
}

const PATH = "/verwaltung/meldungen";

/** Where moderators come from: the administration is for admins only. */
export const crumbsFor = ({ viewer, t }: Frame) =>
  viewer?.role === "admin" ? [{ href: "/verwaltung", label: t("admin.title") }] : [];

/** Reports that wait for a decision, or those that had one. */
export const QueuePage = ({ frame, entries, own, isOpen, before, done }: QueuePageProps) => {
  const { t } = frame;
  const stand = isOpen ? "" : "stand=entschieden&";
  return (
    <Page
      frame={frame}
      title={t("moderation.queue.title")}
      lead={t("moderation.queue.lead")}
      crumbs={crumbsFor(frame)}
      noindex
    >
      {done !== undefined && <Alert kind="success" role="status" title={t(done)} />}
      <p class="row">
        {isOpen ? <b>{t("moderation.queue.open")}</b> : <a href={PATH}>{t("moderation.queue.open")}</a>}
        {isOpen ? (
          <a href={`${PATH}?stand=entschieden`}>{t("moderation.queue.decided")}</a>
        ) : (
          <b>{t("moderation.queue.decided")}</b>
        )}
        <a href="/verwaltung/konten">{t("moderation.accounts.title")}</a>
        <a href="/moderation">{t("moderation.log.title")}</a>
      </p>
      {entries.length === 0 && <p>{t(isOpen ? "moderation.queue.none" : "moderation.queue.none.decided")}</p>}
      <ul class="lines">
        {entries.map((entry) =>
          own.has(entry.report.id) ? (
            <li>
              <p>
                <b>{t("moderation.queue.own")}</b>
                <br />
                <span class="soft">{formatMoment(frame.locale, entry.report.createdAt)}</span>
              </p>
            </li>
          ) : (
            <Entry frame={frame} entry={entry} />
          ),
        )}
      </ul>
      <Pagination
        t={t}
        next={before === undefined ? undefined : { href: `?${stand}vor=${before}`, label: t("common.older") }}
      />
    </Page>
  );
};

const Entry = ({ frame: { t, locale }, entry: { report, target } }: { frame: Frame; entry: ReportView }) => (
  <li>
    <p>
      <a href={`${PATH}/${report.id}`}>
        <b>{t(report.origin === "task" ? "moderation.origin.task" : `moderation.reason.${report.reason}`)}</b>
      </a>
      {report.appealedAt !== null && report.decidedAt === null && <b> · {t("moderation.state.appealed")}</b>}
      <br />
      {target !== null && (
        <>
          <bdi>{target.name}</bdi>{" "}
          <span class="address">
            @{target.handle}@{target.host}
          </span>{" "}
          ·{" "}
        </>
      )}
      <span class="soft">
        {t(`moderation.origin.${report.origin}`)} · {formatMoment(locale, report.createdAt)}
      </span>
    </p>
  </li>
);
