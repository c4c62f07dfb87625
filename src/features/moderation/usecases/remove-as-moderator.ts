import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import { isId } from "../../../platform/ids.ts";
import { readInput } from "../../../platform/validation.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { type Actor, actorById } from "../../actors/actors.queries.ts";
import { canActFor } from "../../organisations/organisations.policy.ts";
import { membershipIn } from "../../organisations/organisations.queries.ts";
import { canModeratePost } from "../../posts/posts.policy.ts";
import { type Post, visiblePost } from "../../posts/posts.queries.ts";
import { nothingToModerate } from "../moderation.errors.ts";
import { removalSchema, type SuspensionInput } from "../moderation.schemas.ts";
import { addDecision, keepReport } from "../moderation.store.ts";
import { checkImpartial } from "./decide.ts";
import { takeDown } from "./remove-post.ts";

/**
 * Deletes what a member wrote without that anybody reported it: evidence, decision and reasons are kept as for a report,
 * so that its author is told, may object, and the public log has it.
 * @throws AppError `moderation.no-post`, `moderation.own-case`, `moderation.own-case-alone`, `errors.input`
 */
export async function removeAsModerator(
  ctx: Ctx,
  viewer: Viewer,
  postId: string,
  input: SuspensionInput,
): Promise<void> {
  const { post } = await moderatable(ctx, viewer, postId);
  const { reason, ground, statement } = readInput(removalSchema, input);
  await inTransaction(ctx, async (tx) => {
    const report = await keepReport(tx, {
      ...{ origin: "task", reason, text: statement, address: post.url },
      reporterId: viewer.actorId,
      targetId: post.authorId,
      posts: [post],
    });
    await checkImpartial(tx, viewer, report);
    const action = await takeDown(tx, post.id);
    if (action === null) throw nothingToModerate();
    await addDecision(tx, {
      ...{ reportId: report.id, action, reason, ground, statement },
      ...{ subjectId: post.authorId, postIds: [post.id], local: post.local, decidedById: viewer.accountId },
    });
  });
}

/** A post that the viewer may take away as a moderator, with its author. @throws AppError `moderation.no-post` */
export async function moderatable(ctx: Ctx, viewer: Viewer, id: string): Promise<{ post: Post; author: Actor }> {
  const post = isId(id) ? await visiblePost(ctx, viewer, id) : null;
  const author = post && (await actorById(ctx, post.authorId));
  const forAuthor = post !== null && canActFor(await membershipIn(ctx, viewer, post.authorId));
  if (!post || !author || !canModeratePost(viewer, post, forAuthor)) throw nothingToModerate();
  return { post, author };
}
