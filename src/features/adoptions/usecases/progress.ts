import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import { readInput } from "../../../platform/validation.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { postById } from "../../posts/posts.queries.ts";
import type { AdoptionState } from "../../project-notes/adopted.model.ts";
import { requestOf, type Status } from "../../project-notes/project-notes.model.ts";
import { noteOf } from "../../project-notes/project-notes.queries.ts";
import type { ProjectNoteFields } from "../../project-notes/project-notes.schemas.ts";
import { reviseProjectNote } from "../../project-notes/usecases/edit.ts";
import { notAdopted } from "../adoptions.errors.ts";
import { onProgress } from "../adoptions.inbox.ts";
import { type ProgressInput, progressSchema } from "../adoptions.schemas.ts";
import { refreshLineage } from "../adoptions.store.ts";

/**
 * The adopter says how far it is: the note changes, everybody who was given it hears at once, the origin among them. Only
 * who may edit the note; whoever stops says why.
 * @throws AppError `errors.input` with its fields, `adoptions.not-adopted`, and those of `reviseProjectNote`
 */
export async function changeProgress(ctx: Ctx, viewer: Viewer, postId: Id, input: ProgressInput): Promise<void> {
  const { state, adapted, reason, outcome, worked, didNotWork, wouldChange } = readInput(progressSchema, input);
  await inTransaction(ctx, async (tx) => {
    const before = (await noteOf(tx, postId))?.adoption;
    if (!before) throw notAdopted();
    const lessons = { worked, didNotWork, wouldChange };
    const revise = (current: ProjectNoteFields) => ({
      ...requestOf(current),
      outcome,
      lessons,
      ...(before.state !== state && { status: statusIn(state, outcome) }),
    });
    const note = await reviseProjectNote(tx, viewer, postId, revise, {
      adoption: (current) => ({ ...current, state, adapted, reason: state === "stopped" ? reason : null }),
    });
    const post = await postById(tx, note.id);
    if (post) await onProgress(tx, post, state);
    await refreshLineage(tx, note.uri);
  });
}

/** Where the project as such stands, seen from how far its adoption is. */
function statusIn(state: AdoptionState, outcome: string): Status {
  if (state === "stopped") return "stopped";
  if (state === "running") return "running";
  if (state === "reported") return outcome === "ongoing" ? "running" : "completed";
  return "idea";
}
