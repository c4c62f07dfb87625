import { type Context, Hono } from "hono";
import { nobodyAsks } from "../../features/notifications/notifications.errors.ts";
import type { Sender } from "../../features/notifications/policy.model.ts";
import { heldSender, heldSenders, policyOf } from "../../features/notifications/policy.queries.ts";
import { answerOne, changePolicy, letIn, turnAway } from "../../features/notifications/usecases/hold-back.ts";
import type { AppEnv } from "../../ui/env.ts";
import { policyEntity, policyEntityV1, RULES, RULES_V1, requestEntities } from "../entities/notification-policy.ts";
import { linkPage, OTHERS, readPage } from "../paging.ts";
import { all, isGiven, isTrue, one, readParameters } from "../parameters.ts";
import { numberIn, numbersIn, userOf } from "../shown.ts";

type C = Context<AppEnv>;

const ONE = "/api/v1/notifications/requests/:id{[0-9]+}";

/** Which notifications are held back. docs.joinmastodon.org/methods/notifications, "policy" and "requests" */
export const notificationPolicyRoutes = new Hono<AppEnv>()
  .get("/api/v1/notifications/policy", async (c) => c.json(await policyEntityV1(c.var.ctx, userOf(c))))
  .put("/api/v1/notifications/policy", changeV1)
  .get("/api/v2/notifications/policy", async (c) => c.json(await policyEntity(c.var.ctx, userOf(c))))
  .patch("/api/v2/notifications/policy", change)
  .put("/api/v2/notifications/policy", change)
  .get("/api/v1/notifications/requests", async (c) => {
    const { ctx } = c.var;
    const viewer = userOf(c);
    const page = readPage(await readParameters(c), OTHERS);
    const senders = await heldSenders(ctx, viewer, page);
    linkPage(
      c,
      senders.map(({ id }) => String(id)),
      page,
      "full",
    );
    return c.json(await requestEntities(ctx, viewer, senders));
  })
  // Letting in is done when it is answered.
  .get("/api/v1/notifications/requests/merged", (c) => c.json({ merged: true }))
  .post("/api/v1/notifications/requests/accept", (c) => answerAll(c, letIn))
  .post("/api/v1/notifications/requests/dismiss", (c) => answerAll(c, turnAway))
  .get(ONE, async (c) => {
    const sender = await heldSender(c.var.ctx, userOf(c), numberIn(c));
    if (sender === null) throw nobodyAsks();
    const [entity] = await requestEntities(c.var.ctx, userOf(c), [sender]);
    return c.json(entity);
  })
  .post(`${ONE}/accept`, (c) => answer(c, letIn))
  .post(`${ONE}/dismiss`, (c) => answer(c, turnAway));

async function answer(c: C, what: typeof letIn): Promise<Response> {
  await answerOne(c.var.ctx, userOf(c), numberIn(c), what);
  return c.json({});
}

async function answerAll(c: C, what: typeof letIn): Promise<Response> {
  await what(c.var.ctx, userOf(c), numbersIn(all(await readParameters(c), "id")));
  return c.json({});
}

async function change(c: C): Promise<Response> {
  const parameters = await readParameters(c);
  const said = Object.entries(RULES).flatMap(([name, sender]): [Sender, string][] => {
    const value = one(parameters, name);
    return value === undefined ? [] : [[sender, value]];
  });
  await changePolicy(c.var.ctx, userOf(c), Object.fromEntries(said));
  return c.json(await policyEntity(c.var.ctx, userOf(c)));
}

/** What is dropped stays dropped when a client that knows only two answers says that it is held back. */
async function changeV1(c: C): Promise<Response> {
  const parameters = await readParameters(c);
  const policy = await policyOf(c.var.ctx, userOf(c));
  const said = Object.entries(RULES_V1).flatMap(([name, sender]): [Sender, string][] => {
    if (!isGiven(parameters, name)) return [];
    if (!isTrue(parameters, name)) return [[sender, "accept"]];
    return policy[sender] === "accept" ? [[sender, "filter"]] : [];
  });
  await changePolicy(c.var.ctx, userOf(c), Object.fromEntries(said));
  return c.json(await policyEntityV1(c.var.ctx, userOf(c)));
}
