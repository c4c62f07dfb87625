import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { HTTPException } from "hono/http-exception";
import { matchedRoutes } from "hono/route";
import type { RouterRoute } from "hono/types";
import { sessionNeeded } from "../../features/accounts/accounts.errors.ts";
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
  if (viewer) {
    if (scopes) requireScope(c, scopes);
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
  if (scopes.has(needed)) return;
  throw new AppError("forbidden", "accounts.scope-missing", `This access token lacks the scope "${needed}".`);
}

const notFound = (): AppError => new AppError("notFound", "errors.not-found", "There is nothing at this address.");

function refuse(c: Context<AppEnv>): Response {
  const path = c.req.path;
  if (isUnder(path, ADMIN_PATHS)) throw notFound();
  if (isMachinePath(path)) {
    c.header("WWW-Authenticate", "Bearer");
    throw new HTTPException(401, { message: "This needs an access token." });
  }
  if (c.req.header("Authorization")) throw sessionNeeded();
  if (c.req.method !== "GET" && c.req.method !== "HEAD") throw new HTTPException(401, { message: "Not logged in." });
  const target = new URL(c.req.url);
  return c.redirect(`/anmelden?weiter=${encodeURIComponent(target.pathname + target.search)}`, 303);
}
