import type { Frame } from "../../../ui/env.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { Checkbox, Fieldset, RadioGroup, Select } from "../../../ui/forms/choices.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import { FileField } from "../../../ui/forms/file-field.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed, typedAll } from "../../../ui/forms/read-form.ts";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { Page } from "../../../ui/page.tsx";
import { Details } from "../../../ui/parts/details.tsx";
import { IMAGE_EXTENSIONS } from "../../media/media.model.ts";
import { type FormPicture, optionsIn, picturesIn } from "../form/post-form.ts";
import { LANGUAGES, MAX_NOTE_LENGTH, MAX_SUMMARY_LENGTH, MAX_TITLE_LENGTH, POLL_OPTIONS } from "../posts.schemas.ts";

/** What is being edited; null for a new post. */
export interface Edited {
  readonly path: string;
  readonly kind: "note" | "article" | "question";
  readonly isReply: boolean;
  /** From the widest: what it may be changed to. */
  readonly audiences: readonly ("public" | "unlisted" | "followers" | "direct")[];
}

export interface PostFormProps {
  readonly frame: Frame;
  readonly form: FormValues;
  readonly errors: FormErrors;
  readonly edited: Edited | null;
  /** Groups that the viewer may post in. */
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  /** Addresses of previews, by upload. */
  readonly previews: ReadonlyMap<string, string>;
  readonly key: string;
}

const AUDIENCES = ["public", "unlisted", "followers", "direct"] as const;
/** Hours: an hour, six, a day, three, a week, two. */
const DURATIONS = ["1", "6", "24", "72", "168", "336"] as const;

/** Writes or changes a post: the text first, all else where it is wanted. */
export const PostFormPage = (props: PostFormProps) => {
  const { frame, errors, edited } = props;
  const { t } = frame;
  const title = t(edited ? "posts.form.edit" : "posts.form.title");
  return (
    <Page
      frame={frame}
      title={title}
      lead={edited ? undefined : t("posts.form.lead")}
      crumbs={[{ href: "/beitraege", label: t("posts.list.crumb") }]}
      noindex
    >
      <ErrorSummary t={t} errors={errors.entries} />
      <form
        method="post"
        action={edited ? `${edited.path}/bearbeiten` : "/schreiben/beitrag"}
        enctype="multipart/form-data"
        class="form"
      >
        <input type="hidden" name="schluessel" value={props.key} />
        <Text {...props} />
        {!edited?.isReply && <Extras {...props} />}
        <Audience {...props} />
        <Language {...props} />
        <p class="row">
          <Button name="aktion" value="veroeffentlichen">
            {t(edited ? "posts.form.save" : "posts.form.publish")}
          </Button>
          {edited !== null && (
            <LinkButton look="secondary" href={edited.path}>
              {t("common.cancel")}
            </LinkButton>
          )}
        </p>
      </form>
    </Page>
  );
};

const Text = ({ frame: { t }, form, errors }: PostFormProps) => (
  <TextArea
    t={t}
    name="text"
    label={t("posts.form.text")}
    hint={t("posts.form.text.hint", { most: MAX_NOTE_LENGTH })}
    value={typed(form, "text")}
    error={errors.of("text")}
    rows={8}
    required
  />
);

const Extras = (props: PostFormProps) => {
  const { edited } = props;
  return (
    <div>
      {edited?.kind !== "note" && edited?.kind !== "question" && <Long {...props} />}
      {edited?.kind !== "article" && <Warning {...props} />}
      {edited?.kind !== "question" && <Pictures {...props} />}
      {edited === null && <Poll {...props} />}
    </div>
  );
};

const Long = ({ frame: { t }, form, errors, edited }: PostFormProps) => (
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

const Warning = ({ frame: { t }, form, errors }: PostFormProps) => (
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

const Pictures = ({ frame: { t }, form, errors, previews }: PostFormProps) => {
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

const Poll = ({ frame: { t }, form, errors }: PostFormProps) => {
  const options = typedAll(form, "wahl");
  return (
    <Details
      title={t("posts.form.poll")}
      layout="form"
      open={optionsIn(form).length > 0 || errors.of("wahl") !== undefined}
    >
      <Fieldset
        id="umfrage"
        legend={t("posts.form.poll.options")}
        hint={t("posts.form.poll.hint")}
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
      <Select
        t={t}
        name="dauer"
        label={t("posts.form.poll.duration")}
        value={typed(form, "dauer") || "72"}
        error={errors.of("dauer")}
        options={DURATIONS.map((hours) => ({ value: hours, label: t(`posts.form.poll.hours.${hours}`) }))}
      />
    </Details>
  );
};

const Audience = ({ frame: { t }, form, errors, edited, groups }: PostFormProps) => {
  const audiences = edited?.audiences ?? AUDIENCES;
  if (audiences.length < 2) return null;
  return (
    <RadioGroup
      t={t}
      name="fuer"
      label={t("posts.form.for")}
      hint={edited ? t("posts.form.for.narrower") : undefined}
      value={typed(form, "fuer") || "public"}
      error={errors.of("fuer")}
      required
      options={[
        ...audiences.map((audience) => ({
          value: audience,
          label: t(`posts.form.for.${audience}`),
          hint: t(`posts.form.for.${audience}.hint`),
        })),
        ...groups.map(({ id, name }) => ({
          value: `group:${id}`,
          label: <bdi>{t("posts.form.for.group", { name })}</bdi>,
          hint: t("posts.form.for.group.hint"),
        })),
      ]}
    />
  );
};

const Language = ({ frame: { t, locale }, form, errors }: PostFormProps) => {
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
