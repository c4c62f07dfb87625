import { type Context, Hono } from "hono";
import { isId } from "../../platform/ids.ts";
import type { AppEnv } from "../../ui/env.ts";
import { sessionNeeded } from "../accounts/accounts.errors.ts";
import { QuotesPage } from "./pages/quotes-page.tsx";
import { quoteNotFound } from "./quotes.errors.ts";
import { stampsOf } from "./quotes.queries.ts";
import { revokeQuote } from "./quotes.usecases.ts";

const PAGE = 30;

/** `/einstellungen/zitate`: who quotes the member, and taking the leave back. */
export const quoteRoutes = new Hono<AppEnv>()
  .get("/einstellungen/zitate", (c) => answer(c, undefined))
  .get("/einstellungen/zitate/vor/:before", (c) => {
    const before = c.req.param("before");
    if (!isId(before)) throw quoteNotFound();
    return answer(c, before);
  })
  .post("/einstellungen/zitate/:id/zuruecknehmen", async (c) => {
    const { ctx, viewer } = c.var;
    if (!viewer) throw sessionNeeded();
    const id = c.req.param("id");
    if (!isId(id)) throw quoteNotFound();
    await revokeQuote(ctx, viewer, id);
    return c.redirect("/einstellungen/zitate", 303);
  });

async function answer(c: Context<AppEnv>, before: string | undefined): Promise<Response> {
  const { ctx, viewer, frame } = c.var;
  if (!viewer) throw sessionNeeded();
  const found = await stampsOf(ctx, viewer.actorId, { limit: PAGE + 1, before });
  const entries = found.slice(0, PAGE);
  const next = found.length > PAGE ? entries.at(-1)?.stamp.id : undefined;
  return c.html(<QuotesPage frame={frame} entries={entries} before={next} />);
}
