import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { readInput } from "../../platform/validation.ts";
import type { AppEnv } from "../../ui/env.ts";
import { onlyAdmins } from "../peers/peers.errors.ts";
import { type ListedDistrict, listedDistricts } from "./directory.queries.ts";
import { nobodyThere, noSuchDistrict } from "./partners.errors.ts";
import { fieldOf, type LookAtDistrict } from "./partners.model.ts";
import { type PartnerView, partnerView, partnerViews } from "./partners.queries.ts";
import { askPartner } from "./partners.usecases.ts";

const PATH = "/api/v1/stadtteil/partners";

/** What everybody may know; admins also of requests, of progress and of whose server is blocked. */
function asJson({ actor, state, wants, since, read, notes }: PartnerView, isAdmin: boolean) {
  return {
    id: actor.id,
    uri: actor.uri,
    url: actor.url,
    name: actor.name,
    handle: `${actor.handle}@${actor.host}`,
    city: fieldOf(actor, "Stadt") || null,
    state,
    since: since?.toISOString() ?? null,
    notes,
    ...(isAdmin && {
      wants,
      catalogue: read && {
        total: read.total,
        reading: read.phase !== "idle",
        comparedAt: read.finishedAt?.toISOString() ?? null,
        error: read.lastError,
      },
    }),
  };
}

const askSchema = z.strictObject({
  /** Host name, address or handle. */
  address: z.string().trim().min(1, { error: "error.errors.missing" }).max(500, { error: "error.partners.unreadable" }),
  message: z.string().default(""),
});

const DISTRICTS = "/api/v1/stadtteil/districts";

/** A district elsewhere as `/stadtteile` lists it. */
function districtAsJson({ id, uri, url, name, handle, host, fields, relation, verifiedAt }: ListedDistrict) {
  const city = fieldOf({ fields: [...fields] }, "Stadt") || null;
  return { ...{ id, uri, url, name, host, city, relation, verifiedAt }, handle: `${handle}@${host}` };
}

/** Partner districts and those we know of, for scripts: reading is open to all, asking is for admins with a token that may write. */
export const partnerApi = (lookAtDistrict: LookAtDistrict): Hono<AppEnv> =>
  new Hono<AppEnv>()
    .get(PATH, async (c) => {
      const isAdmin = c.var.viewer?.role === "admin";
      const views = await partnerViews(c.var.ctx);
      const shown = isAdmin ? views : views.filter(({ state }) => state === "partner" || state === "paused");
      return c.json(shown.map((view) => asJson(view, isAdmin)));
    })
    .get(DISTRICTS, async (c) => c.json((await listedDistricts(c.var.ctx)).map(districtAsJson)))
    .post(PATH, async (c) => {
      const { ctx, viewer } = c.var;
      if (viewer?.role !== "admin") throw onlyAdmins();
      const body: unknown = await c.req.json().catch(() => {
        throw new HTTPException(400, { message: "The body is not JSON." });
      });
      const { address, message } = readInput(askSchema, body);
      const look = await lookAtDistrict(ctx, address);
      if (look.kind === "none") throw nobodyThere(look.reason);
      await askPartner(ctx, viewer, look.card.actor.id, message);
      const view = await partnerView(ctx, look.card.actor.id);
      if (!view) throw noSuchDistrict();
      return c.json(asJson(view, true), 202);
    });
