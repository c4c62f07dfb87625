import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { emojiUri } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type CustomEmoji, MOST_EMOJIS } from "../../platform/emojis.ts";
import type { Id } from "../../platform/ids.ts";
import { type OwnEmoji, shortcodesIn } from "./emojis.model.ts";
import { customEmojis } from "./emojis.table.ts";

export type EmojiRow = typeof customEmojis.$inferSelect;

/** Public address of the picture. */
export const emojiPicture = (ctx: Ctx, { storageKey }: Pick<EmojiRow, "storageKey">): string =>
  `${ctx.origin}/media/emojis/${storageKey}`;

/** Address of a PNG of the first frame. @param url address of the picture */
export const stillPicture = (url: string): string => `${url}/klein`;

/** A row as texts use it. */
export const ownEmoji = (ctx: Ctx, row: EmojiRow): OwnEmoji => ({
  name: row.shortcode,
  url: emojiPicture(ctx, row),
  ...(row.inPicker && { inPicker: true }),
  uri: emojiUri(ctx.origin, row.id),
  mediaType: row.mediaType,
  updatedAt: row.updatedAt,
});

async function offered(ctx: Ctx, shortcodes: readonly string[]): Promise<OwnEmoji[]> {
  if (shortcodes.length === 0) return [];
  const rows = await ctx.db
    .select()
    .from(customEmojis)
    .where(and(inArray(customEmojis.shortcode, [...shortcodes]), isNull(customEmojis.retiredAt)));
  const byName = new Map(rows.map((row) => [row.shortcode, row]));
  return [...new Set(shortcodes)].flatMap((name) => byName.get(name) ?? []).map((row) => ownEmoji(ctx, row));
}

/**
 * The emojis of this server that some texts of a member name, at most 30, in their order: one statement, and none where
 * nothing stands between colons.
 * @param texts plain, or HTML of ours
 */
export const emojisIn = async (ctx: Ctx, texts: readonly (string | null)[]): Promise<OwnEmoji[]> =>
  (await offered(ctx, shortcodesIn(texts.filter((text) => text !== null)))).slice(0, MOST_EMOJIS);

/** Those of some shortcodes (without colons, as they are written) that this server offers, in this order. */
export const emojisNamed = async (ctx: Ctx, shortcodes: readonly string[]): Promise<CustomEmoji[]> =>
  keptEmojis(await offered(ctx, shortcodes));

/** What a post or a profile keeps of the emojis in it. */
export const keptEmojis = (emojis: readonly OwnEmoji[]): CustomEmoji[] =>
  emojis.map(({ name, url, inPicker }) => ({ name, url, ...(inPicker && { inPicker }) }));

const inOrder = [asc(sql`lower(${customEmojis.category})`), asc(sql`lower(${customEmojis.shortcode})`)];

/** All that are in use, by category; those without one first. */
export const offeredEmojis = (ctx: Ctx): Promise<EmojiRow[]> =>
  ctx.db
    .select()
    .from(customEmojis)
    .where(isNull(customEmojis.retiredAt))
    .orderBy(...inOrder);

/** Those that forms list for writers, in order. */
export const emojisToType = async (ctx: Ctx): Promise<CustomEmoji[]> =>
  keptEmojis((await offeredEmojis(ctx)).filter(({ inPicker }) => inPicker).map((row) => ownEmoji(ctx, row)));

/** All, also those that are out of use. */
export const allEmojis = (ctx: Ctx): Promise<EmojiRow[]> =>
  ctx.db
    .select()
    .from(customEmojis)
    .orderBy(...inOrder);

/** The emoji with an id, in use or not; null when there is none. */
export async function emojiById(ctx: Ctx, id: Id): Promise<EmojiRow | null> {
  const [row] = await ctx.db.select().from(customEmojis).where(eq(customEmojis.id, id));
  return row ?? null;
}

/** The emoji behind the address of a picture, or null. */
export async function emojiByKey(ctx: Ctx, storageKey: string): Promise<EmojiRow | null> {
  const [row] = await ctx.db.select().from(customEmojis).where(eq(customEmojis.storageKey, storageKey));
  return row ?? null;
}
