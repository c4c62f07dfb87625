import { formatMoment } from "../../../ui/format.ts";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import { Page } from "../../../ui/page.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import { DescriptionList } from "../../../ui/parts/description-list.tsx";
import type { Decision, Report } from "../moderation.queries.ts";
import { AppealForm, DecisionText, Typed } from "./decision-text.tsx";
import type { ReportFormProps } from "./report-page.tsx";

interface ReceiptPageProps extends ReportFormProps {
  readonly report: Report;
  readonly decisions: readonly Decision[];
  /** E-mail address of the imprint. */
  readonly contact: string | null;
}

/** The receipt of a report, and what became of it. Whoever has its address sees it. */
export const ReceiptPage = ({ frame, report, decisions, contact, values, errors }: ReceiptPageProps) => {
  const { t, locale } = frame;
  const path = frame.path.split("?")[0] ?? "";
  return (
    <Page
      frame={frame}
      title={t("moderation.receipt.title")}
      crumbs={[{ href: "/melden", label: t("moderation.report.title") }]}
      noindex
    >
      <ErrorSummary t={t} errors={errors.entries} />
      <Alert kind="success" title={t("moderation.receipt.arrived", { number: report.id })}>
        <p>{t("moderation.receipt.keep")}</p>
      </Alert>
      <DescriptionList
        items={[
          { term: t("moderation.receipt.at"), value: formatMoment(locale, report.createdAt) },
          { term: t("moderation.report.reason"), value: t(`moderation.reason.${report.reason}`) },
          { term: t("moderation.report.address"), value: report.address, className: "address" },
          { term: t("moderation.report.text"), value: <Typed text={report.text} /> },
          {
            term: t("moderation.receipt.state"),
            value: t(`moderation.state.${report.decidedAt ? "decided" : report.appealedAt ? "appealed" : "open"}`),
          },
        ]}
      />
      {decisions.map((decision) => (
        <DecisionText frame={frame} decision={decision} />
      ))}
      {report.decidedAt !== null && report.appealedAt === null && (
        <AppealForm
          frame={frame}
          action={path}
          id={report.id}
          values={values}
          errors={errors}
          open={errors.entries.length > 0}
        />
      )}
      {contact !== null && (
        <p>
          {t("moderation.receipt.contact")} <a href={`mailto:${contact}`}>{contact}</a>
        </p>
      )}
    </Page>
  );
};
