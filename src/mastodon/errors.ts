import { AppError } from "../platform/errors.ts";

/** Hidden and missing look the same. */
export const clientNotFound = (): AppError => new AppError("notFound", "mastodon.not-found", "Record not found");

/** An app's own token on a route for people. */
export const userNeeded = (): AppError =>
  new AppError("invalid", "mastodon.user-needed", "This method requires an authenticated user");

export const outsideScopes = (): AppError =>
  new AppError("forbidden", "mastodon.scope-missing", "This action is outside the authorized scopes");

/** What is refused elsewhere, in the words that clients know from Mastodon. */
const WORDS: Readonly<Record<number, string>> = {
  401: "The access token is invalid",
  403: "This action is not allowed",
  404: "Record not found",
  429: "Too many requests",
  500: "We're sorry, but something went wrong on our end.",
};

/** The text of `{"error": …}`. @param code stable code of the failure; `message` English */
export function clientErrorText({ status, code, message }: { status: number; code: string; message: string }): string {
  if (code.startsWith("mastodon.")) return message;
  if (code === "accounts.suspended") return "Your login is currently disabled";
  return WORDS[status] ?? message;
}
