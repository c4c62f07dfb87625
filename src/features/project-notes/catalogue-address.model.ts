import { storableText } from "../../platform/text.ts";
import { hasText, type Translate } from "../../ui/i18n/i18n.ts";
import {
  type CatalogueQuery,
  CODED_FACETS,
  type CodedFacet,
  EVERYTHING,
  FACETS,
  type Facet,
  FLAGS,
  isNarrowed,
  SORTS,
  type Sort,
} from "./catalogue.model.ts";
import { topicKey } from "./project-notes.model.ts";

/** How a choice stands in an address: the same for the page, the feed, the API and what members keep. */
export const FACET_PARAMETERS: Readonly<Record<Facet, string>> = {
  outcome: "ergebnis",
  status: "stand",
  difficulty: "aufwand",
  cost: "kosten",
  duration: "dauer",
  targetGroup: "fuer",
  sector: "bereich",
  topic: "thema",
  district: "stadtteil",
};
export const FLAG_PARAMETER = "nur";
export const SORT_PARAMETER = "sortiert";
export const NEAR_PARAMETER = "nah";
export const AFTER_PARAMETER = "vor";

/** Where the newest of a choice are had as a feed. */
export const FEED_PATH = "/projekte/feed.atom";

const MAX_LENGTH = 200;
const MOST_VALUES = 20;

/** Reads the query of an address. What is not known is left out: an old or mistyped link still shows something. */
export function readCatalogueQuery(address: URLSearchParams): CatalogueQuery {
  const line = (name: string) => storableText(address.get(name)?.trim().slice(0, MAX_LENGTH) ?? "") || undefined;
  const text = line("q");
  const asked = line(SORT_PARAMETER);
  const sort = SORTS.find((known) => known === asked) ?? defaultSort(text);
  return {
    text,
    chosen: Object.fromEntries(FACETS.map((facet) => [facet, valuesIn(address, facet)])),
    flags: FLAGS.filter((flag) => address.getAll(FLAG_PARAMETER).includes(flag)),
    sort: sort === "relevance" && text === undefined ? "date" : sort,
    near: line(NEAR_PARAMETER),
  };
}

/** Who searches for words wants what fits best first. */
const defaultSort = (text: string | undefined): Sort => (text === undefined ? "date" : "relevance");

function valuesIn(address: URLSearchParams, facet: Facet): string[] {
  const given = address.getAll(FACET_PARAMETERS[facet]).slice(0, MOST_VALUES);
  if (facet in CODED_FACETS) {
    const codes: readonly string[] = CODED_FACETS[facet as CodedFacet];
    return codes.filter((code) => given.includes(code));
  }
  const read = (value: string) => (facet === "topic" ? topicKey(value) : value.trim());
  const values = given.map((value) => read(storableText(value.slice(0, MAX_LENGTH))));
  return [...new Set(values.filter((value) => value !== ""))];
}

/** Where the next page begins, as the address says. */
export const readAfter = (address: URLSearchParams): string | undefined => {
  const given = address.get(AFTER_PARAMETER)?.slice(0, MAX_LENGTH);
  // Links from before other orders than that by date existed have the bare id.
  return given && /^\d+$/.test(given) ? `0_${given}` : (given ?? undefined);
};

/** The choice as it stands in an address, always in the same order; empty for everything. */
export function catalogueParameters(query: CatalogueQuery, after?: string): string {
  const address = new URLSearchParams();
  if (query.text !== undefined) address.set("q", query.text);
  for (const facet of FACETS)
    for (const value of query.chosen[facet] ?? []) address.append(FACET_PARAMETERS[facet], value);
  for (const flag of query.flags) address.append(FLAG_PARAMETER, flag);
  if (query.sort !== defaultSort(query.text)) address.set(SORT_PARAMETER, query.sort);
  if (query.near !== undefined) address.set(NEAR_PARAMETER, query.near);
  if (after !== undefined) address.set(AFTER_PARAMETER, after);
  return address.toString();
}

/** The address of the catalogue with that choice. @param path another one that takes the same choice */
export function catalogueHref(query: CatalogueQuery, after?: string, path = "/projekte"): string {
  const parameters = catalogueParameters(query, after);
  return parameters === "" ? path : `${path}?${parameters}`;
}

/** The same choice without one value of a facet. */
export const withoutValue = (query: CatalogueQuery, facet: Facet, value: string): CatalogueQuery => ({
  ...query,
  chosen: { ...query.chosen, [facet]: (query.chosen[facet] ?? []).filter((one) => one !== value) },
});

/** What of a choice decides which notes there are, not in what order. */
export const narrowingOf = (query: CatalogueQuery): CatalogueQuery =>
  isNarrowed(query) ? { ...query, sort: defaultSort(query.text), near: undefined } : EVERYTHING;

/** How a value of a facet is called; topics and districts by the name that they have. */
export function valueName(t: Translate, facet: Facet, name: string): string {
  switch (facet) {
    case "topic":
    case "district":
      return name;
    default: {
      const key = `terms.${facet}.${name}`;
      return hasText(key) ? t(key) : name;
    }
  }
}

/** A choice in a few words: "Fahrrad, Nicht gelungen, Degerloch". */
export const choiceInWords = ({ text, flags, chosen }: CatalogueQuery, t: Translate): string =>
  [
    ...(text === undefined ? [] : [text]),
    ...flags.map((flag) => t(`reading.catalogue.flag.short.${flag}`)),
    ...FACETS.flatMap((facet) => (chosen[facet] ?? []).map((value) => valueName(t, facet, value))),
  ].join(", ");
