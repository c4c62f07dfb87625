import type { Ctx } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import type { Actor } from "../../actors/actors.queries.ts";
import type { PostInput } from "../../posts/posts.schemas.ts";
import { type GroupPlace, type PublishedPost, publishPost } from "../../posts/usecases/publish.ts";
import { mayNotPost } from "../groups.errors.ts";
import { visibilityIn } from "../groups.model.ts";
import { postingVerdict } from "../groups.policy.ts";
import { type Group, groupById, standingIn } from "../groups.queries.ts";
import { boostInDistrict } from "../groups.store.ts";

/**
 * What a group of ours makes of a new post by accounts of this server, for `publishPost`: read by whom its mode lets read,
 * and passed on by the district if that is everybody.
 * @param actorIds row ids of all who stand for it: whoever writes, and the organisation in whose name
 * @returns null when one of them may not post there
 */
export async function placeIn(
  ctx: Ctx,
  { id }: Pick<Actor, "id">,
  actorIds: readonly Id[],
): Promise<GroupPlace | null> {
  const group = await groupById(ctx, id);
  if (!group) return null;
  const standings = await Promise.all(actorIds.map((actorId) => standingIn(ctx, id, actorId)));
  const author = { local: true, partner: false, welcome: false };
  const verdicts = standings.map((standing) => postingVerdict(group.mode, { ...standing, ...author }));
  if (verdicts.some((verdict) => verdict !== "post")) return null;
  const visibility = visibilityIn(group.mode);
  if (visibility !== "public") return { visibility };
  return { visibility, alsoTell: (tx, post, document) => boostInDistrict(tx, group, post, document) };
}

/**
 * Opens a thread in a group of ours as the viewer.
 * @throws AppError `groups.may-not-post`, and those of `publishPost`
 */
export async function openThread(
  ctx: Ctx,
  viewer: Viewer,
  group: Group,
  input: Omit<PostInput, "groupId" | "visibility">,
): Promise<PublishedPost> {
  const place = await placeIn(ctx, group.actor, [viewer.actorId]);
  if (!place) throw mayNotPost();
  return publishPost(ctx, viewer, { ...input, groupId: group.actor.id }, { placeIn: async () => place });
}
