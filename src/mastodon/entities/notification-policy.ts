import type { Policy, Sender } from "../../features/notifications/policy.model.ts";
import { type HeldSender, heldCounts, policyOf } from "../../features/notifications/policy.queries.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { accountEntities } from "./account.ts";
import { statusEntities } from "./status.ts";

/** Names of the standard (docs.joinmastodon.org/entities/NotificationPolicy). */
export const RULES = {
  for_not_following: "notFollowing",
  for_not_followers: "notFollowers",
  for_new_accounts: "newAccounts",
  for_private_mentions: "privateMentions",
  for_limited_accounts: "limitedAccounts",
} as const satisfies Record<string, Sender>;

/** The first version said yes or no (entities/V1_NotificationPolicy). */
export const RULES_V1 = {
  filter_not_following: "notFollowing",
  filter_not_followers: "notFollowers",
  filter_new_accounts: "newAccounts",
  filter_private_mentions: "privateMentions",
} as const satisfies Record<string, Sender>;

const named = <T>(rules: Readonly<Record<string, Sender>>, say: (sender: Sender) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(rules).map(([name, sender]) => [name, say(sender)]));

/** NotificationPolicy, and as its first version. Two statements. */
export const policyEntity = (ctx: Ctx, viewer: Viewer) => entityOf(ctx, viewer, RULES, (policy, one) => policy[one]);
export const policyEntityV1 = (ctx: Ctx, viewer: Viewer) =>
  entityOf(ctx, viewer, RULES_V1, (policy, one) => policy[one] !== "accept");

async function entityOf<T>(
  ctx: Ctx,
  viewer: Viewer,
  rules: Readonly<Record<string, Sender>>,
  say: (policy: Policy, sender: Sender) => T,
) {
  const [policy, held] = await Promise.all([policyOf(ctx, viewer), heldCounts(ctx, viewer)]);
  return {
    ...named(rules, (sender) => say(policy, sender)),
    summary: { pending_requests_count: held.senders, pending_notifications_count: held.notifications },
  };
}

/** NotificationRequest, in their order. The same number of statements for many as for one. */
export async function requestEntities(ctx: Ctx, viewer: Viewer, senders: readonly HeldSender[]) {
  const last = senders.map(({ lastPostId }) => lastPostId).filter((id): id is Id => id !== null);
  const [accounts, statuses] = await Promise.all([
    accountEntities(
      ctx,
      senders.map(({ from }) => from),
    ),
    statusEntities(ctx, viewer, last),
  ]);
  const statusOf = new Map(statuses.map((status) => [status.id, status]));
  return senders.flatMap(({ id, count, firstAt, lastAt, lastPostId }, index) => ({
    id: String(id),
    created_at: firstAt.toISOString(),
    updated_at: lastAt.toISOString(),
    notifications_count: String(count),
    account: accounts[index],
    last_status: statusOf.get(lastPostId ?? "") ?? null,
  }));
}
