import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { isObject } from "../platform/ap-read.ts";
import type { Json } from "../platform/json.ts";
import type { AppEnv } from "../ui/env.ts";

/**
 * What a client sent, name to values. A name is written as Rails does, without the brackets of a list at its end:
 * `redirect_uris`, `poll[options]`, `fields_attributes[0][name]`, whether it came in a form or as nested JSON.
 */
export type Parameters = ReadonlyMap<string, readonly string[]>;

/**
 * Query and body in one; of a name that stands in both, the body counts. The body is JSON, a form in either coding, or a
 * form whose type is not said. JSON's null is as if it were not there, unless one asks for it by `isNull`; files are read by `fileOf`.
 * @throws HTTPException 400 when the body is not what its type says
 */
export async function readParameters(c: Context<AppEnv>): Promise<Parameters> {
  return new Map([...gather(new URL(c.req.url).searchParams), ...(await bodyOf(c))]);
}

/** The first value of that name; undefined when there is none. */
export const one = (parameters: Parameters, name: string): string | undefined => parameters.get(name)?.[0];

/** What stands for JSON's null. */
const NULL: readonly string[] = [];

export const isNull = (parameters: Parameters, name: string): boolean => parameters.get(name) === NULL;

/** Whether something was said, be it an empty list. */
export const isGiven = (parameters: Parameters, name: string): boolean =>
  parameters.has(name) && !isNull(parameters, name);

/** All values of that name. */
export const all = (parameters: Parameters, name: string): readonly string[] => parameters.get(name) ?? [];

/** A file of a multipart form; undefined when there is none. */
export async function fileOf(c: Context<AppEnv>, name: string): Promise<File | undefined> {
  if (!isMultipart(c)) return undefined;
  const value = (await formOf(c)).get(name);
  return value instanceof File ? value : undefined;
}

const typeOf = (c: Context<AppEnv>): string => c.req.header("Content-Type")?.toLowerCase() ?? "";
const isMultipart = (c: Context<AppEnv>): boolean => typeOf(c).startsWith("multipart/form-data");
const unreadable = (cause: unknown): HTTPException =>
  new HTTPException(400, { message: "The body cannot be read.", cause });

async function formOf(c: Context<AppEnv>): Promise<FormData> {
  try {
    return await c.req.formData();
  } catch (cause) {
    throw unreadable(cause);
  }
}

async function bodyOf(c: Context<AppEnv>): Promise<Parameters> {
  if (c.req.method === "GET" || c.req.method === "HEAD") return new Map();
  if (isMultipart(c)) return gather(await formOf(c));
  const text = await c.req.text();
  if (!/^application\/json\b/.test(typeOf(c))) return gather(new URLSearchParams(text));
  try {
    return text.trim() === "" ? new Map() : gather(ofJson(JSON.parse(text) as Json));
  } catch (cause) {
    throw unreadable(cause);
  }
}

/** What stands for an empty list or object of JSON: its name is there, with no value. */
const EMPTY: readonly string[] = [];

type Sent = string | File | readonly string[];

function gather(entries: Iterable<readonly [string, Sent]>): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [key, value] of entries) {
    const name = key.replace(/\[\]$/, "");
    if (typeof value === "string") found.set(name, [...(found.get(name) ?? []), value]);
    else if (!(value instanceof File)) found.set(name, value);
  }
  return found;
}

function ofJson(json: Json): (readonly [string, Sent])[] {
  if (!isObject(json)) throw new TypeError("not an object");
  return Object.entries(json).flatMap(([name, value]) => flatten(name, value));
}

/** JSON as the pairs that a form would send. Of objects in a list each has its place in its name. */
function flatten(name: string, value: Json | undefined): (readonly [string, Sent])[] {
  if (value === undefined) return [];
  if (value === null) return [[name, NULL]];
  if (typeof value === "object" && Object.keys(value).length === 0) return [[name, EMPTY]];
  if (Array.isArray(value)) {
    const items = value.filter((item) => item !== null);
    return items.flatMap((item, index) => flatten(isObject(item) ? `${name}[${index}]` : name, item));
  }
  if (isObject(value)) return Object.entries(value).flatMap(([key, inner]) => flatten(`${name}[${key}]`, inner));
  return [[name, String(value)]];
}

/**
 * The objects of a list: from `fields[0][name]=…` or `fields[][name]=…`, each as its own parameters, in order.
 */
export function listOf(parameters: Parameters, name: string): Parameters[] {
  const items = new Map<string, Map<string, string[]>>();
  for (const [key, values] of parameters) {
    const [, place, member] = key.startsWith(`${name}[`)
      ? (/^\[(\d*)\]\[(.+)\]$/.exec(key.slice(name.length)) ?? [])
      : [];
    if (place === undefined || member === undefined) continue;
    values.forEach((value, index) => {
      // Without numbers the first of each name belongs to the first object, and so on.
      const at = place === "" ? String(index) : place;
      const item = items.get(at) ?? new Map<string, string[]>();
      items.set(at, item.set(member, place === "" ? [value] : [...values]));
    });
  }
  return [...items].sort(([a], [b]) => Number(a) - Number(b)).map(([, item]) => item);
}

const FALSE = new Set(["", "0", "f", "F", "false", "False", "FALSE", "off", "OFF"]);

/** As Rails reads it: everything but a few words for "no" is true; false when it is not there. */
export const isTrue = (parameters: Parameters, name: string): boolean => {
  const text = one(parameters, name);
  return text !== undefined && !FALSE.has(text);
};
