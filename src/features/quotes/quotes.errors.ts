import { AppError } from "../../platform/errors.ts";

export const quoteNotFound = (): AppError => new AppError("notFound", "quotes.not-found", "No such leave to quote.");

/** What is to be quoted is not there, is not for everybody, or its author does not want it. */
export const notToBeQuoted = (): AppError =>
  new AppError("invalid", "quotes.not-to-be-quoted", "This post is not to be quoted.", {
    fields: { quote: "error.quotes.not-to-be-quoted" },
  });
