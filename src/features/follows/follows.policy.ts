import type { Viewer } from "../../platform/viewer.ts";
import type { Actor, Party } from "../actors/actors.queries.ts";

/**
 * Whether a follow of ours or of theirs waits for a person. Groups and technical accounts that follow ask for a
 * partnership and are always looked at (wire §4.2 R6).
 */
export function needsApproval(followee: Actor, follower: Party): boolean {
  return followee.manuallyApprovesFollowers || (!follower.local && ["Group", "Application"].includes(follower.type));
}

/** Who answers requests to follow `followee`: the actor itself; for the district, groups and organisations an admin. */
export function canAnswerFor(viewer: Viewer, followee: Actor): boolean {
  if (viewer.actorId === followee.id) return true;
  return viewer.role === "admin" && followee.local && followee.kind !== "person";
}
