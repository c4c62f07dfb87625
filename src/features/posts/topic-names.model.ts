/** What Wikidata calls an item: the same in every language, and nothing is ever asked of Wikidata. */
const WIKIDATA =
  /^https?:\/\/(?:www\.|m\.)?wikidata\.org\/(?:entity|wiki)\/(?:Special:EntityData\/)?(Q[1-9]\d{0,14})$/i;
const ITEM = /^Q[1-9]\d{0,14}$/i;

const entity = (item: string): string => `https://www.wikidata.org/entity/${item.toUpperCase()}`;

/** The one form of a topic's id, so that districts meet: Wikidata items as on the wire (§3.3), everything else as it is. */
export function topicIri(iri: string): string {
  const item = WIKIDATA.exec(iri)?.[1];
  return item === undefined ? iri : entity(item);
}

/** Reads what somebody typed: `Q2145048`, or an address at wikidata.org. Null when it is neither. */
export function wikidataIri(typed: string): string | null {
  if (ITEM.test(typed)) return entity(typed);
  const iri = topicIri(typed.replace(/[?#].*$/, ""));
  return isWikidata(iri) ? iri : null;
}

export const isWikidata = (iri: string): boolean => WIKIDATA.test(iri);
