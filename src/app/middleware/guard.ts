import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { HTTPException } from "hono/http-exception";
import { matchedRoutes } from "hono/route";
import type { RouterRoute } from "hono/types";
import { sessionNeeded } from "../../features/accounts/accounts.errors.ts";
import { allows } from "../../features/accounts/scopes.model.ts";
import { CLIENT_ROUTES, isClientApi, type RouteAccess } from "../../mastodon/access.ts";
import { clientNotFound, outsideScopes, userNeeded } from "../../mastodon/errors.ts";
import { AppError } from "../../platform/errors.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { ADMIN_PATHS, isMachinePath, isUnder, MODERATOR_PATHS, PUBLIC_ROUTES } from "../access.ts";

const PUBLIC = new Set(PUBLIC_ROUTES);

/** A route that answers, as opposed to a middleware: those are registered for all methods with a wildcard. */
export const isHandler = (route: RouterRoute): boolean => route.method !== "ALL" || !route.path.endsWith("*");

/** How a route is written in the access list: `GET /projekte/:slug`. */
export const routeName = (route: RouterRoute): string => `${route.method} ${route.path}`;

/**
 * Default-deny: a request goes on without a viewer only if every route that it could reach is in the public list.
 * Bearer tokens need the scope `read` for reading and `write` for everything else.
 */
export const guard = createMiddleware<AppEnv>(async (c, next) => {
  const { viewer, scopes } = c.var;
  const routes = matchedRoutes(c).filter(isHandler);
  if (isClientApi(c.req.path)) {
    if (routes.length === 0) throw clientNotFound();
    for (const route of routes) admitClient(c, CLIENT_ROUTES[routeName(route)]);
    return next();
  }
  if (scopes) requireScope(c, scopes);
  if (viewer) {
    if (isUnder(c.req.path, ADMIN_PATHS) && !mayAdminister(viewer, c.req.path)) throw notFound();
    return next();
  }
  if (routes.every((route) => PUBLIC.has(routeName(route)))) return next();
  return refuse(c);
});

const mayAdminister = ({ role }: Viewer, path: string): boolean =>
  role === "admin" || (role === "moderator" && isUnder(path, MODERATOR_PATHS));

function requireScope(c: Context<AppEnv>, scopes: ReadonlySet<string>): void {
  const needed = c.req.method === "GET" || c.req.method === "HEAD" ? "read" : "write";
  if (allows(scopes, needed)) return;
  throw new AppError("forbidden", "accounts.scope-missing", `This access token lacks the scope "${needed}".`);
}

/** Lets a request to a route of the client API in, or refuses it in Mastodon's words; what is not declared lets nobody in. */
function admitClient(c: Context<AppEnv>, access: RouteAccess | undefined): void {
  const { viewer, scopes } = c.var;
  if (access === undefined) throw outsideScopes();
  if (access.token === "none" || (access.token === "optional" && scopes === null)) return;
  if (scopes === null) throw tokenNeeded(c);
  if (access.token === "user" && viewer === null) throw userNeeded();
  const needed = access.scopes ?? [];
  if (needed.length > 0 && !needed.some((scope) => allows(scopes, scope))) throw outsideScopes();
}

function tokenNeeded(c: Context<AppEnv>): HTTPException {
  c.header("WWW-Authenticate", "Bearer");
  return new HTTPException(401, { message: "This needs an access token." });
}

const notFound = (): AppError => new AppError("notFound", "errors.not-found", "There is nothing at this address.");

function refuse(c: Context<AppEnv>): Response {
  const path = c.req.path;
  if (isUnder(path, ADMIN_PATHS)) throw notFound();
  if (c.var.scopes) throw userNeeded();
  if (isMachinePath(path)) throw tokenNeeded(c);
  if (c.req.header("Authorization")) throw sessionNeeded();
  if (c.req.method !== "GET" && c.req.method !== "HEAD") throw new HTTPException(401, { message: "Not logged in." });
  const target = new URL(c.req.url);
  return c.redirect(`/anmelden?weiter=${encodeURIComponent(target.pathname + target.search)}`, 303);
}
