import { type Context, Hono } from "hono";
import { deleteCookie, setCookie } from "hono/cookie";
import type { AppEnv } from "../ui/env.ts";
import { readForm, typed } from "../ui/forms/read-form.ts";
import { LOCALES } from "../ui/i18n/i18n.ts";
import { safePath } from "../ui/safe-path.ts";
import { LOCALE_COOKIE, PLAIN_COOKIE } from "./middleware/frame.ts";

const YEAR_SECONDS = 365 * 24 * 3600;

/** Kept for a year, on this server alone, and only after somebody asked for it. */
const kept = (c: Context<AppEnv>) => ({
  path: "/",
  maxAge: YEAR_SECONDS,
  sameSite: "Lax" as const,
  httpOnly: true,
  secure: c.var.ctx.origin.startsWith("https://"),
});

/** What readers want to be remembered of how they read; `weiter` is the page to come back to. */
export const languageRoutes = new Hono<AppEnv>()
  .post("/sprache", async (c) => {
    const form = await readForm(c);
    const locale = LOCALES.find((known) => known === typed(form, "sprache"));
    if (locale) setCookie(c, LOCALE_COOKIE, locale, kept(c));
    return c.redirect(safePath(typed(form, "weiter")), 303);
  })
  .post("/sprache/einfach", async (c) => {
    const form = await readForm(c);
    if (typed(form, "merken") === "ja") setCookie(c, PLAIN_COOKIE, "1", kept(c));
    else deleteCookie(c, PLAIN_COOKIE, { path: "/", secure: kept(c).secure });
    return c.redirect(safePath(typed(form, "weiter")), 303);
  });
