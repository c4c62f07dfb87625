import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import type { FederationMode } from "../features/district/district.model.ts";
import { districtOf, federationIsOn, federationModeOf } from "../features/district/district.queries.ts";
import { activityPubNotFound, keepPrivate, PRIVATE_HEADERS, wantsActivityPub } from "../platform/activitypub-http.ts";
import { actorUri, hostOf } from "../platform/ap-uris.ts";
import type { AppEnv } from "../ui/env.ts";
import { refusalOfGet } from "./gate.ts";
import { isBarredHost } from "./peer-rules.ts";

/** Nothing is told while federation is off: ids under http, or without an imprint, must not get about (decision 20). */
export const onlyWhenOn = createMiddleware<AppEnv>(async (c, next) =>
  (await federationIsOn(c.get("ctx"))) ? next() : activityPubNotFound(c),
);

/**
 * In the allow-list mode documents are for listed servers only: 401 for who does not sign, 403 for strangers (check 48),
 * and no cache in between keeps what they get. When closed there are none. The instance actor, which is needed to check
 * our own signatures, WebFinger and NodeInfo answer everybody in every mode. Pages and inboxes are not meant
 * here.
 */
export const onlyForListed = createMiddleware<AppEnv>(async (c, next) => {
  const district = await districtOf(c.var.ctx);
  if (!isRestricted(district?.mode)) return next();
  if (!asksForDocument(c) || isInstanceActor(c, district?.instanceActorId ?? "")) return next();
  return (await refusalIn(c, district?.mode)) ?? privately(c, next);
});

/** The same for documents that scripts read by the API: members see them in every mode. Mount it after `findViewer`. */
export const onlyForListedOrMembers = createMiddleware<AppEnv>(async (c, next) => {
  const mode = await federationModeOf(c.var.ctx);
  if (!isRestricted(mode) || c.var.viewer) return next();
  return (await refusalIn(c, mode)) ?? privately(c, next);
});

/**
 * The same for uploads, which our pages show to everybody. Microblog servers fetch pictures without a signature; a listed
 * one that says who it is gets them too. That is a claim, as good as that of a browser to stand on our page: it keeps
 * strangers' servers from showing them, not a liar from seeing what a page shows. Mount it after `findViewer`.
 */
export const onlyForListedOrPages = createMiddleware<AppEnv>(async (c, next) => {
  const mode = await federationModeOf(c.var.ctx);
  if (!isRestricted(mode) || c.var.viewer) return next();
  if (isPartOfPage(c) || (mode === "allowList" && (await namesListedServer(c)))) return privately(c, next);
  return (await refusalIn(c, mode)) ?? privately(c, next);
});

type Mode = FederationMode | undefined;

const isRestricted = (mode: Mode): boolean => mode === "allowList" || mode === "closed";

async function refusalIn(c: Context<AppEnv>, mode: Mode): Promise<Response | null> {
  if (mode === "closed") return activityPubNotFound(c);
  const status = await refusalOfGet(c.var.ctx, c.req.raw, c.get("clientKey"));
  return status === null ? null : refuse(c, status);
}

async function privately(c: Context<AppEnv>, next: () => Promise<void>): Promise<void> {
  await next();
  keepPrivate(c);
}

const isPartOfPage = (c: Context<AppEnv>): boolean =>
  c.req.header("Sec-Fetch-Site") === "same-origin" ||
  c.req.header("Referer")?.startsWith(`${c.var.ctx.origin}/`) === true;

/** `http.rb/5.1.1 (Mastodon/4.5.0; +https://social.example/)`: servers name themselves so. */
async function namesListedServer(c: Context<AppEnv>): Promise<boolean> {
  const [address] = /https:\/\/[^\s;,<>()]+/.exec(c.req.header("User-Agent") ?? "") ?? [];
  const host = address === undefined ? null : hostOf(address);
  return host !== null && !(await isBarredHost(c.var.ctx, host));
}

function asksForDocument(c: Context<AppEnv>): boolean {
  const { method, path } = c.req;
  if (method !== "GET" && method !== "HEAD") return false;
  if (path.startsWith("/ap/") || path.startsWith("/emojis/")) return true;
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
