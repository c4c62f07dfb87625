import { type Context, Hono } from "hono";
import { AppError } from "../../platform/errors.ts";
import type { AppEnv } from "../../ui/env.ts";
import { actorByHandle } from "../actors/actors.queries.ts";
import type { District } from "./district.model.ts";
import { districtOf } from "./district.queries.ts";
import { AboutPage } from "./pages/about.tsx";
import { AccessPage } from "./pages/access.tsx";
import { EasyPage } from "./pages/easy.tsx";
import { FollowPage } from "./pages/follow.tsx";
import { ImprintPage } from "./pages/imprint.tsx";
import { PrivacyPage } from "./pages/privacy.tsx";

/** Pages about the district itself: who, law, access, and the way to follow it from elsewhere. */
export const districtRoutes = new Hono<AppEnv>();

/** Before the set-up no request comes this far. */
async function thisDistrict(c: Context<AppEnv>): Promise<District> {
  const district = await districtOf(c.var.ctx);
  if (district === null) throw new AppError("notFound", "errors.not-found", "This server is not set up yet.");
  return district;
}

districtRoutes.get("/ueber", async (c) => c.html(<AboutPage frame={c.var.frame} district={await thisDistrict(c)} />));

districtRoutes.get("/impressum", async (c) =>
  c.html(<ImprintPage frame={c.var.frame} imprint={(await thisDistrict(c)).imprint} />),
);

districtRoutes.get("/datenschutz", async (c) =>
  c.html(<PrivacyPage frame={c.var.frame} imprint={(await thisDistrict(c)).imprint} />),
);

districtRoutes.get("/barrierefreiheit", async (c) =>
  c.html(<AccessPage frame={c.var.frame} imprint={(await thisDistrict(c)).imprint} />),
);

districtRoutes.get("/leichte-sprache", (c) => c.html(<EasyPage frame={c.var.frame} />));

/** Host of `@name@host`, `name@host` or `https://host/@name`; null for anything else. */
export function hostOfHandle(text: string): string | null {
  const given = text.trim().toLowerCase();
  const host = /^@?[a-z0-9_.-]+@([^@/\s]+)$/.exec(given)?.[1] ?? /^https:\/\/([^/\s@]+)(\/|$)/.exec(given)?.[1];
  if (host === undefined || !URL.canParse(`https://${host}`)) return null;
  const url = new URL(`https://${host}`);
  const plain = url.username === "" && url.pathname === "/" && url.search === "" && url.hash === "";
  return plain && url.hostname.includes(".") ? url.host : null;
}

districtRoutes.get("/folgen-von-aussen", async (c) => {
  const { ctx, frame } = c.var;
  const handle = c.req.query("wem") ?? frame.districtHandle;
  const actor = await actorByHandle(ctx, handle);
  if (!actor?.local || actor.deletedAt !== null || actor.suspendedAt !== null) {
    throw new AppError("notFound", "district.follow-unknown", "There is nobody of that name here.");
  }
  const typed = c.req.query("adresse");
  const host = typed === undefined ? null : hostOfHandle(typed);
  const wrong = typed !== undefined && host === null;
  const page = (
    <FollowPage
      frame={frame}
      actor={actor.handle}
      name={actor.name}
      uri={actor.uri}
      host={host}
      value={typed}
      error={wrong ? frame.t("district.follow.error") : undefined}
    />
  );
  return c.html(page, wrong ? 422 : 200);
});
