import { htmlToText } from "../../../platform/html.ts";
import type { Frame } from "../../../ui/env.ts";
import { formatDay, formatMoment } from "../../../ui/format.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { Checkbox, RadioGroup } from "../../../ui/forms/choices.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import { typed } from "../../../ui/forms/read-form.ts";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { Page } from "../../../ui/page.tsx";
import { type DescriptionItem, DescriptionList } from "../../../ui/parts/description-list.tsx";
import { type Rule, ruleText } from "../../district/rules.queries.ts";
import { GROUNDS, type Ground, LIMITS, MEASURES, type ReportedItem } from "../moderation.model.ts";
import type { Decision, ReportView } from "../moderation.queries.ts";
import { DecisionText, Typed } from "./decision-text.tsx";
import { crumbsFor } from "./queue-page.tsx";
import type { ReportFormProps } from "./report-page.tsx";

interface CasePageProps extends ReportFormProps {
  readonly view: ReportView;
  readonly decisions: readonly Decision[];
  /** Those that it is said to be against, in words. */
  readonly rules: readonly Rule[];
  /** Whether this moderator may suspend whoever it is about. */
  readonly canSuspend: boolean;
}

/** One report: what was said, what is kept as evidence, what was decided, and the form to decide. */
export const CasePage = (props: CasePageProps) => {
  const { frame, view, decisions, errors } = props;
  const { t } = frame;
  const { report } = view;
  return (
    <Page
      frame={frame}
      title={t(report.origin === "task" ? "moderation.origin.task" : `moderation.reason.${report.reason}`)}
      crumbs={[...crumbsFor(frame), { href: "/verwaltung/meldungen", label: t("moderation.queue.title") }]}
      noindex
    >
      <ErrorSummary t={t} errors={errors.entries} />
      <DescriptionList items={facts(frame, view, props.rules)} />
      <h2>{t("moderation.case.evidence")}</h2>
      {report.evidence.length === 0 && (
        <p>
          {report.erasedAt === null
            ? t("moderation.case.evidence.none")
            : t("moderation.case.erased", { day: formatDay(frame.locale, report.erasedAt) })}
        </p>
      )}
      {report.evidence.map((item) => (
        <Evidence frame={frame} item={item} />
      ))}
      {report.appeal !== null && (
        <>
          <h2>{t("moderation.case.appeal")}</h2>
          <Typed text={report.appeal} />
        </>
      )}
      {decisions.length > 0 && <h2>{t("moderation.case.decisions")}</h2>}
      {decisions.map((decision) => (
        <DecisionText frame={frame} decision={decision} />
      ))}
      {report.erasedAt === null && <DecideForm {...props} />}
    </Page>
  );
};

function facts(
  { t, locale }: Frame,
  { report, target, reporter }: ReportView,
  rules: readonly Rule[],
): DescriptionItem[] {
  const handle = (actor: { handle: string; host: string }): string => `@${actor.handle}@${actor.host}`;
  const by = reporter ? handle(reporter) : [report.reporterName, report.reporterEmail].filter(Boolean).join(", ");
  return [
    { term: t("moderation.receipt.at"), value: formatMoment(locale, report.createdAt) },
    {
      term: t("moderation.case.about"),
      value: target ? <a href={`/verwaltung/konten/${target.id}`}>{handle(target)}</a> : t("moderation.case.unknown"),
      className: "address",
    },
    { term: t("moderation.report.address"), value: report.address, className: "address" },
    { term: t("moderation.case.by"), value: by === "" ? t("moderation.case.anonymous") : by, className: "address" },
    ...rules.map((rule) => ({ term: t("moderation.case.rule"), value: ruleText(rule, locale) })),
    { term: t("moderation.report.text"), value: report.text === "" ? "–" : <Typed text={report.text} /> },
    ...(report.forwardedAt
      ? [{ term: t("moderation.case.forwarded"), value: formatMoment(locale, report.forwardedAt) }]
      : []),
  ];
}

/** As plain text: a report must not be a way to show moderators something. */
const Evidence = ({ frame: { t, locale }, item }: { frame: Frame; item: ReportedItem }) => (
  <blockquote class="panel flow">
    <p class="soft">
      <span class="address">{item.author}</span> · {formatMoment(locale, new Date(item.publishedAt))} ·{" "}
      <a href={item.url} rel="noopener nofollow ugc">
        {t("moderation.case.original")}
      </a>
    </p>
    {item.title !== null && (
      <p>
        <b>{item.title}</b>
      </p>
    )}
    <Typed text={htmlToText(item.content)} />
  </blockquote>
);

const DecideForm = ({ frame: { t }, view: { report, target }, canSuspend, values, errors }: CasePageProps) => {
  const possible = { none: true, remove: report.evidence.length > 0, suspend: canSuspend };
  return (
    <form class="form section" method="post" action={`/verwaltung/meldungen/${report.id}`} novalidate>
      <h2>{t("moderation.decide.title")}</h2>
      <RadioGroup
        t={t}
        name="measure"
        label={t("moderation.decide.measure")}
        value={typed(values, "measure")}
        error={errors.of("measure")}
        options={MEASURES.filter((one) => possible[one]).map((value) => ({
          value,
          label: t(`moderation.measure.${value}`),
          hint: t(`moderation.measure.${value}.hint`),
        }))}
        required
      />
      <GroundField t={t} values={values} errors={errors} />
      <TextArea
        t={t}
        name="statement"
        label={t("moderation.decide.statement")}
        hint={t("moderation.decide.statement.hint")}
        value={typed(values, "statement")}
        error={errors.of("statement")}
        maxlength={LIMITS.statement}
        required
      />
      {target !== null && !target.local && (
        <>
          <Checkbox
            t={t}
            name="forward"
            label={t("moderation.decide.forward", { host: target.host })}
            checked={typed(values, "forward") !== ""}
            error={errors.of("forward")}
          />
          <TextArea
            t={t}
            name="forwardText"
            label={t("moderation.decide.forward.text")}
            hint={t("moderation.decide.forward.hint")}
            value={typed(values, "forwardText")}
            error={errors.of("forwardText")}
            maxlength={LIMITS.text}
            optionalLabel
          />
        </>
      )}
      <div>
        <Button>{t("moderation.decide.submit")}</Button>
      </div>
    </form>
  );
};

/** What a decision rests on. */
export const GroundField = ({
  t,
  values,
  errors,
  grounds = GROUNDS,
}: Pick<ReportFormProps, "values" | "errors"> & { t: Frame["t"]; grounds?: readonly Ground[] | undefined }) => (
  <RadioGroup
    t={t}
    name="ground"
    label={t("moderation.decide.ground")}
    value={typed(values, "ground")}
    error={errors.of("ground")}
    options={grounds.map((value) => ({ value, label: t(`moderation.ground.${value}`) }))}
    required
  />
);
