import { asList, idOf, textOf } from "../../platform/ap-read.ts";
import { PUBLIC } from "../../platform/ap-uris.ts";
import type { Json, JsonObject } from "../../platform/json.ts";
import { OBJECT_CONTEXTS, wireTime, withContext } from "../../platform/wire.ts";

/**
 * The activities around an object of ours (wire §4.1). They are made from the object's own document, so that actor and
 * audience cannot differ from it. Their ids are fragments on their actor's host and cannot be fetched: on purpose, since
 * Mastodon would turn what a wrapped Announce names into a boost (wire §2.5).
 */

/** A document without its context, to be embedded. */
export function bare(document: JsonObject): JsonObject {
  const { "@context": _context, ...members } = document;
  return members;
}

/**
 * The document with its context. Only what is public has the context of proofs in it: without it no Linked Data
 * signature is made, and nobody can pass on what was not meant for all (decision 10).
 */
export function inContext(document: JsonObject): JsonObject {
  const addressed = [...asList(document.to), ...asList(document.cc)];
  return withContext(addressed.includes(PUBLIC) ? OBJECT_CONTEXTS : OBJECT_CONTEXTS.slice(0, 1), document);
}

interface Envelope {
  readonly id: string;
  readonly actor: string;
  /** `to`, `cc` and, for what belongs to a group, `audience`. */
  readonly audience: JsonObject;
}

function envelopeOf(object: JsonObject): Envelope {
  const id = idOf(object);
  const actor = idOf(object.attributedTo);
  if (!id || !actor) throw new Error("an object needs an id and an author before it can be sent");
  const audience: [string, Json | undefined][] = ["to", "cc", "audience"].map((name) => [name, object[name]]);
  return { id, actor, audience: Object.fromEntries(audience.filter(hasValue)) };
}

const hasValue = (entry: [string, Json | undefined]): entry is [string, Json] => entry[1] !== undefined;

/** `Create` by the author: `<object>#create`. */
export function createActivity(object: JsonObject): JsonObject {
  const { id, actor, audience } = envelopeOf(object);
  const published = textOf(object.published);
  return inContext({
    id: `${id}#create`,
    type: "Create",
    actor,
    ...(published && { published }),
    ...audience,
    object: bare(object),
  });
}

/** `Update` by the author: `<object>#update-<stv:version>`. A document without a version counts by its `updated`. */
export function updateActivity(object: JsonObject): JsonObject {
  const { id, actor, audience } = envelopeOf(object);
  const updated = textOf(object.updated);
  const version = object["stv:version"] ?? Date.parse(updated ?? "");
  return inContext({
    id: `${id}#update-${version}`,
    type: "Update",
    actor,
    ...audience,
    ...(updated && { published: updated }),
    object: bare(object),
  });
}

/** What stands in the place of a deleted object, with its context: served with 410 (ActivityPub §6.4). */
export function tombstoneOf(object: JsonObject, deleted: Date): JsonObject {
  return inContext({
    id: envelopeOf(object).id,
    type: "Tombstone",
    formerType: object.type ?? "Object",
    deleted: wireTime(deleted),
  });
}

/** `Delete` by the author: `<object>#delete`, with the Tombstone as an object, since Gancio asks for `formerType`. */
export function deleteActivity(object: JsonObject, deleted: Date): JsonObject {
  const { id, actor, audience } = envelopeOf(object);
  return inContext({
    id: `${id}#delete`,
    type: "Delete",
    actor,
    ...audience,
    published: wireTime(deleted),
    object: bare(tombstoneOf(object, deleted)),
  });
}

/** The group that announces, and a fresh snowflake for the Announce. */
export interface Announcer {
  readonly groupUri: string;
  readonly announceId: string;
  readonly at: Date;
}

const announceUri = ({ groupUri, announceId }: Pick<Announcer, "groupUri" | "announceId">): string =>
  `${groupUri}#announce-${announceId}`;

function announce(announcer: Announcer, members: JsonObject): JsonObject {
  return inContext({
    id: announceUri(announcer),
    type: "Announce",
    actor: announcer.groupUri,
    published: wireTime(announcer.at),
    to: [PUBLIC],
    ...members,
  });
}

/** The plain form, for microblog servers: a boost of the object's id. Its author learns of it by `cc`. */
export function announcePlain(announcer: Announcer, object: JsonObject): JsonObject {
  const { id, actor } = envelopeOf(object);
  return announce(announcer, { cc: [`${announcer.groupUri}/followers`, actor], object: id });
}

/**
 * The wrapped form of FEP-1b12, for forum servers and our own kind: the whole activity about the object.
 * @param forMembers of what only the group's followers may read
 */
export function announceWrapped(announcer: Announcer, activity: JsonObject, forMembers = false): JsonObject {
  const { groupUri } = announcer;
  const followers = [`${groupUri}/followers`];
  const addressed = forMembers ? { to: followers, cc: [] } : { cc: followers };
  return announce(announcer, { ...addressed, audience: groupUri, object: bare(activity) });
}

/** Takes a plain Announce back, on microblog servers: the post itself is not the group's to delete. */
export function undoAnnounce(announcer: Announcer, objectUri: string): JsonObject {
  const { groupUri, at } = announcer;
  const id = announceUri(announcer);
  return inContext({
    id: `${id}-undo`,
    type: "Undo",
    actor: groupUri,
    published: wireTime(at),
    to: [PUBLIC],
    cc: [`${groupUri}/followers`],
    object: { id, type: "Announce", actor: groupUri, object: objectUri },
  });
}

/** Whoever puts something at the top of its page. */
interface Pinning {
  readonly uri: string;
  /** Its collection of what stands there. */
  readonly featured: string | null;
}

/** A pin as microblog servers take it: by the actor itself (Mastodon asks for `target` = the actor's `featured`). */
export function pinActivity(action: "pin" | "unpin", by: Pinning, objectUri: string, number: string): JsonObject {
  const type = action === "pin" ? "Add" : "Remove";
  return inContext({
    id: `${by.uri}#${type.toLowerCase()}-${number}`,
    type,
    actor: by.uri,
    to: [PUBLIC],
    cc: [`${by.uri}/followers`],
    object: objectUri,
    target: by.featured,
  });
}
