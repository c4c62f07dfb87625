import { randomUUID } from "node:crypto";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import ipaddr from "ipaddr.js";
import type { Ctx } from "../../platform/ctx.ts";
import type { AppEnv } from "../../ui/env.ts";

/** Gives every request its ctx, an id, and the key under which its sender is counted. */
export const requestBasics = (ctx: Ctx) =>
  createMiddleware<AppEnv>(async (c, next) => {
    c.set("ctx", ctx);
    c.set("requestId", randomUUID());
    c.set("viewer", null);
    c.set("scopes", null);
    c.set("clientKey", ctx.vault.fingerprint(networkOf(peerAddress(c)), "client").slice(0, 22));
    await next();
    c.res.headers.set("X-Request-Id", c.var.requestId);
  });

/** Address of the socket's other end. `X-Forwarded-For` is never believed: anybody can write it (T132). */
function peerAddress(c: Context): string {
  try {
    return getConnInfo(c).remote.address ?? "";
  } catch {
    return ""; // No socket: `app.request()` in a test.
  }
}

/** An IPv4 address as it is; of IPv6 the /64, which is what one subscriber has. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return "unknown";
  const parsed = ipaddr.process(address);
  if (parsed.kind() === "ipv4") return parsed.toString();
  return Buffer.from(parsed.toByteArray().slice(0, 8)).toString("hex");
}
