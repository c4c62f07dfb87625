import { type Context, Hono } from "hono";
import { AppError } from "../../platform/errors.ts";
import { type Id, isId } from "../../platform/ids.ts";
import { takePoint } from "../../platform/rate-limit.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { FRESH, type Returned, statusOf } from "../../ui/forms/act.ts";
import { formErrors } from "../../ui/forms/form-errors.ts";
import { readForm, typed } from "../../ui/forms/read-form.ts";
import type { MessageKey } from "../../ui/i18n/i18n.ts";
import { ConfirmPage } from "../../ui/parts/confirm-page.tsx";
import { districtOf } from "../district/district.queries.ts";
import { onlyAdmins } from "../peers/peers.errors.ts";
import { listedDistricts, tiesAmong } from "./directory.queries.ts";
import { AskPage, HOME, PartnersOverview } from "./pages/admin-pages.tsx";
import { DistrictsPage } from "./pages/districts-page.tsx";
import { endingOf, PartnerPage } from "./pages/partner-page.tsx";
import { PartnersPage } from "./pages/partners-page.tsx";
import { nobodyThere, noSuchDistrict } from "./partners.errors.ts";
import { type DistrictCard, fieldOf, type LookAtDistrict, type PartnerState } from "./partners.model.ts";
import { type PartnerView, partnerView, partnerViews, softwareOf } from "./partners.queries.ts";
import { acceptPartner, askPartner, compareNow, endPartner, pausePartner, refusePartner } from "./partners.usecases.ts";

type C = Context<AppEnv>;

/** Look-ups of one admin, since each asks other servers. */
const LOOK_UPS = { points: 60, seconds: 300 };

const DONE: Readonly<Record<string, MessageKey>> = {
  gefragt: "partners.done.asked",
  zugestimmt: "partners.done.accepted",
  abgelehnt: "partners.done.refused",
  beendet: "partners.done.ended",
  ruht: "partners.done.paused",
  weiter: "partners.done.resumed",
  vergleich: "partners.done.comparing",
};

/** What everybody sees: not who asks us, nor whose server is blocked. */
const SHOWN: readonly PartnerState[] = ["partner", "paused", "followed", "requested"];

/** `/partner` and `/stadtteile` for everybody; `/verwaltung/partner` for admins, others get 404 before. */
export const partnerRoutes = (lookAtDistrict: LookAtDistrict): Hono<AppEnv> =>
  new Hono<AppEnv>()
    .get("/partner", async (c) => {
      const { ctx, frame } = c.var;
      const views = (await partnerViews(ctx)).filter(({ state }) => SHOWN.includes(state));
      const ties = await tiesAmong(
        ctx,
        views.map(({ actor }) => actor.id),
      );
      return c.html(<PartnersPage frame={frame} views={views} ties={ties} />);
    })
    .get("/stadtteile", async (c) =>
      c.html(<DistrictsPage frame={c.var.frame} districts={await listedDistricts(c.var.ctx)} />),
    )
    .get(HOME, (c) => overview(c))
    .get(`${HOME}/neu`, async (c) => {
      const address = c.req.query("adresse") ?? "";
      try {
        return await askPage(c, await lookedAt(c, lookAtDistrict, address));
      } catch (error) {
        return overview(c, { form: { adresse: [address] }, errors: formErrors(c.var.frame.t, error) });
      }
    })
    .post(`${HOME}/neu`, ask)
    .get(`${HOME}/:id{[0-9]+}`, async (c) => partnerPage(c, await viewOf(c, c.req.param("id"))))
    .post(`${HOME}/:id{[0-9]+}/antworten`, answer)
    .post(`${HOME}/:id{[0-9]+}/ruhen`, pause)
    .post(`${HOME}/:id{[0-9]+}/vergleichen`, async (c) => {
      const view = await viewOf(c, c.req.param("id"));
      await compareNow(c.var.ctx, admin(c), view.actor.id);
      return c.redirect(`${HOME}/${view.actor.id}?getan=vergleich`, 303);
    })
    .get(`${HOME}/:id{[0-9]+}/beenden`, confirmEnd)
    .post(`${HOME}/:id{[0-9]+}/beenden`, async (c) => {
      const view = await viewOf(c, c.req.param("id"));
      await endPartner(c.var.ctx, admin(c), view.actor.id);
      return c.redirect(`${HOME}/${view.actor.id}?getan=beendet`, 303);
    });

