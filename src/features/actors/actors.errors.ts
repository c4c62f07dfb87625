import { AppError, type FieldErrors } from "../../platform/errors.ts";

/** The handle has a form or a word that nobody may have. */
export const handleRefused = (problem: "malformed" | "reserved"): AppError =>
  new AppError("invalid", `actors.handle-${problem}`, `The handle is ${problem}.`, {
    fields: { handle: `error.actors.handle-${problem}` },
  });

/** Somebody has, or had, this handle: it is never given twice. */
export const handleTaken = (): AppError =>
  new AppError("conflict", "actors.handle-taken", "The handle is taken.", {
    fields: { handle: "error.actors.handle-taken" },
  });

export const actorNotFound = (): AppError => new AppError("notFound", "actors.not-found", "No such actor.");

/** A document from outside that claims to be one of our own actors. */
export const actorIsOurs = (uri: string): AppError =>
  new AppError("forbidden", "actors.ours", `${uri} is an actor of this server and cannot come from outside.`);

/** What is wrong with a profile, field by field. */
export const profileRefused = (fields: FieldErrors): AppError =>
  new AppError("invalid", "actors.profile-invalid", "The profile has fields that cannot be taken.", { fields });

/** A server makes us keep more accounts of its than an hour allows. */
export const tooManyNewcomers = (host: string, retryAfter: number): AppError =>
  new AppError("limited", "actors.too-many-new", `${host} has too many new accounts at once.`, { retryAfter });
