import { and, eq, isNull, ne } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { notifications } from "../../platform/notifications.table.ts";
import { takePoint } from "../../platform/rate-limit.ts";
import { hashSecret, newSecret } from "../../platform/secrets.ts";
import { readInput } from "../../platform/validation.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { Locale } from "../../ui/i18n/i18n.ts";
import { createLocalActor } from "../actors/actors.usecases.ts";
import { accountNotFound, emailTaken, tooManyLogins, wrongPassword } from "./accounts.errors.ts";
import { type Account, accountById, accountByLogin, moderatorActorIds } from "./accounts.queries.ts";
import {
  type ChangedPostingDefaults,
  type NewAccount,
  newAccountSchema,
  nextPasswordSchema,
  postingDefaultsSchema,
} from "./accounts.schemas.ts";
import { accessTokens, accounts, sessions } from "./accounts.table.ts";
import { oauthCodes } from "./oauth-codes.table.ts";
import { hashPassword, isPasswordRight } from "./passwords.hash.ts";

/**
 * Makes an account with its person actor. Whoever may call this is for the edge to say: set-up, admins, command line.
 * @throws AppError `errors.input` with its fields, `actors.handle-taken`, `accounts.email-taken`
 */
export async function createAccount(ctx: Ctx, input: NewAccount): Promise<Account> {
  const { handle, name, email, password, role, locale } = readInput(newAccountSchema, input);
  if (await accountByLogin(ctx, email)) throw emailTaken();
  const passwordHash = await hashPassword(password);
  const accountId = ctx.newId();
  await inTransaction(ctx, async (tx) => {
    const actor = await createLocalActor(tx, { kind: "person", handle, name });
    const [row] = await tx.db
      .insert(accounts)
      .values({ id: accountId, actorId: actor.id, email, passwordHash, role, locale, createdAt: ctx.now() })
      .onConflictDoNothing()
      .returning({ id: accounts.id });
    if (!row) throw emailTaken();
    await tellOfAccount(tx, actor.id, `/@${handle}`);
  });
  return existing(await accountById(ctx, accountId), handle);
}

/** Tells those who moderate that somebody has an account now. Whom nobody knows yet nobody can have blocked. */
async function tellOfAccount(tx: Ctx, actorId: Id, path: string): Promise<void> {
  const others = (await moderatorActorIds(tx)).filter((id) => id !== actorId);
  if (others.length === 0) return;
  const told = { type: "admin.sign_up", fromId: actorId, path, createdAt: tx.now() };
  await tx.db.insert(notifications).values(others.map((recipientId) => ({ ...told, recipientId })));
}

function existing(account: Account | null, who: string): Account {
  if (!account) throw accountNotFound(who);
  return account;
}

const PASSWORD_TRIES = 10;
const PASSWORD_WINDOW_SECONDS = 300;

/**
 * Changes the own password. All other sessions and all access tokens of the account end (T143).
 * @param input `keepSession`: the secret of the session that asks
 * @throws AppError `accounts.wrong-password`, `errors.input` (field `next`), `accounts.too-many-logins`
 */
export async function changePassword(
  ctx: Ctx,
  viewer: Viewer,
  input: { current: string; next: string; keepSession: string },
): Promise<void> {
  await confirmPassword(ctx, viewer, input.current);
  await setPassword(ctx, viewer.accountId, input.next, input.keepSession);
}

/**
 * Makes sure that it is the member who asks for what cannot be taken back.
 * @throws AppError `accounts.wrong-password` (field `current`), `accounts.too-many-logins`
 */
export async function confirmPassword(ctx: Ctx, viewer: Viewer, password: string): Promise<void> {
  const point = await takePoint(ctx, `password:${viewer.accountId}`, PASSWORD_TRIES, PASSWORD_WINDOW_SECONDS);
  if (!point.allowed) throw tooManyLogins(point.retryAfter);
  const account = existing(await accountById(ctx, viewer.accountId), viewer.handle);
  if (!(await isPasswordRight(account.passwordHash, password))) throw wrongPassword();
}

/**
 * Gives an account a password and ends what was opened with the old one; without `keepSession` all of it.
 * @throws AppError `errors.input` (field `next`)
 */
export async function setPassword(ctx: Ctx, accountId: Id, next: string, keepSession?: string): Promise<void> {
  const { next: password } = readInput(nextPasswordSchema, { next });
  const passwordHash = await hashPassword(password);
  await inTransaction(ctx, async (tx) => {
    await tx.db.update(accounts).set({ passwordHash }).where(eq(accounts.id, accountId));
    await endAccess(tx, accountId, keepSession);
  });
}

/** Ends all sessions but one, and all access tokens, of an account; what an app could still make a token of, too. */
export async function endAccess(ctx: Ctx, accountId: Id, keepSession?: string): Promise<void> {
  await endOtherSessions(ctx, accountId, keepSession);
  await ctx.db.delete(oauthCodes).where(eq(oauthCodes.accountId, accountId));
  await ctx.db
    .update(accessTokens)
    .set({ revokedAt: ctx.now() })
    .where(and(eq(accessTokens.accountId, accountId), isNull(accessTokens.revokedAt)));
}

/** Logs every browser of the account out, except the one whose session secret is given. */
export async function endOtherSessions(ctx: Ctx, accountId: Id, keepSession?: string): Promise<void> {
  const other = keepSession === undefined ? undefined : ne(sessions.tokenHash, hashSecret(keepSession));
  await ctx.db.delete(sessions).where(and(eq(sessions.accountId, accountId), other));
}

/** The language of the interface and of mails. */
export async function chooseLanguage(ctx: Ctx, viewer: Viewer, locale: Locale): Promise<void> {
  await ctx.db.update(accounts).set({ locale }).where(eq(accounts.id, viewer.accountId));
}

/** What a composer is to start with, checked. @throws AppError `errors.input` with its fields */
export const readPostingDefaults = (input: unknown): ChangedPostingDefaults => readInput(postingDefaultsSchema, input);

/** Changes what the member's composer starts with; what is left out stays. */
export async function changePostingDefaults(
  ctx: Ctx,
  viewer: Viewer,
  { visibility, sensitive, language, quotePolicy }: ChangedPostingDefaults,
): Promise<void> {
  const changed = {
    ...(visibility !== undefined && { postVisibility: visibility }),
    ...(sensitive !== undefined && { postSensitive: sensitive }),
    ...(quotePolicy !== undefined && { postQuotePolicy: quotePolicy }),
    ...(language !== undefined && { postLanguage: language === "" ? null : language }),
  };
  if (Object.keys(changed).length === 0) return;
  await ctx.db.update(accounts).set(changed).where(eq(accounts.id, viewer.accountId));
}

/** The hash of a password that nobody knows. */
export const hashOfNobody = (): Promise<string> => hashPassword(newSecret());

/** Leaves of a closed account only a row that nothing opens and nobody is named in. Call it inside a transaction. */
export async function retireAccount(ctx: Ctx, accountId: Id, passwordHash: string): Promise<void> {
  await endAccess(ctx, accountId);
  const email = `${accountId}@geschlossen.invalid`;
  await ctx.db
    .update(accounts)
    .set({ email, passwordHash, role: "member", suspendedAt: ctx.now(), suspendedFor: null })
    .where(eq(accounts.id, accountId));
}
