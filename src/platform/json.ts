/** What JSON can hold: the shape of everything that came over the wire. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

/** Whether a value is an object, neither null nor an array. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One value or a list of them, as ActivityStreams allows everywhere: always a list. */
export function asList(value: Json | undefined): Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** The id in a reference: the string itself or the `id` of an embedded object; null for anything else. */
export function idIn(value: Json | undefined): string | null {
  if (typeof value === "string") return value;
  return isJsonObject(value) && typeof value["id"] === "string" ? value["id"] : null;
}

/** The ids in one reference or a list of them; what has none is left out. */
export const idsIn = (value: Json | undefined): string[] =>
  asList(value).flatMap((entry) => {
    const id = idIn(entry);
    return id === null ? [] : [id];
  });
