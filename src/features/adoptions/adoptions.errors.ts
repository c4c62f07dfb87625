import { AppError } from "../../platform/errors.ts";

export const adoptionNotFound = (): AppError =>
  new AppError("notFound", "adoptions.not-found", "There is no such adoption.");
export const cannotAdopt = (): AppError =>
  new AppError("invalid", "adoptions.not-adoptable", "This is no public project note that could be taken over.");
export const adoptionsClosed = (): AppError =>
  new AppError("conflict", "adoptions.closed", "The people of this project note take no adoptions.");
export const notAdopted = (): AppError =>
  new AppError("notFound", "adoptions.not-adopted", "This note was not taken over from another one.");
export const decidedAlready = (): AppError =>
  new AppError("conflict", "adoptions.decided", "This was decided already.");
export const requestNotFound = (): AppError =>
  new AppError("notFound", "adoptions.request-not-found", "There is no such request (any more).");
export const askedTooOften = (retryAfter: number): AppError =>
  new AppError("limited", "adoptions.too-many", "Too many requests came from there.", { retryAfter });
export const adoptedAlready = (): AppError =>
  new AppError("conflict", "adoptions.already", "This was taken over already, by the same author.");
export const followUpNotFound = (): AppError =>
  new AppError("notFound", "adoptions.follow-up-not-found", "Nothing of this kind was asked.");
export const lessonsFull = (field: string): AppError =>
  new AppError("invalid", "adoptions.lessons-full", "This list of lessons takes no more.", {
    fields: { [field]: "error.follow-ups.full" },
  });
