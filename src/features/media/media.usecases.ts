import { and, asc, eq, gt, inArray, isNull, lt, notInArray, or, type SQL } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import { type Id, isId } from "../../platform/ids.ts";
import { notAnImage } from "../../platform/pictures/errors.ts";
import { sniffImage } from "../../platform/pictures/sniff.ts";
import { moveStored, newStorageKey, openStored, putStored, removeStored } from "../../platform/storage/storage.ts";
import { line } from "../../platform/text-schemas.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { badDescription, badFocus, dailyLimit, mediaInUse, noSuchMedia, notTaken, tooLarge } from "./media.errors.ts";
import {
  cleanFileName,
  DAILY_UPLOAD_BYTES,
  DAILY_UPLOADS,
  documentType,
  type Focus,
  IMAGE_EXTENSIONS,
  MAX_ALT_LENGTH,
  MAX_UPLOAD_BYTES,
  multibaseDigest,
  UNATTACHED_LIFETIME_MS,
} from "./media.model.ts";
import { type Media, mediaByIds, uploadedSince } from "./media.queries.ts";
import { media } from "./media.table.ts";

export interface Upload {
  readonly bytes: Uint8Array;
  /** As the uploader named it; only its extension and a cleaned form are used. */
  readonly fileName: string;
  /** Refuse everything but images. */
  readonly imageOnly?: boolean;
  readonly hints?: UploadHints;
}

/** What an uploader says of a picture; what is undefined stays as it is. */
export interface UploadHints {
  /** Alternative text; empty: none. */
  readonly alt?: string | undefined;
  readonly focus?: Focus | undefined;
}

type Stored = Pick<Media, "kind" | "mediaType" | "width" | "height" | "digest" | "bytes" | "blurhash"> & {
  storageKey: string;
};

async function storeImage(ctx: Ctx, bytes: Uint8Array): Promise<Stored> {
  // Loaded with the first picture: it brings a large library.
  const { processImage } = await import("./media.images.ts");
  const { whole, preview, blurhash } = await processImage(bytes);
  const storageKey = newStorageKey();
  await putStored(ctx, storageKey, "whole", whole.bytes);
  await putStored(ctx, storageKey, "preview", preview.bytes);
  const { mediaType, width, height } = whole;
  const digest = multibaseDigest(whole.bytes);
  return { kind: "image", storageKey, mediaType, width, height, digest, blurhash, bytes: whole.bytes.length };
}

async function storeDocument(ctx: Ctx, bytes: Uint8Array, mediaType: string): Promise<Stored> {
  const storageKey = newStorageKey();
  await putStored(ctx, storageKey, "whole", bytes);
  const digest = multibaseDigest(bytes);
  const unpictured = { width: null, height: null, blurhash: null };
  return { kind: "file", storageKey, mediaType, ...unpictured, digest, bytes: bytes.length };
}

async function checkLimits(ctx: Ctx, viewer: Viewer, bytes: number): Promise<void> {
  if (bytes > MAX_UPLOAD_BYTES) throw tooLarge();
  const dayAgo = new Date(ctx.now().getTime() - 24 * 60 * 60 * 1000);
  const used = await uploadedSince(ctx, viewer.accountId, dayAgo);
  if (used.files >= DAILY_UPLOADS || used.bytes + bytes > DAILY_UPLOAD_BYTES) throw dailyLimit();
}

/** @throws AppError invalid (`media.bad-description`, `media.bad-focus`) */
function checkedHints({ alt, focus }: UploadHints) {
  const text = altText.safeParse(alt);
  if (!text.success) throw badDescription();
  if (focus !== undefined && !focus.every((part) => Math.abs(part) <= 1)) throw badFocus();
  return {
    ...(text.data !== undefined && { alt: text.data }),
    ...(focus && { focusX: focus[0], focusY: focus[1] }),
  };
}

const altText = line(MAX_ALT_LENGTH).optional();

