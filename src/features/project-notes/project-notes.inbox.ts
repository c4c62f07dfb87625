import { eq } from "drizzle-orm";
import { hostOf } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { JsonObject } from "../../platform/json.ts";
import { actorByUri } from "../actors/actors.queries.ts";
import { putTags } from "../posts/hanging.store.ts";
import { type Post, postByUri } from "../posts/posts.queries.ts";
import { putInCatalogue } from "./catalogue.store.ts";
import { kitDigest } from "./kit-digest.model.ts";
import { readWire } from "./note-reading.activitypub.ts";
import { statusOf } from "./project-notes.model.ts";
import { tagsOf } from "./project-notes.store.ts";
import { projectNotes } from "./project-notes.table.ts";

/**
 * Stores the structured half of a peer's note that has just been stored or replaced as a post. Never touches a note of
 * ours. Call it in the same transaction; versions and authors were compared there.
 * @param received.document with the usual term names
 */
export async function onProjectNoteReceived(
  ctx: Ctx,
  received: { readonly post: Post; readonly document: JsonObject },
): Promise<"accepted" | "ignored"> {
  const { post, document } = received;
  if (post.local || post.kind !== "projectNote") return "ignored";
  const { fields, structure, districtUri, adoption, confirmedBy } = readWire(document);
  // A note cannot claim a district on somebody else's server.
  const claimed = districtUri !== null && hostOf(districtUri) === hostOf(post.uri) ? districtUri : null;
  const district = claimed === null ? null : await actorByUri(ctx, claimed);
  const values = {
    status: statusOf(fields),
    outcome: fields.outcome ?? ("ongoing" as const),
    fields,
    kitDigest: kitDigest(fields),
    districtName: district?.name ?? hostOf(post.uri) ?? "",
    districtUri: claimed,
    structure,
    adoption,
    confirmedBy,
  };
  await ctx.db
    .insert(projectNotes)
    .values({ postId: post.id, ...values })
    .onConflictDoUpdate({ target: projectNotes.postId, set: values });
  await putInCatalogue(ctx, post, values);
  // Its topics as they were written there, not as hashtags have to be.
  await putTags(ctx, post.id, tagsOf(fields));
  return "accepted";
}

/** Forgets the structured half of a peer's note whose post was deleted. Call it in the same transaction. */
export async function onProjectNoteDeleted(ctx: Ctx, uri: string): Promise<void> {
  const post = await postByUri(ctx, uri);
  if (post && !post.local && post.deletedAt) await ctx.db.delete(projectNotes).where(eq(projectNotes.postId, post.id));
}
