import { type Context, Hono } from "hono";
import { isId } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { type FormErrors, formErrors, NO_ERRORS } from "../../ui/forms/form-errors.ts";
import { type FormValues, readForm, typed } from "../../ui/forms/read-form.ts";
import type { MessageKey } from "../../ui/i18n/i18n.ts";
import { actorNotFound } from "../actors/actors.errors.ts";
import { actorById } from "../actors/actors.queries.ts";
import { rulesNamed } from "../district/rules.queries.ts";
import { onlyModerators, reportNotFound } from "./moderation.errors.ts";
import { GROUNDS, MEASURES, REASONS } from "./moderation.model.ts";
import { canModerate, canSuspend } from "./moderation.policy.ts";
import {
  decisionsAbout,
  decisionsOn,
  listReports,
  ownCases,
  reportById,
  suspendedActors,
} from "./moderation.queries.ts";
import type { DecisionInput, SuspensionInput } from "./moderation.schemas.ts";
import { AccountPage, SuspendedPage } from "./pages/account-page.tsx";
import { CasePage } from "./pages/case-page.tsx";
import { PostModerationPage } from "./pages/post-page.tsx";
import { QueuePage } from "./pages/queue-page.tsx";
import { checkImpartial, decideReport } from "./usecases/decide.ts";
import { moderatable, removeAsModerator } from "./usecases/remove-as-moderator.ts";
import { suspendActor, unsuspendActor } from "./usecases/suspend.ts";

type C = Context<AppEnv>;
const PAGE = 50;

const DONE: Readonly<Record<string, MessageKey>> = {
  entschieden: "moderation.done.decided",
  gesperrt: "moderation.done.suspended",
  entsperrt: "moderation.done.unsuspended",
};
const done = (c: C): MessageKey | undefined => DONE[c.req.query("getan") ?? ""];

/** `/verwaltung/meldungen`, `/verwaltung/beitraege` and `/verwaltung/konten`: for moderators; others get 404 before they come here. */
export const moderatingRoutes = new Hono<AppEnv>()
  .get("/verwaltung/meldungen", async (c) => {
    const viewer = moderator(c);
    const isOpen = c.req.query("stand") !== "entschieden";
    const asked = c.req.query("vor") ?? "";
    const entries = await listReports(c.var.ctx, isOpen, PAGE, isId(asked) ? asked : undefined);
    const before = entries.length === PAGE ? entries.at(-1)?.report.id : undefined;
    const own = await ownCases(
      c.var.ctx,
      viewer,
      entries.map(({ report }) => report),
    );
    const page = { frame: c.var.frame, entries, own, isOpen, before, done: done(c) };
    return c.html(<QueuePage {...page} />);
  })
  .get("/verwaltung/meldungen/:id", (c) => casePage(c, {}))
  .post("/verwaltung/meldungen/:id", async (c) => {
    const form = await readForm(c);
    try {
      await decideReport(c.var.ctx, moderator(c), c.req.param("id"), readDecision(form));
      return c.redirect("/verwaltung/meldungen?getan=entschieden", 303);
    } catch (error) {
      return casePage(c, form, formErrors(c.var.frame.t, error));
    }
  })
  .get("/verwaltung/beitraege/:id", (c) => postPage(c, {}))
  .post("/verwaltung/beitraege/:id", async (c) => {
    const form = await readForm(c);
    try {
      await removeAsModerator(c.var.ctx, moderator(c), c.req.param("id"), readSuspension(form));
      return c.redirect("/verwaltung/meldungen?stand=entschieden&getan=entschieden", 303);
    } catch (error) {
      return postPage(c, form, formErrors(c.var.frame.t, error));
    }
  })
  .get("/verwaltung/konten", async (c) => {
    moderator(c);
    const page = <SuspendedPage frame={c.var.frame} actors={await suspendedActors(c.var.ctx)} done={done(c)} />;
    return c.html(page);
  })
  .get("/verwaltung/konten/:id", (c) => accountPage(c, {}))
  .post("/verwaltung/konten/:id", async (c) => {
    const form = await readForm(c);
    const id = c.req.param("id");
    if (!isId(id)) throw actorNotFound();
    const lifts = typed(form, "was") === "entsperren";
    try {
      await (lifts ? unsuspendActor : suspendActor)(c.var.ctx, moderator(c), id, readSuspension(form));
      return c.redirect(`/verwaltung/konten?getan=${lifts ? "entsperrt" : "gesperrt"}`, 303);
    } catch (error) {
      return accountPage(c, form, formErrors(c.var.frame.t, error));
    }
  });

function moderator(c: C): Viewer {
  const { viewer, scopes } = c.var;
  if (!viewer || scopes || !canModerate(viewer)) throw onlyModerators();
  return viewer;
}

/** One of a list, or what is none: the schema says that something is missing. */
const oneOf = <T extends string>(known: readonly T[], text: string): T =>
  known.find((one) => one === text) ?? ("" as T);

const readDecision = (form: FormValues): DecisionInput => ({
  measure: oneOf(MEASURES, typed(form, "measure")),
  ground: oneOf(GROUNDS, typed(form, "ground")),
  statement: typed(form, "statement"),
  forward: typed(form, "forward") !== "",
  forwardText: typed(form, "forwardText"),
});

const readSuspension = (form: FormValues): SuspensionInput => ({
  reason: oneOf(REASONS, typed(form, "reason")),
  ground: oneOf(GROUNDS, typed(form, "ground")),
  statement: typed(form, "statement"),
});

async function casePage(c: C, values: FormValues, errors: FormErrors = NO_ERRORS): Promise<Response> {
  const viewer = moderator(c);
  const view = await reportById(c.var.ctx, c.req.param("id") ?? "");
  if (!view) throw reportNotFound();
  // Who gave it and what they wrote is not for those whom it is about.
  await checkImpartial(c.var.ctx, viewer, view.report);
  const page = (
    <CasePage
      frame={c.var.frame}
      view={view}
      decisions={await decisionsOn(c.var.ctx, view.report.id)}
      rules={await rulesNamed(c.var.ctx, view.report.ruleIds)}
      canSuspend={view.target !== null && canSuspend(viewer, view.target)}
      values={{ forwardText: [view.report.text], ...values }}
      errors={errors}
    />
  );
  return c.html(page, errors === NO_ERRORS ? 200 : 422);
}

async function postPage(c: C, values: FormValues, errors: FormErrors = NO_ERRORS): Promise<Response> {
  const found = await moderatable(c.var.ctx, moderator(c), c.req.param("id") ?? "");
  const page = <PostModerationPage frame={c.var.frame} {...found} values={values} errors={errors} />;
  return c.html(page, errors === NO_ERRORS ? 200 : 422);
}

async function accountPage(c: C, values: FormValues, errors: FormErrors = NO_ERRORS): Promise<Response> {
  const viewer = moderator(c);
  const id = c.req.param("id") ?? "";
  const actor = isId(id) ? await actorById(c.var.ctx, id) : null;
  if (!actor || actor.deletedAt !== null) throw actorNotFound();
  const page = (
    <AccountPage
      frame={c.var.frame}
      actor={actor}
      decisions={await decisionsAbout(c.var.ctx, actor.id)}
      canSuspend={canSuspend(viewer, actor)}
      values={values}
      errors={errors}
    />
  );
  return c.html(page, errors === NO_ERRORS ? 200 : 422);
}
