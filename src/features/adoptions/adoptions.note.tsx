import type { Context } from "hono";
import type { AppEnv } from "../../ui/env.ts";
import type { ProjectNoteView } from "../project-notes/project-notes.model.ts";
import { claimOf, countWaiting, policyOf } from "./adoptions.queries.ts";
import { followUpsOf } from "./follow-ups.queries.ts";
import { keepFresh, lineageFor, noteHere } from "./lineage.queries.ts";
import { FollowUpList } from "./pages/follow-up-list.tsx";
import { NotePanel } from "./pages/note-panel.tsx";
import { TreeSection } from "./pages/tree-section.tsx";

const MOST_FOLLOW_UPS = 12;

/** What the page of a note shows of adoptions: where it comes from, the way to take it over, the family tree. */
export async function adoptionsOnNote(c: Context<AppEnv>, note: ProjectNoteView) {
  const { ctx, viewer, frame } = c.var;
  const [claim, waiting, policy, lineage, origin, followUps] = await Promise.all([
    claimOf(ctx, note.id),
    note.canEdit ? countWaiting(ctx, note.id) : 0,
    note.local ? policyOf(ctx, note.id) : null,
    lineageFor(ctx, viewer, note.uri),
    note.adoption ? noteHere(ctx, viewer, note.adoption.originUri) : null,
    note.canEdit ? followUpsOf(ctx, note.id, MOST_FOLLOW_UPS) : [],
  ]);
  await keepFresh(ctx, note.uri, lineage, viewer ? "member" : "anybody");
  const closed = policy === "closed";
  const about = { frame, note, claim, waiting, closed, origin, now: ctx.now() };
  return {
    beside: (
      <>
        <NotePanel {...about} />
        <FollowUpList frame={frame} note={note} followUps={followUps} />
      </>
    ),
    below: <TreeSection frame={frame} uri={note.uri} title={note.fields.title} lineage={lineage} />,
  };
}
