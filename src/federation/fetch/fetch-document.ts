import { signingKeysOf } from "../../features/actors/actors.keys.ts";
import { districtOf } from "../../features/district/district.queries.ts";
import { isObject } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { errorText } from "../../platform/error-text.ts";
import { AppError, type ErrorKind } from "../../platform/errors.ts";
import type { JsonObject } from "../../platform/json.ts";
import { parseBoundedJson } from "../../platform/json-limits.ts";
import { kvGet, kvSet } from "../../platform/kv.ts";
import { type BoundedResponse, boundedFetch } from "../../platform/net/bounded-fetch.ts";
import { readTarget } from "../../platform/net/targets.ts";
import { takePoint } from "../../platform/rate-limit.ts";
import { type PeerRule, peerRules, rememberScheme, type SignatureScheme } from "../peer-rules.ts";
import { signCavageGet } from "../signatures/cavage.ts";
import { signRfc9421Get } from "../signatures/rfc9421.ts";

const AS2_PROFILE = "https://www.w3.org/ns/activitystreams";
const ACCEPT = `application/activity+json, application/ld+json; profile="${AS2_PROFILE}"`;

/** How long "there is nothing" and "it did not work" are believed. */
const MISS_KEPT_MS: Readonly<Partial<Record<ErrorKind, number>>> = {
  gone: 300_000,
  notFound: 300_000,
  upstream: 30_000,
};

export interface FetchedDocument {
  /** Its id: the address asked for, or the one that the document gives itself on the same host. */
  readonly uri: string;
  /** As received. */
  readonly text: string;
  /** With the usual term names. */
  readonly document: JsonObject;
}

/** Documents that one activity may make us fetch; shared by everything that is done for it. */
export interface FetchBudget {
  left: number;
}

export const newFetchBudget = (documents = 5): FetchBudget => ({ left: documents });

/** Documents of one host that others than its own people may make us ask for, all together: one a second. */
export const HEARSAY_LIMIT = { points: 300, seconds: 300 };

/** Whether a host may be asked on the word of somebody who does not speak for it: else we could be turned on it (T095). */
export async function mayAskOnHearsay(ctx: Ctx, uri: string): Promise<boolean> {
  const { points, seconds } = HEARSAY_LIMIT;
  return (await takePoint(ctx, `hearsay:${hostOf(uri)}`, points, seconds)).allowed;
}

/**
 * Fetches an ActivityPub document by its id (wire §5.1, 6): https, public address, 1 MiB, 10 s, an ActivityStreams
 * content type, `id` equal to the address (else once more at that id, on the same host). Signed by the instance actor;
 * draft-cavage first, RFC 9421 after a 401, and what worked is remembered. Blocked hosts are not asked.
 * @returns also a Tombstone, when it answers 200
 * @throws AppError gone (410), notFound (404), forbidden (blocked, or our own host), limited (budget spent), upstream
 *   (all else; worth another try later)
 */
export async function fetchDocument(
  ctx: Ctx,
  uri: string,
  budget: FetchBudget = newFetchBudget(),
): Promise<FetchedDocument> {
  const address = uri.split("#")[0] ?? uri;
  if (readTarget(ctx.config, address) === null) throw upstream("Not an address that may be asked.");
  const first = await once(ctx, address, budget);
  if (first.uri === address) return first;
  const [asked, claimed] = [hostOf(address), hostOf(first.uri)];
  if (readTarget(ctx.config, first.uri) === null || asked !== claimed) {
    throw upstream(`${address} answers with an id of another host`);
  }
  const second = await once(ctx, first.uri, budget);
  if (second.uri !== first.uri) throw upstream(`${first.uri} does not bear its own id`);
  return second;
}

/**
 * Fetches a collection as `fetchDocument` does, but takes it as it comes under another id on the same host: some give
 * the part that is meant for us the id of the whole (Fedify).
 * @throws AppError as `fetchDocument`
 */
export async function fetchCollection(
  ctx: Ctx,
  uri: string,
  budget: FetchBudget = newFetchBudget(),
): Promise<FetchedDocument> {
  if (readTarget(ctx.config, uri) === null) throw upstream("Not an address that may be asked.");
  const fetched = await once(ctx, uri, budget);
  if (hostOf(fetched.uri) !== hostOf(uri)) throw upstream(`${uri} answers with an id of another host`);
  return fetched;
}

