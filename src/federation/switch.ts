import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { districtOf, federationIsOn } from "../features/district/district.queries.ts";
import { activityPubNotFound, keepPrivate, PRIVATE_HEADERS, wantsActivityPub } from "../platform/activitypub-http.ts";
import { actorUri } from "../platform/ap-uris.ts";
import type { AppEnv } from "../ui/env.ts";
import { refusalOfGet } from "./gate.ts";

/** Nothing is told while federation is off: ids under http, or without an imprint, must not get about (decision 20). */
export const onlyWhenOn = createMiddleware<AppEnv>(async (c, next) =>
  (await federationIsOn(c.get("ctx"))) ? next() : activityPubNotFound(c),
);

/**
 * In the allow-list mode documents are for listed servers only: 401 for who does not sign, 403 for strangers (check 48),
 * and no cache in between keeps what they get. When closed there are none. The instance actor, which is needed to check
 * our own signatures, WebFinger and NodeInfo answer everybody in every mode. Pages and inboxes are not meant here.
 */
export const onlyForListed = createMiddleware<AppEnv>(async (c, next) => {
  const { ctx } = c.var;
  const district = await districtOf(ctx);
  if (district?.mode !== "allowList" && district?.mode !== "closed") return next();
  if (!asksForDocument(c) || isInstanceActor(c, district.instanceActorId)) return next();
  if (district.mode === "closed") return activityPubNotFound(c);
  const status = await refusalOfGet(ctx, c.req.raw, c.get("clientKey"));
  if (status !== null) return refuse(c, status);
  await next();
  keepPrivate(c);
});

function asksForDocument(c: Context<AppEnv>): boolean {
  const { method, path } = c.req;
  if (method !== "GET" && method !== "HEAD") return false;
  if (path.startsWith("/ap/")) return true;
  // Addresses of pages whose document is asked for.
  return !ALWAYS_OPEN.test(path) && wantsActivityPub(c.req.raw);
}

const ALWAYS_OPEN = /^\/(\.well-known|nodeinfo|ns)\//;

/** It stands at `/` as well (wire §2.2). */
const isInstanceActor = (c: Context<AppEnv>, id: string): boolean =>
  c.req.path === "/" || `${c.var.ctx.origin}${c.req.path}` === actorUri(c.var.ctx.origin, id);

const refuse = (c: Context<AppEnv>, status: 401 | 403): Response =>
  status === 401
    ? c.json({ error: "errors.not-authenticated", error_description: "Sign this request." }, 401, {
        ...PRIVATE_HEADERS,
        "WWW-Authenticate": "Signature",
      })
    : c.json(
        { error: "federation.not-listed", error_description: "This server exchanges only with servers on its list." },
        403,
        PRIVATE_HEADERS,
      );
