import { eq } from "drizzle-orm";
import { hostOf } from "../../platform/ap-uris.ts";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { JsonObject } from "../../platform/json.ts";
import { recordOutbox } from "../../platform/outbox.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { type Actor, actorById, actorByUri } from "../actors/actors.queries.ts";
import { districtOf, federationModeOf } from "../district/district.queries.ts";
import { followBetween } from "../follows/follows.queries.ts";
import { refuseFollow } from "../follows/follows.usecases.ts";
import { onlyAdmins } from "./peers.errors.ts";
import { askRelay, relayFollowUri, undoRelay } from "./relays.activitypub.ts";
import { noSuchRelay, relayKnown, relaysAtRest, relaysMany } from "./relays.errors.ts";
import { type FoundRelay, MOST_RELAYS, relaysRest } from "./relays.model.ts";
import { allRelays, type Relay, relayById } from "./relays.queries.ts";
import { relays } from "./relays.table.ts";

/**
 * Asks a relay for the public posts of others, in the name of the instance. One that refused, or did not answer, is
 * asked anew.
 * @returns the row id
 * @throws AppError `peers.only-admins`, `relays.rest`, `relays.known`, `relays.many`
 */
export async function subscribeToRelay(ctx: Ctx, viewer: Viewer, found: FoundRelay): Promise<Id> {
  onlyForAdmins(viewer);
  if (relaysRest(await federationModeOf(ctx))) throw relaysAtRest();
  return inTransaction(ctx, async (tx) => {
    const instance = await instanceActor(tx);
    const all = await allRelays(tx);
    const before = all.find((relay) => relay.inboxUri === found.inboxUri);
    if (before?.state === "accepted") throw relayKnown();
    if (!before && all.length >= MOST_RELAYS) throw relaysMany();
    const id = before?.id ?? tx.newId();
    const followUri = relayFollowUri(instance.uri, tx.newId());
    const host = hostOf(found.inboxUri) ?? "";
    const asked = { ...found, host, followUri, state: "asked", askedAt: tx.now(), answeredAt: null } as const;
    await tx.db
      .insert(relays)
      .values({ id, ...asked })
      .onConflictDoUpdate({ target: relays.inboxUri, set: asked });
    await say(tx, instance, found, askRelay(followUri, instance.uri, found));
    return id;
  });
}

/**
 * Ends a subscription: our Follow is taken back, and a relay that follows us is told that this is over. What came stays.
 * @throws AppError `peers.only-admins`, `relays.not-found`
 */
export async function leaveRelay(ctx: Ctx, viewer: Viewer, relayId: Id): Promise<void> {
  const relay = await relayFor(ctx, viewer, relayId);
  await inTransaction(ctx, async (tx) => {
    const gone = await tx.db.delete(relays).where(eq(relays.id, relay.id)).returning({ id: relays.id });
    if (gone.length === 0) return;
    const instance = await instanceActor(tx);
    await say(tx, instance, relay, undoRelay(tx.newId(), relay.followUri, instance.uri, relay));
    const follower = relay.actorUri === null ? null : await actorByUri(tx, relay.actorUri);
    const follow = follower && (await followBetween(tx, follower.id, instance.id));
    if (follow) await refuseFollow(tx, { follow, follower, followee: instance });
  });
}

/** Whether a relay is given what is written here for everybody, from now on. @throws AppError as `leaveRelay` */
export async function shareWithRelay(ctx: Ctx, viewer: Viewer, relayId: Id, sharesOwn: boolean): Promise<void> {
  const relay = await relayFor(ctx, viewer, relayId);
  await ctx.db.update(relays).set({ sharesOwn }).where(eq(relays.id, relay.id));
}

function onlyForAdmins(viewer: Viewer): void {
  if (viewer.role !== "admin") throw onlyAdmins();
}

async function relayFor(ctx: Ctx, viewer: Viewer, id: Id): Promise<Relay> {
  onlyForAdmins(viewer);
  const relay = await relayById(ctx, id);
  if (!relay) throw noSuchRelay();
  return relay;
}

async function instanceActor(ctx: Ctx): Promise<Actor> {
  const district = await districtOf(ctx);
  const instance = district && (await actorById(ctx, district.instanceActorId));
  if (!instance) throw new Error("There is no instance actor before the set-up.");
  return instance;
}

/** In order: a Follow, its Undo, and a Follow again must not overtake each other. */
const say = (tx: Ctx, instance: Actor, { inboxUri }: FoundRelay, activity: JsonObject): Promise<void> =>
  recordOutbox(tx, {
    actorId: instance.id,
    activity,
    recipients: { inboxes: [inboxUri] },
    orderingKey: `relay:${inboxUri}`,
  });
