import type { Frame } from "../../../ui/env.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { Page } from "../../../ui/page.tsx";
import { GROUP_MODES } from "../groups.model.ts";
import { GroupFields } from "./group-fields.tsx";

interface NewGroupPageProps {
  readonly frame: Frame;
  readonly values: FormValues;
  readonly errors: FormErrors;
}

export const NewGroupPage = ({ frame, values, errors }: NewGroupPageProps) => {
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={t("groups.new.title")}
      lead={t("groups.new.lead")}
      crumbs={[{ href: "/gruppen", label: t("groups.title") }]}
      crumb={t("groups.new")}
      noindex
    >
      <ErrorSummary t={t} errors={errors.entries} />
      <form class="form" method="post" action="/gruppen/neu">
        <GroupFields frame={frame} values={values} errors={errors} modes={GROUP_MODES} />
        <TextField
          t={t}
          name="handle"
          label={t("groups.new.handle")}
          hint={t("groups.new.handle.hint")}
          value={typed(values, "handle")}
          error={errors.of("handle")}
          maxlength={60}
          autocapitalize="none"
          spellcheck={false}
          optionalLabel
        />
        <Button>{t("groups.new.send")}</Button>
      </form>
    </Page>
  );
};
