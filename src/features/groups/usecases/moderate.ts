import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import { readInput } from "../../../platform/validation.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { actorNotFound } from "../../actors/actors.errors.ts";
import { actorById } from "../../actors/actors.queries.ts";
import { type Post, postById, visiblePost } from "../../posts/posts.queries.ts";
import { cannotModerate, notInGroup } from "../groups.errors.ts";
import { type Group, standingIn } from "../groups.queries.ts";
import { type ModerationInput, moderationSchema } from "../groups.schemas.ts";
import { takeIntoGroup, takeSubmission, writeLog } from "../groups.store.ts";
import { type Act, moderate } from "../moderation.store.ts";
import { checkModerates } from "./membership.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const OF_POSTS = new Set(["remove", "restore", "lock", "unlock", "pin", "unpin"]);

/**
 * Does what a moderator decided about a post or a person: rows, log and what others are told in one transaction.
 * @param input as in `moderationSchema`
 * @throws AppError `groups.invalid`, `groups.only-moderators`, `groups.not-in-group`, `groups.not-themselves`,
 *   `groups.not-moderators`, `groups.too-many-pins`
 */
export async function decide(ctx: Ctx, viewer: Viewer, group: Group, input: unknown): Promise<void> {
  await checkModerates(ctx, viewer, group);
  const decision = readInput(moderationSchema, input, "groups.invalid");
  const by = await actorById(ctx, viewer.actorId);
  if (!by) throw actorNotFound();
  const act = OF_POSTS.has(decision.action)
    ? await aboutPost(ctx, viewer, group, decision)
    : await aboutPerson(ctx, viewer, group, decision);
  await inTransaction(ctx, (tx) => moderate(tx, group, by, act));
}

async function aboutPost(ctx: Ctx, viewer: Viewer, group: Group, decision: ModerationInput): Promise<Act> {
  const { action, reason, postId } = decision;
  const find = action === "restore" ? removedPost : visiblePost;
  const post = postId === undefined ? null : await find(ctx, viewer, postId);
  if (post?.groupId !== group.actor.id) throw notInGroup();
  if (action !== "remove" && action !== "restore" && post.inReplyToUri !== null) throw notInGroup();
  return { action, reason, until: null, post };
}

/** What was taken out of sight is found by its id alone. */
async function removedPost(ctx: Ctx, _viewer: Viewer, postId: Id): Promise<Post | null> {
  const post = await postById(ctx, postId);
  return post && post.removedAt !== null && post.deletedAt === null ? post : null;
}

async function aboutPerson(ctx: Ctx, viewer: Viewer, group: Group, decision: ModerationInput): Promise<Act> {
  const { action, reason, actorId, days } = decision;
  const actor = actorId === undefined ? null : await actorById(ctx, actorId);
  if (!actor || actor.deletedAt !== null) throw actorNotFound();
  const standing = await standingIn(ctx, group.actor.id, actor.id);
  if (action === "ban") checkBan(viewer, actor.id, standing.moderator);
  // Only members are named, so that nobody is made responsible who never joined.
  if (action === "appoint" && standing.membership !== "accepted") throw notInGroup();
  const until = days ? new Date(ctx.now().getTime() + Number(days) * DAY_MS) : null;
  return { action, reason, until: action === "ban" ? until : null, actor };
}

function checkBan(viewer: Viewer, actorId: Id, isModerator: boolean): void {
  if (viewer.actorId === actorId) throw cannotModerate("themselves");
  if (isModerator) throw cannotModerate("moderators");
}

/**
 * Lets a newcomer's first post into the group, or turns it away; then it stays what its author's server makes of it.
 * @throws AppError `groups.only-moderators`, `groups.not-in-group`
 */
export async function review(
  ctx: Ctx,
  viewer: Viewer,
  group: Group,
  postId: Id,
  answer: "admit" | "turnAway",
): Promise<void> {
  await checkModerates(ctx, viewer, group);
  await inTransaction(ctx, async (tx) => {
    const activity = await takeSubmission(tx, group.actor.id, postId);
    const post = await postById(tx, postId);
    if (!activity || !post || post.deletedAt !== null) throw notInGroup();
    if (answer === "admit") await takeIntoGroup(tx, group, post, activity);
    const shown = answer === "admit" ? { postId, actorId: post.authorId } : {};
    await writeLog(tx, { groupId: group.actor.id, moderatorId: viewer.actorId, action: answer, ...shown });
  });
}
