import { and, eq } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { JsonObject } from "../../platform/json.ts";
import { recordOutbox } from "../../platform/outbox.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { actorNotFound } from "../actors/actors.errors.ts";
import { type Actor, actorById } from "../actors/actors.queries.ts";
import { answerTo, followActivity, sendable, undoOf } from "./follows.activitypub.ts";
import { areParted, followeeMoved, followNotFound, followsSelf, notYoursToAnswer } from "./follows.errors.ts";
import { canAnswerFor, needsApproval } from "./follows.policy.ts";
import { type Follow, followBetween } from "./follows.queries.ts";
import type { FollowChoice } from "./follows.schemas.ts";
import { markAccepted, markRejected, putFollow, removeFollow, tellOfFollow } from "./follows.store.ts";
import { follows } from "./follows.table.ts";
import { isParted } from "./relations.queries.ts";

/** Everything between two actors reaches the other side in the order in which it happened. */
const orderingKey = (followerId: Id, followeeId: Id): string => `follow:${followerId}:${followeeId}`;

/**
 * Follows an actor, here or elsewhere, as the viewer. Who is elsewhere is asked, again when an earlier wish was not
 * answered; here it counts at once unless the followed one approves by hand.
 * @param onBehalf the row id of the district or an organisation that the viewer, an admin, follows for
 * @returns how it now stands: `pending` grants nothing yet
 * @throws AppError `actors.not-found`, `follows.self`, `follows.not-yours`, `follows.parted`, `follows.moved`
 */
export async function requestFollow(
  ctx: Ctx,
  viewer: Viewer,
  targetActorId: Id,
  onBehalf: Id = viewer.actorId,
): Promise<Follow["state"]> {
  const follower = await actingAs(ctx, viewer, onBehalf);
  const followee = await standingActor(ctx, targetActorId);
  if (follower.id === followee.id) throw followsSelf();
  if (await isParted(ctx, follower.id, followee.id)) throw areParted();
  if (followee.movedTo !== null) throw followeeMoved();
  return inTransaction(ctx, (tx) => beginFollow(tx, follower, followee));
}

/**
 * Makes one of ours follow somebody; whoever calls it has checked that it may. Call it inside a transaction.
 * @param said what else the Follow says; then it is sent though the follow was granted long ago
 * @returns how it now stands
 */
export async function beginFollow(
  tx: Ctx,
  follower: Actor,
  followee: Actor,
  said?: JsonObject,
): Promise<Follow["state"]> {
  const known = await followBetween(tx, follower.id, followee.id);
  if (known?.state === "accepted" && said === undefined) return known.state;
  const id = tx.newId();
  const uri = `${follower.uri}#follow-${id}`;
  const activity = followActivity(uri, follower, followee, said);
  const wish = { id, followerId: follower.id, followeeId: followee.id, uri, activity: JSON.stringify(activity) };
  const follow = await putFollow(tx, wish);
  if (followee.local) {
    const state = needsApproval(followee, follower) ? follow.state : "accepted";
    if (state === "accepted") await markAccepted(tx, follow, follower, followee);
    await tellOfFollow(tx, { ...follow, state });
    return state;
  }
  if (follow.state === "pending" || said) await send(tx, follower, followee, follow, sendable(activity));
  return follow.state;
}

/** Ends what one of ours follows, with an Undo. Call it inside a transaction. */
export async function endFollow(tx: Ctx, follow: Follow, follower: Actor, followee: Actor): Promise<void> {
  if (!(await removeFollow(tx, follow.id)) || followee.local) return;
  const own = followActivity(follow.uri, follower, followee);
  await send(tx, follower, followee, follow, undoOf(tx.newId(), follower, followee, own));
}

/**
 * Chooses what the viewer wants of somebody whom they follow or asked to follow; told to nobody. Nothing happens when they
 * do not.
 */
export async function chooseOfFollow(ctx: Ctx, viewer: Viewer, targetActorId: Id, choice: FollowChoice): Promise<void> {
  if (Object.keys(choice).length === 0) return;
  await ctx.db
    .update(follows)
    .set(choice)
    .where(and(eq(follows.followerId, viewer.actorId), eq(follows.followeeId, targetActorId)));
}

