import { and, eq, gt, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { hashSecret } from "../../platform/secrets.ts";
import { actors } from "../actors/actors.table.ts";
import { type KnownViewer, SESSION_ABSOLUTE_MS, SESSION_IDLE_MS } from "./accounts.model.ts";
import { accessTokens, accounts, sessions } from "./accounts.table.ts";

/** Writing "last seen" at every click would be a write per read. */
const SEEN_EVERY_MS = 10 * 60_000;

const viewerColumns = {
  accountId: accounts.id,
  actorId: accounts.actorId,
  handle: actors.handle,
  name: actors.name,
  role: accounts.role,
  locale: accounts.locale,
};

type Row = KnownViewer["viewer"] & { locale: KnownViewer["locale"] };
const known = ({ locale, ...viewer }: Row): KnownViewer => ({ viewer, locale });

/** Who holds this session cookie; null when the session is unknown, over, or the account is suspended. */
export async function viewerOfSession(ctx: Ctx, secret: string): Promise<KnownViewer | null> {
  const tokenHash = hashSecret(secret);
  const now = ctx.now().getTime();
  const [row] = await ctx.db
    .select({ ...viewerColumns, lastSeenAt: sessions.lastSeenAt })
    .from(sessions)
    .innerJoin(accounts, eq(accounts.id, sessions.accountId))
    .innerJoin(actors, eq(actors.id, accounts.actorId))
    .where(
      and(
        eq(sessions.tokenHash, tokenHash),
        gt(sessions.lastSeenAt, new Date(now - SESSION_IDLE_MS)),
        gt(sessions.createdAt, new Date(now - SESSION_ABSOLUTE_MS)),
        isNull(accounts.suspendedAt),
      ),
    );
  if (!row) return null;
  const { lastSeenAt, ...rest } = row;
  if (now - lastSeenAt.getTime() > SEEN_EVERY_MS) {
    await ctx.db.update(sessions).set({ lastSeenAt: ctx.now() }).where(eq(sessions.tokenHash, tokenHash));
  }
  return known(rest);
}

/** A bearer token that counts. */
export interface KnownToken {
  readonly id: Id;
  /** Who holds it; null: an app that acts for nobody. */
  readonly holder: KnownViewer | null;
  readonly scopes: ReadonlySet<string>;
  /** The app that fetched it; null: made by hand. */
  readonly applicationId: Id | null;
}

/** Who holds this bearer token, and what it may do; null when it is unknown, revoked, or the account is suspended. */
export async function knownToken(ctx: Ctx, secret: string): Promise<KnownToken | null> {
  const tokenHash = hashSecret(secret);
  const [row] = await ctx.db
    .select({
      ...{ id: accessTokens.id, scopes: accessTokens.scopes, applicationId: accessTokens.applicationId },
      holder: viewerColumns,
    })
    .from(accessTokens)
    .leftJoin(accounts, eq(accounts.id, accessTokens.accountId))
    .leftJoin(actors, eq(actors.id, accounts.actorId))
    .where(and(eq(accessTokens.tokenHash, tokenHash), isNull(accessTokens.revokedAt), isNull(accounts.suspendedAt)));
  if (!row) return null;
  await markTokenUsed(ctx, tokenHash);
  const { accountId, actorId, handle, name, role, locale } = row.holder;
  const isSomebody = accountId && actorId && handle !== null && name !== null && role && locale;
  return {
    id: row.id,
    holder: isSomebody ? known({ accountId, actorId, handle, name, role, locale }) : null,
    scopes: new Set(row.scopes.split(" ")),
    applicationId: row.applicationId,
  };
}

/** Which of these tokens still count; their accounts are not suspended. */
export async function tokensInForce(ctx: Ctx, ids: readonly Id[]): Promise<Set<Id>> {
  if (ids.length === 0) return new Set();
  const rows = await ctx.db
    .select({ id: accessTokens.id })
    .from(accessTokens)
    .innerJoin(accounts, eq(accounts.id, accessTokens.accountId))
    .where(and(inArray(accessTokens.id, [...ids]), isNull(accessTokens.revokedAt), isNull(accounts.suspendedAt)));
  return new Set(rows.map(({ id }) => id));
}

async function markTokenUsed(ctx: Ctx, tokenHash: string): Promise<void> {
  const before = new Date(ctx.now().getTime() - SEEN_EVERY_MS);
  await ctx.db
    .update(accessTokens)
    .set({ lastUsedAt: ctx.now() })
    .where(
      and(
        eq(accessTokens.tokenHash, tokenHash),
        sql`coalesce(${accessTokens.lastUsedAt}, '-infinity') < ${before.toISOString()}::timestamptz`,
      ),
    );
}

/** Whether a bearer token is, or was, one of an account that is suspended, and not closed: whoever holds it is told so (T110). */
export async function isTokenOfSuspended(ctx: Ctx, secret: string): Promise<boolean> {
  const [row] = await ctx.db
    .select({ id: accounts.id })
    .from(accessTokens)
    .innerJoin(accounts, eq(accounts.id, accessTokens.accountId))
    .innerJoin(actors, eq(actors.id, accounts.actorId))
    .where(
      and(eq(accessTokens.tokenHash, hashSecret(secret)), isNotNull(accounts.suspendedAt), isNull(actors.deletedAt)),
    );
  return row !== undefined;
}
