import { AppError } from "../../platform/errors.ts";

/** Of filters, their keywords and their posts alike; another member's too. */
export const filterNotFound = (): AppError => new AppError("notFound", "filters.not-found", "No such filter.");

export const tooManyFilters = (): AppError =>
  new AppError("invalid", "filters.too-many", "At most 50 filters, 200 keywords and 200 posts.");
