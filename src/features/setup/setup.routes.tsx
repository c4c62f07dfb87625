import { type Context, Hono } from "hono";
import { DEFAULT_ACCENT } from "../../ui/accent.ts";
import type { AppEnv } from "../../ui/env.ts";
import { type FormErrors, formErrors, NO_ERRORS } from "../../ui/forms/form-errors.ts";
import { type FormValues, readForm, typed } from "../../ui/forms/read-form.ts";
import { writeSessionCookie } from "../../ui/session-cookie.ts";
import { openSession } from "../accounts/sessions.usecases.ts";
import { districtOf } from "../district/district.queries.ts";
import { readDistrictForm } from "./district-form.ts";
import { NotSetUpPage, SetupPage } from "./pages/setup-page.tsx";
import { handleOr, type SetupInput } from "./setup.schemas.ts";
import { isSetupKey, setUp } from "./setup.usecases.ts";

/** `/einrichten`: the wizard behind the one-time link; nothing is there once the district is set up. */
export const setupRoutes = new Hono<AppEnv>()
  .get("/einrichten", async (c) => {
    const key = c.req.query("schluessel") ?? "";
    const { ctx, frame } = c.var;
    if (await districtOf(ctx)) return c.notFound();
    if (!(await isSetupKey(ctx, key))) return c.html(<NotSetUpPage frame={frame} />);
    return wizard(c, key, { "district.accent": [DEFAULT_ACCENT] }, NO_ERRORS);
  })
  .post("/einrichten", async (c) => {
    const { ctx, frame } = c.var;
    const form = await readForm(c);
    const key = typed(form, "schluessel");
    if (!(await isSetupKey(ctx, key))) return c.notFound();
    try {
      const { admin } = await setUp(ctx, inputOf(form, frame.locale));
      writeSessionCookie(c, await openSession(ctx, admin.accountId));
      return c.redirect("/verwaltung", 303);
    } catch (error) {
      return wizard(c, key, form, formErrors(frame.t, error));
    }
  });

function wizard(c: Context<AppEnv>, key: string, values: FormValues, errors: FormErrors): Response | Promise<Response> {
  const page = <SetupPage frame={c.var.frame} setupKey={key} values={values} errors={errors} />;
  return c.html(page, errors === NO_ERRORS ? 200 : 422, { "Cache-Control": "no-store" });
}

function inputOf(form: FormValues, locale: "de" | "en"): SetupInput {
  const of = (name: string): string => typed(form, name);
  return {
    district: { ...readDistrictForm(form), handle: handleOr(of("district.handle"), of("district.name")) },
    admin: {
      name: of("admin.name"),
      handle: handleOr(of("admin.handle"), of("admin.name")),
      email: of("admin.email"),
      password: of("admin.password"),
      locale,
    },
  };
}
