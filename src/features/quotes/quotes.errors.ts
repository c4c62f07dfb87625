import { AppError } from "../../platform/errors.ts";

export const quoteNotFound = (): AppError => new AppError("notFound", "quotes.not-found", "No such leave to quote.");
