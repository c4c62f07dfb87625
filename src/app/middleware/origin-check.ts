import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { isWithoutSession } from "../../mastodon/access.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import type { AppEnv } from "../../ui/env.ts";
import { isInbox, isMachinePath, isUnsubscribing } from "../access.ts";
import { isOurHost } from "./host.ts";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Every write must come from a page of ours, whatever its content type and whether or not somebody is logged in
 * (T137, T138). Exempt are requests that no browser makes by itself: those with a bearer token, other servers', and a mail
 * program's that ends a subscription by the secret address in the mail (RFC 8058); and those where a session counts for
 * nothing, so that there is nothing to forge: the client API and an app's exchange of codes and tokens.
 */
export const onlyFromOurPages = (ctx: Ctx) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const exempt =
      SAFE_METHODS.has(c.req.method) ||
      isInbox(c.req.path) ||
      isWithoutSession(c.req.path) ||
      isUnsubscribing(c.req.path) ||
      bearerToken(c.req.header("Authorization")) ||
      isScriptWithoutToken(c);
    if (exempt || isFromUs(ctx, c.req.header("Origin"), c.req.header("Sec-Fetch-Site"))) return next();
    throw new AppError("forbidden", "errors.foreign-origin", "This request did not come from a page of this server.");
  });

/** A script that forgot its token: no browser sends this, so the guard may tell it what is missing (401). */
function isScriptWithoutToken(c: Context<AppEnv>): boolean {
  return isMachinePath(c.req.path) && !["Cookie", "Origin", "Sec-Fetch-Site"].some((name) => c.req.header(name));
}

function isFromUs(ctx: Ctx, origin: string | undefined, fetchSite: string | undefined): boolean {
  if (fetchSite !== undefined && fetchSite !== "same-origin") return false;
  if (origin === undefined || !URL.canParse(origin)) return false;
  const from = new URL(origin);
  return from.protocol === new URL(ctx.origin).protocol && isOurHost(ctx, from.host);
}

/** The token of an `Authorization: Bearer` header, or null. */
export function bearerToken(header: string | undefined): string | null {
  return header?.match(/^Bearer +([\w.~+/=-]{1,200})$/i)?.[1] ?? null;
}
