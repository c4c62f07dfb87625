import type { Frame } from "../../../ui/env.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { Select } from "../../../ui/forms/choices.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { ADOPTION_STATES } from "../../project-notes/adopted.model.ts";
import type { ProjectNoteView } from "../../project-notes/project-notes.model.ts";
import type { ExternalAdoption } from "../adoptions.queries.ts";
import { LIMITS } from "../adoptions.schemas.ts";

interface ByHandProps {
  readonly frame: Frame;
  readonly note: ProjectNoteView;
  readonly byHand: readonly ExternalAdoption[];
  readonly form: FormValues;
  readonly errors: FormErrors;
}

/** Adoptions by districts without a server of our kind, as the note's people know them. */
export const ByHand = (props: ByHandProps) => {
  const { frame, note, byHand } = props;
  const { t } = frame;
  return (
    <section class="section flow" aria-labelledby="hand-titel">
      <h2 id="hand-titel">{t("adoptions.by-hand.title")}</h2>
      <p>{t("adoptions.by-hand.lead")}</p>
      {byHand.length > 0 && (
        <ul class="lines">
          {byHand.map((entry) => (
            <li class="flow">
              <p>
                <b>{entry.district}</b> · {t(`terms.adoption.${entry.state}`)}
                <br />
                {entry.url === null ? (
                  entry.title
                ) : (
                  <a href={entry.url} rel="noopener nofollow">
                    {entry.title}
                  </a>
                )}
              </p>
              <form method="post" action={`${note.path}/uebernahmen-von-hand/${entry.id}/entfernen`}>
                <Button look="tertiary">{t("adoptions.by-hand.remove", { title: entry.title })}</Button>
              </form>
            </li>
          ))}
        </ul>
      )}
      <EntryForm {...props} />
    </section>
  );
};

const EntryForm = ({ frame: { t }, note, form, errors }: ByHandProps) => {
  const field = (name: string) => ({ t, name, value: typed(form, name), error: errors.of(name) });
  return (
    <form class="form" method="post" action={`${note.path}/uebernahmen-von-hand`} novalidate>
      <TextField {...field("title")} label={t("adoptions.by-hand.name")} maxlength={LIMITS.name} required />
      <TextField {...field("district")} label={t("adoptions.by-hand.district")} maxlength={LIMITS.name} required />
      <TextField
        {...field("url")}
        type="url"
        label={t("adoptions.by-hand.url")}
        hint={t("adoptions.by-hand.url.hint")}
        maxlength={LIMITS.url}
        optionalLabel
      />
      <Select
        {...field("state")}
        label={t("adoptions.progress.state")}
        options={ADOPTION_STATES.map((value) => ({ value, label: t(`terms.adoption.${value}`) }))}
      />
      <div>
        <Button look="secondary">{t("adoptions.by-hand.submit")}</Button>
      </div>
    </form>
  );
};
