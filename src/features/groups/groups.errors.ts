import { AppError } from "../../platform/errors.ts";

export const groupNotFound = (): AppError => new AppError("notFound", "groups.not-found", "No such group.");

export const onlyModerators = (): AppError =>
  new AppError("forbidden", "groups.only-moderators", "Only moderators of the group may do this.");

export const mayNotPost = (): AppError =>
  new AppError("forbidden", "groups.may-not-post", "Only members of the group write here.");

export const banned = (): AppError => new AppError("forbidden", "groups.banned", "Banned from this group.");

export const notInGroup = (): AppError =>
  new AppError("notFound", "groups.not-in-group", "This does not stand in the group.");

export const tooManyPins = (): AppError =>
  new AppError("conflict", "groups.too-many-pins", "Five posts are pinned already.");

/** Whom a moderator meant cannot be found among those known here. */
export const personUnknown = (): AppError =>
  new AppError("invalid", "groups.person-unknown", "Nobody of that name is known here.", {
    fields: { wer: "error.groups.person-unknown" },
  });

export const cannotModerate = (why: "themselves" | "moderators"): AppError =>
  new AppError("invalid", `groups.not-${why}`, `Nobody bans ${why}.`);

/** A mode that the group cannot take on. */
export const modeRefused = (): AppError =>
  new AppError("invalid", "groups.mode-refused", "A group that other servers know does not become internal.", {
    fields: { mode: "error.groups.mode-refused" },
  });

export const groupArchived = (): AppError =>
  new AppError("conflict", "groups.archived", "The group is closed: it can only be read.");

/** Whoever deletes a group types its address first. */
export const addressDiffers = (): AppError =>
  new AppError("invalid", "groups.address-differs", "That is not the short name of the group.", {
    fields: { handle: "error.groups.address-differs" },
  });
