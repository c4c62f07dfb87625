import type { Frame } from "../../../ui/env.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { Icon } from "../../../ui/parts/icon.tsx";
import type { ProjectNoteView } from "../../project-notes/project-notes.model.ts";

interface PanelProps {
  readonly frame: Frame;
  readonly note: ProjectNoteView;
  /** The confirmation that makes it ready for transfer; null: none does. */
  readonly named: { readonly district: string; readonly sentence: string } | null;
  readonly mayConfirm: boolean;
  /** The viewer has confirmed it. */
  readonly isDone: boolean;
}

/** Beside a note: who confirmed that its kit is easy to handle, and the way to say so. */
export const ConfirmationPanel = ({ frame: { t }, note, named, mayConfirm, isDone }: PanelProps) => (
  <>
    {named !== null && (
      <div class="sheet flow">
        <h2 class="small-heading">
          <Icon name="sicher" /> {t("transfer.ready")}
        </h2>
        <p>{t("transfer.ready.by", { district: named.district })}</p>
        {named.sentence !== "" && (
          <blockquote>
            <bdi>{named.sentence}</bdi>
          </blockquote>
        )}
      </div>
    )}
    {mayConfirm && !isDone && (
      <div class="panel flow no-print">
        <h2 class="small-heading">{t("transfer.confirm.title")}</h2>
        <p class="small">{t("transfer.confirm.teaser")}</p>
        <p>
          <LinkButton href={`${note.path}/einfach-handzuhaben`}>{t("transfer.confirm.button")}</LinkButton>
        </p>
      </div>
    )}
    {isDone && (
      <form class="flow no-print" method="post" action={`${note.path}/einfach-handzuhaben/zuruecknehmen`}>
        <p class="small">{t("transfer.confirm.done")}</p>
        <Button look="tertiary">{t("transfer.confirm.withdraw")}</Button>
      </form>
    )}
  </>
);
