import type { Frame } from "../../../ui/env.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { Checkbox, RadioGroup } from "../../../ui/forms/choices.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed, typedAll } from "../../../ui/forms/read-form.ts";
import { FEDERATION_MODES } from "../../district/district.model.ts";

interface ModeFormProps {
  readonly frame: Frame;
  readonly values: FormValues;
  readonly errors: FormErrors;
}

/** With whom we exchange anything, in plain words. */
export const ModeForm = ({ frame: { t }, values, errors }: ModeFormProps) => (
  <section class="section flow">
    <h2>{t("peers.mode.title")}</h2>
    <form class="form" method="post" action="/verwaltung/verbindungen/modus" novalidate>
      <RadioGroup
        t={t}
        name="modus"
        label={t("peers.mode.question")}
        value={typed(values, "modus")}
        error={errors.of("modus")}
        options={FEDERATION_MODES.map((mode) => ({
          value: mode,
          label: t(`peers.mode.${mode}`),
          hint: t(`peers.mode.${mode}.hint`),
        }))}
      />
      <Checkbox
        t={t}
        name="liste"
        label={t("peers.mode.publish")}
        hint={t("peers.mode.publish.hint")}
        checked={typedAll(values, "liste").includes("ja")}
      />
      <div>
        <Button>{t("peers.mode.submit")}</Button>
      </div>
    </form>
  </section>
);
