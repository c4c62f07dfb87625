import type { Child } from "hono/jsx";
import type { Frame } from "../../../ui/env.ts";
import { formatTime } from "../../../ui/format.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { RadioGroup, Select } from "../../../ui/forms/choices.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { Page } from "../../../ui/page.tsx";
import { EmojiList } from "../../../ui/parts/emoji-list.tsx";
import { Icon } from "../../../ui/parts/icon.tsx";
import { type Form, fieldValue, filledRequired, REQUIRED_FIELDS } from "../form/values.ts";
import { Essentials } from "./form-essentials.tsx";
import { KitSection } from "./form-kit.tsx";
import { type FormState, type FormUpload, Section } from "./form-parts.tsx";
import {
  ContactSection,
  LessonsSection,
  MoneySection,
  PartnersSection,
  PlaceSection,
  PlainSection,
  ResourcesSection,
  TopicsSection,
} from "./form-sections.tsx";
import { FilesSection, ImagesSection } from "./form-uploads.tsx";
import { problemEntries, problemsByField, type SaidProblem } from "./problem-texts.ts";

export interface FormPageProps {
  readonly frame: Frame;
  readonly form: Form;
  readonly problems: readonly SaidProblem[];
  readonly uploads: ReadonlyMap<string, FormUpload>;
  readonly plainHints: FormState["plainHints"];
  /** Where the form goes. */
  readonly action: string;
  /** The draft that holds this text, once there is one. */
  readonly draft: { readonly id: string; readonly savedAt: Date } | null;
  /** How many other drafts lie there. */
  readonly otherDrafts: number;
  /** Tells a second click from a second note. */
  readonly submissionKey: string;
  /** Say that the draft was saved just now. */
  readonly justSaved: boolean;
  /** The published note that is being edited. */
  readonly editing: { readonly id: string; readonly title: string; readonly version: number } | null;
  /** Organisations in whose name the viewer may write. */
  readonly organisations: readonly { readonly handle: string; readonly name: string }[];
  /** Only the first author says who else may edit. */
  readonly mayInvite: boolean;
  /** The list that was just added to. */
  readonly open: string | undefined;
  /** How others will see it; null while there is too little. */
  readonly preview: Child;
}

/** The form of a project note, new or edited. Works without script; `writing` saves while one types. */
export const FormPage = (props: FormPageProps) => {
  const { frame, editing } = props;
  const { t } = frame;
  const title = editing ? t("writing.page.edit") : t("writing.page.new");
  return (
    <Page
      frame={frame}
      title={title}
      crumbs={[{ href: "/projekte", label: t("common.menu.projects") }]}
      scripts={["writing"]}
      bare
      noindex
    >
      <div class="frame">
        <div class="split">
          <div class="flow">
            <h1>{title}</h1>
            <p class="lead">
              {editing ? t("writing.page.edit.lead", { title: editing.title }) : t("writing.page.new.lead")}
            </p>
            {props.otherDrafts > 0 && (
              <p>
                <a href="/schreiben">{t("writing.drafts.count", { count: props.otherDrafts })}</a>
              </p>
            )}
            <ErrorSummary t={t} errors={problemEntries(t, props.problems)} />
            <Saved {...props} />
            <Progress {...props} />
            <NoteForm {...props} />
          </div>
          <aside class="sticky flow" aria-labelledby="vorschau">
            <h2 id="vorschau">{t("writing.aside")}</h2>
            {props.preview ?? <p>{t("writing.aside.empty")}</p>}
          </aside>
        </div>
      </div>
    </Page>
  );
};

/** The script writes here too. */
const Saved = ({ frame: { t, locale }, draft, justSaved }: FormPageProps) => (
  <div id="gespeichert" role="status">
    {draft !== null && (
      <p class="with-icon">
        <Icon name="sicher" />
        <span>
          {t(justSaved ? "writing.saved" : "writing.continued", { time: formatTime(locale, draft.savedAt) })}{" "}
          {!justSaved && <a href={`/schreiben/projekt/${draft.id}/verwerfen`}>{t("writing.continued.discard")}</a>}
        </span>
      </p>
    )}
  </div>
);

const Progress = ({ frame: { t }, form }: FormPageProps) => {
  const all = REQUIRED_FIELDS.length;
  const done = filledRequired(form);
  return (
    <div class="kern-progress">
      <label class="kern-label" for="fortschritt" data-text={t("writing.progress", { done: "{done}", all })}>
        {t("writing.progress", { done, all })}
      </label>
      <progress id="fortschritt" value={done} max={all} data-fields={REQUIRED_FIELDS.join(" ")}>
        {t("writing.progress", { done, all })}
      </progress>
    </div>
  );
};

