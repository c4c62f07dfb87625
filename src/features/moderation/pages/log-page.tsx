import type { Frame } from "../../../ui/env.ts";
import { formatDay } from "../../../ui/format.ts";
import { Page } from "../../../ui/page.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import type { Decision } from "../moderation.queries.ts";

interface LogPageProps {
  readonly frame: Frame;
  readonly entries: readonly Decision[];
  readonly before: string | undefined;
}

/** What moderators decided, for everybody to see: when, what and why, never about whom or by whom. */
export const LogPage = ({ frame, entries, before }: LogPageProps) => {
  const { t, locale } = frame;
  return (
    <Page frame={frame} title={t("moderation.log.title")} lead={t("moderation.log.lead")} crumbs={[]}>
      {entries.length === 0 && <p>{t("moderation.log.none")}</p>}
      <ul class="lines">
        {entries.map((entry) => (
          <li>
            <p>
              <time datetime={entry.decidedAt.toISOString()}>{formatDay(locale, entry.decidedAt)}</time>:{" "}
              <b>{t(`moderation.action.${entry.action}`)}</b>
              <br />
              <span class="soft">
                {t(entry.local ? "moderation.log.here" : "moderation.log.elsewhere")} ·{" "}
                {t(`moderation.reason.${entry.reason}`)} · {t(`moderation.ground.${entry.ground}`)}
              </span>
            </p>
          </li>
        ))}
      </ul>
      <Pagination
        t={t}
        next={before === undefined ? undefined : { href: `?vor=${before}`, label: t("common.older") }}
      />
      <p>
        {t("moderation.log.report")} <a href="/melden">{t("moderation.report.title")}</a>
      </p>
    </Page>
  );
};
