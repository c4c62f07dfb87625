import type { Ctx } from "../../platform/ctx.ts";
import { cleanLine } from "../../platform/text.ts";
import type { Actor } from "../actors/actors.queries.ts";

/**
 * How our district stands to another one (wire §4.5). `known`: seen. `followed`: we read along. `requested`: we asked to
 * be partners. `partner`: each follows the other, both by a person's word. `paused`: partners, but for now nothing is
 * fetched and partners' rights rest. `blocked`: its server is.
 */
export type PartnerState = "known" | "followed" | "requested" | "partner" | "paused" | "blocked";

/** What decides the state. Follows count when they are accepted. */
export interface Between {
  readonly blocked: boolean;
  readonly weFollow: boolean;
  readonly theyFollow: boolean;
  /** We wait for an answer. */
  readonly asked: boolean;
  readonly paused: boolean;
}

export function stateOf({ blocked, weFollow, theyFollow, asked, paused }: Between): PartnerState {
  if (blocked) return "blocked";
  if (weFollow && theyFollow) return paused ? "paused" : "partner";
  if (asked) return "requested";
  return weFollow ? "followed" : "known";
}

/** What a list of known districts says of each (wire §4.6). */
export const RELATIONS = ["partner", "follows", "known"] as const;
export type Relation = (typeof RELATIONS)[number];

/** Characters of the words that go with a request or an answer. */
export const LONGEST_WORDS = 500;

export const cleanWords = (text: string): string => [...cleanLine(text)].slice(0, LONGEST_WORDS).join("");

/** What is known of a district before anybody asks it anything. */
export interface DistrictCard {
  readonly actor: Actor;
  /** Empty when it does not say. */
  readonly city: string;
  /** Name and version of its software, as it says. */
  readonly software: string | null;
  /** Project notes in its catalogue; null when it has none to be read. */
  readonly notes: number | null;
}

export type DistrictLook =
  | { readonly kind: "found"; readonly card: DistrictCard }
  /** `no-district`: somebody is there, but no district like ours. `self`: it is ours. */
  | {
      readonly kind: "none";
      readonly reason: "unreadable" | "not-found" | "unreachable" | "blocked" | "no-district" | "self";
    };

/** Asks other servers; given by `app/`, since features do not know federation. */
export type LookAtDistrict = (ctx: Ctx, text: string) => Promise<DistrictLook>;

/** A field of a profile by its name, as text. */
export const fieldOf = ({ fields }: Pick<Actor, "fields">, name: string): string =>
  fields
    .find((field) => field.name === name)
    ?.value.replace(/<[^>]*>/g, "")
    .trim() ?? "";
