import { encode as encodeBlurhash } from "blurhash";
import sharp, { type Sharp } from "sharp";
import { type Bounds, decoder, inspect, inTurn } from "../../platform/pictures/decode.ts";
import { notAnImage } from "../../platform/pictures/errors.ts";
import { MAX_FRAMES, MAX_IMAGE_BYTES, MAX_INPUT_PIXELS, MAX_SIDE, PREVIEW_SIDE } from "./media.model.ts";

/** Of an animation the first frame is kept. */
const BOUNDS: Bounds = { pixels: MAX_INPUT_PIXELS, frames: MAX_FRAMES };

const BLUR_SIDE = 32;

/** A blur of an image in few letters, for the time until it is there; four parts along the longer side, three along the other. */
async function blurhashOf({ bytes, width, height }: EncodedImage): Promise<string> {
  const { data, info } = await sharp(bytes)
    .resize({ width: BLUR_SIDE, height: BLUR_SIDE, fit: "inside" })
    .toColourspace("srgb")
    .flatten({ background: "#ffffff" })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const [x, y] = width >= height ? [4, 3] : [3, 4];
  return encodeBlurhash(new Uint8ClampedArray(data), info.width, info.height, x, y);
}

export interface EncodedImage {
  readonly bytes: Buffer;
  readonly mediaType: "image/jpeg" | "image/png";
  readonly width: number;
  readonly height: number;
}

/** First frame, upright, sRGB, at most `side` pixels: sharp drops EXIF, GPS, XMP, ICC and thumbnails on the way. */
const shrunk = (bytes: Uint8Array, side: number): Sharp =>
  decoder(bytes, BOUNDS).resize({ width: side, height: side, fit: "inside", withoutEnlargement: true });

async function encode(image: Sharp, mediaType: EncodedImage["mediaType"]): Promise<EncodedImage> {
  const { data, info } = await image.toBuffer({ resolveWithObject: true });
  return { bytes: data, mediaType, width: info.width, height: info.height };
}

const asPng = (bytes: Uint8Array, side: number): Promise<EncodedImage> =>
  encode(shrunk(bytes, side).png({ palette: true, effort: 5 }), "image/png");

/** Older peers cannot show WebP, therefore JPEG; transparent parts become white. */
const asJpeg = (bytes: Uint8Array, side: number, quality: number): Promise<EncodedImage> =>
  encode(shrunk(bytes, side).flatten({ background: "#ffffff" }).jpeg({ quality, progressive: true }), "image/jpeg");

/** A drawing with transparency stays PNG as long as it is small; all else becomes a JPEG of at most 2 MB. */
async function encodeWhole(bytes: Uint8Array, hasAlpha: boolean): Promise<EncodedImage> {
  if (hasAlpha) {
    const png = await asPng(bytes, MAX_SIDE);
    if (png.bytes.length <= MAX_IMAGE_BYTES / 4) return png;
  }
  for (const quality of [82, 70]) {
    const jpeg = await asJpeg(bytes, MAX_SIDE, quality);
    if (jpeg.bytes.length <= MAX_IMAGE_BYTES) return jpeg;
  }
  return await asJpeg(bytes, Math.round(MAX_SIDE * 0.7), 60);
}

/**
 * Decodes somebody else's picture and makes the one form that is kept, as for our own.
 * @throws AppError invalid when it is no image that we take, limited when too many are waiting.
 */
export function previewOf(bytes: Uint8Array): Promise<EncodedImage> {
  return inTurn(async () => {
    const { hasAlpha } = await inspect(bytes, BOUNDS);
    try {
      return hasAlpha ? await asPng(bytes, PREVIEW_SIDE) : await asJpeg(bytes, PREVIEW_SIDE, 78);
    } catch {
      throw notAnImage();
    }
  });
}

export interface ProcessedImage {
  readonly whole: EncodedImage;
  readonly preview: EncodedImage;
  readonly blurhash: string;
}

/**
 * Decodes an upload and makes the two forms that are kept, so that nothing of the file itself is: no metadata, no tail,
 * no script. Both forms have the same media type.
 * @throws AppError invalid when it is no image that we take, limited when too many are waiting.
 */
export function processImage(bytes: Uint8Array): Promise<ProcessedImage> {
  return inTurn(async () => {
    const { hasAlpha } = await inspect(bytes, BOUNDS);
    try {
      const whole = await encodeWhole(bytes, hasAlpha);
      const isPng = whole.mediaType === "image/png";
      const preview = isPng ? await asPng(bytes, PREVIEW_SIDE) : await asJpeg(bytes, PREVIEW_SIDE, 78);
      return { whole, preview, blurhash: await blurhashOf(preview) };
    } catch {
      throw notAnImage();
    }
  });
}
