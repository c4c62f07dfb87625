import { eq, lt, or } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { takePoint } from "../../platform/rate-limit.ts";
import { hashSecret, newSecret } from "../../platform/secrets.ts";
import { accountSuspended, tooManyLogins, wrongLogin } from "./accounts.errors.ts";
import { SESSION_ABSOLUTE_MS, SESSION_IDLE_MS } from "./accounts.model.ts";
import { type Account, accountByLogin } from "./accounts.queries.ts";
import { accounts, sessions } from "./accounts.table.ts";
import { hashPassword, isHashWeak, isPasswordRight } from "./passwords.hash.ts";

const WINDOW_SECONDS = 300;
const PER_ADDRESS = 25;
const PER_ACCOUNT = 10;

export interface LogInInput {
  /** E-mail address or handle, as typed. */
  readonly who: string;
  readonly password: string;
  /** The key of the sender's network, `c.var.clientKey`. */
  readonly clientKey: string;
  /** The session that this browser had before; it ends. */
  readonly oldSession?: string | undefined;
}

/**
 * Opens a session, always with a new secret (T142).
 * @returns the secret for the cookie
 * @throws AppError `accounts.wrong-login`, `accounts.too-many-logins`, `accounts.suspended`
 */
export async function logIn(ctx: Ctx, input: LogInInput): Promise<{ account: Account; secret: string }> {
  await countTry(ctx, `login:from:${input.clientKey}`, PER_ADDRESS);
  const account = await accountByLogin(ctx, input.who);
  // Names that do not exist are counted too, so that the limit tells nothing; never kept in clear.
  const whose = account?.accountId ?? ctx.vault.fingerprint(input.who.trim().toLowerCase(), "login");
  await countTry(ctx, `login:account:${whose}`, PER_ACCOUNT);
  const right = await isPasswordRight(account?.passwordHash ?? null, input.password);
  if (!account || !right) throw wrongLogin();
  if (account.suspendedAt) throw accountSuspended();
  if (isHashWeak(account.passwordHash)) await rehash(ctx, account.accountId, input.password);
  if (input.oldSession !== undefined) await logOut(ctx, input.oldSession);
  return { account, secret: await openSession(ctx, account.accountId) };
}

async function countTry(ctx: Ctx, key: string, limit: number): Promise<void> {
  const point = await takePoint(ctx, key, limit, WINDOW_SECONDS);
  if (!point.allowed) throw tooManyLogins(point.retryAfter);
}

async function rehash(ctx: Ctx, accountId: Id, password: string): Promise<void> {
  const passwordHash = await hashPassword(password);
  await ctx.db.update(accounts).set({ passwordHash }).where(eq(accounts.id, accountId));
}

/** A new session of an account whose holder has been recognised. @returns the secret for the cookie */
export async function openSession(ctx: Ctx, accountId: Id): Promise<string> {
  const secret = newSecret();
  const now = ctx.now();
  await ctx.db.insert(sessions).values({ tokenHash: hashSecret(secret), accountId, createdAt: now, lastSeenAt: now });
  return secret;
}

/** Ends the session of this secret; nothing happens when there is none. */
export async function logOut(ctx: Ctx, secret: string): Promise<void> {
  await ctx.db.delete(sessions).where(eq(sessions.tokenHash, hashSecret(secret)));
}

/** Removes the sessions that are over; the worker calls it now and then. */
export async function sweepSessions(ctx: Ctx): Promise<void> {
  const now = ctx.now().getTime();
  const isIdle = lt(sessions.lastSeenAt, new Date(now - SESSION_IDLE_MS));
  const isOld = lt(sessions.createdAt, new Date(now - SESSION_ABSOLUTE_MS));
  await ctx.db.delete(sessions).where(or(isIdle, isOld));
}
