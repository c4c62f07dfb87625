import { type Actor, actorById, actorByUri, type Party } from "../../features/actors/actors.queries.ts";
import { answerTo } from "../../features/follows/follows.activitypub.ts";
import { needsApproval } from "../../features/follows/follows.policy.ts";
import { type Follow, followBetween, ownFollowByUri } from "../../features/follows/follows.queries.ts";
import { markAccepted, markRejected, putFollow, tellOfFollow } from "../../features/follows/follows.store.ts";
import { refuseFollow } from "../../features/follows/follows.usecases.ts";
import { hasBlocked } from "../../features/follows/relations.queries.ts";
import { type Group, groupById, standingIn } from "../../features/groups/groups.queries.ts";
import { admitInvited, tellOfRequest } from "../../features/groups/usecases/membership.ts";
import { isAsked } from "../../features/partners/partners.queries.ts";
import { limitsOf } from "../../features/peers/peers.queries.ts";
import { idOf, isObject } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { recordOutbox } from "../../platform/outbox.ts";
import { accepted, type Handler, hashOf, type Incoming, ignored, type Outcome, writeOnce } from "./incoming.ts";
import { areDistricts, receiveRefusal, receiveWish, settlePartners } from "./partners.ts";
import { isRelayOfOurs } from "./relay.ts";

/**
 * Somebody elsewhere follows one of ours (R6). Accepted at once unless the followed one approves by hand or the follower
 * is a group or a server, or comes from a silenced host; then it waits, unless it is a district that ours has asked to be
 * its partner, or a relay that follows back. Who is blocked, banned from the group, or follows somebody who has moved away or a group that can only be
 * read, gets a Reject; whoever is invited is let in. Who follows again is answered again.
 */
export const receiveFollow: Handler = async (ctx, incoming) => {
  const { actor: follower, activity } = incoming;
  const followee = await localActor(ctx, idOf(activity.object));
  if (!followee) return ignored("not-ours");
  if (!canBeReached(ctx, follower)) return ignored("no-inbox");
  const group = followee.type === "Group" ? await groupById(ctx, followee.id) : null;
  if (group?.mode === "internal") return ignored("not-ours");
  const uri = incoming.id ?? `${follower.uri}#${hashOf(["Follow", followee.uri])}`;
  const isUnwelcome =
    followee.movedTo !== null ||
    followee.archivedAt !== null ||
    (incoming.shunned && (await hasBlocked(ctx, followee.id, follower.id)));
  return writeOnce(
    ctx,
    incoming,
    async (tx) => {
      const follow = await putFollow(tx, {
        id: tx.newId(),
        followerId: follower.id,
        followeeId: followee.id,
        uri,
        activity: JSON.stringify(activity),
      });
      if (isUnwelcome) return refuse(tx, follow, follower, followee);
      if (group && (await answeredByGroup(tx, group, follow))) return accepted;
      const asked = areDistricts(followee, follower) && (await isAsked(tx, follower.id));
      const wishes = areDistricts(followee, follower) && !asked && (await receiveWish(tx, follower, activity));
      if (follow.state !== "accepted") {
        const isDoubtful = needsApproval(followee, follower) || (await limitsOf(tx, follower.host)).silenced;
        const expected = asked || (followee.kind === "instance" && (await isRelayOfOurs(tx, follower)));
        const waits = isDoubtful && !expected;
        if (!waits) await markAccepted(tx, follow, follower, followee);
        await tellOfFollow(tx, { ...follow, state: waits ? "pending" : "accepted" });
        if (waits && group && !wishes) await tellOfRequest(tx, group, follower.id);
        if (waits) return accepted;
      }
      if (asked) await settlePartners(tx, follower);
      await recordOutbox(tx, {
        actorId: followee.id,
        activity: answerTo("Accept", tx.newId(), followee, follower, follow),
        recipients: { actors: [follower.id] },
        orderingKey: `follow:${follower.id}:${followee.id}`,
      });
      return accepted;
    },
    { repeatable: true },
  );
};

/** A ban answers for the group, and so does an invitation. @returns whether it was answered */
async function answeredByGroup(tx: Ctx, group: Group, follow: Follow): Promise<boolean> {
  const { banned } = await standingIn(tx, group.actor.id, follow.followerId);
  if (!banned) return follow.state === "pending" && admitInvited(tx, group, follow.followerId);
  const follower = await actorById(tx, follow.followerId);
  if (follower) await refuseFollow(tx, { follow, follower, followee: group.actor });
  return true;
}

export async function localActor(ctx: Ctx, uri: string | null): Promise<Actor | null> {
  const actor = uri === null ? null : await actorByUri(ctx, uri);
  return actor?.local && actor.suspendedAt === null && actor.deletedAt === null ? actor : null;
}

/** Said each time: whoever follows again is answered again. */
async function refuse(tx: Ctx, follow: Follow, follower: Party, followee: Actor): Promise<Outcome> {
  await markRejected(tx, follow);
  await recordOutbox(tx, {
    actorId: followee.id,
    activity: answerTo("Reject", tx.newId(), followee, follower, follow),
    recipients: { actors: [follower.id] },
    orderingKey: `follow:${follower.id}:${followee.id}`,
  });
  return accepted;
}

/** An inbox at its own host, never here: an answer must not come back to us (T070). */
const canBeReached = (ctx: Ctx, { inboxUri, host }: Party): boolean =>
  hostOf(inboxUri) === host && host !== hostOf(ctx.origin);

/** The followed one grants our wish. Nothing counts before that (T057, T058). */
export const receiveAccept: Handler = (ctx, incoming) =>
  answerToOurs(ctx, incoming, async (tx, follow, follower) => {
    if (follow.state !== "pending") return ignored("not-waiting");
    await markAccepted(tx, follow, follower, incoming.actor);
    if (areDistricts(follower, incoming.actor)) await settlePartners(tx, incoming.actor);
    return accepted;
  });

/** The followed one refuses, or ends what was granted (T059). */
export const receiveReject: Handler = (ctx, incoming) =>
  answerToOurs(ctx, incoming, async (tx, follow, follower) => {
    if (!(await markRejected(tx, follow))) return ignored("refused-already");
    if (areDistricts(follower, incoming.actor)) await receiveRefusal(tx, incoming.actor, incoming.activity);
    return accepted;
  });

async function answerToOurs(
  ctx: Ctx,
  incoming: Incoming,
  write: (tx: Ctx, follow: Follow, follower: Actor) => Promise<Outcome>,
): Promise<Outcome> {
  const asked = await askedFollow(ctx, incoming);
  const follower = asked && (await actorById(ctx, asked.followerId));
  if (!follower) return ignored("never-asked");
  return writeOnce(ctx, incoming, async (tx) => {
    const follow = await followBetween(tx, follower.id, incoming.actor.id);
    return follow ? write(tx, follow, follower) : ignored("never-asked");
  });
}

/** Our Follow that is answered: by its id, else by who follows whom. Only the followed one can answer. */
async function askedFollow(ctx: Ctx, { actor, activity }: Incoming): Promise<Follow | null> {
  const id = idOf(activity.object);
  const named = id === null ? null : await ownFollowByUri(ctx, id, actor.id);
  if (named || !isObject(activity.object) || activity.object.type !== "Follow") return named;
  if (idOf(activity.object.object) !== actor.uri) return null;
  const follower = await localActor(ctx, idOf(activity.object.actor));
  return follower && followBetween(ctx, follower.id, actor.id);
}
