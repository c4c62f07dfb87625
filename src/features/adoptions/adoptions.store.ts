import { and, eq, inArray, sql } from "drizzle-orm";
import { objectUri } from "../../platform/ap-uris.ts";
import { enqueueBackground } from "../../platform/background.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { recordOutbox } from "../../platform/outbox.ts";
import { wireText } from "../../platform/wire.ts";
import { type Actor, actorById, actorByUri } from "../actors/actors.queries.ts";
import { type Post, postById } from "../posts/posts.queries.ts";
import { passOn } from "../posts/usecases/send.ts";
import { projectNotes } from "../project-notes/project-notes.table.ts";
import { tellPeopleOf } from "../project-notes/telling.store.ts";
import {
  type Answered,
  acceptAdoption,
  deleteStamp,
  endedStamp,
  listAdoption,
  type Pair,
  rejectAdoption,
  stampDocument,
} from "./adoptions.activitypub.ts";
import { verdictOn } from "./adoptions.policy.ts";
import { type Adoption, standingOf } from "./adoptions.queries.ts";
import { adoptions } from "./adoptions.table.ts";
import { settleClaim } from "./claims.store.ts";

/** The origin's side of the handshake (wire §4.3): writes that use cases and inbox share. Call them inside a transaction. */

/** An adoption with the two notes and their authors. */
interface Parties {
  readonly adoption: Adoption;
  readonly origin: Post;
  readonly author: Actor;
  readonly adopter: Actor;
  readonly pair: Pair;
  /** The adopter's district, as far as it is known here. */
  readonly group: Actor | null;
}

async function partiesOf(tx: Ctx, adoption: Adoption): Promise<Parties | null> {
  const [origin, adopter] = [await postById(tx, adoption.originId), await actorById(tx, adoption.adopterId)];
  const author = origin && (await actorById(tx, origin.authorId));
  if (!origin || !author || !adopter) return null;
  const { adoptedUri, adoptedId } = adoption;
  const pair = { originUri: origin.uri, originAuthorUri: author.uri, adoptedUri, adopterUri: adopter.uri };
  return { adoption, origin, author, adopter, pair, group: await districtOfNote(tx, adoptedId) };
}

async function districtOfNote(tx: Ctx, postId: Id | null): Promise<Actor | null> {
  if (postId === null) return null;
  const [note] = await tx.db
    .select({ uri: projectNotes.districtUri })
    .from(projectNotes)
    .where(eq(projectNotes.postId, postId));
  return note?.uri ? actorByUri(tx, note.uri) : null;
}

/** Which version of the origin was taken over, as the adopter says. */
async function adoptedVersion(tx: Ctx, postId: Id | null): Promise<number | null> {
  if (postId === null) return null;
  const [note] = await tx.db
    .select({ adoption: projectNotes.adoption })
    .from(projectNotes)
    .where(eq(projectNotes.postId, postId));
  return note?.adoption?.originVersion ?? null;
}

const answeredOf = ({ adoption, pair, group }: Parties): Answered => ({
  pair,
  offerUri: adoption.offerUri,
  groupUris: group ? [group.uri] : [],
});

const stampUriOf = (tx: Ctx, { id }: Pick<Adoption, "id">): string => objectUri(tx.origin, id);

/** Looks at the family tree again soon; many changes together cost one look. */
export const refreshLineage = (tx: Ctx, uri: string): Promise<void> =>
  enqueueBackground(tx, { kind: "lineage", uri }, { mergeKey: `lineage:${uri}` });

/** Grants an adoption: the stamp, the answer, the list, the people of the note. */
export async function grant(tx: Ctx, adoption: Adoption): Promise<void> {
  const parties = await partiesOf(tx, adoption);
  if (!parties) return;
  const version = await adoptedVersion(tx, adoption.adoptedId);
  const { pair, origin, adopter } = parties;
  const at = tx.now();
  const uri = stampUriOf(tx, adoption);
  const stamp = { uri, authorUri: pair.originAuthorUri, originUri: pair.originUri, adoptedUri: pair.adoptedUri };
  await tx.db
    .update(adoptions)
    .set({ state: "accepted", reason: null, decidedAt: at, document: wireText(stampDocument(stamp, version, at)) })
    .where(eq(adoptions.id, adoption.id));
  await answerYes(tx, parties, at);
  await tellList(tx, "Add", parties);
  await tellPeopleOf(tx, origin, { type: "adoption", from: adopter.id, place: "#stammbaum" });
  await refreshLineage(tx, origin.uri);
}

