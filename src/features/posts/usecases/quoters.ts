import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { actorNotFound } from "../../actors/actors.errors.ts";
import { actorById } from "../../actors/actors.queries.ts";
import { canActFor } from "../../organisations/organisations.policy.ts";
import { membershipIn } from "../../organisations/organisations.queries.ts";
import { notYourPost, postNotFound } from "../posts.errors.ts";
import { isOpen, type Quoters } from "../posts.model.ts";
import { canEditPost } from "../posts.policy.ts";
import { visiblePost } from "../posts.queries.ts";
import { quotePolicy, quotersIn } from "../quoting.activitypub.ts";
import { changeSilently } from "./silently.ts";

/**
 * Says anew who may quote a post of the viewer's, or of an organisation that the viewer writes for: no visible edit. Of
 * what not everybody may read nobody is asked, so nothing changes there.
 * @throws AppError `posts.not-found`, `posts.not-yours`
 */
export async function changeQuoters(ctx: Ctx, viewer: Viewer, postId: Id, quoters: Quoters): Promise<void> {
  const post = await visiblePost(ctx, viewer, postId);
  if (!post) throw postNotFound();
  const forAuthor = canActFor(await membershipIn(ctx, viewer, post.authorId));
  if (!canEditPost(viewer, post, forAuthor)) throw notYourPost();
  if (!isOpen(post.visibility) || quotersIn(JSON.parse(post.document)) === quoters) return;
  const author = await actorById(ctx, post.authorId);
  if (!author) throw actorNotFound();
  await inTransaction(ctx, (tx) =>
    changeSilently(tx, postId, (document, version) => ({
      ...document,
      ...quotePolicy(author, quoters),
      "stv:version": version,
    })),
  );
}
