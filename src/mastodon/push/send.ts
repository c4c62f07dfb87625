import { eq } from "drizzle-orm";
import { accountById } from "../../features/accounts/accounts.queries.ts";
import { pushSubscriptions } from "../../features/accounts/push-subscriptions.table.ts";
import { tokensInForce } from "../../features/accounts/sessions.queries.ts";
import { followBetween } from "../../features/follows/follows.queries.ts";
import { type Told, toldById } from "../../features/notifications/groups.queries.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { plainName } from "../../platform/emojis.ts";
import { AppError } from "../../platform/errors.ts";
import { htmlToText } from "../../platform/html.ts";
import { boundedPost } from "../../platform/net/bounded-post.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { type Locale, translator } from "../../ui/i18n/i18n.ts";
import { accountEntity, acctOf } from "../entities/account.ts";
import { choiceOf, standardTypeOf } from "../entities/notification.ts";
import { causesOf, needsCause } from "../entities/notification-causes.ts";
import { statusEntities } from "../entities/status.ts";
import { encryptPush } from "./encrypt.ts";
import { type PushSubscription, TOKEN_PURPOSE } from "./subscriptions.usecases.ts";

/** What is older when its turn comes is not pushed any more; nor does a push service keep it longer. */
const TTL_SECONDS = 48 * 60 * 60;
const MOST_BODY = 140;
const MOST_TITLE = 100;

/** Answers of a push service after which it is tried again; every other refusal means that the subscription is over. */
const PASSING: ReadonlySet<number> = new Set([408, 429]);

/**
 * Pushes one notification to one app, if the member may still see what it is about and the app wants such.
 * @param payload `{subscriptionId, notificationId}`, as the trigger wrote it
 * @throws AppError upstream when it should be tried again
 */
export async function sendPush(ctx: Ctx, payload: string): Promise<void> {
  const { subscriptionId, notificationId } = JSON.parse(payload) as { subscriptionId: number; notificationId: number };
  const [subscription] = await ctx.db.select().from(pushSubscriptions).where(eq(pushSubscriptions.id, subscriptionId));
  if (!subscription) return;
  const account = await accountById(ctx, subscription.accountId);
  const inForce = await tokensInForce(ctx, [subscription.tokenId]);
  if (account === null || !inForce.has(subscription.tokenId)) return forget(ctx, subscription);
  const told = await toldById(ctx, account, choiceOf([]), notificationId);
  if (told === null || !(await isWanted(ctx, subscription, told))) return;
  if (needsCause(told) && !(await causesOf(ctx, account, [told])).has(told.id)) return;
  const message = await messageOf(ctx, account, account.locale, subscription, told);
  await deliver(ctx, subscription, message);
}

async function forget(ctx: Ctx, { id }: PushSubscription): Promise<void> {
  await ctx.db.delete(pushSubscriptions).where(eq(pushSubscriptions.id, id));
}

async function isWanted(ctx: Ctx, { alerts, policy, actorId }: PushSubscription, told: Told): Promise<boolean> {
  const age = ctx.now().getTime() - told.createdAt.getTime();
  if (age > TTL_SECONDS * 1000 || !alerts.includes(standardTypeOf(told.type))) return false;
  if (policy === "all") return true;
  if (policy === "none") return false;
  const follow =
    policy === "followed"
      ? await followBetween(ctx, actorId, told.from.id)
      : await followBetween(ctx, told.from.id, actorId);
  return follow?.state === "accepted";
}

/** What the app shows, in the member's language. `notification_id` is a number: Ice Cubes reads no other. */
async function messageOf(ctx: Ctx, viewer: Viewer, locale: Locale, subscription: PushSubscription, told: Told) {
  const [account, [status]] = await Promise.all([
    accountEntity(ctx, told.from),
    statusEntities(ctx, viewer, told.postId === null ? [] : [told.postId]),
  ]);
  const says = translator(locale)(`notifications.type.${told.type}`).replace(/[:.]$/, "");
  const isNobodys = told.type === "poll" || needsCause(told);
  const about = isNobodys ? (told.title ?? "") : `@${acctOf(ctx, told.from)}`;
  const text = status ? status.spoiler_text || htmlToText(status.content) : about;
  return JSON.stringify({
    access_token: ctx.vault.open(subscription.sealedToken, TOKEN_PURPOSE),
    preferred_locale: locale,
    notification_id: told.id,
    notification_type: standardTypeOf(told.type),
    icon: account.avatar,
    title: cut(isNobodys ? says : `${plainName(told.from)} ${says}`, MOST_TITLE),
    body: cut(text, MOST_BODY),
  });
}

function cut(text: string, most: number): string {
  const line = [...text.replace(/\s+/g, " ").trim()];
  return line.length <= most
    ? line.join("")
    : `${line
        .slice(0, most - 1)
        .join("")
        .trimEnd()}…`;
}

async function deliver(ctx: Ctx, subscription: PushSubscription, message: string): Promise<void> {
  const { headers, body } = await encryptPush(ctx, subscription, message, TTL_SECONDS);
  const { status, retryAfter } = await boundedPost(ctx, subscription.endpoint, headers, body);
  if (status >= 200 && status < 300) return;
  if (status >= 400 && status < 500 && !PASSING.has(status)) return forget(ctx, subscription);
  throw new AppError("upstream", "push.not-taken", `The push service answered ${status}`, {
    ...(retryAfter !== undefined && { retryAfter }),
  });
}
