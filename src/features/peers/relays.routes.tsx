import { type Context, Hono } from "hono";
import { AppError } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import { takePoint } from "../../platform/rate-limit.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { act, FRESH, type Returned, statusOf } from "../../ui/forms/act.ts";
import { readForm, typed } from "../../ui/forms/read-form.ts";
import type { MessageKey } from "../../ui/i18n/i18n.ts";
import { ConfirmPage } from "../../ui/parts/confirm-page.tsx";
import { districtOf } from "../district/district.queries.ts";
import { RELAYS, RelaysPage } from "./pages/relays-page.tsx";
import { onlyAdmins } from "./peers.errors.ts";
import { noRelayThere, noSuchRelay } from "./relays.errors.ts";
import { type LookAtRelay, relaysRest } from "./relays.model.ts";
import { allRelays, type Relay, relayById } from "./relays.queries.ts";
import { leaveRelay, shareWithRelay, subscribeToRelay } from "./relays.usecases.ts";

type C = Context<AppEnv>;

/** Look-ups of one admin, since each asks another server. */
const LOOK_UPS = { points: 60, seconds: 300 };

const DONE: Readonly<Record<string, MessageKey>> = {
  gefragt: "relays.done.asked",
  abbestellt: "relays.done.left",
  weiter: "relays.done.sharing",
  "nicht-weiter": "relays.done.not-sharing",
};

/** `/verwaltung/verbindungen/relays`: for admins; others get 404 before. */
export const relayRoutes = (lookAtRelay: LookAtRelay): Hono<AppEnv> =>
  new Hono<AppEnv>()
    .get(RELAYS, (c) => relaysPage(c))
    .post(`${RELAYS}/neu`, (c) =>
      act(c, `${RELAYS}?getan=gefragt`, relaysPage, (form) => subscribe(c, lookAtRelay, typed(form, "adresse"))),
    )
    .post(`${RELAYS}/:id{[0-9]+}/eigene`, async (c) => {
      const relay = await relayIn(c);
      const sharesOwn = typed(await readForm(c), "eigene") === "ja";
      await shareWithRelay(c.var.ctx, admin(c), relay.id, sharesOwn);
      return c.redirect(`${RELAYS}?getan=${sharesOwn ? "weiter" : "nicht-weiter"}`, 303);
    })
    .get(`${RELAYS}/:id{[0-9]+}/abbestellen`, async (c) => {
      const { t } = c.var.frame;
      const { id, host } = await relayIn(c);
      return c.html(
        <ConfirmPage
          frame={c.var.frame}
          title={t("relays.leave.title", { host })}
          action={`${RELAYS}/${id}/abbestellen`}
          confirm={t("relays.leave.submit")}
          back={RELAYS}
        >
          <p>{t("relays.leave.text")}</p>
        </ConfirmPage>,
      );
    })
    .post(`${RELAYS}/:id{[0-9]+}/abbestellen`, async (c) => {
      await leaveRelay(c.var.ctx, admin(c), (await relayIn(c)).id);
      return c.redirect(`${RELAYS}?getan=abbestellt`, 303);
    });

async function subscribe(c: C, lookAtRelay: LookAtRelay, address: string): Promise<void> {
  const { ctx } = c.var;
  const limit = await takePoint(ctx, `look-up:${admin(c).accountId}`, LOOK_UPS.points, LOOK_UPS.seconds);
  if (!limit.allowed) {
    throw new AppError("limited", "relays.limited", "Too many look-ups.", { retryAfter: limit.retryAfter });
  }
  const look = await lookAtRelay(ctx, address);
  if (look.kind === "none") throw noRelayThere(look.reason);
  await subscribeToRelay(ctx, admin(c), look.relay);
}

function admin(c: C): Viewer {
  if (c.var.viewer?.role !== "admin") throw onlyAdmins();
  return c.var.viewer;
}

async function relayIn(c: C): Promise<Relay> {
  admin(c);
  const id = c.req.param("id") ?? "";
  const relay = isId(id) ? await relayById(c.var.ctx, id) : null;
  if (!relay) throw noSuchRelay();
  return relay;
}

async function relaysPage(c: C, returned: Returned = FRESH): Promise<Response> {
  const { ctx, frame } = c.var;
  admin(c);
  const [district, relays] = await Promise.all([districtOf(ctx), allRelays(ctx)]);
  const page = (
    <RelaysPage
      frame={frame}
      now={ctx.now()}
      done={DONE[c.req.query("getan") ?? ""]}
      hasImprint={Boolean(district?.imprint)}
      areAtRest={relaysRest(district?.mode ?? "partnersWrite")}
      relays={relays}
      values={returned.form}
      errors={returned.errors}
    />
  );
  return c.html(page, statusOf(returned));
}
