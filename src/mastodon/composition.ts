import type { PostingDefaults } from "../features/accounts/accounts.model.ts";
import type { CompositionInput } from "../features/composing/composing.schemas.ts";
import type { Quoters } from "../features/posts/posts.model.ts";
import { LANGUAGES } from "../features/posts/posts.schemas.ts";
import { all, isGiven, isTrue, one, type Parameters } from "./parameters.ts";

/** What somebody writes in an app, as clients send it. docs.joinmastodon.org/methods/statuses, "Post a new status" */

const HOUR_SECONDS = 3_600;

type Language = (typeof LANGUAGES)[number];

/** A language that one can write in here: the one asked for, or what it is a kind of (`de-CH`); else the other. */
export function languageFor(asked: string | undefined, otherwise: string | null | undefined): Language {
  const known = (tag: string | null | undefined): Language | undefined => LANGUAGES.find((one) => one === tag);
  const tag = asked?.toLowerCase();
  return known(tag) ?? known(tag?.split(/[-_]/)[0]) ?? known(otherwise) ?? LANGUAGES[0];
}

const QUOTERS: Readonly<Record<string, Quoters>> = { public: "everybody", followers: "followers", nobody: "nobody" };

/** `quote_approval_policy`; undefined when it says nothing that we know. */
export function quotersIn(parameters: Parameters): Quoters | undefined {
  const policy = one(parameters, "quote_approval_policy") ?? "";
  return Object.hasOwn(QUOTERS, policy) ? QUOTERS[policy] : undefined;
}

/**
 * What is said and what it is folded behind. As on Mastodon a warning with nothing below is the text, unless a quote stands
 * there; pictures that it warned of stay covered.
 */
export function textsIn(parameters: Parameters) {
  const [text, warning] = [one(parameters, "status") ?? "", one(parameters, "spoiler_text") ?? ""];
  const isWarningOnly = text.trim() === "" && warning.trim() !== "" && !one(parameters, "quoted_status_id");
  const mediaIds = [...all(parameters, "media_ids")];
  return {
    ...(isWarningOnly ? { text: warning, warning: "" } : { text, warning }),
    sensitive: isTrue(parameters, "sensitive") || (isWarningOnly && mediaIds.length > 0),
    mediaIds,
  };
}

/** The poll asked for, empty options left out; null: none. */
export function pollIn(parameters: Parameters): NonNullable<CompositionInput["poll"]> | null {
  const options = all(parameters, "poll[options]").filter((option) => option.trim() !== "");
  if (options.length === 0) return null;
  const seconds = Number.parseInt(one(parameters, "poll[expires_in]") ?? "", 10);
  return {
    options,
    multiple: isTrue(parameters, "poll[multiple]"),
    hideTotals: isTrue(parameters, "poll[hide_totals]"),
    hours: seconds / HOUR_SECONDS,
  };
}

/** Of what we call an audience otherwise; what nobody knows is refused by the schema, never made public. */
const AUDIENCES: Readonly<Record<string, string>> = { private: "followers" };

/**
 * A new status. What the app does not say is as the member has set it.
 * docs.joinmastodon.org/methods/statuses#create
 */
export function compositionIn(parameters: Parameters, defaults: PostingDefaults): CompositionInput {
  const given = (name: string): string | undefined => one(parameters, name) || undefined;
  const quoters = quotersIn(parameters) ?? QUOTERS[defaults.quotePolicy];
  const poll = pollIn(parameters);
  const visibility = given("visibility") ?? defaults.visibility;
  const texts = textsIn(parameters);
  return {
    ...texts,
    sensitive: texts.sensitive || (!isGiven(parameters, "sensitive") && defaults.sensitive),
    language: languageFor(given("language"), defaults.language),
    visibility: (AUDIENCES[visibility] ?? visibility) as CompositionInput["visibility"],
    replyTo: given("in_reply_to_id"),
    quoted: given("quoted_status_id"),
    ...(poll && { poll }),
    ...(quoters && { quoters }),
  };
}
