import type { Json, JsonObject } from "./json.ts";

const AS2 = "https://www.w3.org/ns/activitystreams";

/** Contexts of actors, and of activities that embed one; all are preloaded by every library (wire §1.1). */
export const ACTOR_CONTEXTS: readonly string[] = [
  AS2,
  "https://w3id.org/security/v1",
  "https://w3id.org/security/multikey/v1",
  "https://purl.archive.org/socialweb/webfinger",
];

/** Contexts of objects, collections and activities. */
export const OBJECT_CONTEXTS: readonly string[] = [AS2, "https://w3id.org/security/data-integrity/v1"];

const PREFIXES: Readonly<Record<string, string>> = {
  stv: "https://w3id.org/stadtteilvernetzer/ns#",
  toot: "http://joinmastodon.org/ns#",
  sc: "http://schema.org#",
  gts: "https://gotosocial.org/ns#",
  sec: "https://w3id.org/security#",
};

const iri = (id: string): JsonObject => ({ "@id": id, "@type": "@id" });

/** The terms that our documents use, in the order in which they are written (wire §1.3). */
const TERMS: Readonly<Record<string, Json>> = {
  Hashtag: "as:Hashtag",
  Emoji: "toot:Emoji",
  sensitive: "as:sensitive",
  language: "sc:inLanguage",
  identifier: "sc:identifier",
  license: iri("http://purl.org/dc/terms/license"),
  interactionPolicy: "gts:interactionPolicy",
  canQuote: "gts:canQuote",
  automaticApproval: iri("gts:automaticApproval"),
  quote: iri("https://w3id.org/fep/044f#quote"),
  quoteAuthorization: iri("https://w3id.org/fep/044f#quoteAuthorization"),
  quoteUri: iri("http://fedibird.com/ns#quoteUri"),
  quoteUrl: iri("as:quoteUrl"),
  _misskey_quote: iri("https://misskey-hub.net/ns#_misskey_quote"),
  interactingObject: iri("gts:interactingObject"),
  interactionTarget: iri("gts:interactionTarget"),
  QuoteRequest: "https://w3id.org/fep/044f#QuoteRequest",
  QuoteAuthorization: "https://w3id.org/fep/044f#QuoteAuthorization",
  votersCount: "toot:votersCount",
  history: iri("https://w3id.org/fep/bad1/history"),
  PostalAddress: "sc:PostalAddress",
  address: "sc:address",
  streetAddress: "sc:streetAddress",
  postalCode: "sc:postalCode",
  addressLocality: "sc:addressLocality",
  focalPoint: { "@id": "toot:focalPoint", "@container": "@list" },
  blurhash: "toot:blurhash",
  assertionMethod: iri("sec:assertionMethod"),
  manuallyApprovesFollowers: "as:manuallyApprovesFollowers",
  discoverable: "toot:discoverable",
  indexable: "toot:indexable",
  featured: iri("toot:featured"),
  // Plain words, no addresses: Mastodon reads them as they stand.
  attributionDomains: { "@id": "toot:attributionDomains", "@container": "@set" },
  alsoKnownAs: iri("as:alsoKnownAs"),
  movedTo: iri("as:movedTo"),
  PropertyValue: "sc:PropertyValue",
  value: "sc:value",
  postingRestrictedToMods: "https://join-lemmy.org/ns#postingRestrictedToMods",
  Lock: "https://join-lemmy.org/ns#Lock",
  implements: iri("https://w3id.org/fep/844e/implements"),
  formerType: { "@id": "as:formerType", "@type": "@vocab" },
  "stv:adoptions": iri("stv:adoptions"),
  "stv:adoptionsOf": iri("stv:adoptionsOf"),
  "stv:adoptionProof": iri("stv:adoptionProof"),
  "stv:adoptedFrom": iri("stv:adoptedFrom"),
  "stv:district": iri("stv:district"),
  "stv:topics": iri("stv:topics"),
  "stv:actor": iri("stv:actor"),
  "stv:href": iri("stv:href"),
  "stv:projects": iri("stv:projects"),
  "stv:groups": iri("stv:groups"),
  "stv:partOf": iri("stv:partOf"),
  "stv:partnerDistricts": iri("stv:partnerDistricts"),
  "stv:knownDistricts": iri("stv:knownDistricts"),
};

/** Every member name and type in a document. */
function collect(value: Json, found: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, found);
  else if (value !== null && typeof value === "object") {
    for (const [key, inner] of Object.entries(value)) {
      found.add(key);
      if (key === "type" && typeof inner === "string") found.add(inner);
      collect(inner, found);
    }
  }
}

const prefixIn = (name: string): string | undefined => {
  const prefix = name.slice(0, Math.max(name.indexOf(":"), 0));
  return PREFIXES[prefix] === undefined ? undefined : prefix;
};

/**
 * Puts the `@context` in front of a document: the remote contexts given, and inline exactly the terms and prefixes
 * that the document uses. Embedded objects must not bring a context of their own.
 */
export function withContext(contexts: readonly string[], document: JsonObject): JsonObject {
  const used = new Set<string>();
  collect(document, used);
  const terms = Object.entries(TERMS).filter(([name]) => used.has(name));
  const named = [...used, ...terms.map(([, definition]) => idOf(definition))];
  const wanted = new Set(named.map(prefixIn));
  const inline = Object.fromEntries([
    ...Object.entries(PREFIXES).filter(([prefix]) => wanted.has(prefix)),
    ...terms.map(([name, definition]): [string, Json] => [name, definition]),
  ]);
  const context: Json[] = Object.keys(inline).length > 0 ? [...contexts, inline] : [...contexts];
  return { "@context": context, ...document };
}

function idOf(definition: Json): string {
  if (typeof definition === "string") return definition;
  const id = definition !== null && !Array.isArray(definition) && typeof definition === "object" && definition["@id"];
  return typeof id === "string" ? id : "";
}

/** A point in time as it stands in our documents: UTC, whole seconds. */
export const wireTime = (time: Date): string => time.toISOString().replace(/\.\d{3}Z$/, "Z");

/** Members that some servers take only with a decimal point (Mobilizon asks `is_float`): `9.0`, never `9`. */
const FLOATS: ReadonlySet<string> = new Set(["latitude", "longitude"]);

/** Not yet in the compiler's library: a piece of JSON to be written as it stands (ES2026). */
const { rawJSON } = JSON as typeof JSON & { rawJSON(text: string): unknown };

/** A document, or what holds one, as text: stored, served, sent and hashed. Coordinates keep a decimal point. */
export function wireText(document: object): string {
  return JSON.stringify(document, (key, value: unknown) =>
    typeof value === "number" && FLOATS.has(key) && Number.isInteger(value) ? rawJSON(value.toFixed(1)) : value,
  );
}
