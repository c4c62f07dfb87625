import type { Frame } from "../../../ui/env.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { Checkbox, Select } from "../../../ui/forms/choices.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { Page } from "../../../ui/page.tsx";
import { Details } from "../../../ui/parts/details.tsx";
import type { Actor } from "../../actors/actors.queries.ts";
import { DEFAULT_LICENCE, type ProjectNoteFields } from "../../project-notes/project-notes.schemas.ts";
import { uploadsIn } from "../adopted-kit.model.ts";
import { LIMITS } from "../adoptions.schemas.ts";
import type { Adoptable } from "../usecases/adopt.ts";

interface AdoptPageProps {
  readonly frame: Frame;
  readonly origin: Adoptable;
  readonly form: FormValues;
  readonly errors: FormErrors;
  /** Organisations in whose name the member may take it over. */
  readonly organisations: readonly Actor[];
}

/** The draft of a member who takes a project over: what the origin says stands in it already. */
export const AdoptPage = (props: AdoptPageProps) => {
  const { frame, origin, form, errors } = props;
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={t("adoptions.adopt.title")}
      lead={t("adoptions.adopt.lead", { district: origin.district })}
      crumbs={[{ href: "/projekte", label: t("reading.catalogue.crumb") }]}
      noindex
    >
      <ErrorSummary t={t} errors={errors.entries} />
      <p>
        {t("adoptions.adopt.origin")}{" "}
        <a href={origin.post.url}>
          <bdi>{origin.post.title ?? origin.post.url}</bdi>
        </a>
      </p>
      <form class="form" method="post" action="/uebernehmen" novalidate>
        <input type="hidden" name="von" value={origin.post.uri} />
        <input type="hidden" name="schluessel" value={typed(form, "schluessel")} />
        <Fields {...props} />
        <KitPart {...props} />
        <Message {...props} />
        <div>
          <Button>{t("adoptions.adopt.submit")}</Button>
        </div>
        <p class="small">{t("adoptions.adopt.after", { district: origin.district })}</p>
      </form>
    </Page>
  );
};

const Fields = ({ frame: { t }, form, errors }: AdoptPageProps) => {
  const text = (name: string) => ({ t, name, value: typed(form, name), error: errors.of(name), required: true });
  return (
    <>
      <TextField
        {...text("title")}
        label={t("adoptions.adopt.name")}
        hint={t("adoptions.adopt.name.hint")}
        maxlength={200}
      />
      <TextArea {...text("summary")} label={t("adoptions.adopt.summary")} rows={3} maxlength={500} />
      <TextArea {...text("goal")} label={t("adoptions.adopt.goal")} rows={3} />
      <TextArea
        {...text("targetGroups")}
        label={t("adoptions.adopt.targetGroups")}
        hint={t("adoptions.one-a-line")}
        rows={2}
      />
      <TextArea {...text("measures")} label={t("adoptions.adopt.measures")} rows={6} />
    </>
  );
};

/** What comes along of the kit, to be adapted afterwards; pictures and files stay where they are. */
const KitPart = ({ frame: { t }, form, origin: { seed, fields, district, post } }: AdoptPageProps) => {
  const { transferKit: kit, resources } = seed;
  const uploads = fields === null ? 0 : uploadsIn(fields);
  if (kit === undefined && resources === undefined && uploads === 0) return null;
  const lists = KIT_LISTS.map((name) => ({ name, entries: kit?.[name] ?? [] }));
  return (
    <section class="panel flow" aria-labelledby="paket-titel">
      <h2 class="small-heading" id="paket-titel">
        {t("adoptions.kit.title", { district })}
      </h2>
      {(kit !== undefined || resources !== undefined) && (
        <>
          <p>{t("adoptions.kit.lead")}</p>
          <Checkbox t={t} name="paket" label={t("adoptions.kit.take")} checked={typed(form, "paket") !== ""} />
          <Part title={t("adoptions.kit.steps")} entries={(kit?.steps ?? []).map(({ name }) => name)} />
          {lists.map(({ name, entries }) => (
            <Part title={t(`reading.kit.${name}`)} entries={entries} />
          ))}
          <Part title={t("reading.kit.minimum")} entries={kit?.minimum === undefined ? [] : [kit.minimum]} />
          <Part title={t("reading.note.resources")} entries={(resources ?? []).map(({ text }) => text)} />
        </>
      )}
      {uploads > 0 && <Uploads t={t} count={uploads} post={post} district={district} licence={fields?.licence} />}
    </section>
  );
};

const KIT_LISTS = ["prerequisites", "checklist", "pitfalls"] as const;

const Part = ({ title, entries }: { title: string; entries: readonly string[] }) =>
  entries.length === 0 ? null : (
    <Details title={`${title} (${entries.length})`}>
      <ul>
        {entries.map((entry) => (
          <li>
            <bdi>{entry}</bdi>
          </li>
        ))}
      </ul>
    </Details>
  );

interface UploadsProps extends Pick<Adoptable, "post" | "district"> {
  readonly t: Frame["t"];
  readonly count: number;
  readonly licence: ProjectNoteFields["licence"];
}

/** Only a free licence lets others use them; a note of ours without a word has the usual one, of a peer's we do not know. */
const Uploads = ({ t, count, post, district, licence }: UploadsProps) => {
  const known = licence ?? (post.local ? DEFAULT_LICENCE : undefined);
  if (known === undefined) return <p class="small">{t("adoptions.kit.files.ask", { count, district })}</p>;
  return (
    <p class="small">
      {t("adoptions.kit.files", { count, licence: t(`terms.licence.${known}`), district })}{" "}
      <a href={`${post.url}#paket`} rel={post.local ? undefined : "noopener nofollow ugc"}>
        {t("adoptions.kit.files.look")}
      </a>
    </p>
  );
};

const Message = ({ frame: { t }, form, errors, origin, organisations }: AdoptPageProps) => (
  <>
    {organisations.length > 0 && (
      <Select
        t={t}
        name="as"
        label={t("adoptions.adopt.as")}
        value={typed(form, "as")}
        error={errors.of("as")}
        empty={t("adoptions.adopt.as.me")}
        options={organisations.map(({ handle, name }) => ({ value: handle, label: name }))}
      />
    )}
    <TextArea
      t={t}
      name="message"
      label={t("adoptions.adopt.message", { district: origin.district })}
      hint={t("adoptions.adopt.message.hint")}
      value={typed(form, "message")}
      error={errors.of("message")}
      rows={3}
      maxlength={LIMITS.message}
      optionalLabel
    />
  </>
);
