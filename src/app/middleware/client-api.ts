import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { isForOtherOrigins, isWithoutSession } from "../../mastodon/access.ts";
import { countRequest } from "../../mastodon/limits.ts";
import type { AppEnv } from "../../ui/env.ts";

const EXPOSED =
  "Link, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id, Mastodon-Async-Refresh";
const PREFLIGHT = {
  "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
  // With a token in the request the wildcard does not cover `Authorization`: it has to be named.
  "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key, *",
  "Access-Control-Max-Age": "86400",
} as const;

/** Clients in browsers stand on other origins. They never come with our cookies: no credentials are allowed. */
export const crossOrigin = createMiddleware<AppEnv>(async (c, next) => {
  if (!isForOtherOrigins(c.req.path)) return next();
  if (c.req.method === "OPTIONS") {
    const asked = c.req.header("Access-Control-Request-Headers");
    c.res = c.body(null, 204, {
      ...PREFLIGHT,
      ...(asked !== undefined && { "Access-Control-Allow-Headers": asked, Vary: "Access-Control-Request-Headers" }),
    });
  } else {
    await next();
  }
  c.res.headers.set("Access-Control-Allow-Origin", "*");
  c.res.headers.set("Access-Control-Expose-Headers", EXPOSED);
  return undefined;
});

const LIMIT = 300;
const WINDOW_SECONDS = 300;

/** 300 requests in five minutes for each account, and for each network of those without one; the headers say how many are left. */
export const clientLimits = createMiddleware<AppEnv>(async (c, next) => {
  if (isWithoutSession(c.req.path)) await countClient(c);
  return next();
});

/** @throws AppError limited, when there were too many */
export async function countClient(c: Context<AppEnv>): Promise<void> {
  const { viewer, clientKey } = c.var;
  const key = viewer ? `client-api:account:${viewer.accountId}` : `client-api:from:${clientKey}`;
  await countRequest(c, { key, limit: LIMIT, windowSeconds: WINDOW_SECONDS });
}
