import type { Frame } from "../../../ui/env.ts";
import { formatDay } from "../../../ui/format.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { MessageKey } from "../../../ui/i18n/i18n.ts";
import { Page } from "../../../ui/page.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import type { Actor } from "../../actors/actors.queries.ts";
import type { Decision } from "../moderation.queries.ts";
import { DecisionText } from "./decision-text.tsx";
import { crumbsFor } from "./queue-page.tsx";
import type { ReportFormProps } from "./report-page.tsx";
import { WhyFields } from "./why-fields.tsx";

interface AccountPageProps extends ReportFormProps {
  readonly actor: Actor;
  readonly decisions: readonly Decision[];
  readonly canSuspend: boolean;
}

const nameOf = ({ handle, host }: Actor): string => `@${handle}@${host}`;

/** One account for moderators: what was decided about it, and to suspend it or let it in again. */
export const AccountPage = (props: AccountPageProps) => {
  const { frame, actor, decisions, canSuspend, errors } = props;
  const { t, locale } = frame;
  return (
    <Page
      frame={frame}
      title={nameOf(actor)}
      crumbs={[...crumbsFor(frame), { href: "/verwaltung/konten", label: t("moderation.accounts.title") }]}
      noindex
    >
      <ErrorSummary t={t} errors={errors.entries} />
      <p>
        {actor.suspendedAt === null
          ? t("moderation.account.standing")
          : t("moderation.account.suspended", { day: formatDay(locale, actor.suspendedAt) })}
      </p>
      {decisions.length > 0 && <h2>{t("moderation.case.decisions")}</h2>}
      {decisions.map((decision) => (
        <DecisionText frame={frame} decision={decision} />
      ))}
      {canSuspend ? <SuspensionForm {...props} /> : <p>{t("moderation.account.not-yours")}</p>}
    </Page>
  );
};

const SuspensionForm = ({ frame: { t }, actor, values, errors }: AccountPageProps) => {
  const isSuspended = actor.suspendedAt !== null;
  return (
    <form class="form" method="post" action={`/verwaltung/konten/${actor.id}`} novalidate>
      <h2>{t(isSuspended ? "moderation.account.lift" : "moderation.account.suspend")}</h2>
      {!isSuspended && <p>{t(actor.local ? "moderation.account.what.local" : "moderation.account.what.remote")}</p>}
      <WhyFields t={t} values={values} errors={errors} />
      <div>
        <Button name="was" value={isSuspended ? "entsperren" : "sperren"}>
          {t(isSuspended ? "moderation.account.lift" : "moderation.account.suspend")}
        </Button>
      </div>
    </form>
  );
};

interface SuspendedPageProps {
  readonly frame: Frame;
  readonly actors: readonly Actor[];
  readonly done: MessageKey | undefined;
}

/** All accounts that are suspended. */
export const SuspendedPage = ({ frame, actors, done }: SuspendedPageProps) => {
  const { t, locale } = frame;
  return (
    <Page
      frame={frame}
      title={t("moderation.accounts.title")}
      lead={t("moderation.accounts.lead")}
      crumbs={[...crumbsFor(frame), { href: "/verwaltung/meldungen", label: t("moderation.queue.title") }]}
      noindex
    >
      {done !== undefined && <Alert kind="success" role="status" title={t(done)} />}
      {actors.length === 0 && <p>{t("moderation.accounts.none")}</p>}
      <ul class="lines">
        {actors.map((actor) => (
          <li>
            <p>
              <a class="address" href={`/verwaltung/konten/${actor.id}`}>
                {nameOf(actor)}
              </a>
              {actor.suspendedAt !== null && (
                <span class="soft">
                  {" "}
                  · {t("moderation.accounts.since", { day: formatDay(locale, actor.suspendedAt) })}
                </span>
              )}
            </p>
          </li>
        ))}
      </ul>
    </Page>
  );
};
