import type { Json, JsonObject } from "./json.ts";

/** Lenient reading of what peers send: one value or many, a string or an object with an id. */

export const isObject = (value: Json | undefined): value is JsonObject =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** One value, many, or none, as a list. */
export const asList = (value: Json | undefined): Json[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

/** A string that is not blank, or null. U+0000 is removed: PostgreSQL refuses it. */
export function textOf(value: Json | undefined): string | null {
  if (typeof value !== "string") return null;
  const text = value.replaceAll("\u0000", "").trim();
  return text === "" ? null : text;
}

/** The id of the first value: itself when it is a string, else its `id`. */
export function idOf(value: Json | undefined): string | null {
  const [first] = asList(value);
  return isObject(first) ? textOf(first.id) : textOf(first);
}

/** An index of PostgreSQL takes no more than 2,700; characters may have four bytes each. */
const MAX_ADDRESS_BYTES = 2_000;

/** An http(s) address of at most 2,000 bytes and without user information, or null. */
export function httpUrl(value: string | null): string | null {
  if (value === null || Buffer.byteLength(value) > MAX_ADDRESS_BYTES || !value.isWellFormed()) return null;
  const url = URL.parse(value);
  return url !== null && (url.protocol === "https:" || url.protocol === "http:") && url.username === "" ? value : null;
}

/** The address of the first Link, Image or string in a value. */
export function linkOf(value: Json | undefined): string | null {
  for (const item of asList(value)) {
    const link = isObject(item) ? (linkOf(item.href) ?? linkOf(item.url)) : httpUrl(textOf(item));
    if (link) return link;
  }
  return null;
}

/** A point in time of the years 1 to 9999, or null: others are no dates to PostgreSQL as JavaScript writes them. */
export function timeOf(value: Json | undefined): Date | null {
  const time = new Date(textOf(value) ?? Number.NaN);
  const year = time.getUTCFullYear();
  return year >= 1 && year <= 9999 ? time : null;
}
