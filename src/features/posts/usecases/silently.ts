import { eq } from "drizzle-orm";
import type { Ctx } from "../../../platform/ctx.ts";
import { etagOf } from "../../../platform/etag.ts";
import type { Id } from "../../../platform/ids.ts";
import type { JsonObject } from "../../../platform/json.ts";
import { wireText } from "../../../platform/wire.ts";
import { actorById } from "../../actors/actors.queries.ts";
import { addresseesOf } from "../mentions.queries.ts";
import type { Post } from "../posts.queries.ts";
import { posts } from "../posts.table.ts";
import { nextVersion } from "../versions.store.ts";
import { tellOfEdit, toldAs } from "./send.ts";

/**
 * Changes what the document of a post of ours says besides its text, and tells all who were given it: no visible edit
 * (wire §3.0). Call it inside a transaction.
 * @param change makes the new document of the present one, with the version that it is to carry; the post is locked by then
 * @returns the post as it was; null when there is no such post of ours any more
 */
export async function changeSilently(
  tx: Ctx,
  postId: Id,
  change: (document: JsonObject, version: number) => JsonObject | Promise<JsonObject>,
): Promise<Post | null> {
  const [post] = await tx.db.select().from(posts).where(eq(posts.id, postId)).for("update");
  if (!post?.local || post.deletedAt !== null) return null;
  const version = await nextVersion(tx, post);
  const document = await change(JSON.parse(post.document), version);
  const text = wireText(document);
  await tx.db
    .update(posts)
    .set({ document: text, etag: etagOf(text), version })
    .where(eq(posts.id, postId));
  const group = post.groupId ? await actorById(tx, post.groupId) : null;
  const named = (await addresseesOf(tx, postId)).map(({ id }) => id);
  await tellOfEdit(tx, toldAs({ post, group, named }), document, null);
  return post;
}
