import type { Frame } from "../../../ui/env.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { TextField } from "../../../ui/forms/text-field.tsx";
import type { MessageKey } from "../../../ui/i18n/i18n.ts";
import { AdminPage } from "../../../ui/parts/admin-page.tsx";

interface RulesPageProps {
  readonly frame: Frame;
  readonly done: MessageKey | undefined;
  /** How many rules there is room for. */
  readonly rows: number;
  readonly values: FormValues;
  readonly errors: FormErrors;
}

/** Each rule in both languages, with its place; an emptied one no longer holds. */
export const RulesPage = ({ frame, done, rows, values, errors }: RulesPageProps) => {
  const { t } = frame;
  return (
    <AdminPage frame={frame} title="admin.rules.title" done={done}>
      <ErrorSummary t={t} errors={errors.entries} />
      <p>{t("admin.rules.lead")}</p>
      <form class="form" method="post" action="/verwaltung/regeln" novalidate>
        {Array.from({ length: rows }, (_, index) => (
          <Row t={t} index={index} values={values} errors={errors} />
        ))}
        <div>
          <Button>{t("common.save")}</Button>
        </div>
      </form>
    </AdminPage>
  );
};

const Row = ({
  t,
  index,
  values,
  errors,
}: Pick<RulesPageProps, "values" | "errors"> & { readonly t: Frame["t"]; readonly index: number }) => {
  const field = (name: string) => ({
    ...{ t, name: `rules.${index}.${name}` },
    value: typed(values, `rules.${index}.${name}`),
    error: errors.of(`rules.${index}.${name}`),
  });
  return (
    <fieldset class="row-fields">
      <legend>{t("admin.rules.rule", { number: index + 1 })}</legend>
      <TextField {...field("text")} label={t("admin.rules.text")} maxlength={500} optionalLabel />
      <div class="whole">
        <TextField {...field("textEn")} label={t("admin.rules.text-en")} maxlength={500} optionalLabel />
      </div>
      <TextField {...field("place")} label={t("admin.rules.place")} inputmode="numeric" optionalLabel />
      <input type="hidden" name={`rules.${index}.id`} value={typed(values, `rules.${index}.id`)} />
    </fieldset>
  );
};
