import { actorById } from "../../features/actors/actors.queries.ts";
import { originIn, readAnswer, readOffer, sentenceIn } from "../../features/adoptions/adoptions.activitypub.ts";
import { onAdoptionAnswered, onAdoptionOffered, refuseOffer } from "../../features/adoptions/adoptions.inbox.ts";
import { offeredBy } from "../../features/adoptions/adoptions.queries.ts";
import { refreshLineage } from "../../features/adoptions/adoptions.store.ts";
import { hasBlocked } from "../../features/follows/relations.queries.ts";
import { postByUri, visiblePlace } from "../../features/posts/posts.queries.ts";
import { noteOf } from "../../features/project-notes/project-notes.queries.ts";
import { idOf } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import type { JsonObject } from "../../platform/json.ts";
import { accepted, type Handler, type Incoming, ignored, type Outcome, writeOnce } from "./incoming.ts";

/** The handshake by which project notes are taken over (wire §4.3). */

/** Said to servers elsewhere, in the language of most. */
const GONE = "Diesen Steckbrief gibt es nicht mehr.";
const FOREIGN = "Der Steckbrief, der unser Projekt übernehmen soll, liegt auf einem anderen Server.";

/** Somebody takes a note over: R10. An Offer of anything else is none of ours yet. */
export const receiveOffer: Handler = async (ctx, incoming) => {
  const { actor, activity, id } = incoming;
  const offer = readOffer(activity);
  if (!offer) return ignored("not-handled: Offer");
  const origin = await postByUri(ctx, offer.originUri);
  const author = origin?.local && origin.kind === "projectNote" ? await actorById(ctx, origin.authorId) : null;
  if (!origin || !author) return ignored("no-such-note");
  const isOpen = (await visiblePlace(ctx, null, origin.uri)) !== null;
  if (!isOpen && (origin.deletedAt === null || origin.visibility !== "public")) return ignored("no-such-note");
  if (incoming.shunned && (await hasBlocked(ctx, author.id, actor.id))) return ignored("blocked-by-author");
  const received = { origin, adopter: actor, offer, offerUri: id };
  const why = isOpen ? (hostOf(offer.adoptedUri) === actor.host ? null : FOREIGN) : GONE;
  return writeOnce(
    ctx,
    incoming,
    async (tx) => {
      if (why === null) await onAdoptionOffered(tx, received);
      else await refuseOffer(tx, { ...received, author }, why);
      return why === null ? accepted : ignored(isOpen ? "foreign-object" : "note-gone");
    },
    { repeatable: true, subject: offer.adoptedUri },
  );
};

/** Whether an Accept or Reject answers an Offer of ours to take a note over. */
export const answersAdoption = ({ activity }: Incoming): boolean => readAnswer(activity) !== null;

/**
 * The origin's author answers our Offer. Nobody else can; a stamp must lie on the origin's host, and counts only after it
 * was fetched (check 77).
 */
export const receiveAdoptionAnswer: Handler = async (ctx, incoming) => {
  const { actor, activity, type } = incoming;
  const answer = readAnswer(activity);
  const offered = answer && (await offeredBy(ctx, answer.offerUri));
  if (!answer || !offered) return ignored("never-offered");
  const { post, claim } = offered;
  const author = (await noteOf(ctx, post.id))?.adoption?.named?.authorUri;
  if (author !== actor.uri || hostOf(claim.originUri) !== actor.host) return ignored("not-the-origin");
  if (type === "Reject") {
    return writeOnce(ctx, incoming, async (tx) => {
      await onAdoptionAnswered(tx, post, { refused: sentenceIn(activity) });
      return accepted;
    });
  }
  const { stampUri } = answer;
  if (stampUri === null || hostOf(stampUri) !== hostOf(claim.originUri)) return ignored("no-stamp");
  return writeOnce(ctx, incoming, async (tx) => {
    await onAdoptionAnswered(tx, post, { stampUri });
    return accepted;
  });
};

/** Whether an Add or Remove is about the adoptions of a note. */
export const isAboutAdoptions = (activity: JsonObject): boolean => originIn(activity) !== null;

/**
 * An origin lists an adoption, or takes it out: S15. Its word is only a hint, whoever passes it on: the family tree is
 * looked at again, if the note is known here.
 */
export async function receiveListing(
  ctx: Parameters<Handler>[0],
  incoming: Incoming,
  activity: JsonObject,
): Promise<Outcome> {
  const uri = originIn(activity);
  const origin = uri === null ? null : await postByUri(ctx, uri);
  if (!origin || origin.local || origin.deletedAt !== null) return ignored("no-such-note");
  const author = await actorById(ctx, origin.authorId);
  if (!author || author.uri !== idOf(activity.actor)) return ignored("not-the-author");
  if (author.id !== incoming.actor.id && !incoming.followed) return ignored("not-asked-for");
  return writeOnce(ctx, incoming, async (tx) => {
    await refreshLineage(tx, origin.uri);
    return accepted;
  });
}
