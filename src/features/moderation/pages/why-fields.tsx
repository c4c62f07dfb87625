import type { Frame } from "../../../ui/env.ts";
import { Select } from "../../../ui/forms/choices.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { type Ground, LIMITS, REASONS } from "../moderation.model.ts";
import { GroundField } from "./case-page.tsx";

interface WhyFieldsProps {
  readonly t: Frame["t"];
  readonly values: FormValues;
  readonly errors: FormErrors;
  /** On which it may rest; without it on any. */
  readonly grounds?: readonly Ground[];
}

/** Why something is decided that nobody reported: reason, ground and the statement for whom it concerns. */
export const WhyFields = ({ t, values, errors, grounds }: WhyFieldsProps) => (
  <>
    <Select
      t={t}
      name="reason"
      label={t("moderation.report.reason")}
      value={typed(values, "reason")}
      error={errors.of("reason")}
      empty={t("common.choose")}
      options={REASONS.map((value) => ({ value, label: t(`moderation.reason.${value}`) }))}
      required
    />
    <GroundField t={t} values={values} errors={errors} grounds={grounds} />
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
  </>
);
