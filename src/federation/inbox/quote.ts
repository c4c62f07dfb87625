import { actorById } from "../../features/actors/actors.queries.ts";
import { postById, visiblePlace } from "../../features/posts/posts.queries.ts";
import { onQuoteRequested } from "../../features/quotes/quotes.inbox.ts";
import { httpUrl, idOf, isObject } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
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
