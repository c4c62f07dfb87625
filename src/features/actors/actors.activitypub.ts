import { sharedInboxUri } from "../../platform/ap-uris.ts";
import type { Json, JsonObject } from "../../platform/json.ts";
import { ACTOR_CONTEXTS, wireTime, withContext } from "../../platform/wire.ts";
import { emojiTag } from "../emojis/emojis.activitypub.ts";
import type { OwnEmoji } from "../emojis/emojis.model.ts";
import type { ActorKeyRow } from "./actors.keys.ts";
import type { ActorKind } from "./actors.model.ts";
import type { Actor } from "./actors.queries.ts";

/** What an actor document names besides the actor itself. */
export interface ActorSurroundings {
  readonly origin: string;
  readonly districtUri: string | null;
  readonly instanceUri: string | null;
  /** Those in its texts. */
  readonly emojis: readonly OwnEmoji[];
}

const STV_KIND: Readonly<Record<Exclude<ActorKind, "instance">, string>> = {
  person: "Person",
  organization: "Organization",
  group: "Group",
  district: "District",
};

/** FEP-844e: what this server's instance actor says that it can do. */
const IMPLEMENTS: JsonObject[] = [
  {
    type: "Link",
    href: "https://datatracker.ietf.org/doc/html/rfc9421",
    name: "RFC-9421: HTTP Message Signatures",
  },
  { type: "Link", href: "https://w3id.org/stadtteilvernetzer/ns#1.0", name: "Stadtteilvernetzer-Profil 1.0" },
];

const isGroup = (kind: ActorKind): boolean => kind === "group" || kind === "district";

/** The document of a local actor (wire §2.1, §2.2), ready to be stored as text. */
export function actorDocument(actor: Actor, keys: readonly ActorKeyRow[], around: ActorSurroundings): JsonObject {
  return withContext(ACTOR_CONTEXTS, {
    id: actor.uri,
    type: actor.type,
    preferredUsername: actor.handle,
    webfinger: `${actor.handle}@${actor.host}`,
    name: actor.name,
    ...(actor.summary !== "" && { summary: actor.summary }),
    url: actor.url,
    inbox: actor.inboxUri,
    outbox: `${actor.uri}/outbox`,
    followers: `${actor.uri}/followers`,
    following: `${actor.uri}/following`,
    ...(actor.kind !== "instance" && { featured: `${actor.uri}/featured` }),
    endpoints: { sharedInbox: sharedInboxUri(around.origin) },
    ...keyMembers(actor.uri, keys),
    ...(isGroup(actor.kind) && { attributedTo: `${actor.uri}/moderators` }),
    manuallyApprovesFollowers: actor.manuallyApprovesFollowers,
    discoverable: actor.discoverable,
    indexable: actor.indexable,
    ...(actor.kind !== "instance" && {
      attributionDomains: [actor.host.replace(/:\d+$/, ""), ...actor.attributionDomains],
    }),
    ...(actor.alsoKnownAs.length > 0 && { alsoKnownAs: actor.alsoKnownAs }),
    ...(actor.movedTo !== null && { movedTo: actor.movedTo }),
    ...(isGroup(actor.kind) && { postingRestrictedToMods: actor.archivedAt !== null }),
    published: wireTime(actor.publishedAt),
    ...(actor.updatedAt > actor.publishedAt && { updated: wireTime(actor.updatedAt) }),
    ...imageMember("icon", actor.iconUrl),
    ...imageMember("image", actor.imageUrl),
    ...fieldsMember(actor),
    ...(around.emojis.length > 0 && { tag: around.emojis.map(emojiTag) }),
    ...(actor.kind === "instance" ? instanceMembers(actor.uri, around) : ownKindMembers(actor, actor.kind, around)),
  });
}

