import { type Context, Hono } from "hono";
import { AppError } from "../../platform/errors.ts";
import type { AppEnv } from "../../ui/env.ts";
import type { District } from "./district.model.ts";
import { districtOf } from "./district.queries.ts";
import { AboutPage } from "./pages/about.tsx";
import { AccessPage } from "./pages/access.tsx";
import { EasyPage } from "./pages/easy.tsx";
import { ImprintPage } from "./pages/imprint.tsx";
import { PrivacyPage } from "./pages/privacy.tsx";
import { rulesOf } from "./rules.queries.ts";

/** Pages about the district itself: who, law, access. */
export const districtRoutes = new Hono<AppEnv>();

/** Before the set-up no request comes this far. */
async function thisDistrict(c: Context<AppEnv>): Promise<District> {
  const district = await districtOf(c.var.ctx);
  if (district === null) throw new AppError("notFound", "errors.not-found", "This server is not set up yet.");
  return district;
}

districtRoutes.get("/ueber", async (c) => {
  const [district, rules] = await Promise.all([thisDistrict(c), rulesOf(c.var.ctx)]);
  return c.html(<AboutPage frame={c.var.frame} district={district} rules={rules} />);
});

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
