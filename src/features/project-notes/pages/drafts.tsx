import type { Frame } from "../../../ui/env.ts";
import { formatMoment } from "../../../ui/format.ts";
import { LinkButton } from "../../../ui/forms/buttons.tsx";
import { Page } from "../../../ui/page.tsx";

export interface DraftLine {
  readonly id: string;
  readonly title: string;
  readonly savedAt: Date;
  /** A change to a published note. */
  readonly isEdit: boolean;
}

/** What somebody has begun and not published. */
export const DraftsPage = ({ frame, drafts }: { frame: Frame; drafts: readonly DraftLine[] }) => {
  const { t, locale } = frame;
  return (
    <Page frame={frame} title={t("writing.drafts")} lead={t("writing.drafts.lead")} crumbs={[]} noindex>
      {drafts.length === 0 ? (
        <p>{t("writing.drafts.empty")}</p>
      ) : (
        <ul class="lines">
          {drafts.map(({ id, title, savedAt, isEdit }) => (
            <li class="flow">
              <h2 class="small-heading">
                <a href={`/schreiben/projekt/${id}`}>{title || t("writing.untitled")}</a>
              </h2>
              <p class="soft">
                {isEdit && <>{t("writing.drafts.edit")} · </>}
                <time datetime={savedAt.toISOString()}>
                  {t("writing.drafts.at", { time: formatMoment(locale, savedAt) })}
                </time>
              </p>
              <p class="row">
                <LinkButton look="secondary" href={`/schreiben/projekt/${id}`}>
                  {t("writing.drafts.continue")}
                </LinkButton>
                <a
                  href={`/schreiben/projekt/${id}/verwerfen`}
                  aria-label={t("writing.drafts.discard.named", { title })}
                >
                  {t("writing.drafts.discard")}
                </a>
              </p>
            </li>
          ))}
        </ul>
      )}
      <p>
        <LinkButton look={drafts.length === 0 ? "primary" : "secondary"} href="/schreiben/projekt">
          {t("writing.drafts.start")}
        </LinkButton>
      </p>
    </Page>
  );
};
