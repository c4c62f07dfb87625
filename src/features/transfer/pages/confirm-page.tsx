import type { Frame } from "../../../ui/env.ts";
import type { Returned } from "../../../ui/forms/act.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import { typed } from "../../../ui/forms/read-form.ts";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { Page } from "../../../ui/page.tsx";
import { Icon } from "../../../ui/parts/icon.tsx";
import type { ProjectNoteView } from "../../project-notes/project-notes.model.ts";
import { MAX_SENTENCE } from "../confirmations.activitypub.ts";

interface ConfirmPageProps extends Returned {
  readonly frame: Frame;
  readonly note: ProjectNoteView;
}

/** "Einfach handzuhaben": says for one's own district that the kit works, with a sentence if one likes. */
export const ConfirmPage = ({ frame, note, form, errors }: ConfirmPageProps) => {
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={t("transfer.confirm.title")}
      lead={t("transfer.confirm.lead")}
      crumbs={[
        { href: "/projekte", label: t("reading.catalogue.crumb") },
        { href: note.path, label: <bdi>{note.fields.title}</bdi> },
      ]}
      noindex
    >
      <p>
        <a href={`${note.path}/paket`}>
          <Icon name="blatt" /> {t("transfer.confirm.kit")}
        </a>
      </p>
      <ErrorSummary t={t} errors={errors.entries} />
      <form class="form" method="post" action={`${note.path}/einfach-handzuhaben`} novalidate>
        <TextArea
          t={t}
          name="sentence"
          label={t("transfer.confirm.sentence")}
          hint={t("transfer.confirm.sentence.hint")}
          value={typed(form, "sentence")}
          error={errors.of("sentence")}
          rows={3}
          maxlength={MAX_SENTENCE}
          optionalLabel
        />
        <p class="small">
          {t("transfer.confirm.version")} {t("transfer.confirm.after", { district: note.district.name })}
        </p>
        <div>
          <Button>{t("transfer.confirm.submit")}</Button>
        </div>
      </form>
    </Page>
  );
};
