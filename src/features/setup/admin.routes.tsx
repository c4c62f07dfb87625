import { type Context, Hono } from "hono";
import { z } from "zod";
import { isId } from "../../platform/ids.ts";
import { deadJobs, queueStatus, releaseHost, retryDead } from "../../platform/jobs.admin.ts";
import { readInput } from "../../platform/validation.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { type FormErrors, formErrors, NO_ERRORS } from "../../ui/forms/form-errors.ts";
import { type FormValues, readForm, typed } from "../../ui/forms/read-form.ts";
import type { MessageKey } from "../../ui/i18n/i18n.ts";
import { accountNotFound } from "../accounts/accounts.errors.ts";
import { ROLES } from "../accounts/accounts.model.ts";
import { listAccounts } from "../accounts/accounts.queries.ts";
import { createAccount } from "../accounts/accounts.usecases.ts";
import { blockedPeers, failingPeers } from "../actors/peers.queries.ts";
import { blockPeer, unblockPeer } from "../actors/peers.usecases.ts";
import { districtOf } from "../district/district.queries.ts";
import { districtSchema } from "../district/district.schemas.ts";
import { updateDistrict } from "../district/district.usecases.ts";
import { districtForm, readDistrictForm } from "./district-form.ts";
import { DistrictPage, MembersPage, OverviewPage } from "./pages/admin-pages.tsx";
import { ConnectionsPage } from "./pages/connections-page.tsx";
import { handleOr } from "./setup.schemas.ts";

type AdminContext = Context<AppEnv>;

const PAGE = 50;
const DONE: Readonly<Record<string, MessageKey>> = {
  gespeichert: "admin.done.saved",
  angelegt: "admin.done.created",
  freigegeben: "admin.done.released",
  wiederholt: "admin.done.retried",
  gesperrt: "admin.done.blocked",
  entsperrt: "admin.done.unblocked",
};

/** `/verwaltung`: the district's data, its members, its connections. For admins; others get 404 before they come here. */
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
      const role = ROLES.find((known) => known === typed(form, "role")) ?? "member";
      await createAccount(c.var.ctx, {
        name: typed(form, "name"),
        handle: handleOr(typed(form, "handle"), typed(form, "name")),
        email: typed(form, "email"),
        password: typed(form, "password"),
        role,
      });
    }),
  )
  .get("/verwaltung/verbindungen", (c) => connectionsPage(c))
  .post("/verwaltung/verbindungen/freigeben", (c) =>
    act(c, "/verwaltung/verbindungen?getan=freigegeben", connectionsPage, async (form) => {
      await releaseHost(c.var.ctx, typed(form, "host"));
    }),
  )
  .post("/verwaltung/verbindungen/wiederholen", (c) =>
    act(c, "/verwaltung/verbindungen?getan=wiederholt", connectionsPage, async (form) => {
      const jobId = typed(form, "job");
      if (typed(form, "was") === "alles") await retryDead(c.var.ctx);
      else if (isId(jobId)) await retryDead(c.var.ctx, { jobId });
    }),
  )
  .post("/verwaltung/verbindungen/sperren", (c) =>
    act(c, "/verwaltung/verbindungen?getan=gesperrt", connectionsPage, (form) =>
      blockPeer(c.var.ctx, admin(c), typed(form, "host")),
    ),
  )
  .post("/verwaltung/verbindungen/entsperren", (c) =>
    act(c, "/verwaltung/verbindungen?getan=entsperrt", connectionsPage, (form) =>
      unblockPeer(c.var.ctx, admin(c), typed(form, "host")),
    ),
  );

function admin(c: AdminContext): Viewer {
  if (c.var.viewer?.role !== "admin") throw accountNotFound("admin");
  return c.var.viewer;
}

const done = (c: AdminContext): MessageKey | undefined => DONE[c.req.query("getan") ?? ""];

const hasImprint = async (c: AdminContext): Promise<boolean> => Boolean((await districtOf(c.var.ctx))?.imprint);

/** A form that came back, with what is to be mended. */
interface Returned {
  readonly form: FormValues;
  readonly errors: FormErrors;
}
const FRESH: Returned = { form: {}, errors: NO_ERRORS };
const statusOf = ({ errors }: Returned): 200 | 422 => (errors === NO_ERRORS ? 200 : 422);

type ShowPage = (c: AdminContext, returned: Returned) => Promise<Response>;

/** Does it and goes on to a page that says so; or shows the form again. */
async function act(
  c: AdminContext,
  next: string,
  show: ShowPage,
  work: (form: FormValues) => Promise<void>,
): Promise<Response> {
  admin(c);
  const form = await readForm(c);
  try {
    await work(form);
    return c.redirect(next, 303);
  } catch (error) {
    return show(c, { form, errors: formErrors(c.var.frame.t, error) });
  }
}

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

async function connectionsPage(c: AdminContext, returned = FRESH): Promise<Response> {
  const { ctx, frame } = c.var;
  const before = idOr(c.req.query("vor"));
  const [queues, failing, dead, blocked] = await Promise.all([
    queueStatus(ctx),
    failingPeers(ctx),
    deadJobs(ctx, { limit: PAGE, ...(before !== undefined && { before }) }),
    blockedPeers(ctx),
  ]);
  const page = (
    <ConnectionsPage
      frame={frame}
      done={done(c)}
      hasImprint={await hasImprint(c)}
      queues={queues}
      failing={failing}
      dead={dead}
      deadBefore={dead.length === PAGE ? dead.at(-1)?.id : undefined}
      blocked={blocked}
      values={returned.form}
      errors={returned.errors}
    />
  );
  return c.html(page, statusOf(returned));
}
