import { AppError } from "../../platform/errors.ts";

export const onlyAdminsKeepEmojis = () =>
  new AppError("forbidden", "emojis.only-admins", "Only administrators look after the emojis.");
export const emojiNotFound = () => new AppError("notFound", "emojis.not-found", "No such emoji.");
export const shortcodeTaken = () =>
  new AppError("conflict", "emojis.shortcode-taken", "This shortcode is taken, whatever the case.", {
    fields: { shortcode: "error.emojis.shortcode-taken" },
  });
export const tooManyEmojis = () => new AppError("invalid", "emojis.too-many", "There are 500 emojis already.");

const badPicture = (code: string, message: string) =>
  new AppError("invalid", code, message, { fields: { picture: `error.${code}` } });
export const noPicture = () => badPicture("emojis.no-picture", "A picture is missing.");
export const onlyEmojiPictures = () => badPicture("emojis.only-pictures", "This cannot be read as PNG, GIF or WebP.");
export const emojiTooManyPixels = () =>
  badPicture("emojis.too-many-pixels", "All frames together have too many pixels, or they are too many.");
export const emojiTooLarge = () => badPicture("emojis.too-large", "A picture for an emoji has at most 256 KB.");
