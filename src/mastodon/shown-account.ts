import { type Actor, ownHost } from "../features/actors/actors.queries.ts";
import { isInternal } from "../features/groups/groups.queries.ts";
import { limitsOf } from "../features/peers/peers.queries.ts";
import type { Ctx } from "../platform/ctx.ts";
import type { Viewer } from "../platform/viewer.ts";
import { clientNotFound } from "./errors.ts";

/**
 * An actor as its page is shown: not suspended, not gone, from no blocked host; others' and internal groups' to members only.
 * @throws AppError `mastodon.not-found`
 */
export async function shown(ctx: Ctx, viewer: Viewer | null, actor: Actor | null): Promise<Actor> {
  if (actor === null || actor.suspendedAt !== null || actor.deletedAt !== null) throw clientNotFound();
  const isOurs = actor.local || actor.host === ownHost(ctx);
  if (viewer === null && (!isOurs || (await isInternal(ctx, actor)))) throw clientNotFound();
  if (!isOurs && (await limitsOf(ctx, actor.host)).blocked) throw clientNotFound();
  return actor;
}
