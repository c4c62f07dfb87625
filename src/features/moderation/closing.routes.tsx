import { type Context, Hono } from "hono";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { type FormErrors, formErrors, NO_ERRORS } from "../../ui/forms/form-errors.ts";
import { readForm, typed } from "../../ui/forms/read-form.ts";
import { dropSessionCookie } from "../../ui/session-cookie.ts";
import { sessionNeeded } from "../accounts/accounts.errors.ts";
import { onlyEditedBy } from "../organisations/organisations.queries.ts";
import { ClosingPage } from "./pages/closing-page.tsx";
import { closeAccount } from "./usecases/close-account.ts";

type C = Context<AppEnv>;

/** `/einstellungen/konto-schliessen`: for ever, confirmed by the password. */
export const closingRoutes = new Hono<AppEnv>()
  .get("/einstellungen/konto-schliessen", (c) => page(c))
  .post("/einstellungen/konto-schliessen", async (c) => {
    const form = await readForm(c);
    try {
      await closeAccount(c.var.ctx, member(c), typed(form, "current"));
      dropSessionCookie(c);
      return c.redirect("/", 303);
    } catch (error) {
      return page(c, formErrors(c.var.frame.t, error));
    }
  });

async function page(c: C, errors: FormErrors = NO_ERRORS): Promise<Response> {
  const viewer = member(c);
  const organisations = (await onlyEditedBy(c.var.ctx, viewer.accountId)).map(({ name }) => name);
  const shown = <ClosingPage frame={c.var.frame} viewer={viewer} organisations={organisations} errors={errors} />;
  return c.html(shown, errors === NO_ERRORS ? 200 : 422);
}

function member(c: C): Viewer {
  const { viewer, scopes } = c.var;
  if (!viewer || scopes) throw sessionNeeded();
  return viewer;
}
