import type { Actor, Party } from "../../features/actors/actors.queries.ts";
import { followBetween } from "../../features/follows/follows.queries.ts";
import { markRejected, removeFollow } from "../../features/follows/follows.store.ts";
import { putRelation, removeRelation } from "../../features/follows/relations.store.ts";
import { idOf } from "../../platform/ap-read.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { JsonObject } from "../../platform/json.ts";
import { localActor } from "./follow.ts";
import { accepted, type Handler, ignored, writeOnce } from "./incoming.ts";

/**
 * Somebody elsewhere blocks one of ours (Mastodon tells us so): follows end both ways, and ours can no longer follow or
 * answer. A Block with a group as its target is a ban, and no business of two people.
 */
export const receiveBlock: Handler = async (ctx, incoming) => {
  const { actor, activity } = incoming;
  if (activity.target !== undefined) return ignored("not-handled: Block");
  const blocked = await blockedIn(ctx, activity);
  if (!blocked) return ignored("not-ours");
  return writeOnce(
    ctx,
    incoming,
    async (tx) => {
      await putRelation(tx, { actorId: actor.id, targetId: blocked.id, kind: "block" });
      const [ours, theirs] = [
        await followBetween(tx, blocked.id, actor.id),
        await followBetween(tx, actor.id, blocked.id),
      ];
      // Ours stays as a refused one, so that the member sees it.
      if (ours) await markRejected(tx, ours);
      if (theirs) await removeFollow(tx, theirs.id);
      return accepted;
    },
    { repeatable: true },
  );
};

/** Takes a Block back. @returns false when there was none */
export const undoBlock = (tx: Ctx, actor: Party, blocked: Pick<Actor, "id">): Promise<boolean> =>
  removeRelation(tx, actor.id, blocked.id, "block");

/** The person of ours that a Block names. The district and its groups are there for everybody. */
export async function blockedIn(ctx: Ctx, activity: JsonObject): Promise<Actor | null> {
  const blocked = await localActor(ctx, idOf(activity.object));
  return blocked && (blocked.kind === "person" || blocked.kind === "organization") ? blocked : null;
}
