import { SECTORS } from "../actors/actors.model.ts";
import { topicKey } from "./project-notes.model.ts";
import { DIFFICULTIES, isTopicIri, OUTCOMES, type ProjectNoteFields, STATUSES } from "./project-notes.schemas.ts";

/** What all that it costs in the first year comes to: up to 50 €, 500 €, 5,000 €, or more. */
export const COSTS = ["low", "small", "medium", "large"] as const;
/** How long it takes by the transfer kit: up to a month, a quarter, a year, or longer. */
export const DURATIONS = ["month", "quarter", "year", "longer"] as const;
/** Whom it is for, as far as the words of the note say so. */
export const TARGET_GROUPS = ["all", "older", "families", "youth", "disability", "newcomers"] as const;

/** Facets with a fixed list of values, in the order of the page. */
export const CODED_FACETS = {
  outcome: OUTCOMES,
  status: STATUSES,
  difficulty: DIFFICULTIES,
  cost: COSTS,
  duration: DURATIONS,
  targetGroup: TARGET_GROUPS,
  sector: SECTORS,
} as const;
export type CodedFacet = keyof typeof CODED_FACETS;
/** Of these the notes bring the values. */
export const OPEN_FACETS = ["topic", "district"] as const;
export type Facet = CodedFacet | (typeof OPEN_FACETS)[number];
export const FACETS = [...(Object.keys(CODED_FACETS) as CodedFacet[]), ...OPEN_FACETS] as const;

/** A yes each: has a transfer kit; somebody elsewhere confirmed that it is easy to handle; not in our district yet. */
export const FLAGS = ["kit", "ready", "elsewhere"] as const;
export type Flag = (typeof FLAGS)[number];

export const SORTS = ["date", "relevance", "nearness"] as const;
export type Sort = (typeof SORTS)[number];

/** What somebody wants of the catalogue. Values of one facet: any of them; facets and flags: all of them. */
export interface CatalogueQuery {
  /** Words as typed. */
  readonly text?: string | undefined;
  readonly chosen: Readonly<Partial<Record<Facet, readonly string[]>>>;
  readonly flags: readonly Flag[];
  readonly sort: Sort;
  /** Name of the district that nearness is measured from. */
  readonly near?: string | undefined;
}

export const EVERYTHING: CatalogueQuery = { chosen: {}, flags: [], sort: "date" };

/** Whether anything is left out. */
export const isNarrowed = ({ text, chosen, flags }: CatalogueQuery): boolean =>
  text !== undefined || flags.length > 0 || Object.values(chosen).some((values) => values.length > 0);

export interface FacetCount {
  readonly value: string;
  /** As written, for topics and districts. */
  readonly name: string;
  readonly count: number;
}

/**
 * How many notes there would be with each value, under everything else that is chosen. Counted over the newest
 * `limit` matching notes.
 */
export interface CatalogueCounts {
  readonly facets: Readonly<Record<Facet, readonly FacetCount[]>>;
  readonly flags: Readonly<Record<Flag, number>>;
  readonly total: number;
  /** There are more than were counted. */
  readonly more: boolean;
}

/** A place on a flat map of the surroundings of the 10th meridian, in degrees of latitude: near is near. */
export interface MapPoint {
  readonly x: number;
  readonly y: number;
}

export const mapPoint = (latitude: number, longitude: number): MapPoint => ({
  x: (longitude - 10) * Math.cos((latitude * Math.PI) / 180),
  y: latitude,
});

/** What a note is chosen by: the values that it has of each facet. */
export type CatalogueFacts = Readonly<Record<Exclude<Facet, "outcome" | "status" | "district">, readonly string[]>> & {
  readonly kit: boolean;
  readonly at: MapPoint | null;
};

/** How a value of a facet stands in the catalogue. */
export const facetCode = (facet: Facet, value: string): string => `${facet}:${value}`;

