import { AppError } from "../../platform/errors.ts";

export const listNotFound = (): AppError => new AppError("notFound", "lists.not-found", "No such list.");

export const tooManyLists = (): AppError => new AppError("invalid", "lists.too-many", "At most 50 lists.");

export const listFull = (): AppError => new AppError("invalid", "lists.full", "At most 500 accounts in a list.");
