import { eq } from "drizzle-orm";
import type { Ctx } from "../../../platform/ctx.ts";
import { etagOf } from "../../../platform/etag.ts";
import type { JsonObject } from "../../../platform/json.ts";
import { wireText } from "../../../platform/wire.ts";
import { actorById } from "../../actors/actors.queries.ts";
import { releaseMedia } from "../../media/media.usecases.ts";
import { tombstoneOf } from "../activities.activitypub.ts";
import { buryPost } from "../burials.store.ts";
import { drafts } from "../drafts.table.ts";
import { addresseesOf } from "../mentions.queries.ts";
import type { Post } from "../posts.queries.ts";
import { postRevisions } from "../posts.table.ts";
import { uploadIdsOf } from "../written.store.ts";
import { tellOfDeletion, toldAs } from "./send.ts";

/**
 * Leaves of a post of ours only its Tombstone and tells whoever was ever given it; its group passes that on. Whoever
 * calls it has checked that it may. Call it inside a transaction; of a post that is gone already nothing is told.
 */
export async function removePost(tx: Ctx, post: Post): Promise<void> {
  const document: JsonObject = JSON.parse(post.document);
  const now = tx.now();
  const tombstone = wireText(tombstoneOf(document, now));
  if (!(await buryPost(tx, post, { tombstone, etag: etagOf(tombstone) }))) return;
  await tx.db.delete(postRevisions).where(eq(postRevisions.postId, post.id));
  await tx.db.delete(drafts).where(eq(drafts.postId, post.id));
  await releaseMedia(tx, uploadIdsOf(post.attachments));
  const group = post.groupId ? await actorById(tx, post.groupId) : null;
  const named = (await addresseesOf(tx, post.id)).map(({ id }) => id);
  await tellOfDeletion(tx, toldAs({ post, group, named }), document, now);
}
