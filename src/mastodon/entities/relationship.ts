import { type Relationship, relationshipsOf } from "../../features/follows/relations.queries.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";

/** Relationship: how the viewer stands to some actors, in their order. One statement for all. */
export async function relationshipEntities(ctx: Ctx, viewer: Viewer, ids: readonly Id[]) {
  return (await relationshipsOf(ctx, viewer.actorId, ids)).map(entityOf);
}

/** That to one actor, who is known. */
export async function relationshipEntity(ctx: Ctx, viewer: Viewer, id: Id) {
  const [entity] = await relationshipEntities(ctx, viewer, [id]);
  return entity;
}

/** Who blocks is told to nobody (wire §4.7), so `blocked_by` is never true. A mute here hides posts and notices alike. */
const entityOf = (relationship: Relationship) => ({
  id: relationship.id,
  following: relationship.following === "accepted",
  showing_reblogs: relationship.following === "accepted" && relationship.boosts === true,
  notifying: relationship.following === "accepted" && relationship.notify === true,
  languages: relationship.following === "accepted" ? relationship.languages : null,
  followed_by: relationship.followedBy === "accepted",
  blocking: relationship.blocks,
  blocked_by: false,
  muting: relationship.mutes,
  muting_notifications: relationship.mutes,
  muting_expires_at: relationship.mutedUntil?.toISOString() ?? null,
  requested: relationship.following === "pending",
  requested_by: relationship.followedBy === "pending",
  domain_blocking: relationship.blocksServer,
  endorsed: relationship.endorsed,
  note: relationship.note,
});
