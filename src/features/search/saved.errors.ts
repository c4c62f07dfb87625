import { AppError } from "../../platform/errors.ts";

export const searchNotFound = () => new AppError("notFound", "search.not-found", "You keep no such search.");

export const tooManySearches = (limit: number) =>
  new AppError("conflict", "search.too-many", `A member keeps at most ${limit} searches.`);
