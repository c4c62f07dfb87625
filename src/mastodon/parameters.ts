import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { isObject } from "../platform/ap-read.ts";
import type { Json } from "../platform/json.ts";
import type { AppEnv } from "../ui/env.ts";

/** What a client sent, name to values. Rails' brackets are taken off: `redirect_uris[]` is `redirect_uris`. */
export type Parameters = ReadonlyMap<string, readonly string[]>;

/**
 * Query and body in one; of a name that stands in both, the body counts. The body is JSON, a form in either coding, or a
 * form whose type is not said. Values that are neither texts, numbers nor truth values, nor lists of such, are left out.
 * @throws HTTPException 400 when the body is not what its type says
 */
export async function readParameters(c: Context<AppEnv>): Promise<Parameters> {
  return new Map([...gather(new URL(c.req.url).searchParams), ...(await bodyOf(c))]);
}

/** The first value of that name; undefined when there is none. */
export const one = (parameters: Parameters, name: string): string | undefined => parameters.get(name)?.[0];

async function bodyOf(c: Context<AppEnv>): Promise<Parameters> {
  if (c.req.method === "GET" || c.req.method === "HEAD") return new Map();
  const type = c.req.header("Content-Type")?.toLowerCase() ?? "";
  try {
    if (type.startsWith("multipart/form-data")) return gather(await c.req.formData());
    const text = await c.req.text();
    if (!/^application\/json\b/.test(type)) return gather(new URLSearchParams(text));
    return text.trim() === "" ? new Map() : ofJson(JSON.parse(text) as Json);
  } catch (cause) {
    throw new HTTPException(400, { message: "The body cannot be read.", cause });
  }
}

function gather(entries: Iterable<[string, string | File]>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [key, value] of entries) {
    if (typeof value !== "string") continue;
    const name = key.replace(/\[\]$/, "");
    const values = found.get(name);
    if (values) values.push(value);
    else found.set(name, [value]);
  }
  return found;
}

function ofJson(json: Json): Parameters {
  if (!isObject(json)) throw new TypeError("not an object");
  return new Map(
    Object.entries(json).flatMap(([name, value]): [string, string[]][] => {
      const texts = [value].flat().flatMap((item) => (isPlain(item) ? [String(item)] : []));
      return texts.length === 0 ? [] : [[name, texts]];
    }),
  );
}

const isPlain = (value: unknown): value is string | number | boolean =>
  ["string", "number", "boolean"].includes(typeof value);

const FALSE = new Set(["", "0", "f", "F", "false", "False", "FALSE", "off", "OFF"]);

/** As Rails reads it: everything but a few words for "no" is true; false when it is not there. */
export const isTrue = (parameters: Parameters, name: string): boolean => {
  const text = one(parameters, name);
  return text !== undefined && !FALSE.has(text);
};
