import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import { typed } from "../../../ui/forms/read-form.ts";
import { Page } from "../../../ui/page.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import type { Decision } from "../moderation.queries.ts";
import { AppealForm, DecisionText } from "./decision-text.tsx";
import type { ReportFormProps } from "./report-page.tsx";

interface DecisionsPageProps extends ReportFormProps {
  readonly entries: readonly Decision[];
  /** An objection has just been taken. */
  readonly appealed: boolean;
}

/** What was decided about the member's own posts and account, with the reasons. */
export const DecisionsPage = ({ frame, entries, appealed, values, errors }: DecisionsPageProps) => {
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={t("moderation.own.title")}
      lead={t("moderation.own.lead")}
      crumbs={[{ href: "/einstellungen", label: t("accounts.settings.title") }]}
      noindex
    >
      {appealed && <Alert kind="success" role="status" title={t("moderation.appeal.done")} />}
      <ErrorSummary t={t} errors={errors.entries} />
      {entries.length === 0 && <p>{t("moderation.own.none")}</p>}
      {entries.map((decision) => (
        <>
          <DecisionText frame={frame} decision={decision} />
          {decision.reportId !== null && (
            <AppealForm
              frame={frame}
              action={`/einstellungen/entscheidungen/${decision.id}`}
              id={decision.id}
              values={values}
              errors={errors}
              open={typed(values, "for") === decision.id}
            />
          )}
        </>
      ))}
    </Page>
  );
};
