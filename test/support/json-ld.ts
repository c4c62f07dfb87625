import { preloadedContexts } from "@fedify/vocab-runtime";
import jsonld from "@fedify/vocab-runtime/jsonld";
import type { JsonObject } from "../../src/platform/json.ts";

/** The only contexts that our documents may name (wire §1.1). */
const ALLOWED = [
  "https://www.w3.org/ns/activitystreams",
  "https://w3id.org/security/data-integrity/v1",
  "https://w3id.org/security/v1",
  "https://w3id.org/security/multikey/v1",
  "https://purl.archive.org/socialweb/webfinger",
];

/** Knows the five allowed contexts and nothing else: the network is never asked. */
async function offline(url: string): Promise<{ document: never; documentUrl: string; contextUrl?: never }> {
  const document = ALLOWED.includes(url) ? preloadedContexts[url] : undefined;
  if (document === undefined) throw new Error(`not allowed: ${url}`);
  return { document: document as never, documentUrl: url };
}

const options = { safe: true, documentLoader: offline };

/** Expands in safe mode: an undefined member or a relative id is an error. */
export const expand = (document: JsonObject): Promise<JsonObject[]> =>
  jsonld.expand(document as never, options as never) as Promise<JsonObject[]>;

/** The same as JSON-LD 1.0 processors would (FEP checks in old libraries). */
export const expand10 = (document: JsonObject): Promise<JsonObject[]> =>
  jsonld.expand(document as never, { ...options, processingMode: "json-ld-1.0" } as never) as Promise<JsonObject[]>;

/** URDNA2015, as Linked Data signatures hash it. */
export const canonize = (document: JsonObject): Promise<string> =>
  jsonld.canonize(document as never, { ...options, algorithm: "URDNA2015", format: "application/n-quads" } as never);

/** Writes an expanded document anew with other names for everything. */
export const compact = (expanded: JsonObject[], context: JsonObject): Promise<JsonObject> =>
  jsonld.compact(expanded as never, context as never, options as never) as unknown as Promise<JsonObject>;