/**
 * Takes an upload: images are decoded and encoded anew, documents of a short list are kept as they came.
 * It belongs to nobody's page until `attachMedia`.
 * @throws AppError invalid (`media.too-large`, `media.not-taken`, `media.not-an-image`, `media.too-many-pixels`,
 * `media.bad-description`, `media.bad-focus`) or limited (`media.daily-limit`, `media.busy`)
 */
export async function storeUpload(ctx: Ctx, viewer: Viewer, upload: Upload): Promise<Media> {
  const { bytes } = upload;
  const hints = checkedHints(upload.hints ?? {});
  await checkLimits(ctx, viewer, bytes.length);
  const stored = await storeByKind(ctx, upload);
  const fileName = cleanFileName(upload.fileName);
  const row = { id: ctx.newId(), accountId: viewer.accountId, fileName, createdAt: ctx.now(), ...stored, ...hints };
  try {
    const [item] = await ctx.db.insert(media).values(row).returning();
    if (!item) throw new Error("insert returned nothing");
    return item;
  } catch (error) {
    await removeStored(ctx, stored.storageKey);
    throw error;
  }
}

async function storeByKind(ctx: Ctx, upload: Upload): Promise<Stored> {
  if (sniffImage(upload.bytes)) return await storeImage(ctx, upload.bytes);
  const name = upload.fileName.toLowerCase();
  if (upload.imageOnly || IMAGE_EXTENSIONS.some((extension) => name.endsWith(extension))) throw notAnImage();
  const mediaType = documentType(upload.bytes, upload.fileName);
  if (!mediaType) throw notTaken();
  return await storeDocument(ctx, upload.bytes, mediaType);
}

const notUsed = (viewer: Viewer, id: Id) =>
  and(eq(media.id, isId(id) ? id : "0"), eq(media.accountId, viewer.accountId), isNull(media.attachedAt));

/**
 * Says what an upload shows, and what to keep of it, before anything uses it.
 * @throws AppError notFound when it is another member's, gone or used; invalid (`media.bad-description`, `media.bad-focus`)
 */
export async function describeUpload(ctx: Ctx, viewer: Viewer, id: Id, hints: UploadHints): Promise<Media> {
  const values = checkedHints(hints);
  const changed = await (Object.keys(values).length === 0
    ? ctx.db.select().from(media).where(notUsed(viewer, id))
    : ctx.db.update(media).set(values).where(notUsed(viewer, id)).returning());
  const [item] = changed;
  if (!item) throw noSuchMedia();
  return item;
}

/** Says what to keep of an upload that something published uses, in the transaction that changes that. */
export async function focusUpload(tx: Ctx, id: Id, [focusX, focusY]: Focus): Promise<void> {
  await tx.db.update(media).set({ focusX, focusY }).where(eq(media.id, id));
}

/**
 * Removes those of some uploads of the viewer's that nothing uses any more, at once instead of a day later.
 * @param drafted what the viewer's drafts name: it stays
 */
export async function deleteReleased(ctx: Ctx, viewer: Viewer, ids: readonly Id[], drafted: readonly Id[]) {
  const unwanted = ids.filter((id) => isId(id) && !drafted.includes(id));
  if (unwanted.length === 0) return;
  const own = eq(media.accountId, viewer.accountId);
  await removeUploads(ctx, and(inArray(media.id, unwanted), own, isNull(media.attachedAt)));
}

/**
 * Removes an upload that nothing uses.
 * @param drafted what the viewer's drafts name
 * @throws AppError notFound when it is another member's or gone; invalid (`media.in-use`)
 */
export async function deleteUpload(ctx: Ctx, viewer: Viewer, id: Id, drafted: readonly Id[]): Promise<void> {
  if (drafted.includes(id)) throw mediaInUse();
  if ((await removeUploads(ctx, notUsed(viewer, id))) > 0) return;
  throw (await mediaByIds(ctx, viewer.accountId, [id])).length > 0 ? mediaInUse() : noSuchMedia();
}

