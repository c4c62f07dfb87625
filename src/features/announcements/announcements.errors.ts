import { AppError } from "../../platform/errors.ts";

/** Taken down, over, for others, or never there. */
export const announcementNotFound = (): AppError =>
  new AppError("notFound", "announcements.not-found", "There is no such announcement.");

export const onlyAdminsAnnounce = (): AppError =>
  new AppError("forbidden", "announcements.only-admins", "Only administrators may announce something.");

export const tooManyAnnouncements = (): AppError =>
  new AppError("invalid", "announcements.too-many", "At most 20 announcements at the same time.");

const field = (name: string, problem: string, message: string): AppError =>
  new AppError("invalid", `announcements.${problem}`, message, {
    fields: { [name]: `error.announcements.${problem}` },
  });

/** Nobody would ever see it. */
export const endIsOver = (): AppError => field("endsOn", "end-over", "The end is over already.");

export const notAnEmoji = (): AppError =>
  field("name", "emoji-unknown", "A reaction is one emoji, or the name of one of this server.");

export const tooManyReactions = (): AppError =>
  field("name", "reactions-full", "At most 8 different reactions to one announcement.");
