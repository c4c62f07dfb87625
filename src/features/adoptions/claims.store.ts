import { and, eq } from "drizzle-orm";
import { enqueueBackground } from "../../platform/background.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { type Post, postById, postByUri } from "../posts/posts.queries.ts";
import type { NoteAdoption } from "../project-notes/adopted.model.ts";
import { tellPeopleOf } from "../project-notes/telling.store.ts";
import { putAdoptionProof } from "../project-notes/usecases/edit.ts";
import type { Claim } from "./adoptions.queries.ts";
import { adoptionClaims } from "./adoptions.table.ts";

/** What is known of where a note, ours or a peer's, was taken over from. Call these inside a transaction. */

/** Has the stamp of a note looked at in the background. */
export const checkClaim = (tx: Ctx, postId: Id, runAt?: Date): Promise<void> =>
  enqueueBackground(
    tx,
    { kind: "verify-adoption", postId },
    { mergeKey: `verify-adoption:${postId}`, ...(runAt && { runAt }) },
  );

/**
 * Notes what a received note says of its origin. What was confirmed stays so only while it names the same origin and
 * the same stamp; anything new is looked at first.
 */
export async function noteClaim(tx: Ctx, postId: Id, adoption: NoteAdoption | null): Promise<void> {
  if (adoption === null) {
    await tx.db.delete(adoptionClaims).where(eq(adoptionClaims.postId, postId));
    return;
  }
  const { originUri, proofUri: stampUri } = adoption;
  const [known] = await tx.db.select().from(adoptionClaims).where(eq(adoptionClaims.postId, postId)).for("update");
  if (known?.originUri === originUri && known.stampUri === stampUri) return;
  const origin = await postByUri(tx, originUri);
  const kept = known?.originUri === originUri ? known : null;
  const values = {
    originUri,
    stampUri,
    originTitle: origin?.title ?? kept?.originTitle ?? null,
    originUrl: origin?.url ?? kept?.originUrl ?? null,
    originAuthorUri: kept?.originAuthorUri ?? null,
    originGone: origin?.deletedAt != null,
    state: "open" as const,
    reason: null,
    checkedAt: null,
    confirmedAt: null,
  };
  await tx.db
    .insert(adoptionClaims)
    .values({ postId, ...values })
    .onConflictDoUpdate({ target: adoptionClaims.postId, set: values });
  await checkClaim(tx, postId);
}

/** What became of a claim. */
export interface Settled {
  readonly state: "confirmed" | "refused" | "revoked";
  readonly stampUri?: string;
  readonly reason?: string;
}

/** Writes down what became of the claim of a note of ours, in the note too, and tells its people. */
export async function settleClaim(tx: Ctx, adoptedUri: string, settled: Settled): Promise<void> {
  const post = await postByUri(tx, adoptedUri);
  if (post) await settle(tx, post, settled);
}

/** The same for any note that we have: of a peer's only what we know of it changes. */
export async function settle(tx: Ctx, post: Post, { state, stampUri, reason }: Settled): Promise<void> {
  const [before] = await tx.db.select().from(adoptionClaims).where(eq(adoptionClaims.postId, post.id)).for("update");
  if (!before) return;
  // An answer that comes again opens a claim for a moment: that is no break.
  const since = before.state === "confirmed" ? before.confirmedAt : (before.confirmedAt ?? tx.now());
  const confirmedAt = state === "confirmed" ? since : null;
  await tx.db
    .update(adoptionClaims)
    .set({
      state,
      checkedAt: tx.now(),
      confirmedAt,
      ...(stampUri !== undefined && { stampUri }),
      reason: reason ?? null,
    })
    .where(eq(adoptionClaims.postId, post.id));
  if (!post.local) return;
  await putAdoptionProof(tx, post.id, state === "confirmed" ? (stampUri ?? before.stampUri) : null);
  if (before.state !== state) await tellPeopleOf(tx, post, { type: "adoption_answer", from: null });
}

/** The origin's author took a stamp back: whatever rests on it counts no more. Nobody else's word does. */
export async function endStampedClaims(tx: Ctx, stampUri: string, authorUri: string): Promise<boolean> {
  const rows = await tx.db
    .select({ postId: adoptionClaims.postId })
    .from(adoptionClaims)
    .where(and(eq(adoptionClaims.stampUri, stampUri), eq(adoptionClaims.originAuthorUri, authorUri)));
  for (const { postId } of rows) {
    const post = await postById(tx, postId);
    if (post) await settle(tx, post, { state: "revoked" });
  }
  return rows.length > 0;
}

/** A note was deleted: what was taken over from it keeps its name. @param post as it was before */
export async function noteOriginGone(tx: Ctx, { uri, title, url }: Pick<Post, "uri" | "title" | "url">): Promise<void> {
  await tx.db.update(adoptionClaims).set({ originGone: true }).where(eq(adoptionClaims.originUri, uri));
  if (title === null) return;
  await tx.db
    .update(adoptionClaims)
    .set({ originTitle: title, originUrl: url })
    .where(eq(adoptionClaims.originUri, uri));
}

/** What was found out of an origin when it was read. */
export type OriginSeen = Pick<Claim, "originTitle" | "originUrl" | "originAuthorUri">;

export async function noteOrigin(tx: Ctx, postId: Id, origin: OriginSeen): Promise<void> {
  await tx.db.update(adoptionClaims).set(origin).where(eq(adoptionClaims.postId, postId));
}
