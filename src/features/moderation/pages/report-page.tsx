import type { Frame } from "../../../ui/env.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { Checkbox, CheckboxGroup, RadioGroup } from "../../../ui/forms/choices.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed, typedAll } from "../../../ui/forms/read-form.ts";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { Page } from "../../../ui/page.tsx";
import { type Rule, ruleText } from "../../district/rules.queries.ts";
import { LIMITS, needsName, REASONS } from "../moderation.model.ts";

export interface ReportFormProps {
  readonly frame: Frame;
  readonly values: FormValues;
  readonly errors: FormErrors;
}

interface ReportPageProps extends ReportFormProps {
  /** Of this server, that something may be against. */
  readonly rules: readonly Rule[];
}

/** Anybody tells the moderators that something should not stand here (DSA Art. 16). */
export const ReportPage = (props: ReportPageProps) => {
  const { frame, errors } = props;
  const { t } = frame;
  return (
    <Page frame={frame} title={t("moderation.report.title")} lead={t("moderation.report.lead")} crumbs={[]} noindex>
      <ErrorSummary t={t} errors={errors.entries} />
      <form class="form" method="post" action="/melden" novalidate>
        <What {...props} />
        {frame.viewer === null ? <Who {...props} /> : <p>{t("moderation.report.member")}</p>}
        <Checkbox
          t={t}
          name="goodFaith"
          label={t("moderation.report.good-faith")}
          checked={typed(props.values, "goodFaith") !== ""}
          error={errors.of("goodFaith")}
          required
        />
        <div>
          <Button>{t("moderation.report.submit")}</Button>
        </div>
      </form>
      <p>
        {t("moderation.report.log")} <a href="/moderation">{t("moderation.log.title")}</a>
      </p>
    </Page>
  );
};

const What = ({ frame: { t, locale }, values, errors, rules }: ReportPageProps) => (
  <>
    <TextField
      t={t}
      name="address"
      label={t("moderation.report.address")}
      hint={t("moderation.report.address.hint")}
      value={typed(values, "address")}
      error={errors.of("address")}
      maxlength={LIMITS.address}
      autocomplete="off"
      autocapitalize="none"
      spellcheck={false}
      required
    />
    <RadioGroup
      t={t}
      name="reason"
      label={t("moderation.report.reason")}
      value={typed(values, "reason")}
      error={errors.of("reason")}
      options={REASONS.map((value) => ({ value, label: t(`moderation.reason.${value}`) }))}
      required
    />
    {rules.length > 0 && (
      <CheckboxGroup
        t={t}
        name="rules"
        label={t("moderation.report.rules")}
        values={typedAll(values, "rules")}
        options={rules.map((rule) => ({ value: rule.id, label: ruleText(rule, locale) }))}
        optionalLabel
      />
    )}
    <TextArea
      t={t}
      name="text"
      label={t("moderation.report.text")}
      hint={t("moderation.report.text.hint")}
      value={typed(values, "text")}
      error={errors.of("text")}
      maxlength={LIMITS.text}
      required
    />
  </>
);

const Who = ({ frame: { t }, values, errors }: ReportFormProps) => {
  const named = REASONS.filter(needsName).map((reason) => t(`moderation.reason.${reason}`));
  return (
    <>
      <p>{t("moderation.report.who", { reasons: named.join("; ") })}</p>
      <TextField
        t={t}
        name="name"
        label={t("moderation.report.name")}
        value={typed(values, "name")}
        error={errors.of("name")}
        autocomplete="name"
        maxlength={200}
      />
      <TextField
        t={t}
        name="email"
        type="email"
        label={t("moderation.report.email")}
        value={typed(values, "email")}
        error={errors.of("email")}
        autocomplete="email"
        maxlength={254}
      />
    </>
  );
};
