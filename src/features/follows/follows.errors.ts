import { AppError } from "../../platform/errors.ts";

export const followsSelf = (): AppError => new AppError("invalid", "follows.self", "Nobody follows themselves.");

export const followNotFound = (): AppError => new AppError("notFound", "follows.not-found", "No such follow.");

export const notYoursToAnswer = (): AppError =>
  new AppError("forbidden", "follows.not-yours", "Only who is followed, or an admin for the district, answers this.");

export const cannotBeParted = (): AppError =>
  new AppError("invalid", "follows.not-to-part", "Nobody blocks themselves, their district or the technical account.");

export const tooManyServers = (): AppError =>
  new AppError("conflict", "follows.too-many-servers", "At most 200 servers are blocked by one member.");

/** One of the two blocks the other; which one is not told. */
export const areParted = (): AppError =>
  new AppError("forbidden", "follows.parted", "One of the two blocks the other.");

export const followeeMoved = (): AppError =>
  new AppError("conflict", "follows.moved", "The account has moved and takes no new followers.");

export const aliasRefused = (): AppError =>
  new AppError("invalid", "follows.alias-refused", "At most five other accounts.", {
    fields: { aliases: "error.follows.alias-refused" },
  });

export const cannotMoveTo = (): AppError =>
  new AppError("invalid", "follows.cannot-move-to", "The other account is not there or does not name this one.", {
    fields: { target: "error.follows.cannot-move-to" },
  });

export const movedLately = (): AppError =>
  new AppError("conflict", "follows.moved-lately", "The account moved less than 7 days ago.");

/** Whoever is recommended is followed. */
export const onlyFollowed = (): AppError =>
  new AppError("invalid", "follows.endorse-unfollowed", "Only who is followed can be recommended.");

export const tooManyEndorsed = (): AppError =>
  new AppError("conflict", "follows.too-many-endorsed", "At most 50 accounts are recommended by one member.");
