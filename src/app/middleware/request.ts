import { randomUUID } from "node:crypto";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import ipaddr from "ipaddr.js";
import { LRUCache } from "lru-cache";
import type { Ctx } from "../../platform/ctx.ts";
import type { AppEnv } from "../../ui/env.ts";

/** Gives every request its ctx, an id, and the key under which its sender is counted. */
export const requestBasics = (ctx: Ctx) => {
  // A peer asks often: its fingerprint is made once.
  const keys = new LRUCache<string, string>({ max: 1_000 });
  const clientKeyOf = (address: string): string => {
    const known = keys.get(address);
    if (known !== undefined) return known;
    const key = ctx.vault.fingerprint(networkOf(address), "client").slice(0, 22);
    keys.set(address, key);
    return key;
  };
  return createMiddleware<AppEnv>(async (c, next) => {
    c.set("ctx", ctx);
    const requestId = randomUUID();
    c.set("requestId", requestId);
    c.set("viewer", null);
    c.set("scopes", null);
    c.set("tokenId", null);
    c.set("applicationId", null);
    c.set("clientKey", clientKeyOf(clientAddress(ctx, c)));
    await next();
    c.res.headers.set("X-Request-Id", requestId);
  });
};

/**
 * Who asks: the socket's other end; behind a trusted proxy the last address in `X-Forwarded-For` that is none of the
 * proxies. From anybody else that header is not believed, since anybody can write it (T132).
 */
export function clientAddress(ctx: Ctx, c: Context): string {
  const { trustedProxies } = ctx.config;
  const peer = peerAddress(c);
  if (trustedProxies.length === 0 || !trustedProxies.includes(plainAddress(peer))) return peer;
  const hops = (c.req.header("X-Forwarded-For") ?? "").split(",").map((hop) => hop.trim());
  return hops.findLast((hop) => !trustedProxies.includes(plainAddress(hop))) ?? peer;
}

/** `127.0.0.1` for `::ffff:127.0.0.1`. */
const plainAddress = (address: string): string =>
  ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;

function peerAddress(c: Context): string {
  try {
    return getConnInfo(c).remote.address ?? "";
  } catch {
    return ""; // No socket: `app.request()` in a test.
  }
}

/** An IPv4 address as it is; of IPv6 the /64, which is what one subscriber has. */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return "unknown";
  const parsed = ipaddr.process(address);
  if (parsed.kind() === "ipv4") return parsed.toString();
  return Buffer.from(parsed.toByteArray().slice(0, 8)).toString("hex");
}
