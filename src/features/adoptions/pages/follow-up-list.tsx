import type { Frame } from "../../../ui/env.ts";
import { formatDay } from "../../../ui/format.ts";
import type { ProjectNoteView } from "../../project-notes/project-notes.model.ts";
import type { FollowUp } from "../follow-ups.queries.ts";

interface ListProps {
  readonly frame: Frame;
  readonly note: ProjectNoteView;
  readonly followUps: readonly FollowUp[];
}

/** What the people of a note were asked after adoptions of it, or after their own; for them only. */
export const FollowUpList = ({ frame, note, followUps }: ListProps) => {
  if (followUps.length === 0) return null;
  const { t } = frame;
  return (
    <section class="sheet flow no-print" aria-labelledby="nachfragen-titel">
      <h2 class="small-heading" id="nachfragen-titel">
        {t("follow-ups.list.title")}
      </h2>
      <ul class="lines">
        {followUps.map((followUp) => (
          <li>
            {followUp.adopted !== null && (
              <>
                <bdi>{followUp.adopted.district}</bdi>
                <br />
              </>
            )}
            <Status frame={frame} note={note} followUp={followUp} />
          </li>
        ))}
      </ul>
    </section>
  );
};

const Status = ({ frame: { t, locale }, note, followUp }: Omit<ListProps, "followUps"> & { followUp: FollowUp }) => {
  const { id, months, state, closedAt, askedAt } = followUp;
  const words = t(`follow-ups.list.${state}`, { months, date: formatDay(locale, closedAt ?? askedAt) });
  return state === "open" ? <a href={`${note.path}/nachfrage/${id}`}>{words}</a> : words;
};
