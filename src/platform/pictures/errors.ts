import { AppError } from "../errors.ts";

export const notAnImage = () =>
  new AppError("invalid", "media.not-an-image", "This is not an image that can be read: JPEG, PNG, WebP, AVIF or GIF.");
export const tooManyPixels = () => new AppError("invalid", "media.too-many-pixels", "The image has too many pixels.");
export const busy = () =>
  new AppError("limited", "media.busy", "Other images are being worked on; try again shortly.", { retryAfter: 10 });
