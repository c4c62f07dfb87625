import type { Viewer } from "../../platform/viewer.ts";
import type { Actor } from "../actors/actors.queries.ts";

export const canModerate = (viewer: Viewer): boolean => viewer.role !== "member";

/**
 * Accounts elsewhere: every moderator. Members: admins, never themselves. The district and the technical account: nobody.
 */
export function canSuspend(viewer: Viewer, target: Actor): boolean {
  if (!canModerate(viewer) || target.id === viewer.actorId) return false;
  return target.local ? viewer.role === "admin" && target.kind === "person" : true;
}
