import { createHash } from "node:crypto";
import { type Context, Hono } from "hono";
import { districtOf } from "../../features/district/district.queries.ts";
import { rulesOf } from "../../features/district/rules.queries.ts";
import { partnerViews } from "../../features/partners/partners.queries.ts";
import { publicRules } from "../../features/peers/peers.queries.ts";
import { textToHtml } from "../../platform/html.ts";
import type { AppEnv } from "../../ui/env.ts";
import { instanceV1Entity, instanceV2Entity } from "../entities/instance.ts";
import { ruleEntity } from "../entities/rule.ts";
import { clientNotFound } from "../errors.ts";

/** Languages of the interface, each by its own name. */
const LANGUAGES = [
  { code: "de", name: "Deutsch" },
  { code: "en", name: "English" },
];

/** What this server is and allows. docs.joinmastodon.org/methods/instance */
export const instanceRoutes = new Hono<AppEnv>()
  .get("/api/v1/instance", async (c) => c.json(await instanceV1Entity(c.var.ctx)))
  .get("/api/v2/instance", async (c) => c.json(await instanceV2Entity(c.var.ctx)))
  .get("/api/v1/instance/rules", async (c) => c.json((await rulesOf(c.var.ctx)).map(ruleEntity)))
  // Who logs in how often is counted for nobody (no analytics on persons).
  .get("/api/v1/instance/activity", (c) => c.json([]))
  .get("/api/v1/instance/translation_languages", (c) => c.json({}))
  .get("/api/v1/instance/languages", (c) => c.json(LANGUAGES))
  .get("/api/v1/instance/peers", async (c) => {
    const partners = (await partnerViews(c.var.ctx)).filter(({ state }) => state === "partner");
    return c.json([...new Set(partners.map(({ actor }) => actor.host))]);
  })
  .get("/api/v1/instance/domain_blocks", async (c) => {
    const { ctx } = c.var;
    if (!(await districtOf(ctx))?.publishesBlocks) throw clientNotFound();
    const rules = await publicRules(ctx);
    // Of a rule that only keeps pictures away clients know no name.
    const known = rules.filter(({ rule }) => rule.severity !== "noop");
    return c.json(
      known.map(({ name, rule, reason }) => ({
        domain: name,
        digest: createHash("sha256").update(name).digest("hex"),
        severity: rule.severity,
        comment: reason,
      })),
    );
  })
  .get("/api/v1/instance/extended_description", async (c) => {
    const about = (await districtOf(c.var.ctx))?.about ?? "";
    return c.json({ updated_at: null, content: textToHtml(about) });
  })
  .get("/api/v1/instance/privacy_policy", (c) => page(c, "/datenschutz"))
  .get("/api/v1/instance/terms_of_service", (c) => page(c, "/impressum"));

/** What stands on a page is read there: it is made for each reader anew. */
function page(c: Context<AppEnv>, path: string): Response {
  const address = `${c.var.ctx.origin}${path}`;
  const dates = { updated_at: null, effective_date: null, effective: true, succeeded_by: null };
  return c.json({ ...dates, content: `<p><a href="${address}">${address}</a></p>` });
}