/** Rows and files. A store that does not answer keeps both, so that they are removed another time. */
const removeUploads = (ctx: Ctx, which: SQL | undefined): Promise<number> =>
  inTransaction(ctx, async (tx) => {
    const removed = await tx.db.delete(media).where(which).returning({ storageKey: media.storageKey });
    for (const { storageKey } of removed) await removeStored(tx, storageKey);
    return removed.length;
  });

/**
 * Marks uploads as used, in the transaction of what uses them; a post that is to come later uses them from the moment that
 * it is planned. Each is used once: what lets go of it may let it be swept.
 * @throws AppError notFound when one of them does not exist, is another member's (T181) or is used already
 */
export async function attachMedia(ctx: Ctx, accountId: Id, ids: readonly Id[]): Promise<void> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return;
  if (!wanted.every(isId)) throw noSuchMedia();
  const found = await ctx.db
    .update(media)
    .set({ attachedAt: ctx.now() })
    .where(and(inArray(media.id, wanted), eq(media.accountId, accountId), isNull(media.attachedAt)))
    .returning({ id: media.id });
  if (found.length !== wanted.length) throw noSuchMedia();
}

/** Says that nothing uses these uploads any more (what used them was deleted): a day later they are swept. */
export async function releaseMedia(ctx: Ctx, ids: readonly Id[]): Promise<void> {
  const known = ids.filter(isId);
  if (known.length > 0)
    await ctx.db.update(media).set({ attachedAt: null, releasedAt: ctx.now() }).where(inArray(media.id, known));
}

/**
 * Removes uploads that nothing has used for a day, except `keep` (those named in drafts).
 * @returns how many were removed
 */
export async function sweepUnattachedMedia(ctx: Ctx, keep: readonly Id[]): Promise<number> {
  const before = new Date(ctx.now().getTime() - UNATTACHED_LIFETIME_MS);
  const kept = keep.filter(isId);
  const over = ctx.db
    .select({ id: media.id })
    .from(media)
    .where(
      and(
        isNull(media.attachedAt),
        lt(media.createdAt, before),
        or(isNull(media.releasedAt), lt(media.releasedAt, before)),
        kept.length > 0 ? notInArray(media.id, kept) : undefined,
      ),
    )
    .limit(SWEPT_AT_ONCE);
  let removed = 0;
  for (;;) {
    const now = await removeUploads(ctx, and(inArray(media.id, over), isNull(media.attachedAt)));
    removed += now;
    if (now < SWEPT_AT_ONCE) return removed;
  }
}

const SWEPT_AT_ONCE = 100;

/** All of an upload, 10 MB at most; null when its file is gone. */
export async function uploadedBytes(ctx: Ctx, { storageKey }: Pick<Media, "storageKey">): Promise<Buffer | null> {
  const stored = await openStored(ctx, storageKey, "whole");
  return stored && Buffer.from(await new Response(stored.stream).arrayBuffer());
}

const MOVED_AT_ONCE = 200;

/**
 * Moves the files of all uploads from the data folder into the bucket, or back; it can be broken off and started again.
 * Others' pictures are not moved: they are fetched anew.
 * @returns how many files were moved
 */
export async function moveUploads(ctx: Ctx, to: "bucket" | "disk"): Promise<number> {
  let moved = 0;
  let after: Id = "0";
  for (;;) {
    const rows: Pick<Media, "id" | "storageKey">[] = await ctx.db
      .select({ id: media.id, storageKey: media.storageKey })
      .from(media)
      .where(gt(media.id, after))
      .orderBy(asc(media.id))
      .limit(MOVED_AT_ONCE);
    for (const { id, storageKey } of rows) {
      moved += await moveStored(ctx, storageKey, to);
      after = id;
    }
    if (rows.length < MOVED_AT_ONCE) return moved;
  }
}
