import type { Frame } from "../../../ui/env.ts";
import { LinkButton } from "../../../ui/forms/buttons.tsx";
import { Icon } from "../../../ui/parts/icon.tsx";
import type { ProjectNoteView } from "../../project-notes/project-notes.model.ts";
import { stillAsOrigin } from "../adopted-kit.model.ts";
import { isConfirmed } from "../adoptions.model.ts";
import type { Claim } from "../adoptions.queries.ts";
import type { NoteHere } from "../lineage.queries.ts";

export interface PanelProps {
  readonly frame: Frame;
  readonly note: ProjectNoteView;
  readonly claim: Claim | null;
  readonly now: Date;
  /** How many wait for an answer by whoever looks. */
  readonly waiting: number;
  /** Its people take no adoptions. */
  readonly closed: boolean;
  /** What it was taken over from, as far as that is here. */
  readonly origin: NoteHere | null;
}

/** Beside a note: where it comes from, and the way to take it over. */
export const NotePanel = (props: PanelProps) => (
  <>
    {props.note.adoption !== null && <Descent {...props} />}
    <Adopt {...props} />
  </>
);

const Adopt = ({ frame: { t }, note, waiting, closed }: PanelProps) => {
  if (note.canEdit) {
    return (
      <p class="no-print">
        <a href={`${note.path}/uebernahmen`}>
          {waiting > 0 ? t("adoptions.panel.waiting", { count: waiting }) : t("adoptions.panel.manage")}
        </a>
      </p>
    );
  }
  if (closed) return null;
  return (
    <div class="panel panel--accent flow no-print">
      <h2 class="small-heading">{t("adoptions.panel.title")}</h2>
      <p>
        <LinkButton block href={`${note.path}/uebernehmen`}>
          {t("adoptions.panel.button")}
        </LinkButton>
      </p>
      <p class="small">{t("adoptions.panel.text")}</p>
    </div>
  );
};

const Descent = ({ frame: { t }, note, claim, now, origin }: PanelProps) => {
  const { adoption } = note;
  if (!adoption) return null;
  const title = adoption.named?.title ?? claim?.originTitle ?? null;
  const left = origin === null ? 0 : stillAsOrigin(note.fields, origin.fields, adoption.state);
  const url = origin?.path ?? adoption.named?.url ?? claim?.originUrl ?? adoption.originUri;
  return (
    <div class="sheet flow" id="uebernahme">
      <h2 class="small-heading">{t("adoptions.panel.from")}</h2>
      <p>
        {claim?.originGone ? (
          <>
            <bdi>{title ?? t("adoptions.panel.untitled")}</bdi> ({t("adoptions.panel.gone")})
          </>
        ) : (
          <a href={url} {...(origin === null && { rel: "noopener nofollow ugc" })}>
            <bdi>{title ?? new URL(adoption.originUri).host}</bdi>
          </a>
        )}
      </p>
      <p class="row">
        <span class="outcome">
          <Icon name={isConfirmed(claim, now) ? "siegel" : "uhr"} />
          {badge(t, claim, now)}
        </span>
      </p>
      <p>{t("adoptions.panel.state", { state: t(`terms.adoption.${adoption.state}`) })}</p>
      {adoption.reason !== null && (
        <p class="small">
          {t("adoptions.tree.why")} <bdi>{adoption.reason}</bdi>
        </p>
      )}
      {claim?.state === "refused" && claim.reason !== null && claim.reason !== "" && note.canEdit && (
        <p class="small">
          {t("adoptions.panel.refused.why")} <bdi>{claim.reason}</bdi>
        </p>
      )}
      {left > 0 && (
        <p class="small">
          {t("adoptions.panel.kit", { count: left })}{" "}
          {note.canEdit && (
            <a class="no-print" href={`${note.path}/bearbeiten?offen=transferKit.steps#abschnitt-anleitung`}>
              {t("adoptions.panel.kit.adapt")}
            </a>
          )}
        </p>
      )}
      {note.canEdit && (
        <p class="no-print">
          <a href={`${note.path}/uebernahme`}>{t("adoptions.panel.change")}</a>
        </p>
      )}
    </div>
  );
};

function badge(t: Frame["t"], claim: Claim | null, now: Date): string {
  if (isConfirmed(claim, now)) return t("adoptions.badge.confirmed");
  if (claim?.state === "refused") return t("adoptions.badge.refused");
  if (claim?.state === "revoked") return t("adoptions.badge.revoked");
  return t("adoptions.badge.open");
}
