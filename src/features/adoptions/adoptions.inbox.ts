import { and, eq } from "drizzle-orm";
import { enqueueBackground } from "../../platform/background.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { JsonObject } from "../../platform/json.ts";
import { recordOutbox } from "../../platform/outbox.ts";
import type { Actor, Party } from "../actors/actors.queries.ts";
import { type Post, postById } from "../posts/posts.queries.ts";
import type { AdoptionState } from "../project-notes/adopted.model.ts";
import { projectNotes } from "../project-notes/project-notes.table.ts";
import { tellPeopleOf } from "../project-notes/telling.store.ts";
import { originsIn, rejectAdoption, type WireOffer } from "./adoptions.activitypub.ts";
import { lessonOf } from "./adoptions.model.ts";
import type { Adoption } from "./adoptions.queries.ts";
import { answerAgain, endAdoptionsBy, noteOffer, refreshLineage } from "./adoptions.store.ts";
import { adoptionClaims, adoptions } from "./adoptions.table.ts";
import { checkClaim, noteClaim, noteOriginGone, settle } from "./claims.store.ts";
import { markGone, markTold } from "./lineage.store.ts";

/** What other servers say about adoptions. Call all of these inside a transaction. */

interface OfferReceived {
  readonly origin: Post;
  readonly adopter: Party;
  readonly offer: WireOffer;
  readonly offerUri: string | null;
}

/** Somebody takes a note of ours over: it is read at its own host in the background; what was decided is said again. */
export async function onAdoptionOffered(tx: Ctx, { origin, adopter, offer, offerUri }: OfferReceived): Promise<void> {
  const { adoptedUri, message } = offer;
  const offered = { originId: origin.id, adoptedUri, adopterId: adopter.id, offerUri, message };
  const { adoption, fresh } = await noteOffer(tx, offered);
  if (fresh) {
    const mergeKey = `check-adoption:${adoption.id}`;
    await enqueueBackground(tx, { kind: "check-adoption", adoptionId: adoption.id }, { mergeKey });
  } else if (adoption.state !== "waiting") await answerAgain(tx, adoption);
}

/** Refuses what cannot be: nothing of it is kept. @param reason for people */
export async function refuseOffer(tx: Ctx, received: OfferReceived & { author: Actor }, reason: string): Promise<void> {
  const { origin, author, adopter, offer, offerUri } = received;
  const pair = {
    originUri: origin.uri,
    originAuthorUri: author.uri,
    adoptedUri: offer.adoptedUri,
    adopterUri: adopter.uri,
  };
  await recordOutbox(tx, {
    actorId: author.id,
    activity: rejectAdoption({ pair, offerUri, groupUris: [] }, tx.newId(), reason),
    recipients: { actors: [adopter.id] },
    orderingKey: origin.uri,
  });
}

/** The origin's author answers what a note of ours offered. A stamp is only believed after it was fetched (check 77). */
export async function onAdoptionAnswered(
  tx: Ctx,
  post: Post,
  answer: { readonly stampUri: string } | { readonly refused: string },
): Promise<void> {
  if ("refused" in answer) return settle(tx, post, { state: "refused", reason: answer.refused });
  await tx.db
    .update(adoptionClaims)
    .set({ stampUri: answer.stampUri, state: "open", reason: null })
    .where(eq(adoptionClaims.postId, post.id));
  await checkClaim(tx, post.id);
}

/** A peer's note came, or a newer version of it: where it says that it comes from, and how far it is. */
export async function onNoteStored(tx: Ctx, post: Post, document: JsonObject): Promise<void> {
  const [note] = await tx.db
    .select({ adoption: projectNotes.adoption, fields: projectNotes.fields })
    .from(projectNotes)
    .where(eq(projectNotes.postId, post.id));
  const adoption = note?.adoption ?? null;
  await noteClaim(tx, post.id, adoption);
  await endAdoptionsBy(tx, post.uri, originsIn(document));
  if (adoption) await onProgress(tx, post, adoption.state);
  if (note) {
    const lesson = lessonOf(note.fields, adoption);
    await markTold(tx, post.uri, { title: note.fields.title, state: adoption?.state ?? null, lesson });
  }
}

/** Of what was taken over from us its people hear when something moves (check 79). */
export async function onProgress(tx: Ctx, post: Post, state: AdoptionState) {
  const rows = await tx.db
    .select()
    .from(adoptions)
    .where(and(eq(adoptions.adoptedUri, post.uri), eq(adoptions.state, "accepted")))
    .for("update");
  for (const adoption of rows.filter(({ progress }) => progress !== state)) {
    await tx.db.update(adoptions).set({ progress: state }).where(eq(adoptions.id, adoption.id));
    await tellOrigin(tx, adoption, state);
  }
}

/** A place of its own for each state: of the same thing members are told only once. */
async function tellOrigin(tx: Ctx, { id, originId, adopterId }: Adoption, state: AdoptionState): Promise<void> {
  const origin = await postById(tx, originId);
  if (!origin) return;
  await tellPeopleOf(tx, origin, { type: "adoption_progress", from: adopterId, place: `#uebernahme-${id}-${state}` });
  await refreshLineage(tx, origin.uri);
}

/** A note was deleted, ours or a peer's. @param post as it was before */
export async function onNoteGone(tx: Ctx, post: Pick<Post, "id" | "uri" | "title" | "url">): Promise<void> {
  await noteOriginGone(tx, post);
  await endAdoptionsBy(tx, post.uri, []);
  await tx.db.delete(adoptionClaims).where(eq(adoptionClaims.postId, post.id));
  await markGone(tx, post.uri);
}