async function ask(c: C): Promise<Response> {
  const form = await readForm(c);
  const view = await viewOf(c, typed(form, "wen"));
  try {
    await askPartner(c.var.ctx, admin(c), view.actor.id, typed(form, "worte"));
  } catch (error) {
    return partnerPage(c, view, { form, errors: formErrors(c.var.frame.t, error) });
  }
  return c.redirect(`${HOME}/${view.actor.id}?getan=gefragt`, 303);
}

async function answer(c: C): Promise<Response> {
  const view = await viewOf(c, c.req.param("id") ?? "");
  const form = await readForm(c);
  const yes = typed(form, "antwort") === "ja";
  try {
    await (yes ? acceptPartner : refusePartner)(c.var.ctx, admin(c), view.actor.id, typed(form, "worte"));
  } catch (error) {
    return partnerPage(c, view, { form, errors: formErrors(c.var.frame.t, error) });
  }
  return c.redirect(`${HOME}/${view.actor.id}?getan=${yes ? "zugestimmt" : "abgelehnt"}`, 303);
}

async function pause(c: C): Promise<Response> {
  const view = await viewOf(c, c.req.param("id") ?? "");
  const isPaused = typed(await readForm(c), "was") === "ruhen";
  await pausePartner(c.var.ctx, admin(c), view.actor.id, isPaused);
  return c.redirect(`${HOME}/${view.actor.id}?getan=${isPaused ? "ruht" : "weiter"}`, 303);
}

async function confirmEnd(c: C): Promise<Response> {
  const { t } = c.var.frame;
  const view = await viewOf(c, c.req.param("id") ?? "");
  const [ending, { name, id }] = [endingOf(view), view.actor];
  return c.html(
    <ConfirmPage
      frame={c.var.frame}
      title={t(`partners.${ending}.title`, { name })}
      action={`${HOME}/${id}/beenden`}
      confirm={t(`partners.${ending}.submit`)}
      back={`${HOME}/${id}`}
    >
      <p>{t(`partners.${ending}.text`, { name })}</p>
    </ConfirmPage>,
  );
}

function admin(c: C): Viewer {
  if (c.var.viewer?.role !== "admin") throw onlyAdmins();
  return c.var.viewer;
}

function idOr404(id: string): Id {
  if (!isId(id)) throw noSuchDistrict();
  return id;
}

async function viewOf(c: C, id: string): Promise<PartnerView> {
  admin(c);
  const view = await partnerView(c.var.ctx, idOr404(id));
  if (!view) throw noSuchDistrict();
  return view;
}

/** Who is at an address. @throws AppError with the reason at the field; `partners.limited` */
async function lookedAt(c: C, lookAtDistrict: LookAtDistrict, address: string): Promise<DistrictCard> {
  const { ctx } = c.var;
  const limit = await takePoint(ctx, `look-up:${admin(c).accountId}`, LOOK_UPS.points, LOOK_UPS.seconds);
  if (!limit.allowed) {
    throw new AppError("limited", "partners.limited", "Too many look-ups.", { retryAfter: limit.retryAfter });
  }
  const look = await lookAtDistrict(ctx, address.slice(0, 500));
  if (look.kind === "none") throw nobodyThere(look.reason);
  return look.card;
}

async function overview(c: C, returned: Returned = FRESH): Promise<Response> {
  const { ctx, frame } = c.var;
  admin(c);
  const [views, district] = await Promise.all([partnerViews(ctx), districtOf(ctx)]);
  const hasImprint = Boolean(district?.imprint);
  const page = (
    <PartnersOverview
      frame={frame}
      views={views}
      hasImprint={hasImprint}
      values={returned.form}
      errors={returned.errors}
    />
  );
  return c.html(page, statusOf(returned));
}

async function askPage(c: C, card: DistrictCard): Promise<Response> {
  const view = await partnerView(c.var.ctx, card.actor.id);
  const { form: values, errors } = FRESH;
  return c.html(<AskPage frame={c.var.frame} card={card} view={view} values={values} errors={errors} />);
}

async function partnerPage(c: C, view: PartnerView, returned: Returned = FRESH): Promise<Response> {
  const { ctx, frame } = c.var;
  const { actor, read } = view;
  const software = await softwareOf(ctx, actor.host);
  const card = { actor, city: fieldOf(actor, "Stadt"), software, notes: read?.total ?? null };
  const page = (
    <PartnerPage
      frame={frame}
      view={view}
      card={card}
      done={DONE[c.req.query("getan") ?? ""]}
      values={returned.form}
      errors={returned.errors}
    />
  );
  return c.html(page, statusOf(returned));
}
