import sharp, { type Sharp } from "sharp";
import { createTurns } from "../turns.ts";
import { busy, notAnImage, tooManyPixels } from "./errors.ts";
import { type ImageFormat, sniffImage } from "./sniff.ts";

sharp.concurrency(1);
sharp.cache(false);

/** Longest time that one picture is worked on. */
const SECONDS = 20;

/** Two images at a time and one thread each: the rest of the machine goes on serving pages. */
export const inTurn = createTurns(2, 10, busy);

/** What is decoded at all; counted over all frames when all of them are. */
export interface Bounds {
  readonly pixels: number;
  readonly frames: number;
  /** All frames, not only the first one. */
  readonly moving?: boolean;
}

const FORMAT_OF: Readonly<Record<string, ImageFormat>> = {
  jpeg: "jpeg",
  png: "png",
  webp: "webp",
  gif: "gif",
  heif: "avif",
};

/** Upright; everything that is broken is refused. */
export const decoder = (bytes: Uint8Array, { pixels, moving }: Bounds): Sharp =>
  sharp(bytes, { limitInputPixels: pixels, failOn: "error", sequentialRead: true, pages: moving === true ? -1 : 1 })
    .timeout({ seconds: SECONDS })
    .autoOrient();

/** What is known of an image before a pixel is decoded. */
export interface Inspected {
  readonly format: ImageFormat;
  readonly hasAlpha: boolean;
  readonly frames: number;
}

/** Refuses what is not an image that we take. @throws AppError invalid (`media.not-an-image`, `media.too-many-pixels`) */
export async function inspect(bytes: Uint8Array, bounds: Bounds): Promise<Inspected> {
  const format = sniffImage(bytes);
  if (!format) throw notAnImage();
  const found = await decoder(bytes, { ...bounds, moving: false })
    .metadata()
    .catch((cause: unknown) => {
      throw cause instanceof Error && /pixel limit/i.test(cause.message) ? tooManyPixels() : notAnImage();
    });
  if (FORMAT_OF[found.format ?? ""] !== format) throw notAnImage();
  const frames = found.pages ?? 1;
  const decoded = (found.width ?? 0) * (found.height ?? 0) * (bounds.moving === true ? frames : 1);
  if (decoded > bounds.pixels || frames > bounds.frames) throw tooManyPixels();
  return { format, hasAlpha: found.hasAlpha === true, frames };
}