/** A collection, and what it is known by the next time. */
export interface CollectionState {
  readonly document: JsonObject;
  /** Empty when it has none. */
  readonly etag: string;
}

/**
 * Fetches a collection unless it is still the one that bears this ETag: one request, never remembered.
 * @returns null when it is (304)
 * @throws AppError as `fetchDocument`
 */
export async function fetchIfChanged(ctx: Ctx, uri: string, etag: string | null): Promise<CollectionState | null> {
  if (readTarget(ctx.config, uri) === null) throw upstream("Not an address that may be asked.");
  const response = await askSigned(ctx, uri, etag === null ? {} : { "if-none-match": etag });
  if (response.status === 304 && etag !== null) return null;
  const fetched = await documentFrom(ctx, uri, response);
  if (hostOf(fetched.uri) !== hostOf(uri)) throw upstream(`${uri} answers with an id of another host`);
  return { document: fetched.document, etag: response.etag.slice(0, MAX_ETAG) };
}

/** Characters. */
const MAX_ETAG = 200;

const upstream = (reason: string): AppError => new AppError("upstream", "federation.fetch-failed", reason);

/**
 * Asks at an address and looks at nothing of the answer: of an inbox, which mostly refuses to be read.
 * @throws AppError forbidden (blocked, or ourselves), upstream when nobody answers
 */
export async function knock(ctx: Ctx, uri: string): Promise<void> {
  await askSigned(ctx, uri);
}

/** Fetches under way, per database: whoever asks for the same meanwhile gets the same answer. */
const underWay = new WeakMap<Ctx["sql"], Map<string, Promise<FetchedDocument>>>();

async function once(ctx: Ctx, address: string, budget: FetchBudget): Promise<FetchedDocument> {
  const running = underWay.get(ctx.sql) ?? new Map<string, Promise<FetchedDocument>>();
  underWay.set(ctx.sql, running);
  const known = running.get(address);
  if (known) return known;
  const fetching = fetchRemembering(ctx, address, budget);
  running.set(address, fetching);
  try {
    return await fetching;
  } finally {
    running.delete(address);
  }
}

async function fetchRemembering(ctx: Ctx, address: string, budget: FetchBudget): Promise<FetchedDocument> {
  const key = ["federation", "miss", address];
  const miss = await kvGet(ctx, key);
  if (typeof miss === "string") throw missed(miss as ErrorKind, address);
  if (budget.left <= 0) throw new AppError("limited", "federation.fetch-budget", "This activity asked for enough.");
  budget.left -= 1;
  try {
    return await fetchOne(ctx, address);
  } catch (error) {
    const kind = error instanceof AppError ? error.kind : "upstream";
    const keptMs = MISS_KEPT_MS[kind];
    if (keptMs !== undefined) await kvSet(ctx, key, kind, keptMs);
    throw error;
  }
}

const missed = (kind: ErrorKind, address: string): AppError =>
  new AppError(kind, "federation.fetch-failed", `${address} could not be had a moment ago`);

async function fetchOne(ctx: Ctx, address: string): Promise<FetchedDocument> {
  return documentFrom(ctx, address, await askSigned(ctx, address));
}

async function documentFrom(ctx: Ctx, address: string, response: BoundedResponse): Promise<FetchedDocument> {
  if (response.status === 410) throw new AppError("gone", "federation.gone", `${address} is gone`);
  if (response.status === 404) throw new AppError("notFound", "federation.not-found", `${address} was not found`);
  if (response.status !== 200) throw upstream(`${address} answered ${response.status}`);
  if (!isActivityStreams(response.contentType)) throw upstream(`${address} is no ActivityStreams document`);
  const document = await readDocument(ctx, response.body, address);
  if (typeof document.id !== "string") throw upstream(`${address} has no id`);
  return { uri: document.id, text: response.body, document };
}

