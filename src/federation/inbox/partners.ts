import type { Party } from "../../features/actors/actors.queries.ts";
import { districtOf } from "../../features/district/district.queries.ts";
import { wantsPartnership, wordsIn } from "../../features/partners/partners.activitypub.ts";
import { forgetWish, noteAbout, noteWish, settle, tellAdmins } from "../../features/partners/partners.store.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { JsonObject } from "../../platform/json.ts";

/** What follows between districts mean besides: whether they are partners (wire §4.5). Call these inside a transaction. */

type Sided = Pick<Party, "kind" | "local">;

/** Whether one of two is our district, and the other one is a district elsewhere. */
export const areDistricts = (own: Sided, other: Sided): boolean =>
  own.local && own.kind === "district" && !other.local && other.kind === "district";

/** A district follows ours. @returns whether it wishes to be our partner; then the admins are told */
export async function receiveWish(tx: Ctx, follower: Party, follow: JsonObject): Promise<boolean> {
  if (!wantsPartnership(follow)) return false;
  if (await noteWish(tx, follower.id, wordsIn(follow))) await tellAdmins(tx, "partner_request", follower.id);
  return true;
}

/** A follow between districts was granted, or ended. */
export async function settlePartners(tx: Ctx, other: Party): Promise<void> {
  const turn = await settle(tx, other);
  if (turn !== null) await tellAdmins(tx, turn === "begun" ? "partner_new" : "partner_ended", other.id);
}

/** A district says no to ours, or ends what it had granted. */
export async function receiveRefusal(tx: Ctx, other: Party, reject: JsonObject): Promise<void> {
  await noteAbout(tx, other.id, {
    askedAt: null,
    refusedAt: tx.now(),
    refusedBy: "them",
    refusedText: wordsIn(reject),
  });
  if ((await settle(tx, other)) === "ended") await tellAdmins(tx, "partner_ended", other.id);
  else await tellAdmins(tx, "partner_refused", other.id);
}

/** A district follows ours no longer, or takes its request back. */
export async function receiveFarewell(tx: Ctx, other: Party, followeeId: Id): Promise<void> {
  if ((await districtOf(tx))?.actorId !== followeeId) return;
  await forgetWish(tx, other.id);
  await settlePartners(tx, other);
}
