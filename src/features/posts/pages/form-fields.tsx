import type { Frame } from "../../../ui/env.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { Checkbox, Fieldset, RadioGroup, Select } from "../../../ui/forms/choices.tsx";
import { FileField } from "../../../ui/forms/file-field.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { typed, typedAll } from "../../../ui/forms/read-form.ts";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { Details } from "../../../ui/parts/details.tsx";
import { IMAGE_EXTENSIONS } from "../../media/media.model.ts";
import { type FormPicture, optionsIn, picturesIn } from "../form/post-form.ts";
import type { Visibility } from "../posts.model.ts";
import { LANGUAGES, MAX_NOTE_LENGTH, MAX_SUMMARY_LENGTH, MAX_TITLE_LENGTH, POLL_OPTIONS } from "../posts.schemas.ts";
import { audienceWord } from "./audience-words.ts";
import type { PostFormProps } from "./form-props.ts";

const AUDIENCES = ["public", "unlisted", "partners", "followers", "direct"] as const;
/** Hours: an hour, six, a day, three, a week, two. */
const DURATIONS = ["1", "6", "24", "72", "168", "336"] as const;

export const Text = ({ frame: { t }, form, errors, edited, answered }: PostFormProps) => (
  <TextArea
    t={t}
    name="text"
    label={t("posts.form.text")}
    hint={t(edited?.isReply || answered ? "posts.form.answer.hint" : "posts.form.text.hint", { most: MAX_NOTE_LENGTH })}
    value={typed(form, "text")}
    error={errors.of("text")}
    rows={8}
    required
  />
);

/** In whose name: only for those who write for an organisation. */
export const WriteAs = ({ frame: { t }, form, errors, organisations }: PostFormProps) =>
  organisations.length === 0 ? null : (
    <Select
      t={t}
      name="als"
      label={t("organisations.as")}
      hint={t("posts.form.as.hint")}
      value={typed(form, "als")}
      error={errors.of("als")}
      empty={t("organisations.as.self")}
      options={organisations.map(({ handle, name }) => ({ value: handle, label: name }))}
    />
  );

export const Long = ({ frame: { t }, form, errors, edited }: PostFormProps) => (
  <Details
    title={t("posts.form.long")}
    layout="form"
    open={edited?.kind === "article" || typed(form, "titel") !== "" || errors.of("titel") !== undefined}
  >
    <TextField
      t={t}
      name="titel"
      label={t("posts.form.heading")}
      hint={t("posts.form.heading.hint")}
      value={typed(form, "titel")}
      error={errors.of("titel")}
      maxlength={MAX_TITLE_LENGTH}
      autocomplete="off"
    />
    <TextArea
      t={t}
      name="kurz"
      label={t("posts.form.summary")}
      hint={t("posts.form.summary.hint")}
      value={typed(form, "kurz")}
      error={errors.of("kurz")}
      rows={3}
      maxlength={MAX_SUMMARY_LENGTH}
      optionalLabel
    />
  </Details>
);

export const Warning = ({ frame: { t }, form, errors }: PostFormProps) => (
  <Details
    title={t("posts.form.warning")}
    layout="form"
    open={typed(form, "warnung") !== "" || typed(form, "heikel") !== "" || errors.of("warnung") !== undefined}
  >
    <TextField
      t={t}
      name="warnung"
      label={t("posts.form.warning.text")}
      hint={t("posts.form.warning.hint")}
      value={typed(form, "warnung")}
      error={errors.of("warnung")}
      maxlength={MAX_SUMMARY_LENGTH}
      autocomplete="off"
    />
    <Checkbox t={t} name="heikel" label={t("posts.form.sensitive")} checked={typed(form, "heikel") === "ja"} />
  </Details>
);

export const Pictures = ({ frame: { t }, form, errors, previews }: PostFormProps) => {
  const pictures = picturesIn(form);
  return (
    <Details
      title={t("posts.form.pictures")}
      layout="form"
      open={pictures.length > 0 || errors.of("neu:bilder") !== undefined}
    >
      {pictures.map((picture, row) => (
        <Picture t={t} picture={picture} row={row} errors={errors} preview={previews.get(picture.mediaId)} />
      ))}
      <FileField
        t={t}
        name="neu:bilder"
        label={t("posts.form.pictures.new")}
        hint={t("posts.form.pictures.hint")}
        accept={IMAGE_EXTENSIONS.join(",")}
        error={errors.of("neu:bilder")}
        multiple
      />
      <div>
        <Button look="secondary" name="aktion" value="hochladen" formnovalidate>
          {t("posts.form.pictures.add")}
        </Button>
      </div>
    </Details>
  );
};

interface PictureProps {
  readonly t: Frame["t"];
  readonly picture: FormPicture;
  readonly row: number;
  readonly errors: FormErrors;
  readonly preview: string | undefined;
}