/** @throws AppError forbidden when the host is not to be asked: blocked, or ourselves */
async function ruleFor(ctx: Ctx, host: string): Promise<PeerRule> {
  const rule = (await peerRules(ctx, [host])).get(host);
  if (rule === undefined || rule.barred || host === hostOf(ctx.origin)) {
    throw new AppError("forbidden", "federation.not-asked", `${host} is blocked, left out, or ourselves.`);
  }
  return rule;
}

async function readDocument(ctx: Ctx, text: string, address: string): Promise<JsonObject> {
  try {
    const parsed = parseBoundedJson(text);
    if (!isObject(parsed)) throw upstream(`${address} is no object`);
    const { normalise } = await import("../json-ld/json-ld.ts");
    return await normalise(ctx, parsed);
  } catch (cause) {
    if (cause instanceof AppError && cause.kind !== "invalid") throw cause;
    throw upstream(`${address} cannot be read: ${errorText(cause)}`);
  }
}

/** `ld+json` counts only with the ActivityStreams profile; `json` and media types never do (T075). */
export function isActivityStreams(contentType: string): boolean {
  const [type = "", ...parameters] = contentType.toLowerCase().split(";");
  if (type.trim() === "application/activity+json") return true;
  const profile = parameters.map((entry) => entry.trim()).find((entry) => entry.startsWith("profile="));
  const profiles = profile?.slice("profile=".length).replaceAll('"', "").split(/\s+/) ?? [];
  return type.trim() === "application/ld+json" && profiles.includes(AS2_PROFILE);
}

async function askSigned(ctx: Ctx, address: string, headers: Headers = {}): Promise<BoundedResponse> {
  const host = hostOf(address);
  if (host === null) throw upstream("Not an address that may be asked.");
  const rule = await ruleFor(ctx, host);
  const first = await ask(ctx, address, rule.scheme, headers);
  if (first.status !== 401) return first;
  const other: SignatureScheme = rule.scheme === "cavage" ? "rfc9421" : "cavage";
  const second = await ask(ctx, address, other, headers);
  if (second.status === 200) await rememberScheme(ctx, host, other);
  return second;
}

type Headers = Readonly<Record<string, string>>;

async function ask(ctx: Ctx, address: string, scheme: SignatureScheme, headers: Headers): Promise<BoundedResponse> {
  const district = await districtOf(ctx);
  const key = district && (await signingKeysOf(ctx, district.instanceActorId)).rsa;
  const sign = scheme === "cavage" ? signCavageGet : signRfc9421Get;
  return boundedFetch(ctx, address, {
    headersFor: async (url) => ({
      ...headers,
      accept: ACCEPT,
      "user-agent": userAgent(ctx),
      ...(key && sign(url, key, ctx.now())),
    }),
  });
}

const userAgent = (ctx: Ctx): string => `Stadtteilvernetzer (+${ctx.origin}/)`;

/**
 * Fetches other JSON from a stranger, with the same bounds and unsigned: WebFinger, NodeInfo.
 * @param accept e.g. `application/jrd+json, application/json`; the answer must be some kind of JSON
 * @param otherHosts follow redirects to other hosts, as WebFinger needs (RFC 7033 §4.2)
 * @throws AppError gone, notFound, forbidden (blocked), upstream
 */
export async function fetchJson(ctx: Ctx, url: string, accept: string, otherHosts = false): Promise<JsonObject> {
  // Asked at each hop: a redirect may lead to a host that is blocked.
  const headersFor = async (hop: URL): Promise<Record<string, string>> => {
    await ruleFor(ctx, hop.host);
    return { accept, "user-agent": userAgent(ctx) };
  };
  const response = await boundedFetch(ctx, url, { headersFor, otherHosts });
  if (response.status === 410) throw new AppError("gone", "federation.gone", `${url} is gone`);
  if (response.status === 404) throw new AppError("notFound", "federation.not-found", `${url} was not found`);
  if (response.status !== 200) throw upstream(`${url} answered ${response.status}`);
  if (!/^application\/([\w.-]+\+)?json\b/i.test(response.contentType)) throw upstream(`${url} is no JSON`);
  try {
    const parsed = parseBoundedJson(response.body);
    if (isObject(parsed)) return parsed;
  } catch {
    // Falls through: unreadable and not an object are the same to the caller.
  }
  throw upstream(`${url} cannot be read`);
}
