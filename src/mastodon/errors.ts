import type { ContentfulStatusCode } from "hono/utils/http-status";
import { AppError, type FieldErrors } from "../platform/errors.ts";
import { hasText, type Translate, translator } from "../ui/i18n/i18n.ts";

/** Hidden and missing look the same. */
export const clientNotFound = (): AppError => new AppError("notFound", "mastodon.not-found", "Record not found");

/** An app's own token on a route for people. */
export const userNeeded = (): AppError =>
  new AppError("invalid", "mastodon.user-needed", "This method requires an authenticated user");

export const outsideScopes = (): AppError =>
  new AppError("forbidden", "mastodon.scope-missing", "This action is outside the authorized scopes");

/** A boost is for all or for followers; for some of them it cannot be. */
export const noSuchAudience = (): AppError =>
  new AppError("invalid", "mastodon.boost-audience", "Only public, unlisted and private boosts are possible");

/** What is refused elsewhere, in the words that clients know from Mastodon. */
const WORDS: Readonly<Record<number, string>> = {
  401: "The access token is invalid",
  403: "This action is not allowed",
  404: "Record not found",
  429: "Too many requests",
  500: "We're sorry, but something went wrong on our end.",
};

/** What is not the member's to change looks as if it were not there. */
const AS_MISSING: ReadonlySet<string> = new Set(["posts.not-yours"]);

interface Failure {
  readonly status: ContentfulStatusCode;
  /** Stable code of the failure. */
  readonly code: string;
  /** English. */
  readonly message: string;
  /** Keys of texts, by field. */
  readonly fields: FieldErrors;
}

/**
 * A failure as clients know it: its status and the text of `{"error": …}`. Apps show the text to people, therefore in
 * their language where it says what to mend.
 * @param t texts in the language of whoever asks; undefined as long as it is not known
 */
export function clientFailure(failure: Failure, t: Translate = translator("en")) {
  const { code, message, fields } = failure;
  const status = AS_MISSING.has(code) ? 404 : failure.status === 409 ? 422 : failure.status;
  if (code.startsWith("mastodon.")) return { status, text: message };
  if (code === "accounts.suspended") return { status, text: "Your login is currently disabled" };
  const said = [...new Set(Object.values(fields))].filter(hasText).map((key) => t(key));
  const own = `error.${code}`;
  if (status === 422 && said.length > 0) return { status, text: said.join(" ") };
  if (status === 422 && hasText(own)) return { status, text: t(own) };
  if (status === 413) return { status, text: t("errors.text.413") };
  // Names of fields are nothing to people.
  if (status === 422 && Object.keys(fields).length > 0) return { status, text: t("errors.text.422") };
  return { status, text: WORDS[status] ?? message };
}
