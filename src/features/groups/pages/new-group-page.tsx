import type { Frame } from "../../../ui/env.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { RadioGroup } from "../../../ui/forms/choices.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { Page } from "../../../ui/page.tsx";
import { GROUP_MODES } from "../groups.model.ts";

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
        <TextField
          t={t}
          name="name"
          label={t("groups.new.name")}
          hint={t("groups.new.name.hint")}
          value={typed(values, "name")}
          error={errors.of("name")}
          maxlength={100}
          required
        />
        <TextArea
          t={t}
          name="about"
          label={t("groups.new.about")}
          hint={t("groups.new.about.hint")}
          value={typed(values, "about")}
          error={errors.of("about")}
          maxlength={1000}
          optionalLabel
        />
        <RadioGroup
          t={t}
          name="mode"
          label={t("groups.new.mode")}
          value={typed(values, "mode") || "open"}
          error={errors.of("mode")}
          options={GROUP_MODES.map((mode) => ({
            value: mode,
            label: t(`groups.mode.${mode}`),
            hint: t(`groups.mode.${mode}.text`),
          }))}
        />
        <p class="soft">{t("groups.closed.limit")}</p>
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
