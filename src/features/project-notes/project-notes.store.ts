import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { objectUri } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { CustomEmoji } from "../../platform/emojis.ts";
import { etagOf } from "../../platform/etag.ts";
import type { Id } from "../../platform/ids.ts";
import type { JsonObject } from "../../platform/json.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { wireText } from "../../platform/wire.ts";
import { accounts } from "../accounts/accounts.table.ts";
import { type Actor, actorByUri, ownHost } from "../actors/actors.queries.ts";
import { actors } from "../actors/actors.table.ts";
import type { District } from "../district/district.model.ts";
import { emojisIn, keptEmojis } from "../emojis/emojis.queries.ts";
import { hintsOf, type Media, mediaByIds, mediaUrl } from "../media/media.queries.ts";
import { attachMedia } from "../media/media.usecases.ts";
import { readTopics } from "../posts/posts.activitypub.ts";
import type { PostAttachment, PostTag } from "../posts/posts.model.ts";
import { posts } from "../posts/posts.table.ts";
import { topicFold } from "../posts/topic-fold.model.ts";
import { topicsMeant } from "../posts/topic-names.queries.ts";
import { putPostTopics } from "../posts/topic-names.store.ts";
import type { NoteAdoption } from "./adopted.model.ts";
import { kitDigest } from "./kit-digest.model.ts";
import { MAX_DOCUMENT_BYTES, toWire } from "./project-notes.activitypub.ts";
import { hashtagsOf, renderPlainText } from "./project-notes.content.ts";
import { invalidNote, noSuchMember, noSuchUpload, noteTooBig } from "./project-notes.errors.ts";
import { slugsFor, statusOf, topicKey } from "./project-notes.model.ts";
import {
  type NoteFile,
  type NoteImage,
  type ProjectNoteFields,
  type ProjectNoteInput,
  projectNoteSchema,
} from "./project-notes.schemas.ts";
import { projectNoteAuthors } from "./project-notes.table.ts";
import type { NoteConfirmation } from "./transfer-kit.model.ts";

/** What the use cases share: checking, uploads, the document, the rows that follow from it. */

/** Checks a request against the table of fields. @throws AppError invalid, with one entry a field */
export function checkNote(input: unknown): ProjectNoteInput {
  const result = projectNoteSchema.safeParse(input);
  if (result.success) return result.data;
  throw invalidNote(result.error.issues);
}

type Uploads = ReadonlyMap<string, Media>;

/** Ids of all uploads that a note names. */
export function uploadIdsOf(note: Pick<ProjectNoteFields, "images" | "files" | "transferKit">): string[] {
  const items = [...(note.images ?? []), ...(note.files ?? []), ...(note.transferKit?.files ?? [])];
  return [...new Set(items.flatMap(({ mediaId }) => mediaId ?? []))];
}

/**
 * The note as it is stored: uploads with their addresses. Uploads must be the viewer's own, or stand in the note
 * already (a co-author keeps what the author uploaded).
 * @throws AppError notFound when one does not exist, is somebody else's or is no image where one is wanted (T181)
 */
export async function withUploads(
  ctx: Ctx,
  viewer: Viewer,
  input: ProjectNoteInput,
  kept: readonly string[] = [],
): Promise<ProjectNoteFields> {
  const { images, files, transferKit, ...others } = input;
  const wanted = uploadIdsOf(input as ProjectNoteFields);
  const before = wanted.filter((id) => kept.includes(id));
  const fresh = wanted.filter((id) => !kept.includes(id));
  const found = [...(await mediaByIds(ctx, null, before)), ...(await mediaByIds(ctx, viewer.accountId, fresh))];
  const uploads: Uploads = new Map(found.map((item) => [item.id, item]));
  const { files: kitFiles, ...kit } = transferKit ?? {};
  return {
    ...others,
    ...(images && {
      images: images.map((image, index) => storedImage(ctx, uploads, image, `images.${index}.mediaId`)),
    }),
    ...(files && { files: storedFiles(ctx, uploads, files, "files") }),
    ...(transferKit && {
      transferKit: { ...kit, ...(kitFiles && { files: storedFiles(ctx, uploads, kitFiles, "transferKit.files") }) },
    }),
  };
}

