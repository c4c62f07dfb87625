import { enqueueBackground } from "../../platform/background.ts";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { actorNotFound } from "../actors/actors.errors.ts";
import { type Actor, actorById } from "../actors/actors.queries.ts";
import { cannotBeParted } from "./follows.errors.ts";
import { followBetween } from "./follows.queries.ts";
import { endFollow, refuseFollow } from "./follows.usecases.ts";
import { endOfMute, type MuteLength } from "./relations.model.ts";
import { putRelation, removeRelation } from "./relations.store.ts";

/**
 * Blocks somebody for the viewer: follows end both ways (Undo, Reject), and from now on neither sees the other's posts,
 * follows, answers or reacts. Nothing is said of the block itself (wire §4.7).
 * @throws AppError `actors.not-found`, `follows.not-to-part` (oneself, the own district, the technical account)
 */
export async function blockActor(ctx: Ctx, viewer: Viewer, targetId: Id): Promise<void> {
  const { own, target } = await parties(ctx, viewer, targetId);
  await inTransaction(ctx, async (tx) => {
    await putRelation(tx, { actorId: own.id, targetId, kind: "block" });
    const [following, followed] = [
      await followBetween(tx, own.id, target.id),
      await followBetween(tx, target.id, own.id),
    ];
    if (following) await endFollow(tx, following, own, target);
    if (followed) await refuseFollow(tx, { follow: followed, follower: target, followee: own });
  });
}

/** Lifts a block; follows do not come back. Nothing happens when there is none. */
export async function unblockActor(ctx: Ctx, viewer: Viewer, targetId: Id): Promise<void> {
  await removeRelation(ctx, viewer.actorId, targetId, "block");
}

/**
 * Hides somebody's posts from the viewer, for a time or until lifted; nobody else notices anything.
 * @throws AppError as `blockActor`
 */
export async function muteActor(ctx: Ctx, viewer: Viewer, targetId: Id, length: MuteLength): Promise<void> {
  const { own } = await parties(ctx, viewer, targetId);
  const until = endOfMute(ctx.now(), length);
  await inTransaction(ctx, async (tx) => {
    await putRelation(tx, { actorId: own.id, targetId, kind: "mute", until });
    if (until === null) return;
    const mergeKey = `end-mutes:${until.getTime()}`;
    await enqueueBackground(tx, { kind: "end-mutes" }, { mergeKey, runAt: until });
  });
}

/** Ends a mute. Nothing happens when there is none. */
export async function unmuteActor(ctx: Ctx, viewer: Viewer, targetId: Id): Promise<void> {
  await removeRelation(ctx, viewer.actorId, targetId, "mute");
}

async function parties(ctx: Ctx, viewer: Viewer, targetId: Id): Promise<{ own: Actor; target: Actor }> {
  const [own, target] = [await actorById(ctx, viewer.actorId), await actorById(ctx, targetId)];
  if (!own || !target || target.deletedAt !== null) throw actorNotFound();
  const isHouse = target.local && (target.kind === "district" || target.kind === "instance");
  if (own.id === target.id || isHouse) throw cannotBeParted();
  return { own, target };
}
