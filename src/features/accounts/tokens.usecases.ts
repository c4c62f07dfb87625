import { and, eq, isNull } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { type Id, isId } from "../../platform/ids.ts";
import { hashSecret, newSecret } from "../../platform/secrets.ts";
import { tokenNotFound } from "./accounts.errors.ts";
import { SCOPES } from "./accounts.model.ts";
import type { NewToken } from "./accounts.schemas.ts";
import { accessTokens } from "./accounts.table.ts";

/**
 * Makes a bearer token for scripts and apps. Only its SHA-256 is kept (T168): the token itself is shown once.
 * @returns id and token
 */
export async function issueToken(
  ctx: Ctx,
  accountId: Id,
  { name, scopes }: NewToken,
): Promise<{ id: Id; token: string; scopes: string }> {
  const id = ctx.newId();
  const token = newSecret("stv_");
  const inOrder = SCOPES.filter((scope) => scopes.includes(scope)).join(" ");
  await ctx.db
    .insert(accessTokens)
    .values({ id, tokenHash: hashSecret(token), accountId, name, scopes: inOrder, createdAt: ctx.now() });
  return { id, token, scopes: inOrder };
}

/**
 * Ends one of the account's tokens.
 * @throws AppError `accounts.token-not-found`, also for other members' tokens
 */
export async function revokeToken(ctx: Ctx, accountId: Id, tokenId: Id): Promise<void> {
  const [row] = isId(tokenId)
    ? await ctx.db
        .update(accessTokens)
        .set({ revokedAt: ctx.now() })
        .where(and(eq(accessTokens.id, tokenId), eq(accessTokens.accountId, accountId), isNull(accessTokens.revokedAt)))
        .returning({ id: accessTokens.id })
    : [];
  if (!row) throw tokenNotFound();
}
