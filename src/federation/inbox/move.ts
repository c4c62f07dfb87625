import { MOVE_PAUSE_MS } from "../../features/actors/actors.model.ts";
import type { Actor } from "../../features/actors/actors.queries.ts";
import { carryFollowers } from "../../features/follows/moving.usecases.ts";
import { carryRelations } from "../../features/follows/relations.store.ts";
import { onTask } from "../../features/moderation/reports.inbox.ts";
import { httpUrl, idOf } from "../../platform/ap-read.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { kvGet, kvSet } from "../../platform/kv.ts";
import { resolveActor } from "../fetch/resolve.ts";
import { isBarredHost } from "../peer-rules.ts";
import { accepted, type Handler, ignored, writeOnce } from "./incoming.ts";

const lately = (uri: string): string[] => ["federation", "moved", uri];

/**
 * Somebody elsewhere moves (R16, T065, check 92). Both accounts are read anew: the old one must name the new, the new one
 * the old. One hop, and neither of the two again within 7 days. People here follow the new account instead; blocks and
 * mutes go with it, roles and partnerships do not: if the district is concerned, moderators get a task.
 */
export const receiveMove: Handler = async (ctx, incoming) => {
  const { actor, activity, budget } = incoming;
  const targetUri = httpUrl(idOf(activity.target));
  if (idOf(activity.object) !== actor.uri || targetUri === null || targetUri === actor.uri)
    return ignored("not-a-move");
  if ((await kvGet(ctx, lately(actor.uri))) !== undefined) return ignored("moved-lately");
  const from = await resolveActor(ctx, actor.uri, { maxAgeMs: 0, budget });
  if (from.movedTo !== targetUri) return ignored("not-moved");
  const to = await resolveActor(ctx, targetUri, { maxAgeMs: 0, budget });
  if (!to.alsoKnownAs.includes(from.uri)) return ignored("not-linked");
  if (!(await isWelcome(ctx, from, to))) return ignored("not-welcome");
  const outcome = await writeOnce(ctx, incoming, async (tx) => {
    await carryRelations(tx, from.id, to.id);
    if (await carryFollowers(tx, from, to)) {
      await onTask(tx, { targetId: to.id, address: to.uri, text: `${from.uri} → ${to.uri}` });
    }
    return accepted;
  });
  if (outcome === accepted) for (const uri of [from.uri, to.uri]) await kvSet(ctx, lately(uri), true, MOVE_PAUSE_MS);
  return outcome;
};

/** A standing account of the same kind, on a host that is not blocked. */
async function isWelcome(ctx: Ctx, from: Actor, to: Actor): Promise<boolean> {
  if (to.suspendedAt !== null || to.deletedAt !== null || (to.type === "Group") !== (from.type === "Group"))
    return false;
  return to.local || !(await isBarredHost(ctx, to.host));
}
