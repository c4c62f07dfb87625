import { AppError } from "../../platform/errors.ts";

export const reportNotFound = (): AppError => new AppError("notFound", "moderation.not-found", "No such report.");

export const nothingToModerate = (): AppError =>
  new AppError("notFound", "moderation.no-post", "There is no such post to moderate.");

export const onlyModerators = (): AppError =>
  new AppError("notFound", "moderation.only-moderators", "Only moderators may do this.");

export const mayNotSuspend = (): AppError =>
  new AppError(
    "forbidden",
    "moderation.may-not-suspend",
    "Members are suspended by admins only, and nobody by themselves.",
  );

export const lastAdmin = (): AppError =>
  new AppError("conflict", "moderation.last-admin", "There must be another admin first.");

export const tooManyReports = (retryAfter: number): AppError =>
  new AppError("limited", "moderation.too-many", "Too many reports from one place.", { retryAfter });

/** A measure that needs something which this report does not have. */
export const nothingToActOn = (): AppError =>
  new AppError("invalid", "moderation.nothing-to-act-on", "This report names no post or account that we know.", {
    fields: { measure: "error.moderation.nothing-to-act-on" },
  });

export const cannotForward = (): AppError =>
  new AppError("invalid", "moderation.cannot-forward", "Only content of another server can be passed on to it.", {
    fields: { forward: "error.moderation.cannot-forward" },
  });

export const alreadyAppealed = (): AppError =>
  new AppError("conflict", "moderation.already-appealed", "An objection is being looked at already.");

/** Nobody decides about themselves. @param alone nobody else here decides at all */
export const ownCase = (alone: boolean): AppError =>
  new AppError(
    "forbidden",
    alone ? "moderation.own-case-alone" : "moderation.own-case",
    "This report is about you: somebody else decides.",
  );

/** What it was about is not kept any more. */
export const reportErased = (): AppError =>
  new AppError("conflict", "moderation.erased", "The evidence of this report was deleted when its time was over.");
