import { AppError } from "../../platform/errors.ts";

export const noSuchDistrict = (): AppError =>
  new AppError("notFound", "partners.not-found", "No such district elsewhere.");

export const partnerIsBlocked = (): AppError =>
  new AppError("conflict", "partners.blocked", "Its server is blocked here.");

export const partnersAlready = (): AppError =>
  new AppError("conflict", "partners.already", "The two are partners already.");

export const nobodyAsked = (): AppError =>
  new AppError("conflict", "partners.nobody-asked", "There is no request to be answered.");

export const wordsTooLong = (): AppError =>
  new AppError("invalid", "partners.words-long", "The words are too long.", {
    fields: { worte: "error.partners.words-long" },
  });

/** Nobody like us at the address that was typed; the reason says more. */
export const nobodyThere = (reason: string): AppError =>
  new AppError("invalid", "partners.nobody-there", `No district was found: ${reason}.`, {
    fields: { adresse: `error.partners.${reason}` },
  });
