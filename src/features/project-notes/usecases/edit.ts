import { isDeepStrictEqual } from "node:util";
import { and, eq, isNull } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import { type Id, isId } from "../../../platform/ids.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { releaseMedia } from "../../media/media.usecases.ts";
import { canActFor } from "../../organisations/organisations.policy.ts";
import { membershipIn } from "../../organisations/organisations.queries.ts";
import { tellOfChange } from "../../posts/changes.store.ts";
import { putTags } from "../../posts/hanging.store.ts";
import { MERGE_INTERVAL_MS, whenToSend } from "../../posts/posts.model.ts";
import type { Post } from "../../posts/posts.queries.ts";
import { postRevisions, posts } from "../../posts/posts.table.ts";
import { tellOfEdit, tellOfSilentChange } from "../../posts/usecases/send.ts";
import { nextVersion } from "../../posts/versions.store.ts";
import { timeOfEdit } from "../../posts/written.store.ts";
import type { NoteAdoption } from "../adopted.model.ts";
import { putInCatalogue } from "../catalogue.store.ts";
import { bestConfirmation } from "../kit-confirmations.queries.ts";
import { noteReadiness } from "../kit-confirmations.store.ts";
import { noteGone, noteNotFound, notYours, stopsSilently } from "../project-notes.errors.ts";
import { statusOf } from "../project-notes.model.ts";
import { canDelete, canEdit, type Ownership } from "../project-notes.policy.ts";
import type { ProjectNoteFields } from "../project-notes.schemas.ts";
import {
  attachUploads,
  checkNote,
  detailsOf,
  type NotePlace,
  namedIn,
  putCoAuthors,
  putNoteTopics,
  tagsOf,
  topicIrisOf,
  uploadIdsOf,
  withUploads,
  writeNote,
} from "../project-notes.store.ts";
import { plainChecks, projectNoteAuthors, projectNotes } from "../project-notes.table.ts";
import type { NoteConfirmation } from "../transfer-kit.model.ts";
import { type PublishedNote, surroundingsOf } from "./publish.ts";

export interface EditOptions {
  /** Handles of all co-authors from now on; only the author and admins change them. */
  readonly coAuthors?: readonly string[] | undefined;
  /** Edits within this time are sent together. Milliseconds. */
  readonly mergeInterval?: number;
  /** How far the adoption is from now on; the note must be one that was taken over. */
  readonly adoption?: (current: NoteAdoption) => NoteAdoption;
}

export interface OwnNote {
  readonly post: Post & { readonly slug: string };
  readonly note: typeof projectNotes.$inferSelect;
  readonly ownership: Ownership;
}

/**
 * A note of ours, locked until the transaction ends, and what the viewer is to it.
 * @throws AppError as `lockUnseen`
 */
export async function lockNote(tx: Ctx, viewer: Viewer, id: string): Promise<OwnNote> {
  const { post, note } = await lockUnseen(tx, id);
  const [coAuthor] = await tx.db
    .select({ id: projectNoteAuthors.accountId })
    .from(projectNoteAuthors)
    .where(and(eq(projectNoteAuthors.postId, id), eq(projectNoteAuthors.accountId, viewer.accountId)));
  const actsForAuthor = canActFor(await membershipIn(tx, viewer, post.authorId));
  const ownership = {
    local: true,
    deleted: false,
    authorId: post.authorId,
    coAuthor: coAuthor !== undefined,
    actsForAuthor,
  };
  return { post, note, ownership };
}

/**
 * A note of ours, locked until the transaction ends, whoever asks.
 * @throws AppError notFound, gone (deleted), forbidden (a peer's)
 */
export async function lockUnseen(tx: Ctx, id: string): Promise<Omit<OwnNote, "ownership">> {
  if (!isId(id)) throw noteNotFound();
  const [row] = await tx.db
    .select({ post: posts, note: projectNotes })
    .from(posts)
    .leftJoin(projectNotes, eq(projectNotes.postId, posts.id))
    .where(and(eq(posts.id, id), eq(posts.kind, "projectNote")))
    .for("update", { of: posts });
  if (!row) throw noteNotFound();
  const { post, note } = row;
  if (post.local && post.deletedAt) throw noteGone();
  if (!note || post.deletedAt) throw noteNotFound();
  if (!post.local || post.slug === null) throw notYours();
  return { post: { ...post, slug: post.slug }, note };
}

