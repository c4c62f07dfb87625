import { and, eq, isNull } from "drizzle-orm";
import { objectUri } from "../../platform/ap-uris.ts";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { recordOutbox } from "../../platform/outbox.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { actorById } from "../actors/actors.queries.ts";
import { postById } from "../posts/posts.queries.ts";
import { deleteStamp, revokedDocument } from "./quotes.activitypub.ts";
import { quoteNotFound } from "./quotes.errors.ts";
import { canRevoke } from "./quotes.policy.ts";
import { endQuotes } from "./quotes.store.ts";
import { quoteStamps } from "./quotes.table.ts";

/**
 * Takes back the leave to quote a post: servers that keep to FEP-044f show the quote no more. Told to the quoter and to
 * whoever was given the quoted post.
 * @throws AppError `quotes.not-found` (also when it is not the viewer's to take back, or was taken back already)
 */
export async function revokeQuote(ctx: Ctx, viewer: Viewer, stampId: Id): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const now = tx.now();
    const uri = objectUri(tx.origin, stampId);
    const [stamp] = await tx.db
      .update(quoteStamps)
      .set({ revokedAt: now, document: JSON.stringify(revokedDocument(uri, now)) })
      .where(and(eq(quoteStamps.id, stampId), isNull(quoteStamps.revokedAt)))
      .returning();
    const post = stamp && (await postById(tx, stamp.postId));
    // Thrown inside: then nothing was taken back.
    if (!stamp || !post || !canRevoke(viewer, post)) throw quoteNotFound();
    await endQuotes(tx, uri, post.authorId);
    const [author, quoter] = await Promise.all([actorById(tx, post.authorId), actorById(tx, stamp.quoterId)]);
    if (!author || !quoter) throw quoteNotFound();
    await recordOutbox(tx, {
      actorId: author.id,
      activity: deleteStamp({ uri, authorUri: author.uri }, quoter.uri, now),
      recipients: { actors: [quoter.id], ledgerOf: post.id },
      orderingKey: post.uri,
    });
  });
}
