import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { actorNotFound } from "../../actors/actors.errors.ts";
import { type Actor, actorById } from "../../actors/actors.queries.ts";
import type { District } from "../../district/district.model.ts";
import { districtOf } from "../../district/district.queries.ts";
import { actingFor } from "../../organisations/organisations.usecases.ts";
import { takenBefore } from "../../posts/once.store.ts";
import { addPost } from "../../posts/posts.store.ts";
import { tellOfNew } from "../../posts/usecases/send.ts";
import { wholeSecond } from "../../posts/written.store.ts";
import type { NoteAdoption } from "../adopted.model.ts";
import { putInCatalogue } from "../catalogue.store.ts";
import { noDistrict } from "../project-notes.errors.ts";
import type { ProjectNoteFields } from "../project-notes.schemas.ts";
import {
  addressesOf,
  attachUploads,
  checkNote,
  detailsOf,
  type NotePlace,
  namedIn,
  putCoAuthors,
  putNoteTopics,
  reserveSlug,
  tagsOf,
  topicIrisOf,
  uploadIdsOf,
  withUploads,
  writeNote,
} from "../project-notes.store.ts";
import { projectNotes } from "../project-notes.table.ts";

export interface PublishedNote {
  readonly id: Id;
  readonly slug: string;
  /** ActivityPub id. */
  readonly uri: string;
  /** The page for people. */
  readonly url: string;
}

export interface PublishOptions {
  /** Handles of members who wrote it together with the viewer. */
  readonly coAuthors?: readonly string[] | undefined;
  /** Handle of the organisation of ours in whose name it is written; the viewer's own name when missing. */
  readonly as?: string | undefined;
  /** Who may read it: everybody (default), or partner districts and members. For ever. */
  readonly visibility?: NotePlace["visibility"] | undefined;
  /** Chosen by the caller: the same key again within a day gives the same note and publishes nothing. */
  readonly idempotencyKey?: string | undefined;
  /** That it is taken over from another note, as whoever calls has found. */
  readonly adoption?: NoteAdoption | undefined;
}

/** The author and the district of a note. @throws AppError when one of them is missing */
export async function surroundingsOf(ctx: Ctx, authorId: Id): Promise<{ author: Actor; district: District }> {
  const [author, district] = await Promise.all([actorById(ctx, authorId), districtOf(ctx)]);
  if (!district) throw noDistrict();
  if (!author) throw actorNotFound();
  return { author, district };
}

/**
 * Publishes a project note as the viewer: rows, document and what is to be sent in one transaction.
 * @param input as in `test/fixtures/api-project.json`; checked here, whoever calls
 * @throws AppError `project-notes.invalid` with one entry a field, `.not-a-file`, `.too-big`, `.no-district`;
 *   `organisations.not-found`, `.not-editor`
 */
export async function publishProjectNote(
  ctx: Ctx,
  viewer: Viewer,
  input: unknown,
  options: PublishOptions = {},
): Promise<PublishedNote> {
  const fields = await withUploads(ctx, viewer, checkNote(input));
  const author = options.as === undefined ? viewer : await actingFor(ctx, viewer, options.as);
  const surroundings = await surroundingsOf(ctx, author.actorId);
  const actedById = author === viewer ? null : viewer.accountId;
  return inTransaction(ctx, async (tx) => {
    const id = tx.newId();
    const earlier = await claimKey(tx, viewer, options.idempotencyKey, id);
    if (earlier) return earlier;
    const now = wholeSecond(tx.now());
    const slug = await reserveSlug(tx, id, fields.title);
    const place = {
      id,
      slug,
      ...surroundings,
      publishedAt: now,
      updatedAt: now,
      version: 1,
      adoption: options.adoption ?? null,
      confirmation: null,
      visibility: options.visibility ?? "public",
      topicIris: await topicIrisOf(tx, fields),
    };
    await addNote(tx, place, fields, actedById);
    await attachUploads(tx, viewer, uploadIdsOf(fields));
    if (options.coAuthors?.length) await putCoAuthors(tx, id, author.actorId, options.coAuthors);
    return { id, slug, ...addressesOf(tx, { id, slug }) };
  });
}

async function addNote(tx: Ctx, place: NotePlace, fields: ProjectNoteFields, actedById: Id | null): Promise<void> {
  const { id, slug, author, district, publishedAt, updatedAt, version, adoption, visibility } = place;
  const { document, values } = await writeNote(tx, place, fields);
  const { uri, url } = addressesOf(tx, place);
  const row = {
    id,
    uri,
    url,
    slug,
    local: true,
    authorId: author.id,
    actedById,
    groupId: district.actorId,
    kind: "projectNote",
    type: "Article",
    visibility,
    rootId: id,
    publishedAt,
    updatedAt,
    version,
    ...values,
  } as const;
  if (!(await addPost(tx, row, { tags: tagsOf(fields) }))) throw new Error("a fresh id was taken");
  await putNoteTopics(tx, id, document);
  const details = detailsOf(fields, district);
  await tx.db.insert(projectNotes).values({ postId: id, ...details, adoption });
  await putInCatalogue(
    tx,
    { id, local: true, visibility: row.visibility, inReplyToUri: null },
    { ...details, adoption },
  );
  const named = await namedIn(tx, adoption);
  const senders = { authorId: author.id, groupId: district.actorId, groupUri: district.actorUri, named };
  await tellOfNew(tx, { ...senders, postId: id, uri, visibility }, document);
}

/** Takes an idempotency key for this note; when it was taken before, the note that it was taken for. */
async function claimKey(tx: Ctx, viewer: Viewer, key: string | undefined, id: Id): Promise<PublishedNote | null> {
  if (key === undefined) return null;
  const post = await takenBefore(tx, ["project-note", viewer.accountId, key], id);
  return post?.slug ? { id: post.id, slug: post.slug, uri: post.uri, url: post.url } : null;
}
