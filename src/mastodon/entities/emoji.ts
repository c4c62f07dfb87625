import { foreignPath } from "../../features/media/foreign-media.model.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { CustomEmoji } from "../../platform/emojis.ts";

/** Address of a picture, ours as it is, others' over this server. @param owner host of whoever shows it */
export const pictureUrl = (ctx: Ctx, url: string, owner: string): string =>
  url.startsWith(`${ctx.origin}/`) ? url : `${ctx.origin}${foreignPath(ctx.vault, { kind: "image", url, owner })}`;

/** CustomEmoji: pictures for the `:names:` in somebody's texts. */
export const emojiEntities = (ctx: Ctx, emojis: readonly CustomEmoji[], owner: string) =>
  emojis.map(({ name, url }) => {
    const address = pictureUrl(ctx, url, owner);
    return { shortcode: name, url: address, static_url: address, visible_in_picker: false };
  });
