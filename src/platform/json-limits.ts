import { AppError } from "./errors.ts";
import type { Json } from "./json.ts";

export interface JsonLimits {
  readonly depth: number;
  /** Items of one array. */
  readonly items: number;
  /** Members and items of the whole document. */
  readonly nodes: number;
  /** UTF-16 units of one string or member name. */
  readonly text: number;
}

/** What we read of a stranger at most (T007–T010). */
const STRANGER_LIMITS: JsonLimits = { depth: 32, items: 1_000, nodes: 10_000, text: 256 * 1024 };

const refused = (reason: string): AppError => new AppError("invalid", "federation.json", reason);

/**
 * Parses JSON from outside and holds it against limits, so that nobody after it needs to fear depth or size. U+0000
 * and lone surrogates are refused (PostgreSQL stores neither), `__proto__` as well.
 * @throws AppError invalid with the reason
 */
export function parseBoundedJson(text: string, limits: JsonLimits = STRANGER_LIMITS): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw refused("The body is not JSON.");
  }
  check(value, limits);
  return value;
}

function check(root: Json, limits: JsonLimits): void {
  // An own stack: a recursive walk would itself fall to what it guards against.
  const stack: { readonly value: Json; readonly depth: number }[] = [{ value: root, depth: 1 }];
  let nodes = 0;
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { value, depth } = next;
    if (typeof value === "string") checkText(value, limits);
    if (typeof value !== "object" || value === null) continue;
    if (depth > limits.depth) throw refused(`The document is nested deeper than ${limits.depth}.`);
    const children = Array.isArray(value) ? value : Object.values(value);
    if (Array.isArray(value) && value.length > limits.items) throw refused("A list is too long.");
    nodes += children.length;
    if (nodes > limits.nodes) throw refused("The document has too many parts.");
    if (!Array.isArray(value)) for (const key of Object.keys(value)) checkKey(key, limits);
    for (const child of children) stack.push({ value: child, depth: depth + 1 });
  }
}

function checkKey(key: string, limits: JsonLimits): void {
  if (key === "__proto__") throw refused("A member name is not allowed.");
  checkText(key, limits);
}

function checkText(text: string, limits: JsonLimits): void {
  if (text.length > limits.text) throw refused("A text is too long.");
  if (text.includes("\u0000") || !text.isWellFormed()) throw refused("A text holds what is no character.");
}