const NoteForm = (props: FormPageProps) => {
  const { frame, draft, editing, open } = props;
  const { t, locale } = frame;
  const s: FormState = {
    t,
    locale,
    form: props.form,
    problems: problemsByField(t, props.problems),
    uploads: props.uploads,
    plainHints: props.plainHints,
  };
  return (
    <form
      class="form"
      id="projekt"
      method="post"
      action={props.action}
      enctype="multipart/form-data"
      novalidate
      data-autosave="/schreiben/entwurf"
      data-saved={t("writing.saved.script", { time: "{time}" })}
      data-not-saved={t("writing.saved.not")}
      data-logged-out={t("writing.saved.loggedOut")}
      data-locale={locale}
    >
      {/* Enter in a field presses the first button: it must keep the text, not publish it. */}
      <button type="submit" name="aktion" value="entwurf" hidden>
        {t("writing.keep")}
      </button>
      <input type="hidden" name="entwurf" value={draft?.id ?? ""} />
      <input type="hidden" name="schluessel" value={props.submissionKey} />
      {editing !== null && <input type="hidden" name="notiz" value={editing.id} />}
      {editing !== null && <input type="hidden" name="fassung" value={String(editing.version)} />}
      {props.organisations.length > 0 && <WriteAs s={s} organisations={props.organisations} />}
      <Essentials s={s} />
      {editing === null && <Readers s={s} />}
      <div class="flow">
        <h2>{t("writing.more")}</h2>
        <p class="soft">{t("writing.more.lead")}</p>
        <LessonsSection s={s} open={open} />
        <MoneySection s={s} open={open} />
        <ResourcesSection s={s} open={open} />
        <PartnersSection s={s} open={open} />
        <PlaceSection s={s} open={open} />
        <ImagesSection s={s} open={open} />
        <FilesSection s={s} open={open} />
        <KitSection s={s} open={open} />
        <ContactSection s={s} open={open} />
        <TopicsSection s={s} open={open} />
        <PlainSection s={s} open={open} />
        <EmojiList frame={frame} />
        {props.mayInvite && <AuthorsSection s={s} />}
      </div>
      <Submit frame={frame} editing={editing} />
    </form>
  );
};

const WriteAs = ({ s, organisations }: { s: FormState } & Pick<FormPageProps, "organisations">) => (
  <Select
    t={s.t}
    name="as"
    label={s.t("organisations.as")}
    hint={s.t("organisations.as.hint")}
    value={fieldValue(s.form, "as")}
    error={s.problems.get("as")}
    empty={s.t("organisations.as.self")}
    options={organisations.map(({ handle, name }) => ({ value: handle, label: name }))}
  />
);

/** Asked once: what partners read cannot be taken from them by an edit, nor be given to all. */
const Readers = ({ s }: { s: FormState }) => (
  <RadioGroup
    t={s.t}
    name="readers"
    label={s.t("writing.readers")}
    value={fieldValue(s.form, "readers") || "public"}
    error={s.problems.get("readers")}
    options={(["public", "partners"] as const).map((value) => ({
      value,
      label: s.t(`writing.readers.${value}`),
      hint: s.t(`writing.readers.${value}.hint`),
    }))}
  />
);

const AuthorsSection = ({ s }: { s: FormState }) => (
  <Section s={s} id="abschnitt-mitschreiben" title="writing.section.authors" fields={["coAuthors"]} open={false}>
    <TextField
      t={s.t}
      name="coAuthors"
      label={s.t("writing.coAuthors")}
      hint={s.t("writing.coAuthors.hint")}
      value={fieldValue(s.form, "coAuthors")}
      error={s.problems.get("coAuthors")}
      autocomplete="off"
      autocapitalize="none"
      spellcheck={false}
    />
  </Section>
);

const Submit = ({ frame: { t }, editing }: Pick<FormPageProps, "frame" | "editing">) => (
  <>
    <div class="row">
      <Button name="aktion" value="veroeffentlichen">
        {t(editing ? "writing.publish.edit" : "writing.publish")}
      </Button>
      <Button look="secondary" name="aktion" value="vorschau">
        {t("writing.preview")}
      </Button>
      <Button look="secondary" name="aktion" value="entwurf">
        {t("writing.keep")}
      </Button>
    </div>
    <p class="soft">{t("writing.publish.note")}</p>
  </>
);
