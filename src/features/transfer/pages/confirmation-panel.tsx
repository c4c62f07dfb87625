import type { Frame } from "../../../ui/env.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { Icon } from "../../../ui/parts/icon.tsx";
import type { StandingConfirmation } from "../../project-notes/kit-confirmations.queries.ts";
import type { ProjectNoteView } from "../../project-notes/project-notes.model.ts";

interface PanelProps {
  readonly frame: Frame;
  readonly note: ProjectNoteView;
  /** The confirmation that says most for its kit; null: there is none. */
  readonly named: StandingConfirmation | null;
  readonly mayConfirm: boolean;
  /** Which version of the kit the viewer has confirmed; null: none. */
  readonly said: "current" | "earlier" | null;
}

/** Beside a note: who confirmed that its kit is easy to handle, and the way to say so. */
export const ConfirmationPanel = ({ frame, note, named, mayConfirm, said }: PanelProps) => {
  const { t } = frame;
  const address = `${note.path}/einfach-handzuhaben`;
  return (
    <>
      {named !== null && <Named frame={frame} note={note} named={named} />}
      {mayConfirm && said !== "current" && (
        <div class="panel flow no-print">
          <h2 class="small-heading">{t(said === null ? "transfer.confirm.title" : "transfer.confirm.again.title")}</h2>
          <p class="small">{t(said === null ? "transfer.confirm.teaser" : "transfer.confirm.again.teaser")}</p>
          <p>
            <LinkButton look="secondary" href={address}>
              {t(said === null ? "transfer.confirm.button" : "transfer.confirm.again.button")}
            </LinkButton>
          </p>
        </div>
      )}
      {said !== null && (
        <form class="flow no-print" method="post" action={`${address}/zuruecknehmen`}>
          {said === "current" && <p class="small">{t("transfer.confirm.done")}</p>}
          <div>
            <Button look="tertiary">{t("transfer.confirm.withdraw")}</Button>
          </div>
        </form>
      )}
    </>
  );
};

const Named = ({ frame: { t }, note, named }: Pick<PanelProps, "frame" | "note"> & { named: StandingConfirmation }) => (
  <div class="sheet flow">
    <h2 class="small-heading">
      <Icon name={note.transferReady ? "geben" : named.isCurrent ? "siegel" : "uhr"} />{" "}
      {t(note.transferReady ? "transfer.ready" : "transfer.confirm.title")}
    </h2>
    <p>
      {t("transfer.ready.by")} <bdi>{named.district}</bdi>
    </p>
    {named.sentence !== "" && (
      <blockquote>
        <bdi>{named.sentence}</bdi>
      </blockquote>
    )}
    {!named.isCurrent && <p class="small">{t("transfer.ready.earlier")}</p>}
  </div>
);
