import type { Frame } from "../../../ui/env.ts";
import { formatMoment } from "../../../ui/format.ts";
import { LinkButton } from "../../../ui/forms/buttons.tsx";
import { Page } from "../../../ui/page.tsx";

export interface DraftLine {
  /** Where it goes on. */
  readonly path: string;
  readonly title: string;
  readonly savedAt: Date;
  readonly kind: "note" | "post" | "answer";
  /** A change to something published. */
  readonly isEdit: boolean;
}

/** What one can write here, and what one has begun and not published. */
export const DraftsPage = ({ frame, drafts }: { frame: Frame; drafts: readonly DraftLine[] }) => {
  const { t } = frame;
  return (
    <Page frame={frame} title={t("writing.hub")} lead={t("writing.hub.lead")} crumbs={[]} noindex>
      <div class="grid">
        <section class="panel flow" aria-labelledby="beitrag">
          <h2 id="beitrag" class="small-heading">
            {t("writing.hub.post")}
          </h2>
          <p>{t("writing.hub.post.text")}</p>
          <p>
            <LinkButton href="/schreiben/beitrag">{t("posts.write")}</LinkButton>
          </p>
        </section>
        <section class="panel flow" aria-labelledby="projekt">
          <h2 id="projekt" class="small-heading">
            {t("writing.hub.note")}
          </h2>
          <p>{t("writing.hub.note.text")}</p>
          <p>
            <LinkButton href="/schreiben/projekt">{t("writing.drafts.start")}</LinkButton>
          </p>
        </section>
      </div>
      <section class="section flow" aria-labelledby="entwuerfe">
        <h2 id="entwuerfe">{t("writing.drafts")}</h2>
        <p>{t(drafts.length === 0 ? "writing.drafts.empty" : "writing.drafts.lead")}</p>
        <ul class="lines">
          {drafts.map((draft) => (
            <Line frame={frame} draft={draft} />
          ))}
        </ul>
        <p>
          <a href="/schreiben/geplant">{t("composing.scheduled")}</a>
        </p>
      </section>
    </Page>
  );
};

const Line = ({ frame: { t, locale }, draft }: { frame: Frame; draft: DraftLine }) => {
  const { path, title, savedAt, kind, isEdit } = draft;
  return (
    <li class="flow">
      <h3 class="small-heading">
        <a href={path}>{title || t("writing.untitled")}</a>
      </h3>
      <p class="soft">
        {t(`writing.drafts.kind.${kind}`)} · {isEdit && <>{t("writing.drafts.edit")} · </>}
        <time datetime={savedAt.toISOString()}>{t("writing.drafts.at", { time: formatMoment(locale, savedAt) })}</time>
      </p>
      <p class="row">
        <LinkButton look="secondary" href={path}>
          {t("writing.drafts.continue")}
        </LinkButton>
        <a href={`${path}/verwerfen`} aria-label={t("writing.drafts.discard.named", { title })}>
          {t("writing.drafts.discard")}
        </a>
      </p>
    </li>
  );
};
