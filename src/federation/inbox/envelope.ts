import { createHash } from "node:crypto";
import { asList, idOf, isObject } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import type { Json, JsonObject } from "../../platform/json.ts";
import { InboxProblem } from "../problem.ts";

/** Activity types that can have an effect here, now or later; any other is answered 202 and forgotten (R18). */
const KNOWN_TYPES = new Set(
  `Accept Add Announce Block Create Delete Dislike EmojiReact Flag Follow Invite Join Leave Like Lock Move Offer
   QuoteRequest Reject Remove TentativeAccept TentativeReject Undo Update`.split(/\s+/),
);

/** Bytes of an id: two of them together must fit an index of PostgreSQL. */
const MAX_ID_BYTES = 1_000;

/** What the gate needs to know of an activity. */
export interface Envelope {
  /** The first known type; null when there is none. */
  readonly type: string | null;
  /** The one actor, host in its canonical spelling. */
  readonly actorUri: string;
  readonly actorHost: string;
  /** Null when the activity has none. */
  readonly id: string | null;
  readonly objectId: string | null;
  /** Whether the activity is about its own actor: an update or delete of the account. */
  readonly aboutItself: boolean;
  /** Stands for actor and subject: an activity and the one that undoes it have the same, so that they stay in order. */
  readonly orderingKey: string;
  /** Whether it carries a signature or proof of its own that says it is the actor's. */
  readonly bearsOwnSignature: boolean;
}

/**
 * An address with its host in the one canonical spelling (lower case, A-label, no trailing dot, no default port); the
 * rest stays as written. Null when it is no http(s) address.
 */
function canonicalUri(uri: string): string | null {
  const host = hostOf(uri);
  const written = /^https?:\/\/([^/?#\\]*)/i.exec(uri);
  if (host === null || written?.[1] === undefined || /[\s\p{Cc}\\@]/u.test(written[0])) return null;
  return `${new URL(uri).protocol}//${host}${uri.slice(written[0].length)}`;
}

/**
 * Reads the envelope of an activity in the usual terms: exactly one actor; an id on the actor's host, with the two
 * exceptions of decision 4 (an Undo with an id on our host, as snac2 sends; no id at all).
 * @throws InboxProblem `not-an-activity`, `foreign-id`
 */
export function readEnvelope(activity: JsonObject, ownOrigin: string): Envelope {
  const actorUri = actorOf(activity.actor);
  const actorHost = hostOf(actorUri);
  if (actorHost === null) throw new InboxProblem("not-an-activity", "The actor's id is not an address.");
  const type = asList(activity.type).find((name) => typeof name === "string" && KNOWN_TYPES.has(name));
  const id = idIn(activity.id);
  checkIdHost(id, actorHost, hostOf(ownOrigin), type);
  const objectId = idOf(activity.object);
  const canonicalObject = objectId === null ? null : (canonicalUri(objectId) ?? objectId);
  return {
    type: typeof type === "string" ? type : null,
    actorUri,
    actorHost,
    id,
    objectId,
    aboutItself: canonicalObject === actorUri,
    orderingKey: fingerprint(`${actorUri} ${subjectOf(activity) ?? id ?? ""}`),
    bearsOwnSignature: bearsSignatureOf(activity, actorHost),
  };
}

function actorOf(value: Json | undefined): string {
  const uri = Array.isArray(value) ? null : idOf(value);
  const canonical = uri === null ? null : canonicalUri(uri);
  if (canonical === null || isTooLong(canonical)) {
    throw new InboxProblem("not-an-activity", "An activity has exactly one actor with an id.");
  }
  return canonical;
}

function idIn(value: Json | undefined): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== "string" || value === "" || isTooLong(value)) {
    throw new InboxProblem("not-an-activity", "The id is no string of 1 to 1,000 bytes.");
  }
  return value;
}

const isTooLong = (id: string): boolean => Buffer.byteLength(id) > MAX_ID_BYTES;

const fingerprint = (text: string): string => createHash("sha256").update(text).digest("base64url");

function checkIdHost(id: string | null, actorHost: string, ownHost: string | null, type: Json | undefined): void {
  if (id === null || hostOf(id) === actorHost) return;
  if (type === "Undo" && hostOf(id) === ownHost) return;
  throw new InboxProblem("foreign-id", "The id must lie on the host of the actor.");
}

/** What the activity is about in the end: of an Undo, what the undone activity was about. */
function subjectOf(activity: JsonObject): string | null {
  const { object } = activity;
  const inner = activity.type === "Undo" && isObject(object) ? idOf(object.object) : null;
  return inner ?? idOf(object);
}

function bearsSignatureOf(activity: JsonObject, actorHost: string): boolean {
  const names = [
    ...asList(activity.signature).map((signature) => (isObject(signature) ? idOf(signature.creator) : null)),
    ...asList(activity.proof).map((proof) => (isObject(proof) ? idOf(proof.verificationMethod) : null)),
  ];
  return names.some((name) => name !== null && hostOf(name) === actorHost);
}
