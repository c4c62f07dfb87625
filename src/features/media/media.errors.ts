import { AppError } from "../../platform/errors.ts";
import { MAX_ALT_LENGTH } from "./media.model.ts";

export const tooLarge = () => new AppError("invalid", "media.too-large", "The file is larger than 16 MB.");
export const notTaken = () =>
  new AppError("invalid", "media.not-taken", "This kind of file is not taken, or it is not what its name says.");
export const dailyLimit = () =>
  new AppError("limited", "media.daily-limit", "Too many uploads in 24 hours.", { retryAfter: 3600 });
export const onlyPictures = () =>
  new AppError("invalid", "media.only-pictures", "Only pictures are taken here: JPEG, PNG, WebP, AVIF or GIF.");
export const badDescription = () =>
  new AppError("invalid", "media.bad-description", `A description has at most ${MAX_ALT_LENGTH} characters.`);
export const badFocus = () =>
  new AppError("invalid", "media.bad-focus", "A focus is two numbers from -1 to 1, with a comma between them.");
export const mediaInUse = () =>
  new AppError("invalid", "media.in-use", "A post, a scheduled post or a draft uses this file.");
export const noSuchMedia = () => new AppError("notFound", "media.not-found", "No such file.");
