import { AppError } from "../../platform/errors.ts";

export const tooManyLookUps = (retryAfter: number): AppError =>
  new AppError("limited", "search.limited", "Too many look-ups.", { retryAfter });
