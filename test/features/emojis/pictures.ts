import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import type { EmojiRow } from "../../../src/features/emojis/emojis.queries.ts";
import { addEmoji } from "../../../src/features/emojis/emojis.usecases.ts";
import type { Ctx } from "../../../src/platform/ctx.ts";
import { animatedGif, picture } from "../media/media.files.ts";

/** A square picture as an admin would upload it. */
export const square = (): Promise<Buffer> => picture(48, 48, 4).png().toBuffer();

/** An animation of so many frames, each of 24 pixels. */
export const moving = async (frames: number): Promise<Buffer> => animatedGif(frames);

/** An emoji of this server. */
export const withEmoji = async (ctx: Ctx, admin: Account, shortcode: string, category = ""): Promise<EmojiRow> =>
  addEmoji(ctx, admin, { shortcode, category, inPicker: true }, await square());
