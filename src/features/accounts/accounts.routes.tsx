import { Hono } from "hono";
import { AppError, STATUS_OF } from "../../platform/errors.ts";
import type { AppEnv } from "../../ui/env.ts";
import { type FormErrors, formErrors, NO_ERRORS } from "../../ui/forms/form-errors.ts";
import { readForm, typed } from "../../ui/forms/read-form.ts";
import type { Translate } from "../../ui/i18n/i18n.ts";
import { safePath } from "../../ui/safe-path.ts";
import { dropSessionCookie, readSessionCookie, writeSessionCookie } from "../../ui/session-cookie.ts";
import { SESSION_ABSOLUTE_MS } from "./accounts.model.ts";
import { accountByLogin } from "./accounts.queries.ts";
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
      const isSuspended = error.code === "accounts.suspended";
      const errors = isSuspended ? suspendedErrors(frame.t) : formErrors(frame.t, error);
      // Only whoever knows the password gets this far.
      const reasons = isSuspended ? ((await accountByLogin(ctx, who))?.suspendedFor ?? undefined) : undefined;
      const page = <LoginPage frame={frame} who={who} stay={stay} next={next} errors={errors} reasons={reasons} />;
      return c.html(page, STATUS_OF[error.kind], { "Cache-Control": "no-store" });
    }
  })
  .post("/abmelden", async (c) => {
    const form = await readForm(c);
    const secret = readSessionCookie(c);
    if (secret) await logOut(c.var.ctx, secret);
    dropSessionCookie(c);
    return c.redirect(safePath(typed(form, "weiter")), 303);
  });

const suspendedErrors = (t: Translate): FormErrors => ({
  entries: [{ message: t("error.accounts.suspended") }],
  of: () => undefined,
});
