import { sql } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import { hashSecret, newSecret } from "../../platform/secrets.ts";
import { readInput } from "../../platform/validation.ts";
import type { Account } from "../accounts/accounts.queries.ts";
import { createAccount } from "../accounts/accounts.usecases.ts";
import type { District } from "../district/district.model.ts";
import { districtOf, forgetDistrict } from "../district/district.queries.ts";
import { setupLink } from "../district/district.table.ts";
import { createDistrict } from "../district/district.usecases.ts";
import { type SetupInput, setupSchema } from "./setup.schemas.ts";

const SETUP_LOCK = 7_315_002;

/**
 * A fresh one-time link to the set-up page, as path and query; links made before stop working. Null when the district
 * is set up. Only its hash is kept.
 */
export async function ensureSetupLink(ctx: Ctx): Promise<string | null> {
  if (await districtOf(ctx)) return null;
  const key = newSecret();
  const tokenHash = hashSecret(key);
  await ctx.db
    .insert(setupLink)
    .values({ tokenHash, origin: ctx.origin })
    .onConflictDoUpdate({ target: setupLink.one, set: { tokenHash, origin: ctx.origin } });
  return `/einrichten?schluessel=${key}`;
}

/** The origin of the server that waits for its set-up; null when none waits. */
export async function originAwaitingSetup(ctx: Ctx): Promise<string | null> {
  const [link] = await ctx.db.select().from(setupLink);
  return link?.origin ?? null;
}

/** Whether this is the key of the link that was printed last, and the district is not set up yet. */
export async function isSetupKey(ctx: Ctx, key: string): Promise<boolean> {
  if (await districtOf(ctx)) return false;
  const [link] = await ctx.db.select().from(setupLink);
  return link !== undefined && link.tokenHash === hashSecret(key);
}

/**
 * Sets the instance up: its district and the first admin, both or none. The link is dead afterwards.
 * @throws AppError `errors.input` with fields such as `district.name`, `admin.handle`; `district.already-set-up`
 */
export async function setUp(ctx: Ctx, input: SetupInput): Promise<{ district: District; admin: Account }> {
  const { district, admin } = readInput(setupSchema, input);
  try {
    return await inTransaction(ctx, async (tx) => {
      // Two at once: the second waits here, and then finds the district.
      await tx.db.execute(sql`select pg_advisory_xact_lock(${SETUP_LOCK})`);
      const made = await inPart("district", () => createDistrict(tx, district));
      const account = await inPart("admin", () => createAccount(tx, { ...admin, role: "admin" }));
      await tx.db.delete(setupLink);
      return { district: made, admin: account };
    });
  } finally {
    // Inside the transaction the new district was remembered; it may have been rolled back since.
    forgetDistrict(ctx);
  }
}

/** Names the fields of an error after the part of the form that they stand in. */
async function inPart<T>(part: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError) || Object.keys(error.fields).length === 0) throw error;
    const fields = Object.fromEntries(Object.entries(error.fields).map(([name, text]) => [`${part}.${name}`, text]));
    throw new AppError(error.kind, error.code, error.message, { fields, cause: error });
  }
}
