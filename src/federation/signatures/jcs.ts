import type { Json } from "../../platform/json.ts";

/**
 * JSON in its one canonical form (RFC 8785): members sorted by their UTF-16 units, no blanks, numbers and texts as
 * ECMAScript writes them. What is signed by a proof is this text, so that blanks and order on the way do no harm.
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.keys(value)
    .toSorted()
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name] ?? null)}`);
  return `{${members.join(",")}}`;
}
