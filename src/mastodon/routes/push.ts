import { type Context, Hono } from "hono";
import type { AppEnv } from "../../ui/env.ts";
import { clientNotFound, userNeeded } from "../errors.ts";
import { isTrue, one, type Parameters, readParameters } from "../parameters.ts";
import {
  chooseAlerts,
  type PushChoice,
  type PushSubscription,
  subscribe,
  subscriptionOf,
  unsubscribe,
} from "../push/subscriptions.usecases.ts";
import { vapidKeys } from "../push/vapid.ts";
import { userOf } from "../shown.ts";

const PATH = "/api/v1/push/subscription";

/** Names that an app can choose among; of some nothing ever comes. */
const ALERTS = [
  "mention",
  "status",
  "reblog",
  "follow",
  "follow_request",
  "favourite",
  "poll",
  "update",
  "quote",
  "quoted_update",
  "severed_relationships",
  "moderation_warning",
  "admin.sign_up",
  "admin.report",
] as const;

/** Where an app is told by Web Push. docs.joinmastodon.org/methods/push */
export const pushRoutes = new Hono<AppEnv>()
  .post(PATH, async (c) => {
    const { ctx } = c.var;
    const parameters = await readParameters(c);
    const text = (name: string): string => one(parameters, `subscription${name}`) ?? "";
    const token = { tokenId: tokenIdOf(c), token: secretOf(c) };
    const subscription = await subscribe(ctx, userOf(c), token, {
      endpoint: text("[endpoint]"),
      p256dh: text("[keys][p256dh]"),
      auth: text("[keys][auth]"),
      standard: isTrue(parameters, "subscription[standard]"),
      ...choiceIn(parameters),
    });
    return c.json(await entityOf(c, subscription));
  })
  .get(PATH, async (c) => c.json(await entityOf(c, await subscriptionOf(c.var.ctx, tokenIdOf(c)))))
  .put(PATH, async (c) => {
    const choice = choiceIn(await readParameters(c));
    return c.json(await entityOf(c, await chooseAlerts(c.var.ctx, tokenIdOf(c), choice)));
  })
  .delete(PATH, async (c) => {
    await unsubscribe(c.var.ctx, tokenIdOf(c));
    return c.json({});
  });

function tokenIdOf(c: Context<AppEnv>): string {
  const { tokenId } = c.var;
  if (tokenId === null) throw userNeeded();
  return tokenId;
}

/** The bearer token itself, which let the request in. */
const secretOf = (c: Context<AppEnv>): string => (c.req.header("Authorization") ?? "").replace(/^Bearer +/i, "");

const choiceIn = (parameters: Parameters): PushChoice => ({
  alerts: ALERTS.filter((name) => isTrue(parameters, `data[alerts][${name}]`)),
  policy: one(parameters, "data[policy]") ?? one(parameters, "policy"),
});

/** WebPushSubscription. `id` is a number: Tusky and Ice Cubes read no other. @throws AppError `mastodon.not-found` */
async function entityOf(c: Context<AppEnv>, subscription: PushSubscription | null) {
  if (subscription === null) throw clientNotFound();
  const { id, endpoint, standard, alerts, policy } = subscription;
  const { publicKey } = await vapidKeys(c.var.ctx);
  return {
    ...{ id, endpoint, standard, policy },
    alerts: Object.fromEntries(ALERTS.map((name) => [name, alerts.includes(name)])),
    server_key: publicKey,
  };
}