/**
 * Replaces what a note says. Nothing happens when it says the same as before.
 * @param input the whole note
 * @throws AppError `project-notes.not-found`, `.gone`, `.not-yours`, `.invalid`, `.not-a-file`, `.too-big`
 */
export const editProjectNote = (
  ctx: Ctx,
  viewer: Viewer,
  id: Id,
  input: unknown,
  options: EditOptions = {},
): Promise<PublishedNote> => reviseProjectNote(ctx, viewer, id, () => input, options);

/** Like `editProjectNote`, with the whole note made from the note as it stands. */
export async function reviseProjectNote(
  ctx: Ctx,
  viewer: Viewer,
  id: Id,
  revise: (current: ProjectNoteFields) => unknown,
  options: EditOptions = {},
): Promise<PublishedNote> {
  return inTransaction(ctx, async (tx) => {
    const own = await lockNote(tx, viewer, id);
    if (!canEdit(viewer, own.ownership)) throw notYours();
    const { post, note } = own;
    const before = uploadIdsOf(note.fields);
    const fields = await withUploads(tx, viewer, checkNote(revise(note.fields)), before);
    const adoption = note.adoption && (options.adoption?.(note.adoption) ?? note.adoption);
    const stops = statusOf(fields) === "stopped" && note.status !== "stopped";
    if (stops && adoption && adoption.state !== "stopped") throw stopsSilently();
    const isSame = isDeepStrictEqual(plain(fields), plain(note.fields)) && isDeepStrictEqual(adoption, note.adoption);
    if (!isSame) {
      await replace(tx, viewer, own, { fields, adoption }, options.mergeInterval ?? MERGE_INTERVAL_MS);
      await exchangeUploads(tx, viewer, before, uploadIdsOf(fields));
    }
    if (options.coAuthors) {
      if (!canDelete(viewer, own.ownership)) throw notYours();
      await putCoAuthors(tx, post.id, post.authorId, options.coAuthors);
    }
    return { id: post.id, slug: post.slug, uri: post.uri, url: post.url };
  });
}

/** As it is stored: members that are `undefined` are not there. */
const plain = (fields: ProjectNoteFields): unknown => JSON.parse(JSON.stringify(fields));

async function exchangeUploads(tx: Ctx, viewer: Viewer, before: readonly string[], after: readonly string[]) {
  await attachUploads(
    tx,
    viewer,
    after.filter((id) => !before.includes(id)),
  );
  await releaseMedia(
    tx,
    before.filter((id) => !after.includes(id)),
  );
}

interface Revised {
  readonly fields: ProjectNoteFields;
  readonly adoption: NoteAdoption | null;
}

async function replace(tx: Ctx, viewer: Viewer, own: OwnNote, { fields, adoption }: Revised, interval: number) {
  const { post, note } = own;
  const now = tx.now();
  const next = await nextPlace(tx, post);
  const topicIris = await topicIrisOf(tx, fields);
  const details = detailsOf(fields, next.district);
  const stateChanged =
    statusOf(fields) !== note.status || fields.outcome !== note.outcome || adoption?.state !== note.adoption?.state;
  const { sentAt, merged } = whenToSend(now, note.updateSentAt, stateChanged, interval);
  await keepRevision(tx, post, viewer.accountId);
  await tx.db
    .update(projectNotes)
    .set({ ...details, adoption, updateSentAt: sentAt })
    .where(eq(projectNotes.postId, post.id));
  // Another kit: what was confirmed may be an earlier version from now on.
  const confirmation = await chooseConfirmation(tx, post.id, note.confirmedBy);
  const place = { ...next, adoption, confirmation, topicIris };
  const { document, values } = await writeNote(tx, place, fields);
  const { updatedAt, version, district, author } = place;
  await tx.db
    .update(posts)
    .set({ ...values, updatedAt, version })
    .where(eq(posts.id, post.id));
  await putInCatalogue(tx, post, { ...details, adoption });
  await noteReadiness(tx, post.id);
  // Another text has to be read anew.
  if (fields.plainText !== note.fields.plainText)
    await tx.db.delete(plainChecks).where(eq(plainChecks.postId, post.id));
  await putTags(tx, post.id, tagsOf(fields));
  await putNoteTopics(tx, post.id, document);
  await tellOfChange(tx, post.id);
  const named = await namedIn(tx, adoption);
  const senders = { authorId: author.id, groupId: district.actorId, groupUri: district.actorUri, named };
  const told = { ...senders, postId: post.id, uri: post.uri, visibility: place.visibility };
  await tellOfEdit(tx, told, document, merged ? { notBefore: sentAt } : null);
}

