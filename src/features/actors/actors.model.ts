import { attributionDomainsIn } from "./attribution.model.ts";

/** A line of a profile: a name and a value, the value sanitised HTML. */
export interface ProfileField {
  readonly name: string;
  readonly value: string;
  /** When the page that the value links to was seen to link back (ISO 8601); only for profiles of ours. */
  readonly verifiedAt?: string;
}

/** Where somebody's profile is read on this server. */
export const profilePath = ({ handle, host, local }: { handle: string; host: string; local: boolean }): string =>
  local ? `/@${handle}` : `/@${handle}@${host}`;

export type ActorKind = "person" | "organization" | "group" | "district" | "instance";

/** The ActivityStreams type of each of our kinds (wire §2.1). */
export const TYPE_OF_KIND = {
  person: "Person",
  organization: "Organization",
  group: "Group",
  district: "Group",
  instance: "Application",
} as const satisfies Record<ActorKind, string>;

/** Sectors of the network (glossary); the wire and the database use the same codes. */
export const SECTORS = [
  "civic",
  "nonprofit",
  "municipal",
  "business",
  "church",
  "foundation",
  "socialEnterprise",
  "political",
] as const;
export type Sector = (typeof SECTORS)[number];

const HANDLE = /^[a-z0-9_]{1,30}$/;

/** Names that nobody may take: paths, roles and the technical account. */
const RESERVED = new Set(
  `admin administrator api ap abo anmelden aushang barrierefreiheit berichte bilanz datenschutz demo einbetten
   einladung einrichten neu einstellungen federation gruppen health healthz helfen help hilfe impressum inbox instance instanz
   leichte_sprache markt media melden mod moderator moderation ns oauth organisationen partner postmaster projekte
   raeume readyz registrieren root schreiben security stv stadtteil suche support system themen treffen ueber
   verwaltung webmaster well_known www`
    .split(/\s+/)
    .filter((name) => name !== ""),
);

const TRANSLITERATION: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue", ß: "ss", æ: "ae", ø: "oe" };

/**
 * Proposes a handle for a name: "Möhringen Süd" → `moehringen_sued` (wire §2.3). At most 30 characters; empty when
 * nothing of the name can be written in ASCII.
 */
export function proposeHandle(name: string): string {
  return name
    .toLowerCase()
    .replace(/[äöüßæø]/g, (letter) => TRANSLITERATION[letter] ?? letter)
    .normalize("NFKD")
    .replace(/\p{Diacritic}/gu, "")
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 30)
    .replace(/_+$/, "");
}

/** Why a handle cannot be taken, or null when it can (whether it is already taken is the database's to say). */
export function handleProblem(handle: string): "malformed" | "reserved" | null {
  if (!HANDLE.test(handle)) return "malformed";
  return RESERVED.has(handle) ? "reserved" : null;
}

/** After a move an account does not move again for 7 days (Mastodon's pause as well). */
export const MOVE_PAUSE_MS = 7 * 24 * 60 * 60 * 1000;

/** A profile as its owner types it: plain text throughout. What is left out stays as it is. */
export interface ProfileInput {
  readonly name?: string | undefined;
  readonly summary?: string | undefined;
  readonly fields?: readonly ProfileField[] | undefined;
  /** Whether directories and searches elsewhere may list it. */
  readonly discoverable?: boolean | undefined;
  readonly indexable?: boolean | undefined;
  /** Whether the owner answers each request to follow. */
  readonly approveFollowers?: boolean | undefined;
  /** Websites that may name it as who made their pages. */
  readonly attributionDomains?: readonly string[] | undefined;
  /** Whether a program writes in its name; only people can say so. */
  readonly automated?: boolean | undefined;
  /** Addresses of its pictures; null: none. */
  readonly iconUrl?: string | null | undefined;
  readonly imageUrl?: string | null | undefined;
}

const PROFILE_LIMITS = { name: 100, summary: 1000, fields: 4, field: 200 } as const;

/** What is wrong with a profile: the key of a text for each field; empty when nothing is. Blank fields do not count. */
export function profileProblems(input: ProfileInput): Record<string, string> {
  const areDomains = attributionDomainsIn(input.attributionDomains ?? []) !== null;
  const length = (text: string): number => [...text.trim()].length;
  const { name, summary = "", fields = [] } = input;
  const filled = fields.filter(({ name, value }) => length(name) + length(value) > 0);
  const tooLong = filled.some(
    ({ name, value }) => length(name) > PROFILE_LIMITS.field || length(value) > PROFILE_LIMITS.field,
  );
  return {
    ...(name !== undefined && length(name) === 0 && { name: "error.actors.name-missing" }),
    ...(length(name ?? "") > PROFILE_LIMITS.name && { name: "error.actors.name-long" }),
    ...(length(summary) > PROFILE_LIMITS.summary && { summary: "error.actors.summary-long" }),
    ...((tooLong || filled.length > PROFILE_LIMITS.fields) && { fields: "error.actors.fields-many" }),
    ...(!areDomains && { attributionDomains: "error.actors.domains-malformed" }),
  };
}
