import type { Context } from "hono";
import { type Actor, actorById, ownHost } from "../features/actors/actors.queries.ts";
import { isInternal } from "../features/groups/groups.queries.ts";
import { notificationIdIn } from "../features/notifications/notifications.model.ts";
import { limitsOf } from "../features/peers/peers.queries.ts";
import type { Ctx } from "../platform/ctx.ts";
import { type Id, isId } from "../platform/ids.ts";
import type { Viewer } from "../platform/viewer.ts";
import type { AppEnv } from "../ui/env.ts";
import { clientNotFound, userNeeded } from "./errors.ts";

/** The member whose token came with the request. @throws AppError `mastodon.user-needed`, where a route let an app's own token in */
export function userOf(c: { readonly var: Pick<AppEnv["Variables"], "viewer"> }): Viewer {
  const { viewer } = c.var;
  if (!viewer) throw userNeeded();
  return viewer;
}

/** The id in the path. @throws AppError `mastodon.not-found` for what can be none */
export function idIn(c: Context<AppEnv>): Id {
  const id = c.req.param("id") ?? "";
  if (!isId(id)) throw clientNotFound();
  return id;
}

/** The id of a notification in the path. @throws AppError `mastodon.not-found` for what is none */
export function numberIn(c: Context<AppEnv>): number {
  const id = notificationIdIn(c.req.param("id") ?? "");
  if (id === undefined) throw clientNotFound();
  return id;
}

/** More than that of one list is not looked at. */
const MOST_NUMBERS = 100;

/** Such ids of a list; what is none is passed over. */
export const numbersIn = (texts: readonly string[]): number[] =>
  texts.flatMap((text) => notificationIdIn(text) ?? []).slice(0, MOST_NUMBERS);

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

/** `shown` by row id as it came from outside. */
export const shownById = async (ctx: Ctx, viewer: Viewer | null, id: string): Promise<Actor> =>
  shown(ctx, viewer, isId(id) ? await actorById(ctx, id) : null);