const keepRevision = (tx: Ctx, { id, version, document }: OwnNote["post"], editorId: Id | null) =>
  tx.db.insert(postRevisions).values({ postId: id, version, document, editorId, createdAt: tx.now() });

/** Has a note of ours name the confirmation that says most for its kit, if any stands. @param named the one until now */
async function chooseConfirmation(tx: Ctx, id: Id, named: string | null): Promise<NoteConfirmation | null> {
  const best = await bestConfirmation(tx, id);
  const confirmedBy = best?.stampUri ?? null;
  if (confirmedBy !== named) await tx.db.update(projectNotes).set({ confirmedBy }).where(eq(projectNotes.postId, id));
  return best;
}

/**
 * Changes what a note of ours says of its surroundings: a change that nobody sees as an edit (wire §3.0), told only to
 * servers of our kind. Of a note that is gone nothing is changed.
 */
async function changeQuietly(tx: Ctx, id: Id, proofUri?: string | null): Promise<void> {
  const [row] = await tx.db
    .select({ post: posts, note: projectNotes })
    .from(posts)
    .innerJoin(projectNotes, eq(projectNotes.postId, posts.id))
    .where(and(eq(posts.id, id), eq(posts.local, true), isNull(posts.deletedAt)))
    .for("update", { of: posts });
  if (!row || row.post.slug === null) return;
  const post = { ...row.post, slug: row.post.slug };
  const { adoption: before, confirmedBy } = row.note;
  const adoption = before && proofUri !== undefined ? { ...before, proofUri } : before;
  const confirmation = await chooseConfirmation(tx, id, confirmedBy);
  if (isDeepStrictEqual(adoption, before) && (confirmation?.stampUri ?? null) === confirmedBy) return;
  const { author, district } = await surroundingsOf(tx, post.authorId);
  const { slug, publishedAt, updatedAt } = post;
  const version = await nextVersion(tx, post);
  const visibility = readersOf(post);
  const topicIris = await topicIrisOf(tx, row.note.fields);
  const around = { slug, author, district, adoption, confirmation, visibility, topicIris };
  const place = { id, publishedAt, updatedAt, version, ...around };
  const { document, values } = await writeNote(tx, place, row.note.fields);
  await putNoteTopics(tx, id, document);
  await keepRevision(tx, post, null);
  await tx.db
    .update(posts)
    .set({ ...values, version })
    .where(eq(posts.id, id));
  await tx.db.update(projectNotes).set({ adoption }).where(eq(projectNotes.postId, id));
  const senders = { authorId: author.id, groupId: district.actorId, groupUri: district.actorUri };
  await tellOfSilentChange(tx, { ...senders, postId: id, uri: post.uri, visibility }, document);
}

/** Puts the origin's stamp into a note of ours that was taken over, or takes it out. Call it inside a transaction. */
export const putAdoptionProof = (tx: Ctx, id: Id, proofUri: string | null): Promise<void> =>
  changeQuietly(tx, id, proofUri);

/**
 * Has a note of ours name the confirmation of its transfer kit that says most, after one came or ended. Call it inside a
 * transaction.
 */
export const putConfirmation = (tx: Ctx, id: Id): Promise<void> => changeQuietly(tx, id);

const readersOf = ({ visibility }: Pick<Post, "visibility">): NotePlace["visibility"] =>
  visibility === "partners" ? "partners" : "public";

/** The note one version on. `updated` grows with every edit: peers compare it. */
async function nextPlace(
  tx: Ctx,
  post: OwnNote["post"],
): Promise<Omit<NotePlace, "adoption" | "confirmation" | "topicIris">> {
  const surroundings = await surroundingsOf(tx, post.authorId);
  const updatedAt = timeOfEdit(tx.now(), post);
  const { id, slug, publishedAt } = post;
  const visibility = readersOf(post);
  return { id, slug, publishedAt, ...surroundings, updatedAt, version: await nextVersion(tx, post), visibility };
}
