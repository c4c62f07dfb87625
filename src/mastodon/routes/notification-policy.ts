import { Hono } from "hono";
import type { AppEnv } from "../../ui/env.ts";

/** Everybody who is not blocked or muted may be heard: nothing is held back here, so that nothing waits to be let in. */
const NOTHING_HELD = { pending_requests_count: 0, pending_notifications_count: 0 };

const POLICY = {
  for_not_following: "accept",
  for_not_followers: "accept",
  for_new_accounts: "accept",
  for_private_mentions: "accept",
  for_limited_accounts: "drop",
  summary: NOTHING_HELD,
};

/** The first version said yes or no. */
const POLICY_V1 = {
  filter_not_following: false,
  filter_not_followers: false,
  filter_new_accounts: false,
  filter_private_mentions: false,
  summary: NOTHING_HELD,
};

/** Which notifications are held back. docs.joinmastodon.org/methods/notifications, "policy" and "requests" */
export const notificationPolicyRoutes = new Hono<AppEnv>()
  .get("/api/v1/notifications/policy", (c) => c.json(POLICY_V1))
  .get("/api/v2/notifications/policy", (c) => c.json(POLICY))
  .get("/api/v1/notifications/requests", (c) => c.json([]))
  .get("/api/v1/notifications/requests/merged", (c) => c.json({ merged: true }));
