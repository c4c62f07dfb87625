import { asList, httpUrl, idOf, isObject, textOf } from "../../platform/ap-read.ts";
import { PUBLIC } from "../../platform/ap-uris.ts";
import { escapeHtml, htmlToText } from "../../platform/html.ts";
import type { JsonObject } from "../../platform/json.ts";
import { cleanLine } from "../../platform/text.ts";
import { OBJECT_CONTEXTS, wireTime, withContext } from "../../platform/wire.ts";
import type { NoteAdoption } from "../project-notes/adopted.model.ts";
import { ADOPTED_FROM } from "../project-notes/project-notes.activitypub.ts";

/** The handshake by which a project note is taken over (wire §4.3), both directions. */

/** Between two: without the context of proofs no LD signature is made (decision 10). */
const PRIVATE = OBJECT_CONTEXTS.slice(0, 1);
const PROFILE = "1.0";
/** Longest sentence that is read of an Offer or a Reject. Characters. */
export const MAX_MESSAGE = 500;

/** The two notes and their authors. */
export interface Pair {
  /** ActivityPub id of the note that is taken over, and of its author. */
  readonly originUri: string;
  readonly originAuthorUri: string;
  /** ActivityPub id of the adopter's note, and of the adopter. */
  readonly adoptedUri: string;
  readonly adopterUri: string;
}

/** The collection of a note's adoptions. */
const adoptionsUri = (noteUri: string): string => `${noteUri}/uebernahmen`;

const target = ({ originUri, originAuthorUri }: Omit<Pair, "adoptedUri" | "adopterUri">): JsonObject => ({
  type: "OrderedCollection",
  id: adoptionsUri(originUri),
  attributedTo: originAuthorUri,
});

/** Id of the Offer that a note of ours makes. */
const offerUri = (adoptedUri: string): string => `${adoptedUri}#offer-adoption`;

const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;

/** "Wir übernehmen das": S13. @param groupUris the origin's group, if it is known */
export const offerAdoption = (pair: Pair, groupUris: readonly string[], message: string, at: Date): JsonObject =>
  withContext(PRIVATE, {
    id: offerUri(pair.adoptedUri),
    type: "Offer",
    actor: pair.adopterUri,
    to: [pair.originAuthorUri, ...groupUris],
    object: pair.adoptedUri,
    target: target(pair),
    ...(message !== "" && { content: paragraph(message) }),
    published: wireTime(at),
  });

/** An Offer as its answer repeats it. */
const offered = (pair: Pair, id: string | null): JsonObject => ({
  ...(id !== null && { id }),
  type: "Offer",
  actor: pair.adopterUri,
  object: pair.adoptedUri,
  target: adoptionsUri(pair.originUri),
});

/** An adoption that a note of ours answers: S14. */
export interface Answered {
  readonly pair: Pair;
  /** Id of the Offer; null when it had none. */
  readonly offerUri: string | null;
  /** Who else is told: the adopter's district. */
  readonly groupUris: readonly string[];
}

/** Grants it. @param stampUri id of the stamp, which can be fetched */
export const acceptAdoption = ({ pair, offerUri: id, groupUris }: Answered, stampUri: string, at: Date): JsonObject =>
  withContext(PRIVATE, {
    id: `${stampUri}#accept`,
    type: "Accept",
    actor: pair.originAuthorUri,
    to: [pair.adopterUri, ...groupUris],
    object: offered(pair, id),
    result: stampUri,
    published: wireTime(at),
  });

/** Refuses it. @param id makes this answer's id; @param reason for people, plain text */
export const rejectAdoption = ({ pair, offerUri: id, groupUris }: Answered, answerId: string, reason: string) =>
  withContext(PRIVATE, {
    id: `${pair.originAuthorUri}#reject-${answerId}`,
    type: "Reject",
    actor: pair.originAuthorUri,
    to: [pair.adopterUri, ...groupUris],
    object: offered(pair, id),
    ...(reason !== "" && { content: paragraph(reason) }),
  });

/** Puts an adoption into the list of its origin, or takes it out: S15. */
export function listAdoption(
  type: "Add" | "Remove",
  pair: Pair,
  { stampUri, groupUri, at }: { readonly stampUri: string; readonly groupUri: string | null; readonly at: Date },
): JsonObject {
  return withContext(OBJECT_CONTEXTS, {
    id: `${stampUri}#${type.toLowerCase()}`,
    type,
    actor: pair.originAuthorUri,
    to: [PUBLIC],
    cc: [`${pair.originAuthorUri}/followers`, ...(groupUri === null ? [] : [groupUri])],
    object: pair.adoptedUri,
    target: target(pair),
    published: wireTime(at),
  });
}

/** What an origin signs for: exactly this note was taken over from exactly that one. */
export interface Stamp {
  readonly uri: string;
  /** Author of the origin. */
  readonly authorUri: string;
  readonly originUri: string;
  readonly adoptedUri: string;
}

