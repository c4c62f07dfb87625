import { and, eq } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { postRevisions } from "../../posts/posts.table.ts";
import { notYourCheck } from "../project-notes.errors.ts";
import { canCheckPlain } from "../project-notes.policy.ts";
import { plainChecks } from "../project-notes.table.ts";
import { lockNote } from "./edit.ts";

/**
 * Notes that the viewer has read and understood the plain-language text of a note of ours; a change of the text undoes it.
 * Nobody checks what they wrote or edited themselves.
 * @param byReader the viewer is one of those whom the text is meant for
 * @throws AppError `project-notes.not-found`, `.gone`, `.not-your-check`
 */
export async function checkPlainText(ctx: Ctx, viewer: Viewer, id: Id, byReader: boolean): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const { post, note, ownership } = await lockNote(tx, viewer, id);
    const hasText = note.fields.plainText !== undefined;
    if (!hasText || !canCheckPlain(viewer, ownership) || (await hasEdited(tx, viewer, post.id))) throw notYourCheck();
    const check = { checkedById: viewer.actorId, checkedAt: tx.now(), byReader };
    await tx.db
      .insert(plainChecks)
      .values({ postId: post.id, ...check })
      .onConflictDoUpdate({ target: plainChecks.postId, set: check });
  });
}

/** Takes one's own check back. Nothing happens when there is none. */
export async function withdrawPlainCheck(ctx: Ctx, viewer: Viewer, id: Id): Promise<void> {
  await ctx.db.delete(plainChecks).where(and(eq(plainChecks.postId, id), eq(plainChecks.checkedById, viewer.actorId)));
}

async function hasEdited(tx: Ctx, viewer: Viewer, postId: Id): Promise<boolean> {
  const [row] = await tx.db
    .select({ version: postRevisions.version })
    .from(postRevisions)
    .where(and(eq(postRevisions.postId, postId), eq(postRevisions.editorId, viewer.accountId)))
    .limit(1);
  return row !== undefined;
}
