import type { Ctx } from "../../platform/ctx.ts";
import type { FederationMode } from "../district/district.model.ts";

/**
 * The two ways in which relays are spoken with (FEP-ae0c). `mastodon`: a Follow of everything that is public, to an
 * inbox; what others wrote is passed on as it is. `litepub`: two actors follow each other; ids are announced.
 */
export const RELAY_DIALECTS = ["mastodon", "litepub"] as const;
export type RelayDialect = (typeof RELAY_DIALECTS)[number];

/** What became of our request. Only from an accepted relay anything is taken. */
export const RELAY_STATES = ["asked", "accepted", "refused"] as const;

/** Whether an actor may speak for a relay: technical accounts only, never people or groups. */
export const mayBeRelay = ({ type }: { readonly type: string }): boolean =>
  type === "Application" || type === "Service";

/** More than anybody needs; the list has no pages. */
export const MOST_RELAYS = 20;

/** A relay as it was found at an address. */
export interface FoundRelay {
  readonly dialect: RelayDialect;
  readonly inboxUri: string;
  /** Null: not known before it answers. */
  readonly actorUri: string | null;
}

/** What is at an address that an admin typed. */
export type RelayLook =
  | { readonly kind: "found"; readonly relay: FoundRelay }
  | { readonly kind: "none"; readonly reason: "address" | "self" | "blocked" | "nobody" };

/** Looks what is at an address; its server learns only that we looked. */
export type LookAtRelay = (ctx: Ctx, address: string) => Promise<RelayLook>;

/** What one relay may make us ask for: posts in an hour. */
export const RELAY_LIMIT = { points: 600, seconds: 3_600 };

/** How an admin knows a relay: by its actor in LitePub's dialect, by its inbox in that of Mastodon. */
export const relayAddress = ({ dialect, inboxUri, actorUri }: FoundRelay): string =>
  dialect === "litepub" && actorUri !== null ? actorUri : inboxUri;

/** Whether relays are left alone by the mode: what nobody invited comes in only where strangers may. */
export const relaysRest = (mode: FederationMode): boolean => mode === "partnersWrite" || mode === "closed";

const DAY_MS = 24 * 60 * 60 * 1000;

/** The Monday of a week, UTC: `2026-11-23`. */
export function weekOf(time: Date): string {
  const sinceMonday = (time.getUTCDay() + 6) % 7;
  return new Date(time.getTime() - sinceMonday * DAY_MS).toISOString().slice(0, 10);
}

/** What came from a relay in a week. */
export interface RelayWeek {
  readonly received: number;
  readonly kept: number;
  readonly dropped: number;
}

const NOTHING: RelayWeek = { received: 0, kept: 0, dropped: 0 };

/** The counts of the present week; those of an older one are over. */
export const thisWeek = ({ week, received, kept, dropped }: RelayWeek & { readonly week: string }, now: Date) =>
  week === weekOf(now) ? { received, kept, dropped } : NOTHING;