type GivenImage = NonNullable<ProjectNoteInput["images"]>[number];
type GivenFile = NonNullable<ProjectNoteInput["files"]>[number];

function storedImage(ctx: Ctx, uploads: Uploads, { mediaId, alt }: GivenImage, field: string): NoteImage {
  const item = uploads.get(mediaId);
  if (item?.kind !== "image") throw noSuchUpload(field);
  const { mediaType, width, height } = item;
  return {
    mediaId,
    url: mediaUrl(ctx, item),
    mediaType,
    alt,
    ...(width !== null && height !== null && { width, height }),
    ...hintsOf(item),
  };
}

const storedFiles = (ctx: Ctx, uploads: Uploads, files: readonly GivenFile[], at: string): NoteFile[] =>
  files.map(({ mediaId, name }, index) => {
    const item = uploads.get(mediaId);
    if (!item) throw noSuchUpload(`${at}.${index}.mediaId`);
    return { mediaId, name, url: mediaUrl(ctx, item), mediaType: item.mediaType, digest: item.digest };
  });

/** Marks the uploads that are new in a note as used. */
export const attachUploads = (ctx: Ctx, viewer: Viewer, ids: readonly string[]): Promise<void> =>
  attachMedia(ctx, viewer.accountId, ids);

/** Where a note stands: what its document says of its surroundings. */
export interface NotePlace {
  readonly id: Id;
  readonly slug: string;
  readonly author: Actor;
  readonly district: District;
  readonly publishedAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
  readonly adoption: NoteAdoption | null;
  /** As in `NoteEnvelope`. */
  readonly confirmation: NoteConfirmation | null;
  readonly visibility: "public" | "partners";
  /** As in `NoteEnvelope`, when it is written. */
  readonly topicIris: readonly string[];
}

/** The ids of the topics that a note's words mean with us: written into it with its next version, never for their own sake. */
export const topicIrisOf = (ctx: Ctx, fields: ProjectNoteFields): Promise<string[]> =>
  topicsMeant(
    ctx,
    tagsOf(fields).map(({ tag }) => topicFold(tag)),
  );

/** Notes down what a note of ours, just written, says that it is about: as peers read it. */
export const putNoteTopics = (ctx: Ctx, postId: Id, document: JsonObject): Promise<void> =>
  putPostTopics(ctx, postId, readTopics(document));

/** Row ids of who is addressed by name in a note: the author of what it was taken over from. */
export async function namedIn(ctx: Ctx, adoption: NoteAdoption | null): Promise<Id[]> {
  const author = adoption?.named ? await actorByUri(ctx, adoption.named.authorUri) : null;
  return author ? [author.id] : [];
}

/** Addresses of a note, from its row id and slug. */
export const addressesOf = (ctx: Ctx, { id, slug }: Pick<NotePlace, "id" | "slug">) => ({
  uri: objectUri(ctx.origin, id),
  url: `${ctx.origin}/projekte/${slug}`,
});

export interface WrittenNote {
  readonly document: JsonObject;
  /** Columns of `posts` that follow from the fields. */
  readonly values: {
    readonly title: string;
    readonly summary: string;
    readonly content: string;
    readonly plainContent: string | null;
    readonly language: string;
    readonly imageUrl: string | null;
    readonly imageAlt: string | null;
    readonly attachments: PostAttachment[];
    readonly emojis: CustomEmoji[];
    readonly document: string;
    readonly etag: string;
  };
}

