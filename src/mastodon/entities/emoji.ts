import { type EmojiRow, ownEmoji, stillPicture } from "../../features/emojis/emojis.queries.ts";
import { foreignPath } from "../../features/media/foreign-media.model.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { CustomEmoji } from "../../platform/emojis.ts";

const isOurs = (ctx: Ctx, url: string): boolean => url.startsWith(`${ctx.origin}/`);

/** Address of a picture, ours as it is, others' over this server. @param owner host of whoever shows it */
export const pictureUrl = (ctx: Ctx, url: string, owner: string): string =>
  isOurs(ctx, url) ? url : `${ctx.origin}${foreignPath(ctx.vault, { kind: "image", url, owner })}`;

/** CustomEmoji: pictures for the `:names:` in somebody's texts. Others' do not move here. */
export const emojiEntities = (ctx: Ctx, emojis: readonly CustomEmoji[], owner: string) =>
  emojis.map(({ name, url, inPicker = false }) => {
    const address = pictureUrl(ctx, url, owner);
    const still = isOurs(ctx, url) ? stillPicture(url) : address;
    return { shortcode: name, url: address, static_url: still, visible_in_picker: inPicker };
  });

/** CustomEmoji of one that this server offers; `category` only where it has one. */
export function offeredEmojiEntity(ctx: Ctx, row: EmojiRow) {
  const { name, url } = ownEmoji(ctx, row);
  const category = row.category === "" ? {} : { category: row.category };
  return { shortcode: name, url, static_url: stillPicture(url), visible_in_picker: row.inPicker, ...category };
}
