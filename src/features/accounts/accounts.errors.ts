import { AppError } from "../../platform/errors.ts";

/** Unknown name and wrong password look the same (T133). */
export const wrongLogin = (): AppError =>
  new AppError("invalid", "accounts.wrong-login", "The name or the password is wrong.");

export const tooManyLogins = (retryAfter: number): AppError =>
  new AppError("limited", "accounts.too-many-logins", "Too many attempts to log in.", { retryAfter });

export const accountSuspended = (): AppError =>
  new AppError("forbidden", "accounts.suspended", "This account is suspended.");

export const wrongPassword = (): AppError =>
  new AppError("invalid", "accounts.wrong-password", "The current password is wrong.", {
    fields: { current: "error.accounts.wrong-password" },
  });

export const emailTaken = (): AppError =>
  new AppError("conflict", "accounts.email-taken", "Another account has this e-mail address.", {
    fields: { email: "error.accounts.email-taken" },
  });

export const accountNotFound = (who: string): AppError =>
  new AppError("notFound", "accounts.not-found", `There is no account "${who}" on this instance.`);

export const tokenNotFound = (): AppError => new AppError("notFound", "accounts.token-not-found", "No such token.");

/** A bearer token opens no pages: changing a password or the like takes a person (T164). */
export const sessionNeeded = (): AppError =>
  new AppError("forbidden", "accounts.session-needed", "This is only for people who logged in by browser.");
