import type { Context } from "hono";
import { etagOf } from "./etag.ts";

const ACTIVITY_JSON = "application/activity+json";
const LD_JSON = "application/ld+json";
const AS2_PROFILE = "https://www.w3.org/ns/activitystreams";
const HTML_TYPES = ["text/html", "application/xhtml+xml", "text/*", "*/*"];

/** Answers that depend on who asks must not be kept by anybody in between (T101). */
export const PRIVATE_HEADERS = {
  "Cache-Control": "private, no-store",
  Vary: "Accept, Signature, Authorization, Cookie",
} as const;

const PUBLIC_HEADERS = {
  "Cache-Control": "public, max-age=60, stale-while-revalidate=300",
  Vary: "Accept",
  "Access-Control-Allow-Origin": "*",
} as const;

interface AcceptedType {
  readonly type: string;
  readonly profile: string | undefined;
  readonly quality: number;
}

/** The media ranges of an Accept header (RFC 9110, 12.5.1), `profile` being the only parameter that matters here. */
function acceptedTypes(header: string): AcceptedType[] {
  return splitOutsideQuotes(header, ",").map((range) => {
    const [type = "", ...parameters] = splitOutsideQuotes(range, ";").map((part) => part.trim());
    const parameter = (name: string): string | undefined =>
      parameters
        .find((entry) => entry.toLowerCase().startsWith(`${name}=`))
        ?.slice(name.length + 1)
        .replaceAll('"', "");
    const quality = Number(parameter("q") ?? 1);
    return {
      type: type.toLowerCase(),
      profile: parameter("profile"),
      quality: Number.isNaN(quality) ? 0 : Math.min(Math.max(quality, 0), 1),
    };
  });
}

function splitOutsideQuotes(text: string, separator: "," | ";"): string[] {
  const pattern = separator === "," ? /(?:[^,"]|"[^"]*"?)+/g : /(?:[^;"]|"[^"]*"?)+/g;
  return text.slice(0, 1000).match(pattern) ?? [];
}

/** `ld+json` without a profile is taken as ActivityStreams: older Mastodon asks like that. */
const isActivityType = ({ type, profile }: AcceptedType): boolean =>
  type === ACTIVITY_JSON || (type === LD_JSON && (profile === undefined || profile.split(" ").includes(AS2_PROFILE)));

const best = (types: readonly AcceptedType[]): number => Math.max(0, ...types.map((type) => type.quality));

/**
 * Whether a request to an address that has a page as well asks for its ActivityPub document: one of the two
 * ActivityStreams types is named, and no kind of HTML is liked better. `*\/*` alone is HTML.
 */
export function wantsActivityPub(request: Request): boolean {
  const types = acceptedTypes(request.headers.get("Accept") ?? "");
  const asked = best(types.filter(isActivityType));
  return asked > 0 && asked >= best(types.filter(({ type }) => HTML_TYPES.includes(type)));
}

/** Whether somebody with a browser asks: HTML is named, and ActivityStreams is not. */
export function wantsPage(request: Request): boolean {
  const types = acceptedTypes(request.headers.get("Accept") ?? "");
  return best(types.filter(({ type }) => type === "text/html")) > 0 && best(types.filter(isActivityType)) === 0;
}

/** The type to answer with: `activity+json`, unless only the other one is acceptable. */
function contentTypeFor(request: Request): string {
  const types = acceptedTypes(request.headers.get("Accept") ?? "").filter(({ quality }) => quality > 0);
  const onlyLd = types.some(({ type }) => type === LD_JSON) && !types.some(({ type }) => type === ACTIVITY_JSON);
  return onlyLd ? `${LD_JSON}; profile="${AS2_PROFILE}"` : `${ACTIVITY_JSON}; charset=utf-8`;
}

/** Whether an If-None-Match header names this ETag (RFC 9110, 13.1.2: weak comparison). */
export function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(",").some((entry) => {
    const known = entry.trim().replace(/^W\//, "");
    return known === "*" || known === etag;
  });
}

export interface ActivityPubDocument {
  /** The document, served byte for byte. */
  readonly text: string;
  /** Strong ETag with its quotes; computed when it is left out. */
  readonly etag?: string;
  /** Whether everybody may have it. */
  readonly public: boolean;
  /** Default 200; 410 for a tombstone. */
  readonly status?: 200 | 410;
}

/** Answers with a document, or with 304 when the asker has it already. Works for HEAD too. */
export function activityPubResponse(c: Context, document: ActivityPubDocument): Response {
  const etag = document.etag ?? etagOf(document.text);
  const headers = { ...(document.public ? PUBLIC_HEADERS : PRIVATE_HEADERS), ETag: etag };
  const status = document.status ?? 200;
  if (status === 200 && isKnown(c.req.header("If-None-Match"), etag)) return c.body(null, 304, headers);
  return c.body(document.text, status, { ...headers, "Content-Type": contentTypeFor(c.req.raw) });
}

/** One answer for what does not exist and for what the asker may not see: nobody can tell which it is (T097, T100). */
export const activityPubNotFound = (c: Context): Response =>
  c.json({ error: "errors.not-found", error_description: "There is nothing at this address." }, 404, PRIVATE_HEADERS);

/** Makes the answer of a route one that depends on who asked. */
export function keepPrivate(c: Context): void {
  for (const [name, value] of Object.entries(PRIVATE_HEADERS)) c.res.headers.set(name, value);
  c.res.headers.delete("Access-Control-Allow-Origin");
}

/** Sends a browser from an id to its page. */
export function redirectToPage(c: Context, url: string): Response {
  c.header("Vary", "Accept");
  return c.redirect(url, 303);
}
