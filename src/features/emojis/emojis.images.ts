import type { Sharp } from "sharp";
import { AppError } from "../../platform/errors.ts";
import { type Bounds, decoder, inspect, inTurn } from "../../platform/pictures/decode.ts";
import { emojiTooLarge, emojiTooManyPixels, onlyEmojiPictures } from "./emojis.errors.ts";
import { EMOJI_SIDE, MAX_EMOJI_BYTES, MAX_EMOJI_FRAMES, MAX_EMOJI_PIXELS } from "./emojis.model.ts";

const MOVING: Bounds = { pixels: MAX_EMOJI_PIXELS, frames: MAX_EMOJI_FRAMES, moving: true };
const STILL: Bounds = { ...MOVING, moving: false };

export interface EmojiPicture {
  readonly mediaType: "image/png" | "image/gif" | "image/webp";
  readonly whole: Buffer;
  /** PNG of the first frame. */
  readonly still: Buffer;
}

/**
 * Decodes a picture and makes the two forms that are kept, without metadata, at most 128 pixels: as it moves (GIF, WebP;
 * PNG where nothing moves), and as it stands still.
 * @throws AppError invalid (`emojis.only-pictures`, `emojis.too-large`, `emojis.too-many-pixels`) or limited (`media.busy`)
 */
export async function emojiPictureFrom(bytes: Uint8Array): Promise<EmojiPicture> {
  if (bytes.length > MAX_EMOJI_BYTES) throw emojiTooLarge();
  const picture = await inTurn(async (): Promise<EmojiPicture> => {
    const { format, frames } = await inspect(bytes, MOVING).catch(inOurWords);
    if (format !== "png" && format !== "gif" && format !== "webp") throw onlyEmojiPictures();
    try {
      const still = await shrunk(bytes, STILL).png({ effort: 5 }).toBuffer();
      if (frames === 1 || format === "png") return { mediaType: "image/png", whole: still, still };
      const whole = await moving(shrunk(bytes, MOVING), format);
      return { mediaType: `image/${format}`, whole, still };
    } catch {
      throw onlyEmojiPictures();
    }
  });
  // Other servers take no more either.
  if (picture.whole.length > MAX_EMOJI_BYTES) throw emojiTooLarge();
  return picture;
}

/** Uploads may be more, and of other kinds. */
const inOurWords = (error: unknown): never => {
  const code = error instanceof AppError ? error.code : "";
  if (code === "media.too-many-pixels") throw emojiTooManyPixels();
  throw code === "media.not-an-image" ? onlyEmojiPictures() : error;
};

const shrunk = (bytes: Uint8Array, bounds: Bounds): Sharp =>
  decoder(bytes, bounds).resize({ width: EMOJI_SIDE, height: EMOJI_SIDE, fit: "inside", withoutEnlargement: true });

const moving = (image: Sharp, format: "gif" | "webp"): Promise<Buffer> =>
  (format === "gif" ? image.gif() : image.webp()).toBuffer();
