import { Hono } from "hono";
import { AppError, STATUS_OF } from "../../platform/errors.ts";
import type { AppEnv } from "../../ui/env.ts";
import { formErrors, NO_ERRORS } from "../../ui/forms/form-errors.ts";
import { readForm, typed } from "../../ui/forms/read-form.ts";
import { safePath } from "../../ui/safe-path.ts";
import { dropSessionCookie, readSessionCookie, writeSessionCookie } from "../../ui/session-cookie.ts";
import { SESSION_ABSOLUTE_MS } from "./accounts.model.ts";
import { LoginPage } from "./pages/login-page.tsx";
import { logIn, logOut } from "./sessions.usecases.ts";

/** Logging in and out. Only a POST changes anything (T139). */
export const accountsRoutes = new Hono<AppEnv>()
  .get("/anmelden", (c) => {
    const next = safePath(c.req.query("weiter"));
    if (c.var.viewer) return c.redirect(next, 303);
    const page = <LoginPage frame={c.var.frame} who="" stay={false} next={next} errors={NO_ERRORS} />;
    return c.html(page, 200, { "Cache-Control": "no-store" });
  })
  .post("/anmelden", async (c) => {
    const { ctx, frame, clientKey } = c.var;
    const form = await readForm(c);
    const who = typed(form, "wer");
    const stay = typed(form, "bleiben") !== "";
    const next = safePath(typed(form, "weiter"));
    try {
      const oldSession = readSessionCookie(c);
      const { secret } = await logIn(ctx, { who, password: typed(form, "passwort"), clientKey, oldSession });
      writeSessionCookie(c, secret, stay ? SESSION_ABSOLUTE_MS / 1000 : undefined);
      return c.redirect(next, 303);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.retryAfter !== undefined) c.header("Retry-After", String(error.retryAfter));
      const errors = formErrors(frame.t, error);
      const page = <LoginPage frame={frame} who={who} stay={stay} next={next} errors={errors} />;
      return c.html(page, STATUS_OF[error.kind], { "Cache-Control": "no-store" });
    }
  })
  .post("/abmelden", async (c) => {
    const secret = readSessionCookie(c);
    if (secret) await logOut(c.var.ctx, secret);
    dropSessionCookie(c);
    return c.redirect("/", 303);
  });
