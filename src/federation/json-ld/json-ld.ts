import { asList, isObject } from "../../platform/ap-read.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import type { Json, JsonObject } from "../../platform/json.ts";
import { contextLoader, loadUnknownContexts, unknownIn } from "./contexts.ts";
import { AS2_NAMESPACE, readsPlainly } from "./plain.ts";
import { READING_CONTEXT, STV_NAMESPACE } from "./reading-context.ts";

/** Expanding costs milliseconds a hundred nodes; what is larger must come in the usual terms. */
const MAX_NODES_TO_EXPAND = 3_000;

const FORBIDDEN = new Set(["@graph", "@included", "@reverse"]);

/** What a document is compacted with: the usual names of actors' and keys' terms, and ours. */
const READING: Json = [
  "https://www.w3.org/ns/activitystreams",
  "https://w3id.org/security/v1",
  "https://w3id.org/security/multikey/v1",
  "https://purl.archive.org/socialweb/webfinger",
  READING_CONTEXT,
];

/** Marks the ids in a document while it is compacted, or they would come out abbreviated (`as:Public`). */
const MARK = "x-stv-iri:";

/** Terms whose value is a word of the vocabulary, not an address. */
const WORD_TERMS = new Set(
  Object.values(READING_CONTEXT).flatMap((term) =>
    isObject(term) && term["@type"] === "@vocab" && typeof term["@id"] === "string" ? [fullIri(term["@id"])] : [],
  ),
);

const refused = (reason: string): AppError => new AppError("invalid", "federation.json-ld", reason);

/** Every `@context` in a document, at any depth. */
function contextsOf(value: Json, found: Json[] = []): Json[] {
  if (Array.isArray(value)) for (const item of value) contextsOf(item, found);
  else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      if (key === "@context") found.push(inner);
      else contextsOf(inner, found);
    }
  }
  return found;
}

/**
 * Refuses documents that JSON-LD allows to be turned inside out: `@graph`, `@included` and `@reverse`, at any depth and
 * under any other name (T036).
 * @throws AppError invalid
 */
export function refuseRestructuring(document: JsonObject): void {
  const visit = (value: Json, inContext: boolean): void => {
    if (typeof value === "string" && inContext && FORBIDDEN.has(value)) throw refused(`${value} is not read here.`);
    if (Array.isArray(value)) for (const item of value) visit(item, inContext);
    else if (isObject(value)) {
      for (const [key, inner] of Object.entries(value)) {
        if (FORBIDDEN.has(key)) throw refused(`${key} is not read here.`);
        visit(inner, inContext || key === "@context");
      }
    }
  };
  visit(document, false);
}

/** Whether a document can be read by its member names, without a context of somebody else's having to be loaded. */
export function isPlain(document: JsonObject): boolean {
  const contexts = contextsOf(document);
  return contexts.every((context) => unknownIn(context).size === 0) && readsPlainly(document, contexts);
}

/**
 * A document with the usual term names, whatever context it came with. Known contexts that rename nothing: the document
 * itself. Otherwise it is expanded and compacted with the reading context (wire §1.1); `proof` and `signature` are then
 * left out, since they would no longer fit. The network is asked only for unknown contexts, three at most.
 * @throws AppError invalid when the document is restructured, too large, or a context of it cannot be had
 */
export async function normalise(ctx: Ctx, document: JsonObject): Promise<JsonObject> {
  refuseRestructuring(document);
  const contexts = contextsOf(document);
  const unknown = new Set(contexts.flatMap((context) => [...unknownIn(context)]));
  if (unknown.size === 0 && readsPlainly(document, contexts)) return document;
  const loaded = await loadUnknownContexts(ctx, unknown);
  for (const context of loaded.values()) refuseRestructuring({ "@context": context });
  if (readsPlainly(document, [...contexts, ...loaded.values()])) return document;
  return recompact(document, loaded);
}

async function recompact(document: JsonObject, loaded: ReadonlyMap<string, Json>): Promise<JsonObject> {
  if (nodesIn(document) > MAX_NODES_TO_EXPAND) throw refused("The document is too large for a context of its own.");
  // Loaded when first needed: most documents come in the usual terms, and the library is large.
  const { default: jsonld } = await import("@fedify/vocab-runtime/jsonld");
  const documentLoader = contextLoader(loaded);
  const { proof: _proof, signature: _signature, ...signed } = document;
  try {
    const expanded = (await jsonld.expand(signed, { documentLoader })) as Json[];
    if (expanded.length !== 1 || holdsGraph(expanded)) throw refused("The document is not one object.");
    const marked = markIds(expanded, false) as Json[];
    const options = { documentLoader, compactToRelative: false };
    const compact = (await jsonld.compact(marked[0] as object, READING as object, options)) as JsonObject;
    return withDefaultLanguage(unmark(compact) as JsonObject);
  } catch (cause) {
    throw cause instanceof AppError ? cause : refused("The document's JSON-LD cannot be read.");
  }
}

function nodesIn(value: Json): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce((sum: number, inner) => sum + nodesIn(inner), 1);
}

const holdsGraph = (value: Json): boolean =>
  typeof value === "object" &&
  value !== null &&
  Object.entries(value).some(([key, inner]) => key === "@graph" || holdsGraph(inner));

function markIds(value: Json, isWord: boolean): Json {
  if (Array.isArray(value)) return value.map((item) => markIds(item, isWord));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, Json] =>
    key === "@id" && typeof inner === "string" && !isWord
      ? [key, `${MARK}${inner}`]
      : [key, key.startsWith("@") && key !== "@list" ? inner : markIds(inner, WORD_TERMS.has(key))],
  );
  return Object.fromEntries(entries);
}

function unmark(value: Json): Json {
  if (typeof value === "string") return value.startsWith(MARK) ? value.slice(MARK.length) : value;
  if (Array.isArray(value)) return value.map(unmark);
  if (!isObject(value)) return value;
  // A text with a language, or of a datatype of its own (Mobilizon): what counts is the text.
  if (value["@value"] !== undefined) return unmark(value["@value"]);
  const members = Object.entries(value).map(([key, inner]) => ({ key, name: usualName(key), inner: unmark(inner) }));
  // A member that has its usual name already comes last and wins.
  const inOrder = members.toSorted((a, b) => Number(a.key === a.name) - Number(b.key === b.name));
  return Object.fromEntries(inOrder.map(({ name, inner }) => [name, inner]));
}

/** A text where an address was expected, or the reverse, comes out under a longer name: the usual one is meant. */
const usualName = (key: string): string =>
  key.replace(/^as:/, "").replace(AS2_NAMESPACE, "").replace(STV_NAMESPACE, "stv:");

/** A document that names its language in the context has its texts in the maps only: the first one is the text. */
function withDefaultLanguage(value: JsonObject): JsonObject {
  for (const inner of Object.values(value))
    for (const item of asList(inner)) if (isObject(item)) withDefaultLanguage(item);
  for (const term of ["name", "summary", "content"]) {
    const map = value[`${term}Map`];
    const first = isObject(map) ? Object.values(map).find((text) => typeof text === "string") : undefined;
    if (value[term] === undefined && first !== undefined) value[term] = first;
  }
  return value;
}

function fullIri(name: string): string {
  return name.replace(/^as:/, AS2_NAMESPACE);
}
