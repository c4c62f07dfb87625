import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { type Actor, actorById } from "../actors/actors.queries.ts";
import { districtOf } from "../district/district.queries.ts";
import { followBetween } from "../follows/follows.queries.ts";
import { beginFollow, endFollow, type FollowPair, grantFollow, refuseFollow } from "../follows/follows.usecases.ts";
import { onlyAdmins } from "../peers/peers.errors.ts";
import { partnership, spoken } from "./partners.activitypub.ts";
import { nobodyAsked, noSuchDistrict, partnerIsBlocked, partnersAlready, wordsTooLong } from "./partners.errors.ts";
import { cleanWords, LONGEST_WORDS } from "./partners.model.ts";
import { type PartnerView, partnerView } from "./partners.queries.ts";
import { noteAbout, readCatalogue, settle } from "./partners.store.ts";

/** Both sides of what an admin does, as they are when it begins. */
interface Sides {
  readonly own: Actor;
  readonly view: PartnerView;
}

/**
 * Asks another district to be our partner; asked again, it is sent again. When they have asked us, that is a yes.
 * @param words plain text that goes with it, at most 500 characters
 * @throws AppError `peers.only-admins`, `partners.not-found`, `.blocked`, `.already`, `.words-long`
 */
export async function askPartner(ctx: Ctx, viewer: Viewer, actorId: Id, words = ""): Promise<void> {
  const sides = await sidesOf(ctx, viewer, actorId);
  const { own, view } = sides;
  if (view.actor.kind !== "district") throw noSuchDistrict();
  if (view.state === "blocked") throw partnerIsBlocked();
  if (view.since !== null) throw partnersAlready();
  if (view.wants === "partnership") return acceptPartner(ctx, viewer, actorId, words);
  const askedText = checked(words);
  await inTransaction(ctx, async (tx) => {
    await noteAbout(tx, actorId, { askedAt: tx.now(), askedText, refusedAt: null, refusedBy: null, endedAt: null });
    await beginFollow(tx, own, view.actor, partnership(askedText));
    await settle(tx, view.actor);
  });
}

/**
 * Says yes to who asked. To a district that wishes to be our partner we then ask the same, which it grants by itself; to
 * anybody else who wants to read along that is all.
 * @throws AppError as `askPartner`, and `partners.nobody-asked`
 */
export async function acceptPartner(ctx: Ctx, viewer: Viewer, actorId: Id, words = ""): Promise<void> {
  const { own, view } = await sidesOf(ctx, viewer, actorId);
  if (view.wants === null) throw nobodyAsked();
  if (view.state === "blocked") throw partnerIsBlocked();
  const said = checked(words);
  await inTransaction(ctx, async (tx) => {
    const pair = await theirFollow(tx, own, view.actor);
    if (!pair) throw nobodyAsked();
    await grantFollow(tx, pair, spoken(said));
    if (view.wants !== "partnership") return;
    await noteAbout(tx, actorId, {
      wantedAt: null,
      askedAt: tx.now(),
      askedText: said,
      refusedAt: null,
      endedAt: null,
    });
    await beginFollow(tx, own, view.actor, partnership(said));
    await settle(tx, view.actor);
  });
}

/** Says no to who asked, with words if there are any. @throws AppError as `acceptPartner` */
export async function refusePartner(ctx: Ctx, viewer: Viewer, actorId: Id, words = ""): Promise<void> {
  const { own, view } = await sidesOf(ctx, viewer, actorId);
  if (view.wants === null) throw nobodyAsked();
  const refusedText = checked(words);
  await inTransaction(ctx, async (tx) => {
    const pair = await theirFollow(tx, own, view.actor);
    if (pair) await refuseFollow(tx, pair, spoken(refusedText));
    if (view.said === null) return;
    await noteAbout(tx, actorId, { wantedAt: null, refusedAt: tx.now(), refusedBy: "us", refusedText });
    await settle(tx, view.actor);
  });
}

/**
 * Ends a partnership, or takes back a request: our follow ends with an Undo. What came from there stays; they may read
 * on here, as anybody may.
 * @throws AppError `peers.only-admins`, `partners.not-found`
 */
export async function endPartner(ctx: Ctx, viewer: Viewer, actorId: Id): Promise<void> {
  const { own, view } = await sidesOf(ctx, viewer, actorId);
  await inTransaction(ctx, async (tx) => {
    const follow = await followBetween(tx, own.id, actorId);
    if (follow) await endFollow(tx, follow, own, view.actor);
    await noteAbout(tx, actorId, { askedAt: null, pausedAt: null });
    await settle(tx, view.actor);
  });
}

/** Lets a partnership rest, or go on: the other side is not told. @throws AppError as `endPartner` */
export async function pausePartner(ctx: Ctx, viewer: Viewer, actorId: Id, isPaused: boolean): Promise<void> {
  await sidesOf(ctx, viewer, actorId);
  await inTransaction(ctx, async (tx) => {
    await noteAbout(tx, actorId, { pausedAt: isPaused ? tx.now() : null });
    if (!isPaused) await readCatalogue(tx, actorId);
  });
}

/** Compares now what the other side has with what is here, instead of next night. @throws AppError as `endPartner` */
export async function compareNow(ctx: Ctx, viewer: Viewer, actorId: Id): Promise<void> {
  await sidesOf(ctx, viewer, actorId);
  await inTransaction(ctx, (tx) => readCatalogue(tx, actorId));
}

async function sidesOf(ctx: Ctx, viewer: Viewer, actorId: Id): Promise<Sides> {
  if (viewer.role !== "admin") throw onlyAdmins();
  const district = await districtOf(ctx);
  const own = district && (await actorById(ctx, district.actorId));
  const view = await partnerView(ctx, actorId);
  if (!own || !view) throw noSuchDistrict();
  return { own, view };
}

async function theirFollow(tx: Ctx, own: Actor, other: Actor): Promise<FollowPair | null> {
  const follow = await followBetween(tx, other.id, own.id);
  return follow && { follow, follower: other, followee: own };
}

function checked(words: string): string {
  if ([...words.trim()].length > LONGEST_WORDS) throw wordsTooLong();
  return cleanWords(words);
}
