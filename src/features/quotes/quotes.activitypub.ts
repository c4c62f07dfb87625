import { asList, httpUrl, idOf, isObject, textOf } from "../../platform/ap-read.ts";
import type { JsonObject } from "../../platform/json.ts";
import { OBJECT_CONTEXTS, wireTime, withContext } from "../../platform/wire.ts";
import { bare } from "../posts/activities.activitypub.ts";
import { QUOTE_REL } from "../posts/quoting.activitypub.ts";

/** Private: without the context of proofs no LD signature is made (decision 10). */
const CONTEXTS = OBJECT_CONTEXTS.slice(0, 1);

/** What a received post quotes. */
export interface WireQuote {
  readonly quotedUri: string;
  readonly stampUri: string | null;
}

/**
 * The quote in a post of a peer, under any of the names that are in use (FEP-044f lists them), or null.
 * @param document with the usual term names
 */
export function readQuote(document: JsonObject): WireQuote | null {
  const named = [document.quote, document.quoteUrl, document.quoteUri, document._misskey_quote, linkedIn(document)];
  const quotedUri = named.map((value) => httpUrl(idOf(value))).find((uri) => uri !== null);
  return quotedUri == null ? null : { quotedUri, stampUri: httpUrl(idOf(document.quoteAuthorization)) };
}

function linkedIn(document: JsonObject): string | null {
  const link = asList(document.tag).find((tag) => isObject(tag) && tag.type === "Link" && tag.rel === QUOTE_REL);
  return isObject(link) ? textOf(link.href) : null;
}

export interface Stamp {
  readonly uri: string;
  /** Author of the quoted post. */
  readonly authorUri: string;
  readonly quotedUri: string;
  readonly quotingUri: string;
}

/** The leave to quote a post, as it is served (wire §4.4). */
export const stampDocument = ({ uri, authorUri, quotedUri, quotingUri }: Stamp): JsonObject =>
  withContext(OBJECT_CONTEXTS, {
    id: uri,
    type: "QuoteAuthorization",
    attributedTo: authorUri,
    interactingObject: quotingUri,
    interactionTarget: quotedUri,
  });

const tombstone = (uri: string, at: Date): JsonObject => ({
  id: uri,
  type: "Tombstone",
  formerType: "QuoteAuthorization",
  deleted: wireTime(at),
});

/** What is served in place of a leave that was taken back. */
export const revokedDocument = (uri: string, at: Date): JsonObject => withContext(OBJECT_CONTEXTS, tombstone(uri, at));

/** Tells that a leave was taken back. */
export const deleteStamp = (stamp: Pick<Stamp, "uri" | "authorUri">, quoterUri: string, at: Date): JsonObject =>
  withContext(CONTEXTS, {
    id: `${stamp.uri}#delete`,
    type: "Delete",
    actor: stamp.authorUri,
    to: [quoterUri],
    cc: [`${stamp.authorUri}/followers`],
    published: wireTime(at),
    object: tombstone(stamp.uri, at),
  });

/** A request to quote a post of ours. */
export interface QuoteRequest {
  /** Id of the request; null when it has none. */
  readonly uri: string | null;
  readonly quoterUri: string;
  readonly authorUri: string;
  readonly quotedUri: string;
  readonly quotingUri: string;
}

const REQUEST = "#quote-request";

/** Our request to quote a post of a peer. */
export const quoteRequest = (parts: {
  readonly quoterUri: string;
  readonly authorUri: string;
  readonly quotedUri: string;
  readonly quotingUri: string;
  /** The quoting post; null when its readers are few: then only its id is told. */
  readonly quoting: JsonObject | null;
}): JsonObject =>
  withContext(CONTEXTS, {
    id: `${parts.quotingUri}${REQUEST}`,
    type: "QuoteRequest",
    actor: parts.quoterUri,
    to: [parts.authorUri],
    object: parts.quotedUri,
    instrument: parts.quoting ? bare(parts.quoting) : parts.quotingUri,
  });

/** The id of the post of ours whose request to quote an Accept or Reject answers; null: it answers something else. */
export function answeredQuote({ object }: JsonObject): string | null {
  const id = idOf(object);
  if (id?.endsWith(REQUEST)) return id.slice(0, -REQUEST.length);
  const embedded = isObject(object) && asList(object.type).includes("QuoteRequest") ? object : null;
  return embedded && idOf(embedded.instrument);
}

/** Accept (with the leave) or Reject (without) of a request to quote. */
export function answerToQuote(id: string, request: QuoteRequest, stampUri: string | null): JsonObject {
  const { authorUri, quoterUri } = request;
  const type = stampUri === null ? "Reject" : "Accept";
  return withContext(CONTEXTS, {
    id: `${authorUri}#${type.toLowerCase()}-${id}`,
    type,
    actor: authorUri,
    to: [quoterUri],
    object: {
      ...(request.uri !== null && { id: request.uri }),
      type: "QuoteRequest",
      actor: quoterUri,
      object: request.quotedUri,
      instrument: request.quotingUri,
    },
    ...(stampUri !== null && { result: stampUri }),
  });
}

/** Whether a fetched document is the leave of `authorUri` for exactly this quote (FEP-044f, "Verifying"). */
export const isLeave = (document: JsonObject, { uri, authorUri, quotedUri, quotingUri }: Stamp): boolean =>
  asList(document.type).includes("QuoteAuthorization") &&
  idOf(document.id) === uri &&
  idOf(document.attributedTo) === authorUri &&
  idOf(document.interactingObject) === quotingUri &&
  idOf(document.interactionTarget) === quotedUri;