const some = <T>(value: T | null | undefined): T[] => (value == null ? [] : [value]);

export function factsOf(fields: ProjectNoteFields): CatalogueFacts {
  const { transferKit, place } = fields;
  const { latitude, longitude } = place ?? {};
  const topics = (fields.topics ?? []).filter((topic) => !isTopicIri(topic)).map(topicKey);
  return {
    cost: some(costClass(fields.costs)),
    difficulty: some(transferKit?.difficulty),
    duration: some(durationClass(transferKit?.duration)),
    sector: fields.sectors ?? [],
    targetGroup: targetGroupsIn(fields.targetGroups ?? []),
    topic: [...new Set(topics.filter((topic) => topic !== ""))],
    kit: (transferKit?.steps ?? []).length > 0,
    at: latitude === undefined || longitude === undefined ? null : mapPoint(latitude, longitude),
  };
}

type Costs = NonNullable<ProjectNoteFields["costs"]>;

/** How often a cost comes in a year; what is paid by the hour or the meeting counts once: nobody said how many. */
const TIMES_A_YEAR: Readonly<Record<string, number>> = { month: 12, week: 52, day: 365 };
const COST_LIMITS = [50, 500, 5000];
const OTHER_CURRENCIES_IN_EURO: Readonly<Record<string, number>> = { CHF: 1, USD: 1, GBP: 1, PLN: 0.25, CZK: 0.04 };

/** Null when nothing is said of costs, or in money whose worth is not known here. */
function costClass(costs: Costs | undefined): (typeof COSTS)[number] | null {
  if (costs === undefined || costs.length === 0) return null;
  const worth = costs.map(({ amount, currency, per }) => {
    const rate = currency === "EUR" ? 1 : (OTHER_CURRENCIES_IN_EURO[currency] ?? Number.NaN);
    return Number(amount) * rate * (TIMES_A_YEAR[per ?? "once"] ?? 1);
  });
  const sum = worth.reduce((one, other) => one + other, 0);
  return Number.isNaN(sum) ? null : classIn(COSTS, COST_LIMITS, sum);
}

const DURATION_LIMITS = [31, 93, 366];
const DAYS = [
  [/(\d+)Y/, 365],
  [/^P[^T]*?(\d+)M/, 30],
  [/(\d+)W/, 7],
  [/(\d+)D/, 1],
] as const;

function durationClass(duration: string | undefined): (typeof DURATIONS)[number] | null {
  if (duration === undefined) return null;
  const days = DAYS.reduce((sum, [pattern, worth]) => sum + Number(pattern.exec(duration)?.[1] ?? 0) * worth, 0);
  return classIn(DURATIONS, DURATION_LIMITS, days);
}

function classIn<const C extends string>(classes: readonly C[], limits: readonly number[], value: number): C | null {
  const index = limits.findIndex((limit) => value <= limit);
  return classes[index < 0 ? classes.length - 1 : index] ?? null;
}

const GROUP_WORDS: Readonly<Record<(typeof TARGET_GROUPS)[number], RegExp>> = {
  all: /\b(alle|jede|everybody|everyone|all|nachbar|neighbour)/i,
  older: /(ältere|\balte|senior|rentner|hochbetagt|ruhestand|\bolder|elderly|retired)/i,
  families: /(famil|kinder|\bkind\b|eltern|alleinerziehend|children|parents)/i,
  youth: /(jugend|jung|schüler|studier|auszubildend|youth|young|teen|student)/i,
  disability: /(behinder|barriere|inklusi|rollstuhl|blind|gehörlos|disab|wheelchair|deaf)/i,
  newcomers: /(\bneu|zugezogen|geflüchte|flüchtling|migra|zugewander|newcomer|refugee|immigrant)/i,
};

const targetGroupsIn = (written: readonly string[]): string[] =>
  TARGET_GROUPS.filter((group) => written.some((line) => GROUP_WORDS[group].test(line)));
