import type { Frame } from "../../../ui/env.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { RadioGroup } from "../../../ui/forms/choices.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { Page } from "../../../ui/page.tsx";
import { ADOPTION_STATES } from "../../project-notes/adopted.model.ts";
import type { ProjectNoteView } from "../../project-notes/project-notes.model.ts";
import { OUTCOMES } from "../../project-notes/project-notes.schemas.ts";
import { LIMITS } from "../adoptions.schemas.ts";

interface ProgressPageProps {
  readonly frame: Frame;
  readonly note: ProjectNoteView;
  readonly form: FormValues;
  readonly errors: FormErrors;
}

/** How far the adoption is, what was changed for the own district, and what was learnt. */
export const ProgressPage = (props: ProgressPageProps) => {
  const { frame, note, form, errors } = props;
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={t("adoptions.progress.title")}
      lead={t("adoptions.progress.lead")}
      crumbs={[
        { href: "/projekte", label: t("reading.catalogue.crumb") },
        { href: note.path, label: <bdi>{note.fields.title}</bdi> },
      ]}
      noindex
    >
      <ErrorSummary t={t} errors={errors.entries} />
      <form class="form" method="post" action={`${note.path}/uebernahme`} novalidate>
        <RadioGroup
          t={t}
          name="state"
          label={t("adoptions.progress.state")}
          value={typed(form, "state")}
          error={errors.of("state")}
          options={ADOPTION_STATES.map((value) => ({ value, label: t(`adoptions.state.${value}`) }))}
          required
        />
        <TextArea
          t={t}
          name="reason"
          label={t("adoptions.progress.reason")}
          hint={t("adoptions.progress.reason.hint")}
          value={typed(form, "reason")}
          error={errors.of("reason")}
          rows={3}
          maxlength={LIMITS.reason}
        />
        <Lines {...props} name="adapted" />
        <Lines {...props} name="worked" />
        <Lines {...props} name="didNotWork" />
        <Lines {...props} name="wouldChange" />
        <RadioGroup
          t={t}
          name="outcome"
          label={t("adoptions.progress.outcome")}
          value={typed(form, "outcome")}
          error={errors.of("outcome")}
          options={OUTCOMES.map((value) => ({ value, label: t(`terms.outcome.${value}`) }))}
          required
        />
        <div>
          <Button>{t("adoptions.progress.submit")}</Button>
        </div>
      </form>
      <p>
        <a href={`${note.path}/bearbeiten`}>{t("adoptions.progress.full")}</a>
      </p>
    </Page>
  );
};

const Lines = ({
  frame: { t },
  form,
  errors,
  name,
}: ProgressPageProps & { readonly name: "adapted" | "worked" | "didNotWork" | "wouldChange" }) => (
  <TextArea
    t={t}
    name={name}
    label={t(`adoptions.progress.${name}`)}
    hint={t("adoptions.one-a-line")}
    value={typed(form, name)}
    error={errors.of(name)}
    rows={3}
    optionalLabel
  />
);
