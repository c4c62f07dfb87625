import type { Role, Viewer } from "../../platform/viewer.ts";
import type { Locale } from "../../ui/i18n/i18n.ts";

export const ROLES = ["admin", "moderator", "member"] as const satisfies readonly Role[];

/** What a bearer token may be allowed to do. */
export const SCOPES = ["read", "write", "follow"] as const;
export type Scope = (typeof SCOPES)[number];

/** Somebody logged in, and the language that the account asks for. */
export interface KnownViewer {
  readonly viewer: Viewer;
  readonly locale: Locale;
}

/** A session ends 14 days after it was last used, and 90 days after the login in any case (T145). */
export const SESSION_IDLE_MS = 14 * 24 * 3_600_000;
export const SESSION_ABSOLUTE_MS = 90 * 24 * 3_600_000;

export const MAX_PROFILE_FIELDS = 4;

/** For whom a member's posts are unless they say otherwise, as clients of Mastodon name it. */
export const POST_VISIBILITIES = ["public", "unlisted", "private", "direct"] as const;

/** Who may quote them unless they say otherwise, by the same names. */
export const QUOTE_POLICIES = ["public", "followers", "nobody"] as const;

/** What a composer starts with. */
export interface PostingDefaults {
  readonly visibility: (typeof POST_VISIBILITIES)[number];
  readonly sensitive: boolean;
  /** ISO 639, with a region if it has one. */
  readonly language: string;
  readonly quotePolicy: (typeof QUOTE_POLICIES)[number];
}
