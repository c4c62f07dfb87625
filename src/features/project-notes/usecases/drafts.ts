import { and, desc, eq } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import { type Id, isId } from "../../../platform/ids.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { draftNotFound, notYours } from "../project-notes.errors.ts";
import { canEdit } from "../project-notes.policy.ts";
import { projectNoteDrafts } from "../project-notes.table.ts";
import { lockNote } from "./edit.ts";

export type Draft = typeof projectNoteDrafts.$inferSelect;
/** Field names of the form to what was typed; never checked. */
type DraftForm = Readonly<Record<string, string | readonly string[]>>;

export interface DraftInput {
  /** The draft to go on with; a new one when missing. */
  readonly id?: Id | undefined;
  /** The note being edited; for a new draft only. */
  readonly postId?: Id | undefined;
  readonly form: DraftForm;
}

const MOST_DRAFTS = 50;

const own = (viewer: Viewer, id: string) =>
  and(eq(projectNoteDrafts.id, isId(id) ? id : "0"), eq(projectNoteDrafts.accountId, viewer.accountId));

/**
 * Keeps what was typed, as it was typed.
 * @throws AppError notFound when the draft is not the viewer's; what lockNote throws for the note being edited
 */
export async function saveDraft(ctx: Ctx, viewer: Viewer, input: DraftInput): Promise<{ id: Id; savedAt: Date }> {
  const form: Record<string, string | string[]> = Object.fromEntries(
    Object.entries(input.form).map(([name, value]) => [name, typeof value === "string" ? value : [...value]]),
  );
  const updatedAt = ctx.now();
  if (input.id !== undefined) {
    const [kept] = await ctx.db
      .update(projectNoteDrafts)
      .set({ form, updatedAt })
      .where(own(viewer, input.id))
      .returning({ id: projectNoteDrafts.id });
    if (!kept) throw draftNotFound();
    return { id: kept.id, savedAt: updatedAt };
  }
  return inTransaction(ctx, async (tx) => {
    if (input.postId !== undefined) {
      const { ownership } = await lockNote(tx, viewer, input.postId);
      if (!canEdit(viewer, ownership)) throw notYours();
    }
    const id = tx.newId();
    const { accountId } = viewer;
    await tx.db.insert(projectNoteDrafts).values({ id, accountId, postId: input.postId ?? null, form, updatedAt });
    return { id, savedAt: updatedAt };
  });
}

/** A draft of the viewer's. @throws AppError notFound, also when it is somebody else's (T187) */
export async function draftOf(ctx: Ctx, viewer: Viewer, id: Id): Promise<Draft> {
  const [draft] = await ctx.db.select().from(projectNoteDrafts).where(own(viewer, id));
  if (!draft) throw draftNotFound();
  return draft;
}

/** The viewer's drafts, the last changed first, at most 50. */
export const listDrafts = (ctx: Ctx, viewer: Viewer): Promise<Draft[]> =>
  ctx.db
    .select()
    .from(projectNoteDrafts)
    .where(eq(projectNoteDrafts.accountId, viewer.accountId))
    .orderBy(desc(projectNoteDrafts.updatedAt), desc(projectNoteDrafts.id))
    .limit(MOST_DRAFTS);

/** Throws a draft of the viewer's away; one that is not there, or not the viewer's, is no error. */
export async function discardDraft(ctx: Ctx, viewer: Viewer, id: Id): Promise<void> {
  await ctx.db.delete(projectNoteDrafts).where(own(viewer, id));
}
