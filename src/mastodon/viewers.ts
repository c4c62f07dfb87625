import type { Context } from "hono";
import type { Viewer } from "../platform/viewer.ts";
import type { AppEnv } from "../ui/env.ts";
import { userNeeded } from "./errors.ts";

/** Whose token it is. @throws AppError `mastodon.user-needed`, where a route let an app's own token in */
export function memberOf(c: Context<AppEnv>): Viewer {
  const { viewer } = c.var;
  if (viewer === null) throw userNeeded();
  return viewer;
}
