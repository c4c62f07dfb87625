import type { Ctx } from "../../../platform/ctx.ts";
import { etagOf } from "../../../platform/etag.ts";
import type { JsonObject } from "../../../platform/json.ts";
import { wireText } from "../../../platform/wire.ts";
import { actorById } from "../../actors/actors.queries.ts";
import { deleteActivity, tombstoneOf } from "../activities.activitypub.ts";
import type { Post } from "../posts.queries.ts";
import { buryPost } from "../posts.store.ts";
import { sendToPeers } from "./send.ts";

/**
 * Leaves of a post of ours only its Tombstone and tells whoever was ever given it; its group passes that on. Whoever
 * calls it has checked that it may. Call it inside a transaction; of a post that is gone already nothing is told.
 */
export async function removePost(tx: Ctx, post: Post): Promise<void> {
  const document: JsonObject = JSON.parse(post.document);
  const now = tx.now();
  const tombstone = wireText(tombstoneOf(document, now));
  if (!(await buryPost(tx, post, { tombstone, etag: etagOf(tombstone) }))) return;
  const group = post.groupId === null ? null : await actorById(tx, post.groupId);
  await sendToPeers(tx, post, { author: { id: post.authorId }, group }, deleteActivity(document, now), {
    followersOf: [post.authorId],
    ledgerOf: post.id,
  });
}
