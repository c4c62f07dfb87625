import { preloadedContexts } from "@fedify/vocab-runtime";
import { LRUCache } from "lru-cache";
import { isObject } from "../../platform/ap-read.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import type { Json, JsonObject } from "../../platform/json.ts";
import { parseBoundedJson } from "../../platform/json-limits.ts";
import { boundedFetch } from "../../platform/net/bounded-fetch.ts";
import { isBarredHost } from "../peer-rules.ts";
import { LITEPUB_CONTEXT } from "./litepub-context.ts";

/** Contexts that one document may make us ask for. */
const MAX_UNKNOWN = 3;
const MAX_BYTES = 64 * 1024;
const DEADLINE_MS = 5_000;
const CONTEXT_LIMITS = { depth: 8, items: 100, nodes: 3_000, text: 2_000 };

const KEPT_MS = 24 * 60 * 60 * 1000;
const FAILURE_KEPT_MS = 10 * 60 * 1000;

/** Every Pleroma and Akkoma server names its own copy of this one. */
const LITEPUB_PATH = "/schemas/litepub-0.1.jsonld";

const refused = (reason: string): AppError => new AppError("invalid", "federation.context", reason);

/** Spelling differences that make no other context: scheme, a trailing `#` or `/`. */
const plainUrl = (url: string): string => url.replace(/^http:/, "https:").replace(/[#/]+$/, "");

const bundled = new Map(Object.entries(preloadedContexts).map(([url, document]) => [plainUrl(url), document as Json]));

/** A context that is shipped with us: never asked for over the network. */
export function bundledContext(url: string): Json | null {
  if (URL.canParse(url) && new URL(url).pathname === LITEPUB_PATH) return LITEPUB_CONTEXT;
  return bundled.get(plainUrl(url)) ?? null;
}

/** What was asked for before: the context, or why there is none. */
const remembered = new LRUCache<string, Promise<Json>>({ max: 100, ttl: KEPT_MS });

/**
 * Loads the contexts of one document that are not shipped with us: at most three, small, and naming no further unknown
 * ones; all together within 5 seconds. They are kept for a day.
 * @returns by address, the value of `@context`
 * @throws AppError invalid when there are too many or one cannot be had
 */
export async function loadUnknownContexts(ctx: Ctx, urls: ReadonlySet<string>): Promise<Map<string, Json>> {
  if (urls.size > MAX_UNKNOWN) throw refused(`The document names more than ${MAX_UNKNOWN} unknown contexts.`);
  const loaded = await Promise.all([...urls].map(async (url) => [url, await loadOnce(ctx, url)] as const));
  return new Map(loaded);
}

function loadOnce(ctx: Ctx, url: string): Promise<Json> {
  const known = remembered.get(url);
  if (known) return known;
  const loading = load(ctx, url);
  remembered.set(url, loading);
  loading.catch(() => remembered.set(url, loading, { ttl: FAILURE_KEPT_MS }));
  return loading;
}

async function load(ctx: Ctx, url: string): Promise<Json> {
  const host = URL.canParse(url) ? new URL(url).host : "";
  if (host === "" || (await isBarredHost(ctx, host))) throw refused("A context cannot be asked for.");
  try {
    const response = await boundedFetch(ctx, url, {
      headersFor: async () => ({ accept: "application/ld+json, application/json" }),
      maxBytes: MAX_BYTES,
      deadlineMs: DEADLINE_MS,
    });
    if (response.status !== 200 || !/^application\/([\w.-]+\+)?json\b/i.test(response.contentType)) {
      throw refused("A context is not a JSON document.");
    }
    const document = parseBoundedJson(response.body, CONTEXT_LIMITS);
    const context = isObject(document) ? document["@context"] : undefined;
    if (context === undefined || unknownIn(context).size > 0) throw refused("A context is none, or names another.");
    return context;
  } catch (cause) {
    throw cause instanceof AppError && cause.kind === "invalid" ? cause : refused("A context could not be loaded.");
  }
}

/** Addresses of the contexts in a `@context` value that are not shipped with us. */
export function unknownIn(context: Json): Set<string> {
  const entries = Array.isArray(context) ? context : [context];
  return new Set(entries.filter((entry) => typeof entry === "string" && bundledContext(entry) === null) as string[]);
}

/** The document loader for the JSON-LD library: bundled contexts and the ones loaded for this document, nothing else. */
export function contextLoader(loaded: ReadonlyMap<string, Json>) {
  return (url: string): Promise<{ contextUrl: undefined; document: JsonObject; documentUrl: string }> => {
    const known = bundledContext(url);
    const context = isObject(known ?? undefined) ? (known as JsonObject)["@context"] : loaded.get(url);
    if (context === undefined) return Promise.reject(refused("A context is not known."));
    return Promise.resolve({ contextUrl: undefined, document: { "@context": context }, documentUrl: url });
  };
}
