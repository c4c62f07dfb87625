import { eq } from "drizzle-orm";
import { enqueueBackground } from "../../../platform/background.ts";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import { etagOf } from "../../../platform/etag.ts";
import type { Id } from "../../../platform/ids.ts";
import type { JsonObject } from "../../../platform/json.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { wireText } from "../../../platform/wire.ts";
import { releaseMedia } from "../../media/media.usecases.ts";
import { tombstoneOf } from "../../posts/activities.activitypub.ts";
import { buryPost } from "../../posts/burials.store.ts";
import { drafts } from "../../posts/drafts.table.ts";
import { postRevisions } from "../../posts/posts.table.ts";
import { tellOfDeletion } from "../../posts/usecases/send.ts";
import { noteOrigin } from "../catalogue.store.ts";
import { notYours } from "../project-notes.errors.ts";
import { canDelete } from "../project-notes.policy.ts";
import { namedIn, uploadIdsOf } from "../project-notes.store.ts";
import { projectNoteAuthors, projectNotes } from "../project-notes.table.ts";
import { lockNote, lockUnseen, type OwnNote } from "./edit.ts";
import { surroundingsOf } from "./publish.ts";

/**
 * Deletes a note of ours for ever: a Tombstone stays, its texts, versions, drafts and uploads go, its address is never
 * given again.
 * @throws AppError `project-notes.not-found`, `.gone` (already deleted), `.not-yours`
 */
export async function deleteProjectNote(ctx: Ctx, viewer: Viewer, id: Id): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const own = await lockNote(tx, viewer, id);
    if (!canDelete(viewer, own.ownership)) throw notYours();
    await remove(tx, own);
  });
}

/** The same by whoever may do so without being its author: moderators, and the closing of an account. In a transaction. */
export const removeProjectNote = async (tx: Ctx, id: Id): Promise<void> => remove(tx, await lockUnseen(tx, id));

async function remove(tx: Ctx, { post, note }: Omit<OwnNote, "ownership">): Promise<void> {
  const { author, district } = await surroundingsOf(tx, post.authorId);
  const document: JsonObject = JSON.parse(post.document);
  const now = tx.now();
  const tombstone = wireText(tombstoneOf(document, now));
  await buryPost(tx, post, { tombstone, etag: etagOf(tombstone) });
  await tx.db.delete(postRevisions).where(eq(postRevisions.postId, post.id));
  await tx.db.delete(projectNoteAuthors).where(eq(projectNoteAuthors.postId, post.id));
  await tx.db.delete(drafts).where(eq(drafts.postId, post.id));
  await tx.db.delete(projectNotes).where(eq(projectNotes.postId, post.id));
  if (note.adoption) await noteOrigin(tx, note.adoption.originUri);
  await releaseMedia(tx, uploadIdsOf(note.fields));
  const named = await namedIn(tx, note.adoption);
  const senders = { authorId: author.id, groupId: district.actorId, groupUri: district.actorUri, named };
  const { id: postId, uri, visibility } = post;
  await tellOfDeletion(tx, { ...senders, postId, uri, visibility }, document, now);
  // Higher features have something to end, too.
  await enqueueBackground(tx, { kind: "note-deleted", postId: post.id, title: post.title, url: post.url });
}
