import { RadioGroup } from "../../../ui/forms/choices.tsx";
import { fieldValue } from "../form/values.ts";
import { OUTCOMES } from "../project-notes.schemas.ts";
import { Area, type FormState, Line } from "./form-parts.tsx";

/** The six questions, and the seventh that an ended project is asked. */
export const Essentials = ({ s }: { s: FormState }) => {
  const { t } = s;
  return (
    <>
      <Line s={s} name="title" label={t("writing.title")} hint={t("writing.title.hint")} required />
      <div data-count="500">
        <Area s={s} name="summary" label={t("writing.summary")} hint={t("writing.summary.hint")} rows={6} required />
        <p class="count soft" hidden>
          {t("writing.characters", { count: "{count}", limit: 500 })}
        </p>
      </div>
      <Area s={s} name="goal" label={t("writing.goal")} rows={3} required />
      <Line
        s={s}
        name="targetGroups"
        label={t("writing.targetGroups")}
        hint={t("writing.targetGroups.hint")}
        required
      />
      <Area s={s} name="measures" label={t("writing.measures")} hint={t("writing.measures.hint")} rows={6} required />
      <RadioGroup
        t={t}
        name="outcome"
        label={t("writing.outcome")}
        hint={t("writing.outcome.hint")}
        value={fieldValue(s.form, "outcome")}
        error={s.problems.get("outcome")}
        options={OUTCOMES.map((value) => ({ value, label: t(`terms.outcome.${value}`) }))}
        required
      />
      <div class={fieldValue(s.form, "lessons.didNotWork") === "" ? "once-settled" : undefined}>
        <Area
          s={s}
          name="lessons.didNotWork"
          label={t("writing.didNotWork")}
          hint={t("writing.didNotWork.hint")}
          rows={3}
        />
      </div>
    </>
  );
};