/** Writes the document of a note, as text, once. @throws AppError invalid when it is larger than peers take */
export async function writeNote(ctx: Ctx, place: NotePlace, fields: ProjectNoteFields): Promise<WrittenNote> {
  const { author, district, publishedAt, updatedAt, version, adoption, confirmation } = place;
  const emojis = await emojisInNote(ctx, fields);
  const document = toWire(
    {
      origin: ctx.origin,
      ...addressesOf(ctx, place),
      author: { uri: author.uri, followersUri: author.followersUri ?? `${author.uri}/followers` },
      districtUri: district.actorUri,
      publishedAt,
      updatedAt,
      version,
      adoption,
      confirmation,
      forPartners: place.visibility === "partners",
      topicIris: place.topicIris,
      emojis,
    },
    fields,
  );
  const text = wireText(document);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_DOCUMENT_BYTES) throw noteTooBig(bytes, MAX_DOCUMENT_BYTES);
  const [image] = fields.images ?? [];
  const values = {
    title: fields.title,
    summary: fields.summary,
    content: String(document.content),
    plainContent: renderPlainText(fields),
    language: fields.language ?? "de",
    imageUrl: image?.url ?? null,
    imageAlt: image?.alt ?? null,
    attachments: attachmentsOf(fields),
    emojis: keptEmojis(emojis),
    document: text,
    etag: etagOf(text),
  };
  return { document, values };
}

/** The emojis of this server in a note, whatever the field. */
export const emojisInNote = (ctx: Ctx, fields: ProjectNoteFields) => emojisIn(ctx, textsIn(fields));

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function attachmentsOf({ images = [], files = [] }: ProjectNoteFields): PostAttachment[] {
  const pictures = images.map(({ mediaId: _, ...picture }) => picture);
  return [...pictures, ...files.map(({ url, mediaType, name }) => ({ url, mediaType, alt: name }))];
}

/** Columns of `project_notes` that follow from the fields. */
export const detailsOf = (fields: ProjectNoteFields, district: District) => ({
  status: statusOf(fields),
  outcome: fields.outcome ?? ("ongoing" as const),
  fields,
  kitDigest: kitDigest(fields),
  districtName: district.name,
  districtUri: district.actorUri,
});

/** Hashtags of a note as they are looked up. */
export function tagsOf(fields: ProjectNoteFields): PostTag[] {
  // People read "Repair Café"; only the wire needs "RepairCafé".
  const written = new Map((fields.topics ?? []).map((topic) => [topicKey(topic), topic]));
  return hashtagsOf(fields).map((name) => ({ tag: name.toLowerCase(), name: written.get(name.toLowerCase()) ?? name }));
}

/** A slug for a title that no note has or had. Two that want the same one wait for each other. */
export async function reserveSlug(ctx: Ctx, id: Id, title: string): Promise<string> {
  const wanted = slugsFor(title);
  await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`slug:${wanted[0]}`}, 0))`);
  const rows = await ctx.db.select({ slug: posts.slug }).from(posts).where(inArray(posts.slug, wanted));
  const taken = new Set(rows.map(({ slug }) => slug));
  return wanted.find((slug) => !taken.has(slug)) ?? `${wanted[0]}-${id}`;
}

/** Replaces who wrote a note together with its author. @throws AppError invalid when a handle is no member's */
export async function putCoAuthors(ctx: Ctx, postId: Id, authorId: Id, handles: readonly string[]): Promise<void> {
  const wanted = [...new Set(handles.map((handle) => handle.trim().replace(/^@/, "").toLowerCase()))];
  const members = wanted.length === 0 ? [] : await membersByHandle(ctx, wanted);
  const known = new Set(members.map(({ handle }) => handle));
  const unknown = wanted.findIndex((handle) => !known.has(handle));
  if (unknown >= 0) throw noSuchMember(`coAuthors.${unknown}`);
  await ctx.db.delete(projectNoteAuthors).where(eq(projectNoteAuthors.postId, postId));
  const others = members.filter((member) => member.actorId !== authorId);
  if (others.length === 0) return;
  await ctx.db.insert(projectNoteAuthors).values(others.map(({ accountId }) => ({ postId, accountId })));
}

const membersByHandle = (ctx: Ctx, handles: readonly string[]) =>
  ctx.db
    .select({ accountId: accounts.id, actorId: actors.id, handle: actors.handle })
    .from(accounts)
    .innerJoin(actors, eq(actors.id, accounts.actorId))
    .where(and(eq(actors.host, ownHost(ctx)), inArray(actors.handle, [...handles]), isNull(accounts.suspendedAt)));