/** The stamp as it is served. @param version `stv:version` of the origin that was taken over */
export const stampDocument = (stamp: Stamp, version: number | null, at: Date): JsonObject =>
  withContext(OBJECT_CONTEXTS, {
    id: stamp.uri,
    type: "Relationship",
    attributedTo: stamp.authorUri,
    subject: stamp.adoptedUri,
    relationship: ADOPTED_FROM,
    object: stamp.originUri,
    to: [PUBLIC],
    published: wireTime(at),
    "stv:kind": "AdoptionProof",
    "stv:profile": PROFILE,
    ...(version !== null && { "stv:adoptedVersion": version }),
  });

const tombstone = (uri: string, at: Date): JsonObject => ({
  id: uri,
  type: "Tombstone",
  formerType: "Relationship",
  deleted: wireTime(at),
});

/** What is served in place of a stamp that counts no more. */
export const endedStamp = (uri: string, at: Date): JsonObject => withContext(OBJECT_CONTEXTS, tombstone(uri, at));

/** Tells that a stamp was taken back. */
export const deleteStamp = (stamp: Pick<Stamp, "uri" | "authorUri">, adopterUri: string, at: Date): JsonObject =>
  withContext(PRIVATE, {
    id: `${stamp.uri}#delete`,
    type: "Delete",
    actor: stamp.authorUri,
    to: [adopterUri],
    cc: [`${stamp.authorUri}/followers`],
    published: wireTime(at),
    object: tombstone(stamp.uri, at),
  });

/** Whether a fetched document is the origin's stamp for exactly this pair. */
export const isStamp = (document: JsonObject, { uri, authorUri, originUri, adoptedUri }: Stamp): boolean =>
  asList(document.type).includes("Relationship") &&
  idOf(document.id) === uri &&
  idOf(document.attributedTo) === authorUri &&
  idOf(document.relationship) === ADOPTED_FROM &&
  idOf(document.subject) === adoptedUri &&
  idOf(document.object) === originUri;

/** An entry of the list of adoptions: as much as a reader needs who cannot fetch it now. */
export const listedItem = (
  { uri, title, url, authorUri, publishedAt, districtUri, progress }: ListedNote,
  stampUri: string,
): JsonObject => ({
  id: uri,
  type: "Article",
  name: title,
  url,
  attributedTo: authorUri,
  published: wireTime(publishedAt),
  ...(districtUri !== null && { "stv:district": districtUri }),
  "stv:adoptionProof": stampUri,
  "stv:adoption": { "stv:state": progress?.state ?? "interested" },
});

/** An adopted note as its origin lists it. */
interface ListedNote {
  readonly uri: string;
  readonly title: string;
  readonly url: string;
  readonly authorUri: string;
  readonly publishedAt: Date;
  readonly districtUri: string | null;
  readonly progress: NoteAdoption | null;
}

/** What an Offer says, unchecked. */
export interface WireOffer {
  readonly adoptedUri: string;
  readonly originUri: string;
  readonly message: string;
}

/** The note whose collection of adoptions an activity names as its target, or null. */
export function originIn(activity: JsonObject): string | null {
  const uri = httpUrl(idOf(activity.target));
  return uri?.endsWith("/uebernahmen") ? uri.slice(0, -"/uebernahmen".length) : null;
}

/** Reads an Offer as one to take a project note over; null: it is about something else. */
export function readOffer(activity: JsonObject): WireOffer | null {
  const originUri = originIn(activity);
  const adoptedUri = httpUrl(idOf(activity.object));
  return originUri === null || adoptedUri === null ? null : { adoptedUri, originUri, message: sentenceIn(activity) };
}

/** `content` as one line of plain text. */
export const sentenceIn = (activity: JsonObject): string =>
  [...cleanLine(htmlToText(textOf(activity.content)?.slice(0, 5 * MAX_MESSAGE) ?? ""))].slice(0, MAX_MESSAGE).join("");

/** Ids of all that a note says that it was taken over from (`isBasedOn` is what other software says). */
export const originsIn = (document: JsonObject): string[] =>
  [...asList(document["stv:adoptedFrom"]), ...asList(document.isBasedOn)].flatMap((origin) => idOf(origin) ?? []);

/** The Offer of ours that an Accept or Reject answers, and what is given for it; null: it answers something else. */
export function readAnswer(activity: JsonObject): { offerUri: string; stampUri: string | null } | null {
  const { object } = activity;
  if (isObject(object) && object.type !== undefined && !asList(object.type).includes("Offer")) return null;
  const id = idOf(object);
  const named = id ?? (isObject(object) ? idOf(object.object) : null);
  if (named === null) return null;
  const uri = id === null ? offerUri(named) : id;
  return uri.endsWith("#offer-adoption") ? { offerUri: uri, stampUri: httpUrl(idOf(activity.result)) } : null;
}
