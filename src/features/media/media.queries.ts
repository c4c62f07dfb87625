import { and, count, eq, gt, inArray, sum } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { type Id, isId } from "../../platform/ids.ts";
import { isStorageKey } from "../../platform/storage/storage.ts";
import type { PictureHints } from "./media.model.ts";
import { media } from "./media.table.ts";

export type Media = typeof media.$inferSelect;

/** Public address of an upload; `klein` is the preview of an image. */
export function mediaUrl(ctx: Ctx, item: Pick<Media, "storageKey">, size: "gross" | "klein" = "gross"): string {
  return `${ctx.origin}/media/${item.storageKey}${size === "klein" ? "/klein" : ""}`;
}

/** What is known of an upload's look. */
export const hintsOf = ({ focusX, focusY, blurhash }: Pick<Media, "focusX" | "focusY" | "blurhash">): PictureHints => ({
  ...(focusX !== null && focusY !== null && { focus: [focusX, focusY] }),
  ...(blurhash !== null && { blurhash }),
});

/**
 * The uploads with these ids, in this order; unknown ones are left out. With an account only that account's own
 * (what a form may name), with null everybody's (what is published already).
 */
export async function mediaByIds(ctx: Ctx, accountId: Id | null, ids: readonly Id[]): Promise<Media[]> {
  const known = ids.filter(isId);
  if (known.length === 0) return [];
  const rows = await ctx.db
    .select()
    .from(media)
    .where(and(inArray(media.id, known), accountId === null ? undefined : eq(media.accountId, accountId)));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return known.flatMap((id) => byId.get(id) ?? []);
}

/** The upload behind a public address, or null. */
export async function mediaByKey(ctx: Ctx, key: string): Promise<Media | null> {
  if (!isStorageKey(key)) return null;
  const [row] = await ctx.db.select().from(media).where(eq(media.storageKey, key));
  return row ?? null;
}

/** How many files and bytes an account has uploaded since a time. */
export async function uploadedSince(ctx: Ctx, accountId: Id, since: Date): Promise<{ files: number; bytes: number }> {
  const [row] = await ctx.db
    .select({ files: count(), bytes: sum(media.bytes) })
    .from(media)
    .where(and(eq(media.accountId, accountId), gt(media.createdAt, since)));
  return { files: row?.files ?? 0, bytes: Number(row?.bytes ?? 0) };
}
