import type { Ctx } from "../../platform/ctx.ts";
import { recordOutbox } from "../../platform/outbox.ts";
import type { Party } from "../actors/actors.queries.ts";
import { followActivity, undoOf } from "./follows.activitypub.ts";
import { removeFollow } from "./follows.store.ts";
import { ownFollowersOf, ownStrangersTo } from "./synchronization.queries.ts";

/**
 * Makes our knowledge of who here follows an actor elsewhere fit that actor's own list (FEP-8fcf). Follows of ours that
 * it does not know end; whom it takes for a follower and who is none is taken off its list by an Undo. Wishes that it has
 * not answered stay as they are. Call it inside a transaction.
 * @param listed the ids on the actor's list that are ours, all of them
 * @returns how many follows ended here
 */
export async function keepListedFollowers(ctx: Ctx, followee: Party, listed: readonly string[]): Promise<number> {
  const known = await ownFollowersOf(ctx, followee.id);
  const stale = known.filter(({ uri }) => !listed.includes(uri));
  for (const { followId } of stale) await removeFollow(ctx, followId);
  const unknown = await ownStrangersTo(ctx, followee.id, listed);
  for (const follower of unknown) {
    if (stale.some(({ uri }) => uri === follower.uri)) continue;
    const follow = followActivity(`${follower.uri}#follow-${ctx.newId()}`, follower, followee);
    await recordOutbox(ctx, {
      actorId: follower.id,
      activity: undoOf(ctx.newId(), follower, followee, follow),
      recipients: { actors: [followee.id] },
      orderingKey: `follow:${follower.id}:${followee.id}`,
    });
  }
  return stale.length;
}
