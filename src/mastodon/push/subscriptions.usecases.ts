import { eq } from "drizzle-orm";
import { PUSH_POLICIES, pushSubscriptions } from "../../features/accounts/push-subscriptions.table.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import type { Id } from "../../platform/ids.ts";
import { readTarget } from "../../platform/net/targets.ts";
import type { Viewer } from "../../platform/viewer.ts";

export type PushSubscription = typeof pushSubscriptions.$inferSelect;

/** What an app chooses: the types that it wants, and whose doings. */
export interface PushChoice {
  readonly alerts: readonly string[];
  readonly policy: string | undefined;
}

export interface NewSubscription extends PushChoice {
  readonly endpoint: string;
  /** As browsers give them: base64 or base64url. */
  readonly p256dh: string;
  readonly auth: string;
  readonly standard: boolean;
}

/** What a bearer token is sealed for. */
export const TOKEN_PURPOSE = "push-token";

const POINT_BYTES = 65;
const SECRET_BYTES = 16;

const invalid = (what: string): AppError =>
  new AppError("invalid", "mastodon.push-invalid", `Validation failed: ${what}`);

const policyOf = (text: string | undefined): PushSubscription["policy"] =>
  PUSH_POLICIES.find((known) => known === text) ?? "all";

/**
 * Takes the place of what the token's app had asked for before.
 * @param token the bearer token itself: it is in the request that asks for this, and sealed in the row
 * @throws AppError `mastodon.push-invalid` when the address may not be asked, or a key is none
 */
export async function subscribe(
  ctx: Ctx,
  viewer: Viewer,
  { tokenId, token }: { readonly tokenId: Id; readonly token: string },
  wanted: NewSubscription,
): Promise<PushSubscription> {
  const endpoint = readTarget(ctx.config, wanted.endpoint);
  if (endpoint?.protocol !== "https:") throw invalid("Endpoint must be a public https address");
  const values = {
    tokenId,
    accountId: viewer.accountId,
    actorId: viewer.actorId,
    endpoint: endpoint.href,
    host: endpoint.host,
    p256dh: bytesIn(wanted.p256dh, POINT_BYTES, "Key p256dh"),
    auth: bytesIn(wanted.auth, SECRET_BYTES, "Key auth"),
    standard: wanted.standard,
    alerts: [...wanted.alerts],
    policy: policyOf(wanted.policy),
    sealedToken: ctx.vault.seal(token, TOKEN_PURPOSE),
    createdAt: ctx.now(),
  };
  const [row] = await ctx.db
    .insert(pushSubscriptions)
    .values(values)
    .onConflictDoUpdate({ target: pushSubscriptions.tokenId, set: values })
    .returning();
  return row as PushSubscription;
}

function bytesIn(text: string, length: number, what: string): string {
  const bytes = Buffer.from(text, "base64url");
  const isPoint = length !== POINT_BYTES || bytes[0] === 4;
  if (bytes.length !== length || !isPoint) throw invalid(`${what} is not valid`);
  return bytes.toString("base64url");
}

/** What the token's app asked for; null: nothing. */
export async function subscriptionOf(ctx: Ctx, tokenId: Id): Promise<PushSubscription | null> {
  const [row] = await ctx.db.select().from(pushSubscriptions).where(eq(pushSubscriptions.tokenId, tokenId));
  return row ?? null;
}

/** Chooses anew what is told. @returns null when there is no subscription */
export async function chooseAlerts(ctx: Ctx, tokenId: Id, choice: PushChoice): Promise<PushSubscription | null> {
  const set = {
    alerts: [...choice.alerts],
    ...(choice.policy !== undefined && { policy: policyOf(choice.policy) }),
  };
  const [row] = await ctx.db
    .update(pushSubscriptions)
    .set(set)
    .where(eq(pushSubscriptions.tokenId, tokenId))
    .returning();
  return row ?? null;
}

export async function unsubscribe(ctx: Ctx, tokenId: Id): Promise<void> {
  await ctx.db.delete(pushSubscriptions).where(eq(pushSubscriptions.tokenId, tokenId));
}
