import { and, eq } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { actorByHandle, actorById } from "../../actors/actors.queries.ts";
import { followNotFound } from "../../follows/follows.errors.ts";
import { followBetween } from "../../follows/follows.queries.ts";
import { followPair, grantFollow, refuseFollow, requestFollow, unfollow } from "../../follows/follows.usecases.ts";
import { tell } from "../../follows/telling.store.ts";
import { banned, groupArchived, onlyModerators, personUnknown } from "../groups.errors.ts";
import { type Group, moderatorsOf, standingIn } from "../groups.queries.ts";
import { writeLog } from "../groups.store.ts";
import { groupInvitations } from "../groups.table.ts";
import { moderate } from "../moderation.store.ts";

/**
 * Joins a group as the viewer, or asks to be let in. Who is invited, or moderates it, is let in at once.
 * @returns whether the viewer is a member now
 * @throws AppError `groups.banned`, `groups.archived`
 */
export async function joinGroup(ctx: Ctx, viewer: Viewer, group: Group): Promise<boolean> {
  const standing = await standingIn(ctx, group.actor.id, viewer.actorId);
  if (standing.banned) throw banned();
  if (standing.archived) throw groupArchived();
  return inTransaction(ctx, async (tx) => {
    const state = await requestFollow(tx, viewer, group.actor.id);
    if (state === "accepted" || (await admitInvited(tx, group, viewer.actorId))) return true;
    await tellOfRequest(tx, group, viewer.actorId);
    return false;
  });
}

/** Whoever moderates a group hears who would like to join it. Call it inside a transaction. */
export async function tellOfRequest(tx: Ctx, { actor }: Group, fromId: Id): Promise<void> {
  const to = (await moderatorsOf(tx, actor.id)).map(({ id }) => id);
  const path = `/gruppen/${actor.handle}/moderation`;
  await tell(tx, { type: "group_request", to, from: fromId, path, title: actor.name });
}

/** Grants the waiting request of somebody who needs no answer. @returns whether it did. Call it inside a transaction. */
export async function admitInvited(tx: Ctx, group: Group, actorId: Id): Promise<boolean> {
  const { invited, moderator } = await standingIn(tx, group.actor.id, actorId);
  const [follow, follower] = await Promise.all([followBetween(tx, actorId, group.actor.id), actorById(tx, actorId)]);
  if (!follow || !follower || !(invited || moderator)) return false;
  await grantFollow(tx, { follow, follower, followee: group.actor });
  await tx.db
    .delete(groupInvitations)
    .where(and(eq(groupInvitations.groupId, group.actor.id), eq(groupInvitations.actorId, actorId)));
  return true;
}

/** Leaves a group, or takes the request back; a moderator of it steps down. */
export async function leaveGroup(ctx: Ctx, viewer: Viewer, group: Group): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const actor = await actorById(tx, viewer.actorId);
    if (actor) await moderate(tx, group, actor, { action: "dismiss", actor, reason: "", until: null });
    await unfollow(tx, viewer, group.actor.id);
  });
}

/** @throws AppError `groups.only-moderators` */
export async function checkModerates(ctx: Ctx, viewer: Viewer, group: Group): Promise<void> {
  if (!(await standingIn(ctx, group.actor.id, viewer.actorId)).moderator) throw onlyModerators();
}

/**
 * Lets somebody in who asked, or declines. Only that it happened stands in the log: who asks is nobody's business.
 * @throws AppError `groups.only-moderators`, `follows.not-found`
 */
export async function answerRequest(
  ctx: Ctx,
  viewer: Viewer,
  group: Group,
  followId: Id,
  answer: "accept" | "decline",
): Promise<void> {
  await checkModerates(ctx, viewer, group);
  await inTransaction(ctx, async (tx) => {
    const pair = await followPair(tx, followId);
    if (pair.followee.id !== group.actor.id || pair.follow.state !== "pending") throw followNotFound();
    await (answer === "accept" ? grantFollow : refuseFollow)(tx, pair);
    await writeLog(tx, { groupId: group.actor.id, moderatorId: viewer.actorId, action: answer });
  });
}

/**
 * Invites somebody known here: when they join, or their server asks for them, they are let in at once.
 * @param address `@name` or `@name@host`
 * @throws AppError `groups.only-moderators`, `groups.person-unknown`
 */
export async function invite(ctx: Ctx, viewer: Viewer, group: Group, address: string): Promise<void> {
  await checkModerates(ctx, viewer, group);
  const [handle = "", host] = address.trim().replace(/^@/, "").split("@");
  const actor = handle === "" ? null : await actorByHandle(ctx, handle, host);
  const isPerson = actor?.kind === "person" && actor.deletedAt === null && actor.suspendedAt === null;
  if (!isPerson || (!actor.local && group.mode === "internal")) throw personUnknown();
  await inTransaction(ctx, async (tx) => {
    const values = { groupId: group.actor.id, actorId: actor.id, createdAt: tx.now() };
    await tx.db.insert(groupInvitations).values(values).onConflictDoNothing();
    const { handle, name } = group.actor;
    await tell(tx, {
      type: "group_invitation",
      to: [actor.id],
      from: viewer.actorId,
      path: `/gruppen/${handle}`,
      title: name,
    });
    const follow = await followBetween(tx, actor.id, group.actor.id);
    if (follow?.state === "pending") await admitInvited(tx, group, actor.id);
  });
}
