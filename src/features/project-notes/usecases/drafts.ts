import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import {
  type Draft,
  type DraftInput,
  draftsOf,
  dropDraft,
  ownDraft,
  putDraft,
  type SavedDraft,
} from "../../posts/usecases/drafts.ts";
import { notYours } from "../project-notes.errors.ts";
import { canEdit } from "../project-notes.policy.ts";
import { lockNote } from "./edit.ts";

const kind = "projectNote";

/**
 * Keeps what was typed for a project note, as it was typed.
 * @throws AppError notFound when the draft is not the viewer's; what lockNote throws for the note being edited
 */
export const saveDraft = (ctx: Ctx, viewer: Viewer, input: Omit<DraftInput, "kind">): Promise<SavedDraft> =>
  inTransaction(ctx, async (tx) => {
    if (input.id === undefined && input.postId !== undefined) {
      const { ownership } = await lockNote(tx, viewer, input.postId);
      if (!canEdit(viewer, ownership)) throw notYours();
    }
    return putDraft(tx, viewer, { ...input, kind });
  });

/** A draft of the viewer's. @throws AppError notFound, also when it is somebody else's (T187) */
export const draftOf = (ctx: Ctx, viewer: Viewer, id: Id): Promise<Draft> => ownDraft(ctx, viewer, kind, id);

/** The viewer's drafts of project notes, the last changed first, at most 50. */
export const listDrafts = (ctx: Ctx, viewer: Viewer): Promise<Draft[]> => draftsOf(ctx, viewer, kind);

/** Throws a draft of the viewer's away; one that is not there, or not the viewer's, is no error. */
export const discardDraft = (ctx: Ctx, viewer: Viewer, id: Id): Promise<void> => dropDraft(ctx, viewer, kind, id);
