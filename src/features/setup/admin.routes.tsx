import { type Context, Hono } from "hono";
import { z } from "zod";
import { isId } from "../../platform/ids.ts";
import { readInput } from "../../platform/validation.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { act, FRESH, statusOf } from "../../ui/forms/act.ts";
import { typed } from "../../ui/forms/read-form.ts";
import type { MessageKey } from "../../ui/i18n/i18n.ts";
import { accountNotFound } from "../accounts/accounts.errors.ts";
import { ROLES } from "../accounts/accounts.model.ts";
import { listAccounts } from "../accounts/accounts.queries.ts";
import { createAccount } from "../accounts/accounts.usecases.ts";
import { districtOf } from "../district/district.queries.ts";
import { districtSchema } from "../district/district.schemas.ts";
import { updateDistrict } from "../district/district.usecases.ts";
import { districtForm, readDistrictForm } from "./district-form.ts";
import { DistrictPage, MembersPage, OverviewPage } from "./pages/admin-pages.tsx";
import { handleOr } from "./setup.schemas.ts";

type AdminContext = Context<AppEnv>;

const PAGE = 50;
const DONE: Readonly<Record<string, MessageKey>> = {
  gespeichert: "admin.done.saved",
  angelegt: "admin.done.created",
};

/** `/verwaltung`: the district's data, its members. For admins; others get 404 before they come here. */
export const adminRoutes = new Hono<AppEnv>()
  .get("/verwaltung", async (c) => {
    const page = <OverviewPage frame={c.var.frame} hasImprint={await hasImprint(c)} />;
    return c.html(page);
  })
  .get("/verwaltung/stadtteil", (c) => districtPage(c))
  .post("/verwaltung/stadtteil", (c) =>
    act(c, "/verwaltung/stadtteil?getan=gespeichert", districtPage, async (form) => {
      const schema = z.strictObject({ district: districtSchema });
      const { district } = readInput(schema, { district: readDistrictForm(form) });
      await updateDistrict(c.var.ctx, admin(c), district);
    }),
  )
  .get("/verwaltung/mitglieder", (c) => membersPage(c))
  .post("/verwaltung/mitglieder", (c) =>
    act(c, "/verwaltung/mitglieder?getan=angelegt", membersPage, async (form) => {
      admin(c);
      const role = ROLES.find((known) => known === typed(form, "role")) ?? "member";
      await createAccount(c.var.ctx, {
        name: typed(form, "name"),
        handle: handleOr(typed(form, "handle"), typed(form, "name")),
        email: typed(form, "email"),
        password: typed(form, "password"),
        role,
      });
    }),
  );

function admin(c: AdminContext): Viewer {
  if (c.var.viewer?.role !== "admin") throw accountNotFound("admin");
  return c.var.viewer;
}

const done = (c: AdminContext): MessageKey | undefined => DONE[c.req.query("getan") ?? ""];

const hasImprint = async (c: AdminContext): Promise<boolean> => Boolean((await districtOf(c.var.ctx))?.imprint);

async function districtPage(c: AdminContext, returned = FRESH): Promise<Response> {
  const district = await districtOf(c.var.ctx);
  const page = (
    <DistrictPage
      frame={c.var.frame}
      done={done(c)}
      hasImprint={Boolean(district?.imprint)}
      values={{ ...(district && districtForm(district)), ...returned.form }}
      errors={returned.errors}
    />
  );
  return c.html(page, statusOf(returned));
}

const idOr = (text: string | undefined): string | undefined => (text !== undefined && isId(text) ? text : undefined);

async function membersPage(c: AdminContext, returned = FRESH): Promise<Response> {
  const members = await listAccounts(c.var.ctx, PAGE, idOr(c.req.query("vor")));
  const page = (
    <MembersPage
      frame={c.var.frame}
      done={done(c)}
      members={members}
      before={members.length === PAGE ? members.at(-1)?.accountId : undefined}
      values={returned.form}
      errors={returned.errors}
    />
  );
  return c.html(page, statusOf(returned));
}
