import type { Viewer } from "../../platform/viewer.ts";
import { sessionNeeded } from "./accounts.errors.ts";

/** The member who looks, of the request at hand. @throws AppError `accounts.session-needed` */
export function memberOf({ var: { viewer } }: { readonly var: { readonly viewer: Viewer | null } }): Viewer {
  if (!viewer) throw sessionNeeded();
  return viewer;
}
