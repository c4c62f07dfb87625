import type { Child } from "hono/jsx";
import type { Frame } from "../../../ui/env.ts";
import { formatDay, formatMoment, formatMonth } from "../../../ui/format.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import type { FormValues } from "../../../ui/forms/read-form.ts";
import type { MessageKey } from "../../../ui/i18n/i18n.ts";
import { Page } from "../../../ui/page.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import type { DistrictCard } from "../partners.model.ts";
import type { PartnerView } from "../partners.queries.ts";
import { Card, HOME, Words } from "./admin-pages.tsx";
import { Exchange } from "./exchange.tsx";

export interface PartnerPageProps {
  readonly frame: Frame;
  readonly view: PartnerView;
  readonly card: DistrictCard;
  readonly done: MessageKey | undefined;
  readonly values: FormValues;
  readonly errors: FormErrors;
}

/** `/verwaltung/partner/<id>`: how it stands with one district, and what an admin can do about it. */
export const PartnerPage = (props: PartnerPageProps) => {
  const { frame, view, card, done, errors } = props;
  const { t } = frame;
  const { actor, state, wants } = view;
  return (
    <Page
      frame={frame}
      title={actor.name}
      lead={t(wants === null ? `partners.state.${state}` : `partners.admin.wants.${wants}`)}
      crumbs={[
        { href: "/verwaltung", label: t("admin.title") },
        { href: HOME, label: t("partners.admin.title") },
      ]}
      noindex
    >
      {done !== undefined && <Alert kind="success" role="status" title={t(done)} />}
      <ErrorSummary t={t} errors={errors.entries} />
      <Said {...props} />
      {state === "blocked" && (
        <p>
          {t("partners.blocked.text")} <a href="/verwaltung/verbindungen/server">{t("partners.blocked.rules")}</a>
        </p>
      )}
      {(state === "partner" || state === "paused") && <History {...props} />}
      <Card frame={frame} card={card} />
      {wants !== null && <Answer {...props} />}
      {state !== "blocked" && wants === null && <Acts {...props} />}
    </Page>
  );
};

/** What was said between the two, with the days. */
const Said = ({ frame: { t, locale }, view: { actor, said, since } }: PartnerPageProps) => {
  const day = (date: Date) => ({ day: formatDay(locale, date), name: actor.name });
  return (
    <>
      {since !== null && <p>{t("partners.since", { month: formatMonth(locale, since) })}</p>}
      {said?.wantedAt != null && (
        <Quoted words={said.wantedText}>
          {t(said.wantedText === "" ? "partners.said.wanted.mute" : "partners.said.wanted", day(said.wantedAt))}
        </Quoted>
      )}
      {said?.askedAt != null && (
        <Quoted words={said.askedText}>
          {t(said.askedText === "" ? "partners.said.asked.mute" : "partners.said.asked", day(said.askedAt))}
        </Quoted>
      )}
      {said?.refusedAt != null && said.refusedBy === "them" && (
        <Quoted words={said.refusedText}>
          {t(
            said.refusedText === "" ? "partners.said.refused.them.mute" : "partners.said.refused.them",
            day(said.refusedAt),
          )}
        </Quoted>
      )}
      {said?.refusedAt != null && said.refusedBy === "us" && (
        <p>{t("partners.said.refused.us", day(said.refusedAt))}</p>
      )}
      {said?.endedAt != null && <p>{t("partners.said.ended", day(said.endedAt))}</p>}
    </>
  );
};

const Quoted = ({ words, children }: { words: string; children: Child }) => (
  <>
    <p>{children}</p>
    {words !== "" && (
      <blockquote class="panel">
        <bdi>{words}</bdi>
      </blockquote>
    )}
  </>
);

