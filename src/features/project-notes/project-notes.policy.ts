import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";

/** What decides who may change a note. */
export interface Ownership {
  readonly local: boolean;
  readonly deleted: boolean;
  /** Actor of the author. */
  readonly authorId: Id;
  /** Whether the viewer is one of its co-authors. */
  readonly coAuthor: boolean;
  /** Whether the viewer writes for the author, an organisation. */
  readonly actsForAuthor: boolean;
}

/** Who stands for the note as a whole: its author (an organisation's editors), and admins. A peer's note belongs to nobody here. */
export const canDelete = (viewer: Viewer | null, note: Ownership): boolean =>
  viewer !== null &&
  note.local &&
  !note.deleted &&
  (viewer.actorId === note.authorId || note.actsForAuthor || viewer.role === "admin");

/** Who may say that the plain-language text is understood: every member but those who wrote the note. */
export const canCheckPlain = (viewer: Viewer | null, note: Ownership): boolean =>
  viewer !== null &&
  note.local &&
  !note.deleted &&
  viewer.actorId !== note.authorId &&
  !note.coAuthor &&
  !note.actsForAuthor;

/** Those, and who wrote it together with the author. */
export const canEdit = (viewer: Viewer | null, note: Ownership): boolean =>
  canDelete(viewer, note) || (viewer !== null && note.local && !note.deleted && note.coAuthor);
