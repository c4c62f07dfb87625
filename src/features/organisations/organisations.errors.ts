import { AppError } from "../../platform/errors.ts";

export const organisationNotFound = (): AppError =>
  new AppError("notFound", "organisations.not-found", "There is no such organisation.");

export const notEditor = (): AppError =>
  new AppError("forbidden", "organisations.not-editor", "Only its editors act for an organisation.", {
    fields: { as: "error.organisations.not-editor" },
  });

export const lastEditor = (): AppError =>
  new AppError("conflict", "organisations.last-editor", "The last editor cannot leave: invite somebody first.");

export const tooManyOrganisations = (retryAfter: number): AppError =>
  new AppError("limited", "organisations.too-many", "Enough organisations for today.", { retryAfter });

/** Why a member cannot be invited. */
export const inviteRefused = (problem: "unknown" | "already" | "too-many"): AppError =>
  new AppError("invalid", `organisations.invite-${problem}`, `The invitation is refused: ${problem}.`, {
    fields: { handle: `error.organisations.invite-${problem}` },
  });
