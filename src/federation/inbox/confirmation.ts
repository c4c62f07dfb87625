import { actorById, ownHost } from "../../features/actors/actors.queries.ts";
import { hasBlocked } from "../../features/follows/relations.queries.ts";
import { postByUri, visiblePlace } from "../../features/posts/posts.queries.ts";
import { readConfirmationOffer } from "../../features/transfer/confirmations.activitypub.ts";
import { noteOffered } from "../../features/transfer/confirmations.store.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import type { JsonObject } from "../../platform/json.ts";
import { accepted, type Handler, ignored, writeOnce } from "./incoming.ts";

/** Whether an Offer brings the confirmation of a transfer kit. */
export const offersConfirmation = (activity: JsonObject): boolean => readConfirmationOffer(activity) !== null;

/**
 * Another district says that the kit of a note of ours is easy to handle (decision 18). The stamp must lie on the
 * signer's host, and counts only after it was fetched.
 */
export const receiveConfirmation: Handler = async (ctx, incoming) => {
  const { actor, activity } = incoming;
  const offer = readConfirmationOffer(activity);
  const post = offer && (await postByUri(ctx, offer.noteUri));
  const author = post?.local && post.kind === "projectNote" ? await actorById(ctx, post.authorId) : null;
  if (!offer || !post || !author || !(await visiblePlace(ctx, null, post.uri))) return ignored("no-such-note");
  if (actor.host === ownHost(ctx) || hostOf(offer.stampUri) !== actor.host) return ignored("foreign-object");
  if (incoming.shunned && (await hasBlocked(ctx, author.id, actor.id))) return ignored("blocked-by-author");
  return writeOnce(
    ctx,
    incoming,
    async (tx) => {
      await noteOffered(tx, post, offer.stampUri, actor);
      return accepted;
    },
    { repeatable: true, subject: offer.stampUri },
  );
};
