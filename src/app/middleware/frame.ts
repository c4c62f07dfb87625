import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import { createMiddleware } from "hono/factory";
import type { District } from "../../features/district/district.model.ts";
import { districtOf, federationIsOn } from "../../features/district/district.queries.ts";
import { emojisToType } from "../../features/emojis/emojis.queries.ts";
import { filteredPosts } from "../../features/filters/shown.queries.ts";
import { foreignPath } from "../../features/media/foreign-media.model.ts";
import { unseenCount } from "../../features/notifications/notifications.queries.ts";
import { shownQuotes } from "../../features/quotes/quotes.queries.ts";
import { DEFAULT_ACCENT } from "../../ui/accent.ts";
import type { AppEnv } from "../../ui/env.ts";
import { chooseLocale, translator } from "../../ui/i18n/i18n.ts";
import { API_PREFIX, BEFORE_SETUP, isFile, isMachinePath, isUnder } from "../access.ts";

export const LOCALE_COOKIE = "sprache";
export const PLAIN_COOKIE = "einfach";

/**
 * What every page's frame shows. Before the set-up there is no district: pages lead to the set-up page, the API says
 * so, and the machine addresses find nothing by themselves.
 */
export const setFrame = createMiddleware<AppEnv>(async (c, next) => {
  const { ctx, viewer } = c.var;
  const [district, federation, unseen] = await Promise.all([
    districtOf(ctx),
    federationIsOn(ctx),
    viewer && !isFile(c.req.path) && !isMachinePath(c.req.path) ? unseenCount(ctx, viewer) : 0,
  ]);
  const frame = frameOf(c, district, federation, unseen);
  c.set("frame", frame);
  c.set("quotesOf", (postIds) => shownQuotes(ctx, viewer, frame.locale, postIds));
  c.set("filtered", (posts, place) => filteredPosts(ctx, viewer, posts, place));
  const path = c.req.path;
  if (district || isUnder(path, BEFORE_SETUP)) return next();
  if (path.startsWith(API_PREFIX)) {
    return c.json({ error: "setup.not-set-up", error_description: "This server is not set up yet.", fields: {} }, 503);
  }
  return isMachinePath(path) ? next() : c.redirect("/einrichten", 303);
});

/** Several forms of one page ask once. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
}

function frameOf(
  c: Context<AppEnv>,
  district: District | null,
  federation: boolean,
  unseen: number,
): AppEnv["Variables"]["frame"] {
  const { ctx, viewer } = c.var;
  const locale = chooseLocale(c.var.accountLocale ?? getCookie(c, LOCALE_COOKIE), c.req.header("Accept-Language"));
  const url = new URL(c.req.url);
  return {
    districtName: district?.name ?? "Stadtteilvernetzer",
    districtHandle: district?.handle ?? "",
    city: district?.city ?? "",
    accent: district?.accent ?? DEFAULT_ACCENT,
    origin: ctx.origin,
    federation: federation && district?.mode !== "closed",
    closed: district?.mode === "closed",
    path: url.pathname + url.search,
    viewer,
    unseen,
    locale,
    plainLanguage: getCookie(c, PLAIN_COOKIE) === "1",
    t: translator(locale),
    mediaPath: (kind, url, owner) =>
      url.startsWith(`${ctx.origin}/`) ? new URL(url).pathname : foreignPath(ctx.vault, { kind, url, owner }),
    emojisToType: once(() => emojisToType(ctx)),
  };
}