/** How much of the other's catalogue is here, and whether reading goes on. */
const History = ({ frame: { t, locale }, view: { actor, state, read, notes } }: PartnerPageProps) => {
  const isReading = read === null || read.phase !== "idle";
  return (
    <section class="section flow" aria-labelledby="verlauf">
      <h2 id="verlauf">{t("partners.history.title")}</h2>
      {read?.total != null ? (
        <div class="kern-progress">
          <label class="kern-label" for="fortschritt">
            {t("partners.history.progress", { here: notes, total: read.total })}
          </label>
          <progress id="fortschritt" value={Math.min(notes, read.total)} max={Math.max(read.total, 1)} />
        </div>
      ) : (
        <p>{t("partners.history.here", { here: notes })}</p>
      )}
      {state === "partner" && isReading && (
        <p>{t(read === null ? "partners.history.first" : "partners.history.reading")}</p>
      )}
      {read?.finishedAt != null && !isReading && (
        <p>{t("partners.history.done", { at: formatMoment(locale, read.finishedAt) })}</p>
      )}
      {read?.lastError != null && <p class="soft">{t("partners.history.failed", { reason: read.lastError })}</p>}
      <p>{t("partners.history.night")}</p>
      {state === "partner" && !isReading && (
        <form method="post" action={`${HOME}/${actor.id}/vergleichen`}>
          <Button look="secondary">{t("partners.history.compare")}</Button>
        </form>
      )}
    </section>
  );
};

const Answer = (props: PartnerPageProps) => {
  const { frame, view } = props;
  const { t } = frame;
  const wants = view.wants ?? "reading";
  return (
    <>
      {wants === "partnership" && (
        <section class="section flow">
          <h2>{t("partners.exchange.title")}</h2>
          <Exchange t={t} />
        </section>
      )}
      <section class="section flow" aria-labelledby="antwort">
        <h2 id="antwort">{t("partners.answer.title")}</h2>
        <p>{t(`partners.answer.lead.${wants}`)}</p>
        <form class="form" method="post" action={`${HOME}/${view.actor.id}/antworten`} novalidate>
          <Words {...props} label={t("partners.answer.words")} />
          <div class="row">
            <Button name="antwort" value="ja">
              {t("partners.answer.yes")}
            </Button>
            <Button look="secondary" name="antwort" value="nein">
              {t("partners.answer.no")}
            </Button>
          </div>
        </form>
      </section>
    </>
  );
};

/** What can be done without being asked. */
const Acts = (props: PartnerPageProps) => {
  const { frame, view } = props;
  const { t } = frame;
  const { actor, state } = view;
  const path = `${HOME}/${actor.id}`;
  return (
    <>
      {(state === "known" || state === "followed") && actor.kind === "district" && (
        <section class="section flow">
          <h2>{t("partners.ask.title", { name: actor.name })}</h2>
          <form class="form" method="post" action={`${HOME}/neu`} novalidate>
            <input type="hidden" name="wen" value={actor.id} />
            <Words {...props} label={t("partners.ask.words")} />
            <div>
              <Button>{t("partners.ask.submit")}</Button>
            </div>
          </form>
        </section>
      )}
      {(state === "partner" || state === "paused") && (
        <section class="section flow">
          <h2>{t("partners.pause.title")}</h2>
          <p>{t("partners.pause.text")}</p>
          <form method="post" action={`${path}/ruhen`}>
            <Button look="secondary" name="was" value={state === "paused" ? "weiter" : "ruhen"}>
              {t(state === "paused" ? "partners.resume.submit" : "partners.pause.submit")}
            </Button>
          </form>
        </section>
      )}
      {state !== "known" && (
        <p>
          <LinkButton look="secondary" href={`${path}/beenden`}>
            {t(`partners.${endingOf(view)}.title`, { name: actor.name })}
          </LinkButton>
        </p>
      )}
    </>
  );
};

/** What it means to end things with a district, as they stand. */
export const endingOf = ({ state }: Pick<PartnerView, "state">): "end" | "withdraw" | "unfollow" =>
  state === "requested" ? "withdraw" : state === "followed" ? "unfollow" : "end";