/** Ends a follow, or takes back the wish. Nothing happens when there is none. */
export async function unfollow(
  ctx: Ctx,
  viewer: Viewer,
  targetActorId: Id,
  onBehalf: Id = viewer.actorId,
): Promise<void> {
  const follower = await actingAs(ctx, viewer, onBehalf);
  const followee = await actorById(ctx, targetActorId);
  if (!followee) throw actorNotFound();
  await inTransaction(ctx, async (tx) => {
    const follow = await followBetween(tx, follower.id, followee.id);
    if (follow) await endFollow(tx, follow, follower, followee);
  });
}

/**
 * Grants a request to follow the viewer, or (admins) the district or an organisation.
 * @throws AppError `follows.not-found`, `follows.not-yours`
 */
export const acceptFollow = (ctx: Ctx, viewer: Viewer, followId: Id): Promise<void> =>
  answer(ctx, viewer, followId, grantFollow);

/** Refuses a request to follow, or ends an accepted follow. Rules and errors as for `acceptFollow`. */
export const rejectFollow = (ctx: Ctx, viewer: Viewer, followId: Id): Promise<void> =>
  answer(ctx, viewer, followId, refuseFollow);

/**
 * Makes a follow an accepted one and tells a follower elsewhere. Call it inside a transaction, after asking the policy.
 * @param said words that go with the answer
 */
export async function grantFollow(tx: Ctx, { follow, follower, followee }: FollowPair, said?: JsonObject) {
  if (!(await markAccepted(tx, follow, follower, followee)) || follower.local) return;
  await send(tx, followee, follower, follow, answerTo("Accept", tx.newId(), followee, follower, follow, said));
}

/** Refuses or ends a follow and tells a follower elsewhere. As `grantFollow`. */
export async function refuseFollow(tx: Ctx, { follow, follower, followee }: FollowPair, said?: JsonObject) {
  if (!(await markRejected(tx, follow)) || follower.local) return;
  await send(tx, followee, follower, follow, answerTo("Reject", tx.newId(), followee, follower, follow, said));
}

/** A follow with both sides. */
export interface FollowPair {
  readonly follow: Follow;
  readonly follower: Actor;
  readonly followee: Actor;
}

async function answer(
  ctx: Ctx,
  viewer: Viewer,
  followId: Id,
  write: (tx: Ctx, pair: FollowPair) => Promise<void>,
): Promise<void> {
  const pair = await followPair(ctx, followId);
  if (!canAnswerFor(viewer, pair.followee)) throw notYoursToAnswer();
  await inTransaction(ctx, (tx) => write(tx, pair));
}

/** A follow by its row id, with both sides. @throws AppError `follows.not-found` */
export async function followPair(ctx: Ctx, followId: Id): Promise<FollowPair> {
  const [follow] = await ctx.db.select().from(follows).where(eq(follows.id, followId));
  const follower = follow && (await actorById(ctx, follow.followerId));
  const followee = follow && (await actorById(ctx, follow.followeeId));
  if (!follow || !follower || !followee) throw followNotFound();
  return { follow, follower, followee };
}

async function actingAs(ctx: Ctx, viewer: Viewer, actorId: Id): Promise<Actor> {
  const actor = await standingActor(ctx, actorId);
  if (!actor.local || !canAnswerFor(viewer, actor)) throw notYoursToAnswer();
  return actor;
}

async function standingActor(ctx: Ctx, id: Id): Promise<Actor> {
  const actor = await actorById(ctx, id);
  if (!actor || actor.suspendedAt || actor.deletedAt) throw actorNotFound();
  return actor;
}

const send = (tx: Ctx, sender: Actor, receiver: Actor, follow: Follow, activity: JsonObject): Promise<void> =>
  recordOutbox(tx, {
    actorId: sender.id,
    activity,
    recipients: { actors: [receiver.id] },
    orderingKey: orderingKey(follow.followerId, follow.followeeId),
  });
