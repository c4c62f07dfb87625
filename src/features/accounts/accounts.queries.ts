import { and, desc, eq, isNull, lt, ne, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { Locale } from "../../ui/i18n/i18n.ts";
import { ownHost } from "../actors/actors.queries.ts";
import { actors } from "../actors/actors.table.ts";
import type { PostingDefaults } from "./accounts.model.ts";
import { accessTokens, accounts, sessions } from "./accounts.table.ts";
import { oauthApplications } from "./oauth-applications.table.ts";

/** An account with what is shown of its actor. */
export interface Account extends Viewer {
  readonly email: string;
  readonly passwordHash: string;
  readonly locale: Locale;
  readonly createdAt: Date;
  readonly suspendedAt: Date | null;
  /** Why, for its holder. */
  readonly suspendedFor: string | null;
}

const columns = {
  accountId: accounts.id,
  actorId: accounts.actorId,
  handle: actors.handle,
  name: actors.name,
  role: accounts.role,
  email: accounts.email,
  passwordHash: accounts.passwordHash,
  locale: accounts.locale,
  createdAt: accounts.createdAt,
  suspendedAt: accounts.suspendedAt,
  suspendedFor: accounts.suspendedFor,
};

const selectAccounts = (ctx: Ctx) =>
  ctx.db.select(columns).from(accounts).innerJoin(actors, eq(actors.id, accounts.actorId)).$dynamic();

export async function accountById(ctx: Ctx, accountId: Id): Promise<Account | null> {
  const [row] = await selectAccounts(ctx).where(eq(accounts.id, accountId));
  return row ?? null;
}

export async function accountByActor(ctx: Ctx, actorId: Id): Promise<Account | null> {
  const [row] = await selectAccounts(ctx).where(eq(accounts.actorId, actorId));
  return row ?? null;
}

/** What a member's composer starts with; the language of the interface where no other was chosen. */
export async function postingDefaultsOf(ctx: Ctx, actorId: Id): Promise<PostingDefaults> {
  const [row] = await ctx.db
    .select({
      visibility: accounts.postVisibility,
      sensitive: accounts.postSensitive,
      language: sql<string>`coalesce(${accounts.postLanguage}, ${accounts.locale})`,
      quotePolicy: accounts.postQuotePolicy,
    })
    .from(accounts)
    .where(eq(accounts.actorId, actorId));
  return row ?? { visibility: "public", sensitive: false, language: "de", quotePolicy: "public" };
}

/**
 * By what somebody types to say who they are: e-mail address, `name`, `@name` or `@name@our.host`; case is the same.
 */
export async function accountByLogin(ctx: Ctx, who: string): Promise<Account | null> {
  const text = who.trim().toLowerCase();
  const suffix = `@${ownHost(ctx)}`;
  const handle = (text.endsWith(suffix) ? text.slice(0, -suffix.length) : text).replace(/^@/, "");
  const is = handle.includes("@")
    ? eq(sql`lower(${accounts.email})`, text)
    : and(eq(actors.handle, handle), eq(actors.local, true));
  const [row] = await selectAccounts(ctx).where(is);
  return row ?? null;
}

/** Accounts that were not closed, newest first, at most `limit`; on with `before`, the id of the last one seen. */
export async function listAccounts(ctx: Ctx, limit: number, before?: Id): Promise<Account[]> {
  return selectAccounts(ctx)
    .where(and(isNull(actors.deletedAt), before === undefined ? undefined : lt(accounts.id, before)))
    .orderBy(desc(accounts.id))
    .limit(limit);
}

/** Logged-in browsers of an account, the one used last first. */
export const sessionsOf = (ctx: Ctx, accountId: Id) =>
  ctx.db
    .select({ tokenHash: sessions.tokenHash, createdAt: sessions.createdAt, lastSeenAt: sessions.lastSeenAt })
    .from(sessions)
    .where(eq(sessions.accountId, accountId))
    .orderBy(desc(sessions.lastSeenAt));

/** Access tokens of an account that still work, newest first. */
export const tokensOf = (ctx: Ctx, accountId: Id) =>
  ctx.db
    .select({
      id: accessTokens.id,
      name: accessTokens.name,
      scopes: accessTokens.scopes,
      createdAt: accessTokens.createdAt,
      lastUsedAt: accessTokens.lastUsedAt,
      /** Of an app that has one; http or https. */
      website: oauthApplications.website,
    })
    .from(accessTokens)
    .leftJoin(oauthApplications, eq(oauthApplications.id, accessTokens.applicationId))
    .where(and(eq(accessTokens.accountId, accountId), isNull(accessTokens.revokedAt)))
    .orderBy(desc(accessTokens.id));

export type SessionRow = Awaited<ReturnType<typeof sessionsOf>>[number];
export type TokenRow = Awaited<ReturnType<typeof tokensOf>>[number];

/** Actors of everybody who moderates here, admins included. */
export async function moderatorActorIds(ctx: Ctx): Promise<Id[]> {
  const rows = await ctx.db.select({ id: accounts.actorId }).from(accounts).where(ne(accounts.role, "member"));
  return rows.map(({ id }) => id);
}

/** Members, and how many of them were here in the last 30 and 180 days. */
export async function memberCounts(ctx: Ctx): Promise<{ total: number; activeMonth: number; activeHalfyear: number }> {
  const now = ctx.now().toISOString();
  const [row] = await ctx.sql<{ total: number; activeMonth: number; activeHalfyear: number }[]>`
    select count(*)::int as total,
      (count(*) filter (where seen > ${now}::timestamptz - interval '30 days'))::int as "activeMonth",
      (count(*) filter (where seen > ${now}::timestamptz - interval '180 days'))::int as "activeHalfyear"
    from (
      select greatest(accounts.created_at, max(sessions.last_seen_at)) as seen
      from accounts left join sessions on sessions.account_id = accounts.id
      where accounts.suspended_at is null
      group by accounts.id) members`;
  return row ?? { total: 0, activeMonth: 0, activeHalfyear: 0 };
}
