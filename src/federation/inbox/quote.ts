import { actorById } from "../../features/actors/actors.queries.ts";
import { postById, postByUri, visiblePlace } from "../../features/posts/posts.queries.ts";
import { answeredQuote } from "../../features/quotes/quotes.activitypub.ts";
import { onQuoteRequested } from "../../features/quotes/quotes.inbox.ts";
import { quoteIn } from "../../features/quotes/quotes.queries.ts";
import { keepLeave, refuseQuote } from "../../features/quotes/quotes.store.ts";
import { httpUrl, idOf, isObject } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import type { JsonObject } from "../../platform/json.ts";
import { accepted, type Handler, ignored, writeOnce } from "./incoming.ts";

/**
 * Somebody elsewhere wants to quote a post of ours in a post of their own (FEP-044f). Who may not see the quoted post is
 * not answered at all: an answer would say that it exists.
 */
export const receiveQuoteRequest: Handler = async (ctx, incoming) => {
  const { actor, activity } = incoming;
  const { instrument } = activity;
  const quotingUri = httpUrl(idOf(instrument));
  if (quotingUri === null || hostOf(quotingUri) !== actor.host) return ignored("foreign-quote");
  if (isObject(instrument) && idOf(instrument.attributedTo) !== actor.uri) return ignored("not-the-author");
  const uri = httpUrl(idOf(activity.object));
  const place = uri === null ? null : await visiblePlace(ctx, actor.id, uri);
  const post = place && (await postById(ctx, place.id));
  const author = post?.local ? await actorById(ctx, post.authorId) : null;
  if (!post || !author) return ignored("no-such-post");
  const request = { uri: incoming.id, quoterUri: actor.uri, authorUri: author.uri, quotedUri: post.uri, quotingUri };
  return writeOnce(
    ctx,
    incoming,
    async (tx) =>
      (await onQuoteRequested(tx, { post, author, quoter: actor, request })) ? accepted : ignored("not-to-be-quoted"),
    { repeatable: true },
  );
};

/** Whether an Accept or Reject answers a request of ours to quote. */
export const answersQuote = (activity: JsonObject): boolean => answeredQuote(activity) !== null;

/**
 * Whoever is quoted by a post of ours gives leave, or refuses it. Only the author of the quoted post is heard, and the
 * leave must lie on the author's host; what it says is looked at before anything is shown.
 */
export const receiveQuoteAnswer: Handler = async (ctx, incoming) => {
  const { actor, activity, type } = incoming;
  const uri = answeredQuote(activity);
  const post = uri === null ? null : await postByUri(ctx, uri);
  const quote = post?.local ? await quoteIn(ctx, post.id) : null;
  if (!post || !quote) return ignored("never-asked");
  const quoted = quote.quotedId === null ? null : await postById(ctx, quote.quotedId);
  if (quoted?.authorId !== actor.id) return ignored("not-the-author");
  const stampUri = httpUrl(idOf(activity.result));
  const isSaidAlready = type === "Accept" ? quote.state === "allowed" : ["refused", "revoked"].includes(quote.state);
  if (isSaidAlready) return ignored("answered-already");
  if (type === "Accept" && (stampUri === null || hostOf(stampUri) !== actor.host)) return ignored("no-leave");
  return writeOnce(ctx, incoming, async (tx) => {
    await (type === "Accept" && stampUri !== null ? keepLeave(tx, post.id, stampUri) : refuseQuote(tx, post.id));
    return accepted;
  });
};
