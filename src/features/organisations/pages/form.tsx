import type { Frame } from "../../../ui/env.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { Checkbox, RadioGroup, Select } from "../../../ui/forms/choices.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { Page } from "../../../ui/page.tsx";
import { EmojiList } from "../../../ui/parts/emoji-list.tsx";
import { SECTORS } from "../../actors/actors.model.ts";
import type { Actor } from "../../actors/actors.queries.ts";
import { ORGANISATION_KINDS } from "../organisations.model.ts";

interface FormProps {
  readonly frame: Frame;
  /** The organisation that is being changed; null for a new one. */
  readonly actor: Actor | null;
  readonly values: FormValues;
  readonly errors: FormErrors;
}

export const OrganisationFormPage = (props: FormProps) => {
  const { frame, actor, errors } = props;
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={actor ? t("organisations.edit", { name: actor.name }) : t("organisations.new")}
      lead={actor ? undefined : t("organisations.new.lead")}
      crumbs={[
        { href: "/organisationen", label: t("organisations.title") },
        ...(actor ? [{ href: `/@${actor.handle}`, label: <bdi>{actor.name}</bdi> }] : []),
      ]}
      crumb={actor ? t("organisations.edit.short") : undefined}
      noindex
    >
      <ErrorSummary t={t} errors={errors.entries} />
      <form
        class="form"
        method="post"
        action={actor ? `/organisationen/${actor.handle}/bearbeiten` : "/organisationen/neu"}
        novalidate
      >
        <Names {...props} />
        <Kinds {...props} />
        <Contact {...props} />
        <EmojiList frame={frame} />
        <div>
          <Button>{t(actor ? "organisations.edit.submit" : "organisations.new.submit")}</Button>
        </div>
      </form>
    </Page>
  );
};

const Names = ({ frame: { t }, actor, values, errors }: FormProps) => (
  <>
    <TextField
      t={t}
      name="name"
      label={t("organisations.name")}
      value={typed(values, "name")}
      error={errors.of("name")}
      maxlength={100}
      autocomplete="organization"
      required
    />
    {actor === null && (
      <TextField
        t={t}
        name="handle"
        label={t("organisations.handle")}
        hint={t("organisations.handle.hint")}
        value={typed(values, "handle")}
        error={errors.of("handle")}
        maxlength={30}
        autocapitalize="none"
        spellcheck={false}
        optionalLabel
      />
    )}
    <TextArea
      t={t}
      name="about"
      label={t("organisations.about")}
      value={typed(values, "about")}
      error={errors.of("about")}
      maxlength={1000}
      optionalLabel
    />
  </>
);

const Kinds = ({ frame: { t }, values, errors }: FormProps) => (
  <>
    <RadioGroup
      t={t}
      name="sector"
      label={t("organisations.sector")}
      value={typed(values, "sector")}
      error={errors.of("sector")}
      options={SECTORS.map((value) => ({ value, label: t(`terms.sector.${value}`) }))}
      required
    />
    <Select
      t={t}
      name="kind"
      label={t("organisations.kind")}
      value={typed(values, "kind")}
      error={errors.of("kind")}
      empty={t("organisations.kind.choose")}
      options={ORGANISATION_KINDS.map((value) => ({ value, label: t(`organisations.kind.${value}`) }))}
      required
    />
  </>
);

const Contact = ({ frame: { t }, values, errors }: FormProps) => (
  <>
    <TextField
      t={t}
      name="address"
      label={t("organisations.address")}
      hint={t("organisations.address.hint")}
      value={typed(values, "address")}
      error={errors.of("address")}
      maxlength={200}
      optionalLabel
    />
    <TextField
      t={t}
      name="website"
      label={t("organisations.website")}
      hint={t("organisations.website.hint")}
      value={typed(values, "website")}
      error={errors.of("website")}
      maxlength={200}
      autocapitalize="none"
      spellcheck={false}
      optionalLabel
    />
    <Checkbox
      t={t}
      name="openForCooperation"
      label={t("organisations.open")}
      hint={t("organisations.open.hint")}
      checked={typed(values, "openForCooperation") !== ""}
    />
  </>
);