/** Says yes, for the first time or again: to a member by a note of its own, elsewhere by an Accept. */
async function answerYes(tx: Ctx, parties: Parties, at: Date): Promise<void> {
  const { adoption, origin, author, adopter, group } = parties;
  const uri = stampUriOf(tx, adoption);
  if (adopter.local) return settleClaim(tx, adoption.adoptedUri, { state: "confirmed", stampUri: uri });
  await recordOutbox(tx, {
    actorId: author.id,
    activity: acceptAdoption(answeredOf(parties), uri, at),
    // The adopter hears of later changes of the origin, and of its end.
    recipients: { actors: [adopter.id, ...(group ? [group.id] : [])], recordFor: origin.id },
    orderingKey: origin.uri,
  });
}

/** Tells followers of the origin, by its author and by its group. */
async function tellList(tx: Ctx, type: "Add" | "Remove", { adoption, origin, author, pair }: Parties): Promise<void> {
  const group = origin.groupId === null ? null : await actorById(tx, origin.groupId);
  const stampUri = stampUriOf(tx, adoption);
  const activity = listAdoption(type, pair, { stampUri, groupUri: group?.uri ?? null, at: tx.now() });
  const recipients = { followersOf: [author.id] };
  await recordOutbox(tx, { actorId: author.id, activity, recipients, orderingKey: origin.uri });
  const { "@context": _context, ...bare } = activity;
  await passOn(tx, group, origin, bare);
}

/** @param final a person refused it: then it is not looked at again */
export async function refuse(tx: Ctx, adoption: Adoption, reason: string, final: boolean): Promise<void> {
  await tx.db
    .update(adoptions)
    .set({ state: "refused", reason, final, decidedAt: tx.now() })
    .where(eq(adoptions.id, adoption.id));
  await answerNo(tx, { ...adoption, reason });
}

async function answerNo(tx: Ctx, adoption: Adoption): Promise<void> {
  const parties = await partiesOf(tx, adoption);
  if (!parties) return;
  const { author, adopter, group, origin } = parties;
  const reason = adoption.reason ?? "";
  if (adopter.local) return settleClaim(tx, adoption.adoptedUri, { state: "refused", reason });
  await recordOutbox(tx, {
    actorId: author.id,
    activity: rejectAdoption(answeredOf(parties), tx.newId(), reason),
    recipients: { actors: [adopter.id, ...(group ? [group.id] : [])] },
    orderingKey: origin.uri,
  });
}

/** Answers an Offer that was decided already in the same way, with the same stamp (check 75). */
export async function answerAgain(tx: Ctx, adoption: Adoption): Promise<void> {
  if (adoption.state !== "accepted") return answerNo(tx, adoption);
  const parties = await partiesOf(tx, adoption);
  if (parties) await answerYes(tx, parties, adoption.decidedAt ?? tx.now());
}

/** Takes a stamp back: the adopter's note stays, and is confirmed no more. */
export async function takeStampBack(tx: Ctx, adoption: Adoption): Promise<void> {
  const parties = await partiesOf(tx, adoption);
  if (!parties) return;
  const { pair, origin, author, adopter } = parties;
  const at = tx.now();
  const uri = stampUriOf(tx, adoption);
  await endStamp(tx, adoption, "revoked");
  if (adopter.local) await settleClaim(tx, pair.adoptedUri, { state: "revoked" });
  else {
    await recordOutbox(tx, {
      actorId: author.id,
      activity: deleteStamp({ uri, authorUri: author.uri }, adopter.uri, at),
      recipients: { actors: [adopter.id], followersOf: [author.id], ledgerOf: origin.id },
      orderingKey: origin.uri,
    });
  }
  await tellList(tx, "Remove", parties);
  await refreshLineage(tx, origin.uri);
}

const endStamp = (tx: Ctx, adoption: Adoption, state: "revoked" | "ended") =>
  tx.db
    .update(adoptions)
    .set({
      state,
      decidedAt: tx.now(),
      ...(adoption.document !== null && {
        document: wireText(endedStamp(stampUriOf(tx, adoption), tx.now())),
      }),
    })
    .where(eq(adoptions.id, adoption.id));

