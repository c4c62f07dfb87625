import type { Frame } from "../../../ui/env.ts";
import { LinkButton } from "../../../ui/forms/buttons.tsx";
import { Page } from "../../../ui/page.tsx";
import type { ProjectNoteView } from "../../project-notes/project-notes.model.ts";
import { KitSheet } from "./kit-sheet.tsx";

/** The transfer kit of a note as a sheet to print, and to take along as files. */
export const KitPage = ({ frame, note }: { frame: Frame; note: ProjectNoteView }) => {
  const { t, locale } = frame;
  return (
    <Page
      frame={frame}
      title={note.fields.title}
      crumbs={[
        { href: "/projekte", label: t("common.menu.projects") },
        { href: note.path, label: <bdi>{note.fields.title}</bdi> },
      ]}
      crumb={t("reading.kit")}
      canonical={note.url}
      noindex
    >
      <div class="no-print flow">
        <p>{t("transfer.print.hint")}</p>
        {note.local && (
          <p>
            <LinkButton look="secondary" href={`${note.path}/paket.zip`}>
              {t("transfer.download")}
            </LinkButton>
          </p>
        )}
      </div>
      <KitSheet note={note} t={t} locale={locale} />
    </Page>
  );
};
