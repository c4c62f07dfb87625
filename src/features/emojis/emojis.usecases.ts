import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import { type Id, isId } from "../../platform/ids.ts";
import { moveStored, newStorageKey, putStored, removeStored } from "../../platform/storage/storage.ts";
import { line } from "../../platform/text-schemas.ts";
import { readInput } from "../../platform/validation.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { emojiNotFound, noPicture, onlyAdminsKeepEmojis, shortcodeTaken, tooManyEmojis } from "./emojis.errors.ts";
import { MAX_CATEGORY_LENGTH, MOST_OWN_EMOJIS, SHORTCODE } from "./emojis.model.ts";
import { canKeepEmojis } from "./emojis.policy.ts";
import type { EmojiRow } from "./emojis.queries.ts";
import { customEmojis } from "./emojis.table.ts";

const shown = { category: line(MAX_CATEGORY_LENGTH), inPicker: z.boolean() };
const shownSchema = z.strictObject(shown);
const emojiSchema = z.strictObject({
  ...shown,
  // People type it with its colons, as they would use it.
  shortcode: z
    .string()
    .transform((text) => text.trim().replace(/^:(.*):$/, "$1"))
    .pipe(z.string().regex(SHORTCODE, { error: "error.emojis.shortcode-malformed" })),
});

/** How an emoji is offered: `category` plain text, empty: none; `inPicker` whether apps and forms list it. */
export type EmojiShown = z.input<typeof shownSchema>;
export type NewEmoji = z.input<typeof emojiSchema>;

/** @throws AppError `emojis.only-admins` */
function checkMayKeep(viewer: Viewer): void {
  if (!canKeepEmojis(viewer)) throw onlyAdminsKeepEmojis();
}

const isTaken = async (ctx: Ctx, shortcode: string): Promise<boolean> =>
  (await ctx.db.$count(customEmojis, eq(sql`lower(${customEmojis.shortcode})`, shortcode.toLowerCase()))) > 0;

/**
 * Takes a picture for `:shortcode:`, made anew from its pixels. It is found in what is written from now on.
 * @param picture the file as it came; empty when none was given
 * @throws AppError `emojis.only-admins`, `errors.input`, `emojis.shortcode-taken`, `.no-picture`, `.only-pictures`,
 *   `.too-large`, `.too-many-pixels`, `.too-many`, `media.busy`
 */
export async function addEmoji(ctx: Ctx, viewer: Viewer, input: NewEmoji, picture: Uint8Array): Promise<EmojiRow> {
  checkMayKeep(viewer);
  const emoji = readInput(emojiSchema, input);
  if (await isTaken(ctx, emoji.shortcode)) throw shortcodeTaken();
  if (picture.length === 0) throw noPicture();
  if ((await ctx.db.$count(customEmojis)) >= MOST_OWN_EMOJIS) throw tooManyEmojis();
  // Loaded where it is used: it brings a large library.
  const { emojiPictureFrom } = await import("./emojis.images.ts");
  const { mediaType, whole, still } = await emojiPictureFrom(picture);
  const storageKey = newStorageKey();
  await putStored(ctx, storageKey, "whole", whole);
  await putStored(ctx, storageKey, "preview", still);
  const now = ctx.now();
  const row = { id: ctx.newId(), ...emoji, storageKey, mediaType, changedById: viewer.accountId };
  try {
    const [added] = await ctx.db
      .insert(customEmojis)
      .values({ ...row, createdAt: now, updatedAt: now })
      .onConflictDoNothing()
      .returning();
    // Somebody was quicker.
    if (!added) throw shortcodeTaken();
    return added;
  } catch (error) {
    await removeStored(ctx, storageKey);
    throw error;
  }
}

type Changes = Partial<Pick<EmojiRow, "category" | "inPicker" | "retiredAt">>;

async function change(ctx: Ctx, viewer: Viewer, id: Id, changes: Changes): Promise<void> {
  const updated = await ctx.db
    .update(customEmojis)
    .set({ ...changes, updatedAt: ctx.now(), changedById: viewer.accountId })
    .where(eq(customEmojis.id, isId(id) ? id : "0"))
    .returning({ id: customEmojis.id });
  if (updated.length === 0) throw emojiNotFound();
}

/** Changes how an emoji is offered; its name and its picture stay, since others keep them. @throws AppError as `addEmoji` */
export async function showEmoji(ctx: Ctx, viewer: Viewer, id: Id, input: EmojiShown): Promise<void> {
  checkMayKeep(viewer);
  await change(ctx, viewer, id, readInput(shownSchema, input));
}

/**
 * Takes an emoji out of use, or back into it. What was written with it keeps its picture.
 * @throws AppError `emojis.only-admins`, `emojis.not-found`
 */
export async function retireEmoji(ctx: Ctx, viewer: Viewer, id: Id, retired: boolean): Promise<void> {
  checkMayKeep(viewer);
  await change(ctx, viewer, id, { retiredAt: retired ? ctx.now() : null });
}

/**
 * Deletes an emoji and its picture for good: what was written with it shows `:shortcode:` again.
 * @throws AppError `emojis.only-admins`, `emojis.not-found`; upstream when the store does not answer (nothing is deleted)
 */
export async function deleteEmoji(ctx: Ctx, viewer: Viewer, id: Id): Promise<void> {
  checkMayKeep(viewer);
  await inTransaction(ctx, async (tx) => {
    const [gone] = await tx.db
      .delete(customEmojis)
      .where(eq(customEmojis.id, isId(id) ? id : "0"))
      .returning({ storageKey: customEmojis.storageKey });
    if (!gone) throw emojiNotFound();
    await removeStored(tx, gone.storageKey);
  });
}

/**
 * Moves the pictures from the data folder into the bucket, or back; it can be broken off and started again.
 * @returns how many files were moved
 */
export async function moveEmojiPictures(ctx: Ctx, to: "bucket" | "disk"): Promise<number> {
  const rows = await ctx.db.select({ storageKey: customEmojis.storageKey }).from(customEmojis);
  let moved = 0;
  for (const { storageKey } of rows) moved += await moveStored(ctx, storageKey, to);
  return moved;
}
