import type { Frame } from "../../../ui/env.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { RadioGroup } from "../../../ui/forms/choices.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { Page } from "../../../ui/page.tsx";
import { EmojiList } from "../../../ui/parts/emoji-list.tsx";
import { MAX_SUMMARY_LENGTH } from "../../posts/posts.schemas.ts";
import { MAX_NAME_LENGTH, MAX_TEXT_LENGTH } from "../topics.schemas.ts";

interface TopicFormProps {
  readonly frame: Frame;
  readonly values: FormValues;
  readonly errors: FormErrors;
  /** The page that is changed; null: a new one. */
  readonly changed: { readonly name: string; readonly path: string } | null;
}

/** What our district says about a topic: five fields, two of them needed. */
export const TopicFormPage = ({ frame, values, errors, changed }: TopicFormProps) => {
  const { t } = frame;
  const field = (name: string) => ({ t, name, value: typed(values, name), error: errors.of(name) });
  return (
    <Page
      frame={frame}
      title={changed === null ? t("topics.form.new") : t("topics.form.change", { name: changed.name })}
      lead={t("topics.form.lead")}
      crumbs={[
        { href: "/themen", label: t("topics.title") },
        ...(changed === null ? [] : [{ href: changed.path, label: <bdi>{changed.name}</bdi> }]),
      ]}
      crumb={changed === null ? t("topics.introduce") : t("topics.change")}
      noindex
    >
      <ErrorSummary t={t} errors={errors.entries} />
      <form
        class="form"
        method="post"
        action={changed === null ? "/schreiben/thema" : `${changed.path}/bearbeiten`}
        novalidate
      >
        <TextField
          {...field("thema")}
          label={t("topics.form.name")}
          hint={t("topics.form.name.hint")}
          maxlength={MAX_NAME_LENGTH}
          required
        />
        <TextArea
          {...field("text")}
          label={t("topics.form.text")}
          hint={t("topics.form.text.hint")}
          rows={10}
          maxlength={MAX_TEXT_LENGTH}
          required
        />
        <TextArea
          {...field("kurz")}
          label={t("topics.form.summary")}
          hint={t("topics.form.summary.hint")}
          rows={3}
          maxlength={MAX_SUMMARY_LENGTH}
          optionalLabel
        />
        <EmojiList frame={frame} />
        <TextField
          {...field("worte")}
          label={t("topics.form.words")}
          hint={t("topics.form.words.hint")}
          optionalLabel
        />
        <TextField
          {...field("wikidata")}
          label={t("topics.form.wikidata")}
          hint={t("topics.form.wikidata.hint")}
          maxlength={200}
          autocapitalize="none"
          spellcheck={false}
          optionalLabel
        />
        {changed === null && (
          <RadioGroup
            {...field("fuer")}
            label={t("topics.form.readers")}
            value={typed(values, "fuer") || "public"}
            options={[
              { value: "public", label: t("topics.form.readers.public") },
              { value: "partners", label: t("topics.form.readers.partners") },
            ]}
          />
        )}
        <div class="row">
          <Button>{t(changed === null ? "topics.form.publish" : "topics.form.save")}</Button>
          <LinkButton look="tertiary" href={changed?.path ?? "/themen"}>
            {t("common.cancel")}
          </LinkButton>
        </div>
      </form>
    </Page>
  );
};
