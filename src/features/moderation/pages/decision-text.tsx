import type { Frame } from "../../../ui/env.ts";
import { formatMoment } from "../../../ui/format.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { Details } from "../../../ui/parts/details.tsx";
import { LIMITS } from "../moderation.model.ts";
import type { Decision } from "../moderation.queries.ts";

/** Several lines as they were typed. */
export const Typed = ({ text }: { text: string }) => (
  <>
    {text.split("\n\n").map((paragraph) => (
      <p>{paragraph.split("\n").flatMap((line, index) => (index === 0 ? [line] : [<br />, line]))}</p>
    ))}
  </>
);

/** What was decided, what it rests on, and that people did it (DSA Art. 17). */
export const DecisionText = ({ frame: { t, locale }, decision }: { frame: Frame; decision: Decision }) => (
  <div class="panel flow">
    <p>
      <b>{t(`moderation.action.${decision.action}`)}</b>
      <br />
      <span class="soft">
        {formatMoment(locale, decision.decidedAt)} · {t(`moderation.ground.${decision.ground}`)} ·{" "}
        {t(`moderation.reason.${decision.reason}`)}
      </span>
    </p>
    <Typed text={decision.statement} />
    <p class="small soft">{t("moderation.decision.by-people")}</p>
  </div>
);

interface AppealFormProps {
  readonly frame: Frame;
  readonly action: string;
  readonly id: string;
  readonly values: FormValues;
  readonly errors: FormErrors;
  readonly open: boolean;
}

/** Whoever thinks that a decision is wrong says why; it is then looked at again. */
export const AppealForm = ({ frame: { t }, action, id, values, errors, open }: AppealFormProps) => (
  <Details title={t("moderation.appeal.title")} open={open}>
    <form class="form" method="post" action={action} novalidate>
      <TextArea
        t={t}
        name="appeal"
        id={open ? "appeal" : `appeal-${id}`}
        label={t("moderation.appeal.label")}
        value={open ? typed(values, "appeal") : ""}
        error={open ? errors.of("appeal") : undefined}
        maxlength={LIMITS.text}
        required
      />
      <div>
        <Button look="secondary">{t("moderation.appeal.submit")}</Button>
      </div>
    </form>
  </Details>
);
