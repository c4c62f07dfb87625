import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { isClientApi } from "../../mastodon/access.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { AppEnv } from "../../ui/env.ts";

const LOOPBACK_NAMES = new Set(["localhost", "127.0.0.1", "[::1]"]);
/** Asked by health checks that know the machine only by its address. */
const ANY_HOST = new Set(["/health", "/healthz", "/readyz"]);

/**
 * Whether a request that names `host` is for us. With federation off (no https origin) the loopback names count too:
 * they are how somebody tries the product on the own machine.
 * @param host value of the Host header, port included
 */
export function isOurHost(ctx: Ctx, host: string): boolean {
  const own = new URL(ctx.origin);
  if (!URL.canParse(`${own.protocol}//${host}`)) return false;
  const asked = new URL(`${own.protocol}//${host}`);
  if (asked.host === own.host) return true;
  return own.protocol === "http:" && LOOPBACK_NAMES.has(asked.hostname);
}

const MISDIRECTED = "Misdirected Request: this server does not answer for that host name.";

/** Host header and address line must both name us; a tampered one must never reach a link or an id (T001). */
export const onlyOurHost = (ctx: Ctx) => {
  const own = new URL(ctx.origin).host;
  const isOurs = (host: string): boolean => host === own || isOurHost(ctx, host);
  return createMiddleware<AppEnv>(async (c, next) => {
    if (ANY_HOST.has(c.req.path) || namedHosts(c).every(isOurs)) return next();
    return isClientApi(c.req.path) ? c.json({ error: MISDIRECTED }, 421) : c.text(`421 ${MISDIRECTED}\n`, 421);
  });
};

function namedHosts(c: Context): string[] {
  const header = c.req.header("Host");
  const line = new URL(c.req.url).host;
  return header === undefined ? [line] : [header, line];
}
