import type { Context } from "hono";
import type { Ctx } from "../ctx.ts";
import { openStored, type Variant } from "./storage.ts";

/** A browser can do nothing with the file but show or save it: type from our list, no sniffing, no script (T178). */
export const HARMLESS = {
  "Content-Security-Policy": "default-src 'none'; sandbox",
  "X-Content-Type-Options": "nosniff",
  // Pages of other instances show our pictures, apps in browsers read them. Nobody is recognised at these addresses.
  "Cross-Origin-Resource-Policy": "cross-origin",
  "Access-Control-Allow-Origin": "*",
} as const;

/** Never another file at the same address. */
export const FOR_EVER = "public, max-age=31536000, immutable";

interface Served {
  readonly key: string;
  readonly variant: Variant;
  readonly headers: Readonly<Record<string, string>> & { readonly ETag: string };
}

/** Answers with what is stored under a key; null when nothing is. */
export async function answerStored(c: Context, ctx: Ctx, { key, variant, headers }: Served): Promise<Response | null> {
  if (c.req.header("If-None-Match") === headers.ETag) return c.body(null, 304, headers);
  const stored = await openStored(ctx, key, variant);
  if (!stored) return null;
  const all = { ...headers, "Content-Length": String(stored.bytes) };
  if (c.req.method !== "HEAD") return c.body(stored.stream, 200, all);
  await stored.stream.cancel();
  return c.body(null, 200, all);
}