const Picture = ({ t, picture, row, errors, preview }: PictureProps) => (
  <Fieldset id={`bild.${row}`} legend={t("posts.form.picture", { number: row + 1 })}>
    <input type="hidden" name={`bild.${row}.id`} value={picture.mediaId} />
    {preview !== undefined && <img class="upload" src={preview} alt="" />}
    <TextField
      t={t}
      name={`bild.${row}.alt`}
      label={t("posts.form.picture.alt")}
      hint={t("posts.form.picture.alt.hint")}
      value={picture.alt}
      error={errors.of(`bild.${row}.alt`)}
      autocomplete="off"
    />
    <Checkbox
      t={t}
      name={`bild.${row}.schmuck`}
      label={t("posts.form.picture.decorative")}
      checked={picture.decorative}
    />
    <div>
      <Button look="tertiary" name="aktion" value={`entfernen:${row}`} formnovalidate>
        {t("posts.form.picture.remove", { number: row + 1 })}
      </Button>
    </div>
  </Fieldset>
);

export const Poll = ({ frame: { t }, form, errors, edited }: PostFormProps) => {
  const options = typedAll(form, "wahl");
  const isThere = edited?.kind === "question";
  const same = isThere ? [{ value: "", label: t("posts.form.poll.hours.same") }] : [];
  return (
    <Details
      title={t("posts.form.poll")}
      layout="form"
      open={optionsIn(form).length > 0 || errors.of("wahl") !== undefined || errors.of("dauer") !== undefined}
    >
      <Fieldset
        id="umfrage"
        legend={t("posts.form.poll.options")}
        hint={t(isThere ? "posts.form.poll.hint.edit" : "posts.form.poll.hint")}
        error={errors.of("wahl")}
      >
        {Array.from({ length: POLL_OPTIONS.most }, (_, n) => (
          <TextField
            t={t}
            name="wahl"
            id={n === 0 ? "wahl" : `wahl-${n}`}
            label={t("posts.form.poll.option", { number: n + 1 })}
            value={options[n] ?? ""}
            maxlength={100}
            autocomplete="off"
          />
        ))}
      </Fieldset>
      <Checkbox t={t} name="mehrere" label={t("posts.form.poll.multiple")} checked={typed(form, "mehrere") === "ja"} />
      <Checkbox t={t} name="verdeckt" label={t("posts.form.poll.hidden")} checked={typed(form, "verdeckt") === "ja"} />
      <Select
        t={t}
        name="dauer"
        label={t("posts.form.poll.duration")}
        value={typed(form, "dauer") || (isThere ? "" : "72")}
        error={errors.of("dauer")}
        options={[...same, ...DURATIONS.map((hours) => ({ value: hours, label: t(`posts.form.poll.hours.${hours}`) }))]}
      />
    </Details>
  );
};

interface AudienceChoice {
  readonly value: string;
  readonly label: string;
  readonly hint: string;
}

const LABELS = {
  public: "posts.form.for.group",
  group: "posts.form.for.group.members",
  local: "posts.form.for.group.local",
} as const;
const HINTS = {
  public: "posts.form.for.group.hint",
  group: "posts.form.for.group.members.hint",
  local: "posts.form.for.group.local.hint",
} as const;

function audienceChoices({ frame: { t }, edited, answered, groups }: PostFormProps): AudienceChoice[] {
  const audiences: readonly Visibility[] = edited?.audiences ?? answered?.audiences ?? AUDIENCES;
  return [
    ...audiences.map((audience) => ({
      value: audience,
      label: t(`posts.form.for.${audienceWord(audience)}`),
      hint: t(`posts.form.for.${audienceWord(audience)}.hint`),
    })),
    ...groups.map(({ id, name, visibility }) => ({
      value: `group:${id}`,
      label: t(LABELS[visibility], { name }),
      hint: t(HINTS[visibility]),
    })),
  ];
}

/** More than these are better found in a list that opens. */
const MOST_RADIOS = 8;

/** For whom it is: of an edited post never more people than before, of an answer never more than what it answers. */
export const Audience = (props: PostFormProps) => {
  const { frame, form, errors, edited } = props;
  const { t } = frame;
  const choices = audienceChoices(props);
  if (choices.length < 2) return null;
  const field = {
    t,
    name: "fuer",
    label: t("posts.form.for"),
    value: typed(form, "fuer") || choices[0]?.value,
    error: errors.of("fuer"),
    required: true,
  };
  if (choices.length > MOST_RADIOS) return <Select {...field} hint={t("posts.form.for.many")} options={choices} />;
  return (
    <RadioGroup
      {...field}
      hint={edited ? t("posts.form.for.narrower") : undefined}
      options={choices.map(({ label, ...choice }) => ({ ...choice, label: <bdi>{label}</bdi> }))}
    />
  );
};

export const Language = ({ frame: { t, locale }, form, errors }: PostFormProps) => {
  const names = new Intl.DisplayNames(locale, { type: "language" });
  return (
    <Select
      t={t}
      name="sprache"
      label={t("posts.form.language")}
      value={typed(form, "sprache") || locale}
      error={errors.of("sprache")}
      options={LANGUAGES.map((code) => ({ value: code, label: names.of(code) ?? code }))}
    />
  );
};
