import { asList, httpUrl, idOf, textOf } from "../../platform/ap-read.ts";
import { hostOf, PUBLIC } from "../../platform/ap-uris.ts";
import { escapeHtml, htmlToText } from "../../platform/html.ts";
import type { JsonObject } from "../../platform/json.ts";
import { cleanLine } from "../../platform/text.ts";
import { OBJECT_CONTEXTS, wireTime, withContext } from "../../platform/wire.ts";
import type { Actor } from "../actors/actors.queries.ts";

/** "Einfach handzuhaben": another district confirms a transfer kit (decision 18), both directions. */

const EASY_TO_HANDLE = "https://w3id.org/stadtteilvernetzer/ns#easyToHandle";
/** Between two: without the context of proofs no LD signature is made (decision 10). */
const PRIVATE = OBJECT_CONTEXTS.slice(0, 1);
const PROFILE = "1.0";
/** Longest sentence that comes with it. Characters. */
export const MAX_SENTENCE = 500;

/** Who confirms what. All are ActivityPub ids. */
export interface Confirmation {
  readonly stampUri: string;
  readonly confirmerUri: string;
  readonly districtUri: string;
  readonly noteUri: string;
  /** Which version of the kit it speaks of (`kitDigest`); empty: it does not say so, and speaks of none that we know. */
  readonly kitDigest: string;
  /** Plain text, often empty. */
  readonly sentence: string;
}

/** The stamp as it is served. */
export const stampDocument = (confirmation: Confirmation, at: Date): JsonObject =>
  withContext(OBJECT_CONTEXTS, {
    id: confirmation.stampUri,
    type: "Relationship",
    attributedTo: confirmation.confirmerUri,
    subject: confirmation.districtUri,
    relationship: EASY_TO_HANDLE,
    object: confirmation.noteUri,
    ...(confirmation.sentence !== "" && { content: `<p>${escapeHtml(confirmation.sentence)}</p>` }),
    to: [PUBLIC],
    published: wireTime(at),
    "stv:kind": "Confirmation",
    "stv:profile": PROFILE,
    "stv:kitDigest": confirmation.kitDigest,
  });

const tombstone = (uri: string, at: Date): JsonObject => ({
  id: uri,
  type: "Tombstone",
  formerType: "Relationship",
  deleted: wireTime(at),
});

/** What is served in place of a stamp that was taken back. */
export const endedStamp = (uri: string, at: Date): JsonObject => withContext(OBJECT_CONTEXTS, tombstone(uri, at));

type Named = Pick<Confirmation, "stampUri" | "confirmerUri" | "noteUri">;

/** Brings a stamp to the people of the note. @param to the note's author and its district */
export const offerConfirmation = (named: Named, to: readonly string[], at: Date): JsonObject =>
  withContext(PRIVATE, {
    id: `${named.stampUri}#offer`,
    type: "Offer",
    actor: named.confirmerUri,
    to: [...to],
    object: named.stampUri,
    target: named.noteUri,
    published: wireTime(at),
  });

/** Tells them that it was taken back. */
export const deleteConfirmation = (named: Named, to: readonly string[], at: Date): JsonObject =>
  withContext(PRIVATE, {
    id: `${named.stampUri}#delete`,
    type: "Delete",
    actor: named.confirmerUri,
    to: [...to],
    object: tombstone(named.stampUri, at),
    published: wireTime(at),
  });

/** Reads an Offer as one of a confirmation; null: it offers something else. */
export function readConfirmationOffer(activity: JsonObject): { stampUri: string; noteUri: string } | null {
  const [stampUri, noteUri] = [httpUrl(idOf(activity.object)), httpUrl(idOf(activity.target))];
  if (stampUri === null || noteUri === null || noteUri.endsWith("/uebernahmen")) return null;
  return { stampUri, noteUri };
}

/**
 * Reads a fetched document as the stamp for exactly this note: by somebody and for a district of the stamp's own host,
 * which is not the note's.
 * @returns null: it is none
 */
export function readConfirmation(document: JsonObject, stampUri: string, noteUri: string): Confirmation | null {
  const [confirmerUri, districtUri] = [httpUrl(idOf(document.attributedTo)), httpUrl(idOf(document.subject))];
  if (confirmerUri === null || districtUri === null) return null;
  const host = hostOf(stampUri);
  const isIt =
    asList(document.type).includes("Relationship") &&
    idOf(document.id) === stampUri &&
    idOf(document.relationship) === EASY_TO_HANDLE &&
    idOf(document.object) === noteUri &&
    hostOf(confirmerUri) === host &&
    hostOf(districtUri) === host &&
    hostOf(noteUri) !== host;
  if (!isIt) return null;
  return {
    stampUri,
    confirmerUri,
    districtUri,
    noteUri,
    kitDigest: digestIn(document),
    sentence: sentenceIn(document),
  };
}

/** Multibase: as long as one can be. */
const digestIn = ({ "stv:kitDigest": digest }: JsonObject): string =>
  /^z[1-9A-HJ-NP-Za-km-z]{1,99}$/.exec(textOf(digest) ?? "")?.[0] ?? "";

/** Whether an actor speaks for a district: the district itself, or a person or organisation that says it is theirs. */
export function speaksFor({ uri, kind, document }: Pick<Actor, "uri" | "kind" | "document">, districtUri: string) {
  if (kind === "district") return uri === districtUri;
  if (kind !== "person" && kind !== "organization") return false;
  const described: JsonObject = JSON.parse(document || "{}");
  return idOf(described["stv:district"]) === districtUri;
}

const sentenceIn = ({ content }: JsonObject): string =>
  [...cleanLine(htmlToText(textOf(content)?.slice(0, 5 * MAX_SENTENCE) ?? ""))].slice(0, MAX_SENTENCE).join("");
