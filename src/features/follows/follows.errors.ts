import { AppError } from "../../platform/errors.ts";

export const followsSelf = (): AppError => new AppError("invalid", "follows.self", "Nobody follows themselves.");

export const followNotFound = (): AppError => new AppError("notFound", "follows.not-found", "No such follow.");

export const notYoursToAnswer = (): AppError =>
  new AppError("forbidden", "follows.not-yours", "Only who is followed, or an admin for the district, answers this.");
