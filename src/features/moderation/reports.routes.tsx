import { type Context, Hono } from "hono";
import { AppError } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import type { AppEnv } from "../../ui/env.ts";
import { type FormErrors, formErrors, NO_ERRORS } from "../../ui/forms/form-errors.ts";
import { type FormValues, readForm, typed, typedAll } from "../../ui/forms/read-form.ts";
import { sessionNeeded } from "../accounts/accounts.errors.ts";
import { districtOf } from "../district/district.queries.ts";
import { rulesOf } from "../district/rules.queries.ts";
import { reportNotFound } from "./moderation.errors.ts";
import { REASONS } from "./moderation.model.ts";
import { decisionsAbout, decisionsOn, listDecisions, reportByReceipt } from "./moderation.queries.ts";
import { DecisionsPage } from "./pages/decisions-page.tsx";
import { LogPage } from "./pages/log-page.tsx";
import { ReceiptPage } from "./pages/receipt-page.tsx";
import { ReportPage } from "./pages/report-page.tsx";
import { appealByMember, appealByReceipt, fileReport } from "./usecases/report.ts";

type C = Context<AppEnv>;
const PAGE = 50;

/** `/melden`: report something, with or without an account, and see what became of it. `/moderation`: the public log. */
export const reportRoutes = new Hono<AppEnv>()
  .get("/melden", (c) => reportPage(c, { address: [c.req.query("adresse") ?? ""] }))
  .post("/melden", async (c) => {
    const { ctx, viewer, clientKey } = c.var;
    const form = await readForm(c);
    try {
      const receipt = await fileReport(ctx, viewer, readReport(form), clientKey);
      return c.redirect(`/melden/${receipt}`, 303);
    } catch (error) {
      if (error instanceof AppError && error.retryAfter !== undefined) c.header("Retry-After", `${error.retryAfter}`);
      const status = error instanceof AppError && error.kind === "limited" ? 429 : 422;
      return reportPage(c, form, formErrors(c.var.frame.t, error), status);
    }
  })
  .get("/melden/:receipt", (c) => receiptPage(c, {}))
  .post("/melden/:receipt", async (c) => {
    const form = await readForm(c);
    try {
      await appealByReceipt(c.var.ctx, c.req.param("receipt"), { appeal: typed(form, "appeal") });
      return c.redirect(`/melden/${c.req.param("receipt")}`, 303);
    } catch (error) {
      return receiptPage(c, form, formErrors(c.var.frame.t, error));
    }
  })
  .get("/moderation", async (c) => {
    const asked = c.req.query("vor") ?? "";
    const entries = await listDecisions(c.var.ctx, PAGE, isId(asked) ? asked : undefined);
    const before = entries.length === PAGE ? entries.at(-1)?.id : undefined;
    return c.html(<LogPage frame={c.var.frame} entries={entries} before={before} />);
  })
  .get("/einstellungen/entscheidungen", (c) => decisionsPage(c, {}))
  .post("/einstellungen/entscheidungen/:id", async (c) => {
    const { ctx, viewer, scopes } = c.var;
    if (!viewer || scopes) throw sessionNeeded();
    const id = c.req.param("id");
    if (!isId(id)) throw reportNotFound();
    const form = await readForm(c);
    try {
      await appealByMember(ctx, viewer, id, { appeal: typed(form, "appeal") });
      return c.redirect("/einstellungen/entscheidungen?getan=einspruch", 303);
    } catch (error) {
      return decisionsPage(c, { ...form, for: [id] }, formErrors(c.var.frame.t, error));
    }
  });

const readReport = (form: FormValues): Parameters<typeof fileReport>[2] => ({
  // The schema says what is missing.
  reason: (REASONS.find((known) => known === typed(form, "reason")) ?? "") as (typeof REASONS)[number],
  rules: [...typedAll(form, "rules")],
  address: typed(form, "address"),
  text: typed(form, "text"),
  name: typed(form, "name"),
  email: typed(form, "email"),
  goodFaith: typed(form, "goodFaith") !== "",
});

async function reportPage(
  c: C,
  values: FormValues,
  errors: FormErrors = NO_ERRORS,
  status: 200 | 422 | 429 = 200,
): Promise<Response> {
  const rules = await rulesOf(c.var.ctx);
  const page = <ReportPage frame={c.var.frame} values={values} errors={errors} rules={rules} />;
  return c.html(page, status, { "Cache-Control": "no-store" });
}

async function receiptPage(c: C, values: FormValues, errors: FormErrors = NO_ERRORS): Promise<Response> {
  const { ctx, frame } = c.var;
  const report = await reportByReceipt(ctx, c.req.param("receipt") ?? "");
  if (!report) throw reportNotFound();
  const [decisions, district] = await Promise.all([decisionsOn(ctx, report.id), districtOf(ctx)]);
  const page = (
    <ReceiptPage
      frame={frame}
      report={report}
      decisions={decisions}
      contact={district?.imprint?.email ?? null}
      values={values}
      errors={errors}
    />
  );
  return c.html(page, errors === NO_ERRORS ? 200 : 422, { "Cache-Control": "no-store" });
}

async function decisionsPage(c: C, values: FormValues, errors: FormErrors = NO_ERRORS): Promise<Response> {
  const { ctx, viewer, scopes, frame } = c.var;
  if (!viewer || scopes) throw sessionNeeded();
  const entries = await decisionsAbout(ctx, viewer.actorId);
  const page = (
    <DecisionsPage
      frame={frame}
      entries={entries}
      appealed={c.req.query("getan") === "einspruch"}
      values={values}
      errors={errors}
    />
  );
  return c.html(page, errors === NO_ERRORS ? 200 : 422);
}
