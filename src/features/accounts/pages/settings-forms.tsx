import { Button } from "../../../ui/forms/buttons.tsx";
import { Checkbox, RadioGroup } from "../../../ui/forms/choices.tsx";
import { typed } from "../../../ui/forms/read-form.ts";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { EmojiList } from "../../../ui/parts/emoji-list.tsx";
import { MAX_PROFILE_FIELDS } from "../accounts.model.ts";
import type { SettingsPageProps } from "./settings-props.ts";

type FormProps = Pick<SettingsPageProps, "frame" | "values" | "errors">;

export const ProfileForm = ({ frame, values, errors }: FormProps) => (
  <section class="section flow" aria-labelledby="profil">
    <h2 id="profil">{frame.t("accounts.profile.title")}</h2>
    <p>{frame.t("accounts.profile.lead")}</p>
    <form class="form" method="post" action="/einstellungen/profil">
      <TextField
        t={frame.t}
        name="name"
        label={frame.t("accounts.profile.name")}
        value={typed(values, "name")}
        error={errors.of("name")}
        autocomplete="name"
        maxlength={100}
        required
      />
      <TextArea
        t={frame.t}
        name="summary"
        label={frame.t("accounts.profile.summary")}
        hint={frame.t("accounts.profile.summary.hint")}
        value={typed(values, "summary")}
        error={errors.of("summary")}
        maxlength={1000}
        optionalLabel
      />
      {Array.from({ length: MAX_PROFILE_FIELDS }, (_, index) => (
        <ProfileFieldRow t={frame.t} values={values} errors={errors} index={index} />
      ))}
      <EmojiList frame={frame} />
      <Checkbox
        t={frame.t}
        name="approveFollowers"
        label={frame.t("accounts.profile.approve")}
        checked={typed(values, "approveFollowers") !== ""}
      />
      <Checkbox
        t={frame.t}
        name="discoverable"
        label={frame.t("accounts.profile.discoverable")}
        checked={typed(values, "discoverable") !== ""}
      />
      <Checkbox
        t={frame.t}
        name="automated"
        label={frame.t("accounts.profile.automated")}
        checked={typed(values, "automated") !== ""}
      />
      <TextArea
        t={frame.t}
        name="attributionDomains"
        label={frame.t("accounts.profile.domains")}
        hint={frame.t("accounts.profile.domains.hint")}
        value={typed(values, "attributionDomains")}
        error={errors.of("attributionDomains")}
        rows={3}
        optionalLabel
      />
      <div>
        <Button>{frame.t("accounts.profile.submit")}</Button>
      </div>
    </form>
    <p>
      <a href="/einstellungen/anfragen">{frame.t("accounts.requests")}</a>
      <br />
      <a href="/einstellungen/umgang">{frame.t("accounts.relations")}</a>
      <br />
      <a href="/einstellungen/entscheidungen">{frame.t("moderation.own.title")}</a>
      <br />
      <a href="/einstellungen/umziehen">{frame.t("follows.moving.title")}</a>
      <br />
      <a href="/einstellungen/konto-schliessen">{frame.t("moderation.closing.title")}</a>
    </p>
    <p>
      <a href="/einstellungen/zitate">{frame.t("quotes.title")}</a>
    </p>
  </section>
);

const ProfileFieldRow = ({
  t,
  values,
  errors,
  index,
}: Pick<FormProps, "values" | "errors"> & { t: FormProps["frame"]["t"]; index: number }) => {
  const name = `fields.${index}.name`;
  const value = `fields.${index}.value`;
  return (
    <div class="grid grid--narrow">
      <TextField
        t={t}
        name={name}
        label={t("accounts.profile.field.name", { number: index + 1 })}
        hint={index === 0 ? t("accounts.profile.field.name.hint") : undefined}
        value={typed(values, name)}
        error={errors.of(name)}
        maxlength={60}
        optionalLabel
      />
      <TextField
        t={t}
        name={value}
        label={t("accounts.profile.field.value", { number: index + 1 })}
        value={typed(values, value)}
        error={errors.of(value)}
        maxlength={200}
        optionalLabel
      />
    </div>
  );
};

export const LanguageForm = ({ frame: { t }, values, errors }: FormProps) => (
  <section class="section flow" aria-labelledby="sprache-titel">
    <h2 id="sprache-titel">{t("accounts.language.title")}</h2>
    <form class="form" method="post" action="/einstellungen/sprache">
      <RadioGroup
        t={t}
        name="locale"
        label={t("accounts.language.label")}
        value={typed(values, "locale")}
        error={errors.of("locale")}
        options={[
          { value: "de", label: <span lang="de">Deutsch</span> },
          { value: "en", label: <span lang="en">English</span> },
        ]}
      />
      <div>
        <Button look="secondary">{t("accounts.language.submit")}</Button>
      </div>
    </form>
  </section>
);

export const PasswordForm = ({ frame: { t, viewer }, errors }: FormProps) => (
  <section class="section flow" aria-labelledby="passwort-titel">
    <h2 id="passwort-titel">{t("accounts.password.title")}</h2>
    <p>{t("accounts.password.lead")}</p>
    <form class="form" method="post" action="/einstellungen/passwort">
      {/* Tells password managers whose password this is. */}
      <input type="hidden" name="username" autocomplete="username" value={viewer?.handle} />
      <TextField
        t={t}
        name="current"
        label={t("accounts.password.current")}
        error={errors.of("current")}
        type="password"
        autocomplete="current-password"
        required
      />
      <TextField
        t={t}
        name="next"
        label={t("accounts.password.next")}
        hint={t("accounts.password.hint")}
        error={errors.of("next")}
        type="password"
        autocomplete="new-password"
        required
      />
      <div>
        <Button look="secondary">{t("accounts.password.submit")}</Button>
      </div>
    </form>
  </section>
);
