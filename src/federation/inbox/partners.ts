import type { Party } from "../../features/actors/actors.queries.ts";
import { districtOf } from "../../features/district/district.queries.ts";
import { wantsPartnership, wordsIn } from "../../features/partners/partners.activitypub.ts";
import { noteAbout, noteWish, settle } from "../../features/partners/partners.store.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { JsonObject } from "../../platform/json.ts";

/** What follows between districts mean besides: whether they are partners (wire §4.5). Call these inside a transaction. */

type Sided = Pick<Party, "kind" | "local">;

/** Whether one of two is our district, and the other one is a district elsewhere. */
export const areDistricts = (own: Sided, other: Sided): boolean =>
  own.local && own.kind === "district" && !other.local && other.kind === "district";

/** A district follows ours: perhaps it wishes to be our partner. */
export async function receiveWish(tx: Ctx, follower: Party, follow: JsonObject): Promise<void> {
  if (!wantsPartnership(follow)) return;
  await noteWish(tx, follower.id, wordsIn(follow));
}

/** A follow between districts was granted. */
export async function settlePartners(tx: Ctx, other: Party): Promise<void> {
  await settle(tx, other);
}

/** A district says no to ours, or ends what it had granted. */
export async function receiveRefusal(tx: Ctx, other: Party, reject: JsonObject): Promise<void> {
  await noteAbout(tx, other.id, {
    askedAt: null,
    refusedAt: tx.now(),
    refusedBy: "them",
    refusedText: wordsIn(reject),
  });
  await settlePartners(tx, other);
}

/** A district follows ours no longer, or takes its request back. */
export async function receiveFarewell(tx: Ctx, other: Party, followeeId: Id): Promise<void> {
  if ((await districtOf(tx))?.actorId !== followeeId) return;
  await noteAbout(tx, other.id, { wantedAt: null });
  await settlePartners(tx, other);
}