function keyMembers(uri: string, keys: readonly ActorKeyRow[]): JsonObject {
  const rsa = keys.find((key) => key.algorithm === "rsa");
  const ed25519 = keys.find((key) => key.algorithm === "ed25519");
  return {
    ...(rsa && { publicKey: { id: rsa.keyId, owner: uri, publicKeyPem: rsa.publicKey } }),
    ...(ed25519 && {
      assertionMethod: [
        { id: ed25519.keyId, type: "Multikey", controller: uri, publicKeyMultibase: ed25519.publicKey },
      ],
    }),
  };
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  webp: "image/webp",
  avif: "image/avif",
  gif: "image/gif",
};

function imageMember(member: "icon" | "image", url: string | null): JsonObject {
  if (url === null) return {};
  const mediaType = MEDIA_TYPES[url.split(".").at(-1) ?? ""];
  return { [member]: { type: "Image", ...(mediaType && { mediaType }), url } };
}

function fieldsMember(actor: Actor): JsonObject {
  if (actor.fields.length === 0) return {};
  return { attachment: actor.fields.map(({ name, value }) => ({ type: "PropertyValue", name, value })) };
}

const instanceMembers = (uri: string, { districtUri }: ActorSurroundings): JsonObject => ({
  implements: IMPLEMENTS,
  "stv:knownDistricts": `${uri}/stadtteile`,
  // Whoever was given the address of the site gets this actor, and finds the district through it.
  ...(districtUri !== null && { "stv:district": districtUri }),
});

function ownKindMembers(actor: Actor, kind: keyof typeof STV_KIND, around: ActorSurroundings): JsonObject {
  const district = kind === "district";
  return {
    ...(isGroup(kind) && { language: [{ identifier: "de", name: "Deutsch" }] }),
    "stv:kind": STV_KIND[kind],
    "stv:profile": "1.0",
    ...(actor.sector !== null && { "stv:sector": actor.sector }),
    ...(district && {
      "stv:projects": `${actor.uri}/projekte`,
      "stv:groups": `${actor.uri}/gruppen`,
      "stv:partnerDistricts": `${actor.uri}/partner`,
    }),
    ...(kind === "group" && around.districtUri !== null && { "stv:partOf": around.districtUri }),
    ...(!district && around.districtUri !== null && { "stv:district": around.districtUri }),
    ...(around.instanceUri !== null && {
      generator: { type: "Application", id: around.instanceUri, name: "Stadtteilvernetzer" },
    }),
  };
}

/** `Update` of an actor with its document inside, to everybody (wire S6). `number` tells one update from the next. */
export function updateOfActor(actor: Actor, document: JsonObject, number: string): JsonObject {
  const { "@context": _, ...embedded } = document;
  const to: Json[] = ["https://www.w3.org/ns/activitystreams#Public"];
  return withContext([...ACTOR_CONTEXTS, "https://w3id.org/security/data-integrity/v1"], {
    id: `${actor.uri}#update-${number}`,
    type: "Update",
    actor: actor.uri,
    published: wireTime(actor.updatedAt),
    to,
    cc: [`${actor.uri}/followers`],
    object: embedded,
  });
}

const toAll = (actor: Actor): JsonObject => ({
  to: ["https://www.w3.org/ns/activitystreams#Public"],
  cc: [`${actor.uri}/followers`],
});

const ACTIVITY_CONTEXTS = ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v1"];

/** `Move` to another account of the same person (wire S24, FEP-7628). */
export const moveActivity = (actor: Actor, targetUri: string, number: string, at: Date): JsonObject =>
  withContext(ACTIVITY_CONTEXTS, {
    id: `${actor.uri}#move-${number}`,
    type: "Move",
    actor: actor.uri,
    published: wireTime(at),
    ...toAll(actor),
    object: actor.uri,
    target: targetUri,
  });

/** `Delete` of an account that was closed, to every server (wire S8). */
export const deleteOfActor = (actor: Actor, at: Date): JsonObject =>
  withContext(ACTIVITY_CONTEXTS, {
    id: `${actor.uri}#delete`,
    type: "Delete",
    actor: actor.uri,
    published: wireTime(at),
    ...toAll(actor),
    object: actor.uri,
  });
