import type { Context } from "hono";
import { type Actor, actorById } from "../features/actors/actors.queries.ts";
import type { Ctx } from "../platform/ctx.ts";
import { type Id, isId } from "../platform/ids.ts";
import type { Viewer } from "../platform/viewer.ts";
import type { AppEnv } from "../ui/env.ts";
import { clientNotFound, userNeeded } from "./errors.ts";
import { shown } from "./shown-account.ts";

/** The member whose token came with the request. @throws AppError `mastodon.user-needed` */
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

/** `shown` by row id as it came from outside. */
export const shownById = async (ctx: Ctx, viewer: Viewer | null, id: string): Promise<Actor> =>
  shown(ctx, viewer, isId(id) ? await actorById(ctx, id) : null);
