import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { HTTPException } from "hono/http-exception";
import { matchedRoutes } from "hono/route";
import { accountSuspended } from "../../features/accounts/accounts.errors.ts";
import { isTokenOfSuspended, knownToken, viewerOfSession } from "../../features/accounts/sessions.queries.ts";
import { CLIENT_ROUTES, isClientApi, isWithoutSession } from "../../mastodon/access.ts";
import { authorizationOfStream } from "../../mastodon/streaming/token.ts";
import type { AppEnv } from "../../ui/env.ts";
import type { Locale } from "../../ui/i18n/i18n.ts";
import { readSessionCookie } from "../../ui/session-cookie.ts";
import { API_PREFIX, isMachinePath } from "../access.ts";
import { countClient } from "./client-api.ts";
import { isHandler, routeName } from "./guard.ts";
import { bearerToken } from "./origin-check.ts";

declare module "hono" {
  interface ContextVariableMap {
    /** The language that the viewer's account asks for. */
    accountLocale: Locale | undefined;
  }
}

/**
 * Finds out who is looking: by bearer token for the API, else by session. A request with an `Authorization` header
 * is never seen through its cookie, so that the Origin check cannot be passed with a made-up token; the client API, which
 * any page may call, sees no cookies at all.
 */
export const findViewer = createMiddleware<AppEnv>(async (c, next) => {
  const path = c.req.path;
  if (asksNobody(c)) return next();
  const authorization = c.req.header("Authorization") ?? authorizationOfStream(c);
  if (authorization !== undefined) {
    if (path.startsWith(API_PREFIX) || isClientApi(path)) await byToken(c, authorization);
    return next();
  }
  if (isWithoutSession(path)) return next();
  const secret = readSessionCookie(c);
  if (secret && (path.startsWith(API_PREFIX) || !isMachinePath(path))) {
    const known = await viewerOfSession(c.var.ctx, secret);
    c.set("viewer", known?.viewer ?? null);
    c.set("accountLocale", known?.locale);
  }
  return next();
});

/** Where everybody is let in alike, an app's old token keeps nobody out: apps start there, before they log in anew. */
function asksNobody(c: Context<AppEnv>): boolean {
  const routes = matchedRoutes(c).filter(isHandler).map(routeName);
  return routes.length > 0 && routes.every((route) => CLIENT_ROUTES[route]?.token === "none");
}

async function byToken(c: Context<AppEnv>, authorization: string): Promise<void> {
  const token = bearerToken(authorization);
  const known = token === null ? null : await knownToken(c.var.ctx, token);
  if (!known) {
    // What is refused here never comes to the count of the others.
    if (isWithoutSession(c.req.path)) await countClient(c);
    if (token !== null && (await isTokenOfSuspended(c.var.ctx, token))) throw accountSuspended();
    c.header("WWW-Authenticate", 'Bearer error="invalid_token"');
    throw new HTTPException(401, { message: "The access token is unknown, revoked or malformed." });
  }
  c.set("viewer", known.holder?.viewer ?? null);
  c.set("scopes", known.scopes);
  c.set("tokenId", known.id);
  c.set("applicationId", known.applicationId);
  c.set("accountLocale", known.holder?.locale);
}
