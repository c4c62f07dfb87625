import { type Context, Hono } from "hono";
import type { AppEnv } from "../../ui/env.ts";
import { readForm, typed } from "../../ui/forms/read-form.ts";
import { sessionNeeded } from "../accounts/accounts.errors.ts";
import { HELD_PATH, HeldPage } from "./pages/held-page.tsx";
import { SENDERS } from "./policy.model.ts";
import { heldSenders, lastPosts, policyOf } from "./policy.queries.ts";
import { answerOne, changePolicy, letIn, turnAway } from "./usecases/hold-back.ts";

const PAGE = 30;
const NUMBER = "[1-9][0-9]{0,14}";

/** `/mitteilungen/zurueckgehalten`: who waits to be let in, and the rules by which they wait. */
export const holdingRoutes = new Hono<AppEnv>()
  .get(HELD_PATH, (c) => answer(c, undefined))
  .get(`${HELD_PATH}/vor/:before{${NUMBER}}`, (c) => answer(c, c.req.param("before")))
  .post(`${HELD_PATH}/regeln`, async (c) => {
    const { ctx, viewer } = c.var;
    if (!viewer) throw sessionNeeded();
    const form = await readForm(c);
    const chosen = SENDERS.map((sender) => [sender, typed(form, sender)]).filter(([, value]) => value !== "");
    await changePolicy(ctx, viewer, Object.fromEntries(chosen));
    return c.redirect(HELD_PATH, 303);
  })
  .post(`${HELD_PATH}/:id{${NUMBER}}`, async (c) => {
    const { ctx, viewer } = c.var;
    if (!viewer) throw sessionNeeded();
    const isLetIn = typed(await readForm(c), "antwort") === "ja";
    await answerOne(ctx, viewer, Number(c.req.param("id")), isLetIn ? letIn : turnAway);
    return c.redirect(HELD_PATH, 303);
  });

async function answer(c: Context<AppEnv>, before: string | undefined): Promise<Response> {
  const { ctx, viewer, frame } = c.var;
  if (!viewer) throw sessionNeeded();
  const [found, policy] = await Promise.all([
    heldSenders(ctx, viewer, { limit: PAGE + 1, before }),
    policyOf(ctx, viewer),
  ]);
  const senders = found.slice(0, PAGE);
  const last = await lastPosts(ctx, viewer, senders);
  const next = found.length > PAGE ? senders.at(-1)?.id : undefined;
  return c.html(<HeldPage frame={frame} senders={senders} last={last} policy={policy} before={next} />);
}
