import { Hono } from "hono";
import { setCookie } from "hono/cookie";
import type { AppEnv } from "../ui/env.ts";
import { readForm, typed } from "../ui/forms/read-form.ts";
import { LOCALES } from "../ui/i18n/i18n.ts";
import { safePath } from "../ui/safe-path.ts";
import { LOCALE_COOKIE } from "./middleware/frame.ts";

const YEAR_SECONDS = 365 * 24 * 3600;

/** The language switch: `sprache` is the choice, `weiter` the page to come back to. Sets the one cookie that holds it. */
export const languageRoutes = new Hono<AppEnv>().post("/sprache", async (c) => {
  const form = await readForm(c);
  const locale = LOCALES.find((known) => known === typed(form, "sprache"));
  if (locale) {
    setCookie(c, LOCALE_COOKIE, locale, {
      path: "/",
      maxAge: YEAR_SECONDS,
      sameSite: "Lax",
      httpOnly: true,
      secure: c.var.ctx.origin.startsWith("https://"),
    });
  }
  return c.redirect(safePath(typed(form, "weiter")), 303);
});