/**
 * The adopted note is gone, or points elsewhere: what it took over lists it no more (check 79).
 * @param stillFrom ids of the notes that it points to now
 */
export async function endAdoptionsBy(tx: Ctx, adoptedUri: string, stillFrom: readonly string[]): Promise<void> {
  const rows = await tx.db
    .select()
    .from(adoptions)
    .where(and(eq(adoptions.adoptedUri, adoptedUri), inArray(adoptions.state, ["checking", "waiting", "accepted"])))
    .for("update");
  for (const adoption of rows) {
    const parties = await partiesOf(tx, adoption);
    if (!parties || stillFrom.includes(parties.pair.originUri)) continue;
    await endStamp(tx, adoption, "ended");
    if (adoption.state !== "accepted") continue;
    await tellList(tx, "Remove", parties);
    await refreshLineage(tx, parties.origin.uri);
  }
}

/** An Offer, or what a member here does without one. */
export interface Offered {
  readonly originId: Id;
  readonly adoptedUri: string;
  readonly adopterId: Id;
  readonly offerUri: string | null;
  readonly message: string;
}

/**
 * Notes an adoption that was offered; who offers again gets the same row back.
 * @returns the row, and whether it is to be looked at
 */
export async function noteOffer(tx: Ctx, offered: Offered): Promise<{ adoption: Adoption; fresh: boolean }> {
  const { offerUri, message } = offered;
  const [adoption] = await tx.db
    .insert(adoptions)
    .values({ id: tx.newId(), ...offered, state: "checking", createdAt: tx.now() })
    .onConflictDoUpdate({
      target: [adoptions.originId, adoptions.adoptedUri, adoptions.adopterId],
      set: { offerUri, ...(message !== "" && { message }) },
    })
    .returning();
  if (!adoption) throw new Error("an adoption was neither added nor found");
  const again = (adoption.state === "refused" && !adoption.final) || adoption.state === "ended";
  if (!again) return { adoption, fresh: adoption.state === "checking" };
  const [reopened] = await tx.db
    .update(adoptions)
    .set({ state: "checking", createdAt: tx.now(), decidedAt: null })
    .where(eq(adoptions.id, adoption.id))
    .returning();
  return { adoption: reopened ?? adoption, fresh: true };
}

/**
 * Decides about an adopted note that was read at its origin and points back: at once, or by the note's people. A pair
 * that has a stamp gets no second one.
 */
export async function decideOffer(tx: Ctx, adoption: Adoption, adopted: Post, adopterHost: string): Promise<void> {
  const [standing] = await tx.db
    .select()
    .from(adoptions)
    .where(
      and(
        eq(adoptions.originId, adoption.originId),
        eq(adoptions.adoptedUri, adoption.adoptedUri),
        eq(adoptions.state, "accepted"),
      ),
    );
  if (standing && standing.id !== adoption.id) {
    await tx.db.delete(adoptions).where(eq(adoptions.id, adoption.id));
    return answerAgain(tx, { ...standing, adopterId: adoption.adopterId, offerUri: adoption.offerUri });
  }
  const [row] = await tx.db
    .update(adoptions)
    .set({ adoptedId: adopted.id, progress: "interested" })
    .where(eq(adoptions.id, adoption.id))
    .returning();
  if (!row) return;
  const verdict = verdictOn(await standingOf(tx, adoption.originId, adopterHost));
  if (verdict === "refuse") return refuse(tx, row, CLOSED, false);
  // That it names our people is told as an adoption, and not once more as a mention.
  await tx.db.execute(sql`
    delete from notifications where post_id = ${adopted.id} and from_id = ${row.adopterId} and type = 'mention'`);
  if (verdict === "accept") return grant(tx, row);
  await tx.db.update(adoptions).set({ state: "waiting" }).where(eq(adoptions.id, row.id));
  const origin = await postById(tx, row.originId);
  if (origin) await tellPeopleOf(tx, origin, { type: "adoption_asked", from: row.adopterId, place: "/uebernahmen" });
}

/** Said to servers elsewhere, in the language of most. */
const CLOSED = "Dieses Projekt nimmt zurzeit keine Übernahmen an.";
