import { eq } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import { etagOf } from "../../../platform/etag.ts";
import type { Id } from "../../../platform/ids.ts";
import type { JsonObject } from "../../../platform/json.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { wireText } from "../../../platform/wire.ts";
import { actorById } from "../../actors/actors.queries.ts";
import { releaseMedia } from "../../media/media.usecases.ts";
import { tombstoneOf } from "../activities.activitypub.ts";
import { addresseesOf } from "../mentions.queries.ts";
import { notYourPost, postNotFound } from "../posts.errors.ts";
import { canDeletePost } from "../posts.policy.ts";
import { type Post, visiblePost } from "../posts.queries.ts";
import { buryPost } from "../posts.store.ts";
import { postRevisions } from "../posts.table.ts";
import { uploadIdsOf } from "../written.store.ts";
import { tellOfDeletion, toldAs } from "./send.ts";

/**
 * Deletes a post or an answer of ours for ever: its author, or a moderator. A Tombstone stays; texts, versions, votes and
 * pictures go.
 * @throws AppError `posts.not-found`, `posts.not-yours`
 */
export async function deletePost(ctx: Ctx, viewer: Viewer, postId: Id): Promise<void> {
  const post = await visiblePost(ctx, viewer, postId);
  if (!post) throw postNotFound();
  if (!canDeletePost(viewer, post)) throw notYourPost();
  await inTransaction(ctx, (tx) => bury(tx, post));
}

/** Leaves a Tombstone of a post of ours and tells all who were ever given it. Call it inside a transaction. */
export async function bury(tx: Ctx, post: Post): Promise<void> {
  const document: JsonObject = JSON.parse(post.document);
  const now = tx.now();
  const tombstone = wireText(tombstoneOf(document, now));
  if (!(await buryPost(tx, post, { tombstone, etag: etagOf(tombstone) }))) return;
  await tx.db.delete(postRevisions).where(eq(postRevisions.postId, post.id));
  await releaseMedia(tx, uploadIdsOf(post.attachments));
  const group = post.groupId ? await actorById(tx, post.groupId) : null;
  const named = (await addresseesOf(tx, post.id)).map(({ id }) => id);
  await tellOfDeletion(tx, toldAs({ post, group, named }), document, now);
}
