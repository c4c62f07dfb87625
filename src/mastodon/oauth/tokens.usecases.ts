import { and, eq, isNull } from "drizzle-orm";
import { accessTokens, accounts } from "../../features/accounts/accounts.table.ts";
import { oauthCodes } from "../../features/accounts/oauth-codes.table.ts";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { hashSecret, newSecret } from "../../platform/secrets.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { Application } from "./applications.usecases.ts";
import { type AccessRequest, isVerified, scopesWithin } from "./authorize.model.ts";
import { invalidGrant, invalidScope, OAuthError } from "./oauth.errors.ts";

const CODE_LIFETIME_MS = 10 * 60_000;

/** A token as it is handed out: only now, since its SHA-256 is all that is kept (T168). */
export interface IssuedToken {
  readonly token: string;
  /** Space-separated. */
  readonly scopes: string;
  readonly createdAt: Date;
}

/** The member allows it. @returns the code for the app, good once and for ten minutes */
export async function grantCode(
  ctx: Ctx,
  viewer: Viewer,
  application: Application,
  { redirectUri, request }: { redirectUri: string; request: AccessRequest },
): Promise<string> {
  const code = newSecret();
  await ctx.db.insert(oauthCodes).values({
    codeHash: hashSecret(code),
    applicationId: application.id,
    accountId: viewer.accountId,
    redirectUri,
    scopes: request.scopes.join(" "),
    codeChallenge: request.codeChallenge,
    createdAt: ctx.now(),
  });
  return code;
}

interface CodeShown {
  readonly code: string | undefined;
  readonly redirectUri: string | undefined;
  readonly verifier: string | undefined;
}

/**
 * A token for a code. A code that is shown a second time has leaked: what was made of it ends (T156).
 * @throws OAuthError `invalid_grant` (T157, T158)
 */
export async function tokenForCode(ctx: Ctx, application: Application, shown: CodeShown): Promise<IssuedToken> {
  if (shown.code === undefined) throw new OAuthError("invalid_request", "code is missing.");
  const codeHash = hashSecret(shown.code);
  const issued = await inTransaction(ctx, async (tx) => {
    const [row] = await tx.db
      .select({ code: oauthCodes })
      .from(oauthCodes)
      .innerJoin(accounts, eq(accounts.id, oauthCodes.accountId))
      .where(and(eq(oauthCodes.codeHash, codeHash), isNull(accounts.suspendedAt)))
      .for("update", { of: oauthCodes });
    if (!row || row.code.applicationId !== application.id) return null;
    const { code } = row;
    if (code.used) {
      await endTokens(tx, codeHash);
      return null;
    }
    if (code.redirectUri !== shown.redirectUri || !isVerified(code.codeChallenge, shown.verifier)) return null;
    if (ctx.now().getTime() - code.createdAt.getTime() > CODE_LIFETIME_MS) return null;
    await tx.db.update(oauthCodes).set({ used: true }).where(eq(oauthCodes.codeHash, codeHash));
    return makeToken(tx, application, { accountId: code.accountId, scopes: code.scopes, codeHash });
  });
  if (!issued) throw invalidGrant();
  return issued;
}

const endTokens = (ctx: Ctx, codeHash: string): Promise<unknown> =>
  ctx.db
    .update(accessTokens)
    .set({ revokedAt: ctx.now() })
    .where(and(eq(accessTokens.codeHash, codeHash), isNull(accessTokens.revokedAt)));

/**
 * A token with which an app acts for nobody.
 * @throws OAuthError `invalid_scope`
 */
export function tokenForApplication(ctx: Ctx, application: Application, scope: string): Promise<IssuedToken> {
  const scopes = scopesWithin(scope, application.scopes);
  if (!scopes) throw invalidScope();
  return makeToken(ctx, application, { accountId: null, scopes: scopes.join(" "), codeHash: null });
}

async function makeToken(
  ctx: Ctx,
  { id, name }: Application,
  holder: { accountId: Id | null; scopes: string; codeHash: string | null },
): Promise<IssuedToken> {
  const token = newSecret("stv_");
  const createdAt = ctx.now();
  await ctx.db
    .insert(accessTokens)
    .values({ ...holder, id: ctx.newId(), tokenHash: hashSecret(token), applicationId: id, name, createdAt });
  return { token, scopes: holder.scopes, createdAt };
}

/**
 * Ends a token of this app; nothing happens when there is no such token (RFC 7009).
 * @throws OAuthError `unauthorized_client` when it is another's (T166)
 */
export async function endToken(ctx: Ctx, application: Application, token: string): Promise<void> {
  const tokenHash = hashSecret(token);
  const [row] = await ctx.db
    .select({ applicationId: accessTokens.applicationId })
    .from(accessTokens)
    .where(eq(accessTokens.tokenHash, tokenHash));
  if (!row) return;
  if (row.applicationId !== application.id) {
    throw new OAuthError("unauthorized_client", "You are not authorized to revoke this token.");
  }
  await ctx.db
    .update(accessTokens)
    .set({ revokedAt: ctx.now() })
    .where(and(eq(accessTokens.tokenHash, tokenHash), isNull(accessTokens.revokedAt)));
}
