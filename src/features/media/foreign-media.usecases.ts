import { and, asc, eq, inArray, isNotNull, lt, type SQL, sum } from "drizzle-orm";
import { hostOf } from "../../platform/ap-uris.ts";
import { perPool } from "../../platform/coalesce.ts";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import { busy } from "../../platform/pictures/errors.ts";
import { newStorageKey, putStored, removeStored } from "../../platform/storage/storage.ts";
import { createTurns } from "../../platform/turns.ts";
import { fetchImage } from "./foreign-media.fetch.ts";
import {
  ABSENT_LIFETIME_MS,
  FAILED_LIFETIME_MS,
  FOREIGN_LIFETIME_MS,
  FOREIGN_QUOTA_BYTES,
  HOST_QUOTA_BYTES,
  urlHash,
} from "./foreign-media.model.ts";
import { type ForeignMedia, keptForeignMedia } from "./foreign-media.queries.ts";
import { foreignMedia } from "./foreign-media.table.ts";

/** Few at a time, so that slow servers hold up neither pages nor each other for long. */
const inTurn = createTurns(8, 64, busy);

/** Of all who want the same picture at once, one fetches it. */
const flights = perPool(() => new Map<string, Promise<ForeignMedia>>());

/**
 * Somebody else's picture as it is kept here, fetched when it is not.
 * @returns a row without `storageKey` when there is nothing to show; that is remembered, too
 * @throws AppError limited when too many are being fetched
 */
export async function foreignImage(ctx: Ctx, url: string): Promise<ForeignMedia> {
  const hash = urlHash(url);
  const kept = await keptForeignMedia(ctx, hash);
  if (kept) return kept;
  const known = flights(ctx);
  const flight = known.get(hash);
  if (flight) return flight;
  // Asked again at its turn: another flight may have landed since it was looked up above.
  const started = inTurn(async () => (await keptForeignMedia(ctx, hash)) ?? fetchAndKeep(ctx, url, hash));
  known.set(hash, started);
  return started.finally(() => known.delete(hash));
}

async function fetchAndKeep(ctx: Ctx, url: string, hash: string): Promise<ForeignMedia> {
  const absent = { urlHash: hash, host: hostOf(url) ?? "", storageKey: null, mediaType: null, bytes: 0 };
  try {
    const bytes = await fetchImage(ctx, url);
    // Loaded with the first picture: it brings a large library.
    const { previewOf } = await import("./media.images.ts");
    const preview = await previewOf(bytes);
    const storageKey = newStorageKey();
    await putStored(ctx, storageKey, "preview", preview.bytes);
    const kept = { ...absent, storageKey, mediaType: preview.mediaType, bytes: preview.bytes.length };
    return await keep(ctx, kept, FOREIGN_LIFETIME_MS);
  } catch (error) {
    if (!(error instanceof AppError) || error.kind === "limited") throw error;
    ctx.log.debug("No picture at {url}: {error}", { url, error: error.message });
    return keep(ctx, absent, error.kind === "upstream" ? FAILED_LIFETIME_MS : ABSENT_LIFETIME_MS);
  }
}

type Found = Pick<ForeignMedia, "urlHash" | "host" | "storageKey" | "mediaType" | "bytes">;

async function keep(ctx: Ctx, found: Found, lifetimeMs: number): Promise<ForeignMedia> {
  if (found.storageKey) await makeRoom(ctx, found);
  const now = ctx.now();
  const values = { ...found, fetchedAt: now, expiresAt: new Date(now.getTime() + lifetimeMs) };
  const same = eq(foreignMedia.urlHash, found.urlHash);
  const { row, unused } = await inTransaction(ctx, async (tx) => {
    const before = await tx.db.delete(foreignMedia).where(same).returning();
    const [added] = await tx.db.insert(foreignMedia).values(values).onConflictDoNothing().returning();
    if (added) return { row: added, unused: before };
    // Another process was quicker: its picture stays.
    const [other] = await tx.db.select().from(foreignMedia).where(same);
    return { row: other ?? values, unused: [values] };
  });
  await removeFiles(ctx, unused);
  return row;
}

/** Removes the oldest pictures until the new one fits: those of its own host first, which may not have more than a share. */
async function makeRoom(ctx: Ctx, { host, bytes }: Found): Promise<void> {
  await evict(ctx, eq(foreignMedia.host, host), bytes, HOST_QUOTA_BYTES);
  await evict(ctx, undefined, bytes, FOREIGN_QUOTA_BYTES);
}

const EVICTED_AT_ONCE = 50;

async function evict(ctx: Ctx, of: SQL | undefined, bytes: number, quota: number): Promise<void> {
  for (;;) {
    const [used] = await ctx.db
      .select({ bytes: sum(foreignMedia.bytes) })
      .from(foreignMedia)
      .where(of);
    if (Number(used?.bytes ?? 0) + bytes <= quota) return;
    const oldest = ctx.db
      .select({ urlHash: foreignMedia.urlHash })
      .from(foreignMedia)
      .where(and(of, isNotNull(foreignMedia.storageKey)))
      .orderBy(asc(foreignMedia.fetchedAt))
      .limit(EVICTED_AT_ONCE);
    if ((await remove(ctx, inArray(foreignMedia.urlHash, oldest))) === 0) return;
  }
}

async function remove(ctx: Ctx, which: SQL): Promise<number> {
  const rows = await ctx.db.delete(foreignMedia).where(which).returning({ storageKey: foreignMedia.storageKey });
  await removeFiles(ctx, rows);
  return rows.length;
}

async function removeFiles(ctx: Ctx, rows: readonly Pick<ForeignMedia, "storageKey">[]): Promise<void> {
  for (const { storageKey } of rows) if (storageKey) await removeStored(ctx, storageKey);
}

/** Forgets a picture, so that it is fetched anew: its file is gone. */
export async function forgetForeignMedia(ctx: Ctx, url: string): Promise<void> {
  await remove(ctx, eq(foreignMedia.urlHash, urlHash(url)));
}

const SWEPT_AT_ONCE = 500;

/**
 * Removes pictures whose time is over. To be run now and then.
 * @returns how many were removed
 */
export async function sweepForeignMedia(ctx: Ctx): Promise<number> {
  const over = ctx.db
    .select({ urlHash: foreignMedia.urlHash })
    .from(foreignMedia)
    .where(lt(foreignMedia.expiresAt, ctx.now()))
    .limit(SWEPT_AT_ONCE);
  let removed = 0;
  for (;;) {
    const now = await remove(ctx, inArray(foreignMedia.urlHash, over));
    removed += now;
    if (now < SWEPT_AT_ONCE) return removed;
  }
}
