import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { isObject } from "../platform/ap-read.ts";
import type { Json } from "../platform/json.ts";
import { parseKeepingIds } from "../platform/json-numbers.ts";
import type { AppEnv } from "../ui/env.ts";

/**
 * What a client sent, name to values. A name is written as Rails does, without the brackets of a list at its end:
 * `redirect_uris`, `poll[options]`, `fields_attributes[0][name]`, whether it came in a form or as nested JSON. Objects of a
 * list have numbers, also where the form had none.
 */
export type Parameters = ReadonlyMap<string, readonly string[]>;

/**
 * Query and body in one; of a name that stands in both, the body counts. The body is JSON, a form in either coding, or a
 * form whose type is not said. JSON's null is as if it were not there, unless one asks for it by `isNull`; files are read by `fileOf`.
 * @throws HTTPException 400 when the body is not what its type says, 413 when it says too much
 */
export async function readParameters(c: Context<AppEnv>): Promise<Parameters> {
  return new Map([...gather(new URL(c.req.url).searchParams), ...(await bodyOf(c))]);
}

/** The first value of that name; undefined when there is none. */
export const one = (parameters: Parameters, name: string): string | undefined => parameters.get(name)?.[0];

/** What stands for JSON's null. */
const NULL: readonly string[] = [];

const isNull = (parameters: Parameters, name: string): boolean => parameters.get(name) === NULL;

/** Whether something was said, be it an empty list. */
export const isGiven = (parameters: Parameters, name: string): boolean =>
  parameters.has(name) && !isNull(parameters, name);

/** All values of that name. */
export const all = (parameters: Parameters, name: string): readonly string[] => parameters.get(name) ?? [];

/** A file of a multipart form; undefined when there is none, or none was chosen (browsers send an empty one without a name). */
export async function fileOf(c: Context<AppEnv>, name: string): Promise<File | undefined> {
  if (!isMultipart(c)) return undefined;
  const value = (await formOf(c)).get(name);
  return value instanceof File && (value.size > 0 || value.name !== "") ? value : undefined;
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
    return text.trim() === "" ? new Map() : gather(ofJson(parseKeepingIds(text) as Json));
  } catch (cause) {
    throw cause instanceof HTTPException ? cause : unreadable(cause);
  }
}

/** What stands for an empty list or object of JSON: its name is there, with no value. */
const EMPTY: readonly string[] = [];

type Sent = string | File | readonly string[];

/** As many as a form may have fields (`bodyLimits`): no client sends so many, and each costs time. */
const MOST_VALUES = 5_000;
/** No parameter is called that; a long name before many short ones would be copied for each of them. */
const LONGEST_NAME = 500;

/** @throws HTTPException 413 */
function gather(entries: Iterable<readonly [string, Sent]>): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const lists = new Map<string, string[]>();
  const numbered = numbering();
  let count = 0;
  for (const [key, value] of entries) {
    count += 1;
    if (count > MOST_VALUES) throw new HTTPException(413, { message: `More than ${MOST_VALUES} values.` });
    if (key.length > LONGEST_NAME || value instanceof File) continue;
    const name = numbered(key.replace(/\[\d*\]$/, ""));
    const list = lists.get(name) ?? [];
    if (typeof value === "string") lists.set(name, list).get(name)?.push(value);
    found.set(name, typeof value === "string" ? list : value);
  }
  return found;
}

/** Numbers the objects of `fields[][name]=…&fields[][value]=…`, as Rails does: a name that comes again begins the next. */
function numbering(): (name: string) => string {
  const current = new Map<string, { place: number; members: Set<string> }>();
  return (name) => {
    const [, list, member] = /^([^[]+)\[\](\[.+\])$/.exec(name) ?? [];
    if (list === undefined || member === undefined) return name;
    const item = current.get(list) ?? { place: 0, members: new Set() };
    const isNext = item.members.has(member);
    current.set(list, isNext ? { place: item.place + 1, members: new Set([member]) } : item);
    if (!isNext) item.members.add(member);
    return `${list}[${item.place + (isNext ? 1 : 0)}]${member}`;
  };
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

/** The objects of a list: from `fields[0][name]=…` or `fields[][name]=…`, each as its own parameters, in order. */
export function listOf(parameters: Parameters, name: string): Parameters[] {
  const items = new Map<number, Map<string, readonly string[]>>();
  for (const [key, values] of parameters) {
    const [, place, member] = key.startsWith(`${name}[`)
      ? (/^\[(\d+)\]\[(.+)\]$/.exec(key.slice(name.length)) ?? [])
      : [];
    if (place === undefined || member === undefined) continue;
    const item = items.get(Number(place)) ?? new Map<string, readonly string[]>();
    items.set(Number(place), item.set(member, values));
  }
  return [...items].sort(([a], [b]) => a - b).map(([, item]) => item);
}

const FALSE = new Set(["", "0", "f", "F", "false", "False", "FALSE", "off", "OFF"]);

/** As Rails reads it: everything but a few words for "no" is true; false when it is not there. */
export const isTrue = (parameters: Parameters, name: string): boolean => {
  const text = one(parameters, name);
  return text !== undefined && !FALSE.has(text);
};
