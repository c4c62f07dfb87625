import { isObject } from "../../platform/ap-read.ts";
import type { Json, JsonObject } from "../../platform/json.ts";
import { bundledContext } from "./contexts.ts";
import { STV_NAMESPACE } from "./reading-context.ts";

export const AS2_NAMESPACE = "https://www.w3.org/ns/activitystreams#";

/** Bare words of other servers that have no address of their own (wire §1.3, `stv:compat/…`). */
const PARKED = `${STV_NAMESPACE}compat/`;

/** Keywords of a context that change nothing about what a member name means to us. */
const HARMLESS_KEYWORDS = new Set(["@language", "@direction", "@version", "@protected", "@propagate"]);

/** Members of a term definition that we can overlook; others (scoped contexts, nesting, indexes) need the library. */
const HARMLESS_MEMBERS = new Set(["@id", "@type", "@container", "@language", "@protected", "@prefix"]);

/** Names that a peer gives to another vocabulary's word for the same: a place is a place (Mobilizon). */
const SAME: ReadonlyMap<string, string> = new Map([["location", "http://schema.org#location"]]);

type Prefixes = Map<string, string>;

const as2Terms = (): JsonObject => {
  const document = bundledContext("https://www.w3.org/ns/activitystreams");
  const context = isObject(document ?? undefined) ? (document as JsonObject)["@context"] : {};
  return isObject(context) ? context : {};
};

const iriIn = (definition: Json): string | null => {
  const id = isObject(definition) ? definition["@id"] : definition;
  return typeof id === "string" ? id : null;
};

/** Prefixes that count as known although a document may define them itself. */
const KNOWN_PREFIXES: readonly (readonly [string, string])[] = [
  ["as", AS2_NAMESPACE],
  ["stv", STV_NAMESPACE],
];

/** Names that we rely on, with what they mean: all of ActivityStreams, and our prefix. */
const RELIED_ON: ReadonlyMap<string, string> = new Map([
  ...Object.entries(as2Terms()).flatMap(([term, definition]): [string, string][] => {
    const id = iriIn(definition);
    return id === null || term.startsWith("@") ? [] : [[term, expand(id, new Map(KNOWN_PREFIXES))]];
  }),
  ...KNOWN_PREFIXES,
]);

function expand(name: string, prefixes: Prefixes, depth = 0): string {
  const colon = name.indexOf(":");
  if (colon < 0 || name.startsWith("//", colon + 1) || depth > 4) return name;
  const prefix = prefixes.get(name.slice(0, colon));
  return prefix === undefined ? name : expand(prefix, prefixes, depth + 1) + name.slice(colon + 1);
}

/**
 * Whether a document means what its member names say, so that it can be read as plain JSON: none of its contexts gives
 * a name that we rely on another meaning, or another name to something that we rely on; and no member is written out
 * or abbreviated in an unusual way. Other people's extension terms may mean what they like.
 * @param contexts every `@context` value that applies in the document; bundled ones in it are known to be harmless
 */
export function readsPlainly(document: JsonObject, contexts: readonly Json[]): boolean {
  const inline = contexts.flat().filter((entry) => typeof entry !== "string");
  const prefixes: Prefixes = new Map(KNOWN_PREFIXES);
  return (
    inline.every((entry) => entry === null || (isObject(entry) && collectPrefixes(entry, prefixes))) &&
    inline.every((entry) => !isObject(entry) || isHarmless(entry, prefixes)) &&
    membersArePlain(document, prefixes)
  );
}

/**
 * Collects the short names of a context. False when one that leads to ActivityStreams or to us has two meanings in the
 * document: then place matters, and the library must see.
 */
function collectPrefixes(context: JsonObject, prefixes: Prefixes): boolean {
  for (const [term, definition] of Object.entries(context)) {
    const iri = iriIn(definition);
    if (iri === null || term.startsWith("@") || term.includes(":")) continue;
    const known = prefixes.get(term);
    if (known !== undefined && known !== iri && (leadsToUs(known) || leadsToUs(iri))) return false;
    prefixes.set(term, iri);
  }
  return true;
}

const leadsToUs = (iri: string): boolean =>
  [AS2_NAMESPACE, STV_NAMESPACE].some((namespace) => iri.startsWith(namespace) || namespace.startsWith(iri)) ||
  KNOWN_PREFIXES.some(([prefix]) => iri.startsWith(`${prefix}:`));

function isHarmless(context: JsonObject, prefixes: Prefixes): boolean {
  return Object.entries(context).every(([term, definition]) => {
    if (term === "@vocab") return typeof definition !== "string" || !definition.startsWith(STV_NAMESPACE);
    if (term.startsWith("@")) return HARMLESS_KEYWORDS.has(term);
    if (definition === null) return !RELIED_ON.has(term) && !term.startsWith("stv:");
    if (isObject(definition) && !Object.keys(definition).every((key) => HARMLESS_MEMBERS.has(key))) return false;
    const iri = expand(iriIn(definition) ?? term, prefixes);
    return meansTheUsual(term, iri) && (!isObject(definition) || isUsualContainer(term, definition["@container"]));
  });
}

function meansTheUsual(term: string, iri: string): boolean {
  const usual = RELIED_ON.get(term);
  if (usual !== undefined) return usual === iri || SAME.get(term) === iri;
  if (iri.startsWith("@")) return false;
  if (iri.startsWith(AS2_NAMESPACE)) return iri === AS2_NAMESPACE || iri.slice(AS2_NAMESPACE.length) === term;
  if (iri.startsWith(PARKED)) return true;
  if (iri.startsWith(STV_NAMESPACE)) return iri === STV_NAMESPACE || `stv:${iri.slice(STV_NAMESPACE.length)}` === term;
  return !term.startsWith("stv:");
}

/** Sets and lists are arrays either way; maps by language, id or index would turn arrays into objects. */
function isUsualContainer(term: string, container: Json | undefined): boolean {
  if (container === undefined || container === "@set" || container === "@list") return true;
  const definition = as2Terms()[term];
  if (isObject(definition) && definition["@container"] === container) return true;
  return !RELIED_ON.has(term) && !term.startsWith("stv:");
}

function membersArePlain(value: Json, prefixes: Prefixes): boolean {
  if (Array.isArray(value)) return value.every((item) => membersArePlain(item, prefixes));
  if (!isObject(value)) return true;
  return Object.entries(value).every(([key, inner]) => {
    if (key === "@context") return true;
    if (key.startsWith("@") || !isPlainName(key, prefixes)) return false;
    const types = key === "type" ? [inner].flat() : [];
    if (!types.every((type) => typeof type !== "string" || isPlainName(type, prefixes))) return false;
    return membersArePlain(inner, prefixes);
  });
}

/** A name with a colon must not spell out something of ActivityStreams or of ours in another way. */
function isPlainName(name: string, prefixes: Prefixes): boolean {
  if (!name.includes(":")) return true;
  const iri = expand(name, prefixes);
  if (iri.startsWith(AS2_NAMESPACE)) return false;
  return !iri.startsWith(STV_NAMESPACE) || name === `stv:${iri.slice(STV_NAMESPACE.length)}`;
}
