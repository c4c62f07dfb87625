import { eq, sql } from "drizzle-orm";
import { enqueueBackground } from "../../platform/background.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Party } from "../actors/actors.queries.ts";
import { refreshActorDocument } from "../actors/actors.usecases.ts";
import { districtOf } from "../district/district.queries.ts";
import { followBetween } from "../follows/follows.queries.ts";
import { tell } from "../follows/telling.store.ts";
import { adminActors } from "./partners.queries.ts";
import { partners } from "./partners.table.ts";

/** The writes that use cases and inbox share. Call them inside a transaction. */

type Values = Partial<Omit<typeof partners.$inferInsert, "actorId">>;

/** Notes something about another district; what is not named stays. */
export async function noteAbout(tx: Ctx, actorId: Id, values: Values): Promise<void> {
  await tx.db
    .insert(partners)
    .values({ actorId, ...values })
    .onConflictDoUpdate({ target: partners.actorId, set: values });
}

/**
 * They ask to be partners. Asking again changes the words, and tells nobody anew; who is partner already asks in vain.
 * @returns whether it is a new request
 */
export async function noteWish(tx: Ctx, actorId: Id, words: string): Promise<boolean> {
  if (await isMutual(tx, actorId)) return false;
  const [before] = await tx.db.select().from(partners).where(eq(partners.actorId, actorId)).for("update");
  await noteAbout(tx, actorId, { wantedAt: before?.wantedAt ?? tx.now(), wantedText: words });
  return before?.wantedAt == null;
}

/** They take it back. */
export async function forgetWish(tx: Ctx, actorId: Id): Promise<void> {
  await tx.db.update(partners).set({ wantedAt: null }).where(eq(partners.actorId, actorId));
}

/** Tells all admins what another district did; it leads to what they can do about it. */
export async function tellAdmins(
  tx: Ctx,
  type: "partner_request" | "partner_new" | "partner_refused" | "partner_ended",
  from: Id,
): Promise<void> {
  await tell(tx, { type, to: await adminActors(tx), from, path: `/verwaltung/partner/${from}` });
}

/** What became of a partnership by a change of the follows. */
export type Turn = "begun" | "ended" | null;

/**
 * Looks whether two districts have become partners, or are so no longer, after a follow between them changed; reads the
 * other's catalogue when they have. Open requests end with either.
 */
export async function settle(tx: Ctx, { id }: Pick<Party, "id">): Promise<Turn> {
  const [before] = await tx.db.select().from(partners).where(eq(partners.actorId, id)).for("update");
  const now = await isMutual(tx, id);
  if (now && before?.partnerSince == null) {
    const none = { askedAt: null, wantedAt: null, refusedAt: null, refusedBy: null, endedAt: null };
    await noteAbout(tx, id, { ...none, partnerSince: tx.now() });
    await readCatalogue(tx, id);
    await refreshOwnDocument(tx);
    return "begun";
  }
  if (!now && before?.partnerSince != null) {
    const none = { partnerSince: null, askedAt: null, wantedAt: null, pausedAt: null };
    await noteAbout(tx, id, { ...none, endedAt: tx.now() });
    return "ended";
  }
  return null;
}

async function isMutual(tx: Ctx, actorId: Id): Promise<boolean> {
  const district = await districtOf(tx);
  if (!district) return false;
  const ours = await followBetween(tx, district.actorId, actorId);
  const theirs = await followBetween(tx, actorId, district.actorId);
  return ours?.state === "accepted" && theirs?.state === "accepted";
}

/** It names the list of partners only since there are any: documents of earlier versions do not. */
async function refreshOwnDocument(tx: Ctx): Promise<void> {
  const district = await districtOf(tx);
  if (district) await refreshActorDocument(tx, district.actorId);
}

/** Starts, or goes on with, the reading of a partner's catalogue. A reading that waits already is not doubled. */
export async function readCatalogue(tx: Ctx, actorId: Id, runAt: Date = tx.now()): Promise<void> {
  const [row] = await tx.db.execute<{ host: string }>(sql`select host from actors where id = ${actorId}`);
  if (!row) return;
  const job = { kind: "catalogue", actorId } as const;
  await enqueueBackground(tx, job, { mergeKey: `catalogue:${actorId}`, host: row.host, runAt });
}
