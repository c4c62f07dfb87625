import { and, eq } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import { readInput } from "../../../platform/validation.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { notYours } from "../../project-notes/project-notes.errors.ts";
import { canEdit } from "../../project-notes/project-notes.policy.ts";
import { lockNote, type OwnNote } from "../../project-notes/usecases/edit.ts";
import { adoptionNotFound, decidedAlready } from "../adoptions.errors.ts";
import { lockAdoption } from "../adoptions.queries.ts";
import {
  type AnswerInput,
  answerSchema,
  type ExternalInput,
  externalSchema,
  policySchema,
} from "../adoptions.schemas.ts";
import { grant, refreshLineage, refuse, takeStampBack } from "../adoptions.store.ts";
import { adoptionPolicies, externalAdoptions } from "../adoptions.table.ts";

/** What the people of a note of ours do about who takes it over. All of these are for who may edit the note. */

/** A note of ours that the viewer may edit, locked. @throws AppError those of `lockNote`, `project-notes.not-yours` */
export async function lockOwn(tx: Ctx, viewer: Viewer, noteId: Id): Promise<OwnNote> {
  const own = await lockNote(tx, viewer, noteId);
  if (!canEdit(viewer, own.ownership)) throw notYours();
  return own;
}

/**
 * Accepts or refuses what waits, or takes a stamp back.
 * @throws AppError `adoptions.not-found`, `.decided`, `errors.input`, and those of `lockNote`
 */
export async function answerAdoption(
  ctx: Ctx,
  viewer: Viewer,
  noteId: Id,
  adoptionId: Id,
  input: AnswerInput,
): Promise<void> {
  const { answer, reason } = readInput(answerSchema, input);
  await inTransaction(ctx, async (tx) => {
    const { post } = await lockOwn(tx, viewer, noteId);
    const adoption = await lockAdoption(tx, adoptionId);
    if (adoption?.originId !== post.id) throw adoptionNotFound();
    if (adoption.state !== (answer === "revoke" ? "accepted" : "waiting")) throw decidedAlready();
    if (answer === "accept") await grant(tx, adoption);
    else if (answer === "refuse") await refuse(tx, adoption, reason, true);
    else await takeStampBack(tx, adoption);
  });
}

/** Chooses how a note answers from now on. @throws AppError `errors.input`, and those of `lockNote` */
export async function setAdoptionPolicy(ctx: Ctx, viewer: Viewer, noteId: Id, input: { policy: string }) {
  const { policy } = readInput(policySchema, input);
  await inTransaction(ctx, async (tx) => {
    const { post } = await lockOwn(tx, viewer, noteId);
    await tx.db.delete(adoptionPolicies).where(eq(adoptionPolicies.postId, post.id));
    if (policy !== "default") await tx.db.insert(adoptionPolicies).values({ postId: post.id, policy });
  });
}

/** Enters an adoption without a server of our kind by hand. @throws AppError `errors.input`, and those of `lockNote` */
export async function enterAdoption(ctx: Ctx, viewer: Viewer, noteId: Id, input: ExternalInput): Promise<void> {
  const entry = readInput(externalSchema, input);
  await inTransaction(ctx, async (tx) => {
    const { post } = await lockOwn(tx, viewer, noteId);
    const row = { id: tx.newId(), originId: post.id, ...entry, enteredById: viewer.accountId, createdAt: tx.now() };
    await tx.db.insert(externalAdoptions).values(row);
    await refreshLineage(tx, post.uri);
  });
}

/** Takes such an entry out again. @throws AppError `adoptions.not-found`, and those of `lockNote` */
export async function removeEntry(ctx: Ctx, viewer: Viewer, noteId: Id, entryId: Id): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const { post } = await lockOwn(tx, viewer, noteId);
    const rows = await tx.db
      .delete(externalAdoptions)
      .where(and(eq(externalAdoptions.id, entryId), eq(externalAdoptions.originId, post.id)))
      .returning({ id: externalAdoptions.id });
    if (rows.length === 0) throw adoptionNotFound();
    await refreshLineage(tx, post.uri);
  });
}
