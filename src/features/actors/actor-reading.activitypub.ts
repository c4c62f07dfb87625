import { asList, httpUrl, idOf, isObject, linkOf, textOf, timeOf } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import { readEmojis } from "../../platform/emojis.ts";
import { etagOf } from "../../platform/etag.ts";
import { htmlToText, sanitizeHtml } from "../../platform/html.ts";
import type { Json, JsonObject } from "../../platform/json.ts";
import { isPublicKeyPem } from "./actors.keys.ts";
import { type ActorKind, type ProfileField, SECTORS } from "./actors.model.ts";
import type { Actor } from "./actors.queries.ts";
import { domainIn, MOST_ATTRIBUTION_DOMAINS } from "./attribution.model.ts";

/** What a remote actor's document says, checked and cut to our limits. */
export type RemoteActor = Pick<
  Actor,
  | "uri"
  | "type"
  | "kind"
  | "handle"
  | "name"
  | "summary"
  | "url"
  | "inboxUri"
  | "sharedInboxUri"
  | "outboxUri"
  | "followersUri"
  | "followingUri"
  | "featuredUri"
  | "iconUrl"
  | "imageUrl"
  | "manuallyApprovesFollowers"
  | "discoverable"
  | "indexable"
  | "alsoKnownAs"
  | "attributionDomains"
  | "movedTo"
  | "sector"
  | "fields"
  | "emojis"
  | "publicKeyId"
  | "publicKeyPem"
  | "document"
  | "etag"
> & { readonly publishedAt: Date | null };

const TYPES = ["Person", "Group", "Organization", "Application", "Service"] as const;
type ActorType = (typeof TYPES)[number];

const LIMITS = { name: 200, summary: 20_000, fields: 10, fieldName: 200, fieldValue: 2000, aliases: 20 } as const;

/** Letters, digits, and what peers put between them; nothing that could break `@handle@host`. */
const REMOTE_HANDLE = /^[\p{L}\p{N}._~-]{1,128}$/u;

/**
 * Reads a remote actor from its document.
 * @param document the document with the usual term names (`normalise`d)
 * @param text the document as received; kept byte for byte
 * @returns null when it is no actor that we could speak with: no known type, no usable name, or an inbox that does not
 *   lie on the host of its id
 */
export function readActorDocument(document: JsonObject, text: string): RemoteActor | null {
  const uri = httpUrl(textOf(document.id));
  const type = typeOf(document.type);
  const handle = textOf(document.preferredUsername)?.toLowerCase() ?? "";
  if (uri === null || type === null || !REMOTE_HANDLE.test(handle)) return null;
  const onHost = onHostOf(uri);
  const inboxUri = onHost(document.inbox);
  if (inboxUri === null) return null;
  const endpoints = isObject(document.endpoints) ? document.endpoints : {};
  return {
    uri,
    type,
    kind: kindOf(type, document["stv:kind"]),
    handle,
    name: cut(htmlToText(textOf(document.name) ?? ""), LIMITS.name) || handle,
    summary: sanitizeHtml(cut(textOf(document.summary) ?? "", LIMITS.summary)),
    url: linkOf(document.url) ?? uri,
    inboxUri,
    sharedInboxUri: onHost(endpoints.sharedInbox),
    outboxUri: onHost(document.outbox),
    followersUri: onHost(document.followers),
    followingUri: onHost(document.following),
    featuredUri: onHost(document.featured),
    iconUrl: linkOf(document.icon),
    imageUrl: linkOf(document.image),
    manuallyApprovesFollowers: document.manuallyApprovesFollowers === true,
    discoverable: document.discoverable === true,
    indexable: document.indexable === true,
    alsoKnownAs: aliasesIn(document.alsoKnownAs),
    attributionDomains: domainsIn(document.attributionDomains),
    movedTo: httpUrl(idOf(document.movedTo)),
    sector: SECTORS.find((sector) => sector === document["stv:sector"]) ?? null,
    fields: fieldsOf(document.attachment),
    emojis: readEmojis(document.tag),
    ...keyOf(document.publicKey, uri),
    document: text,
    etag: etagOf(text),
    publishedAt: timeOf(document.published),
  };
}

const cut = (text: string, length: number): string => [...text].slice(0, length).join("");

const typeOf = (value: Json | undefined): ActorType | null =>
  TYPES.find((type) => asList(value).includes(type)) ?? null;

function kindOf(type: ActorType, stvKind: Json | undefined): ActorKind {
  if (type === "Group") return stvKind === "District" ? "district" : "group";
  if (type === "Organization") return "organization";
  return type === "Application" ? "instance" : "person";
}

/** Addresses that we would send to or ask count only on the actor's own host: nobody points us at a third party. */
function onHostOf(uri: string): (value: Json | undefined) => string | null {
  const host = hostOf(uri);
  return (value) => {
    const address = httpUrl(idOf(value));
    return address !== null && hostOf(address) === host ? address : null;
  };
}

const aliasesIn = (value: Json | undefined): string[] =>
  asList(value)
    .flatMap((item) => httpUrl(idOf(item)) ?? [])
    .slice(0, LIMITS.aliases);

/** What is no domain is left out. */
const domainsIn = (value: Json | undefined): string[] =>
  asList(value)
    .flatMap((item) => domainIn(textOf(item) ?? "") ?? [])
    .slice(0, MOST_ATTRIBUTION_DOMAINS);

function fieldsOf(value: Json | undefined): ProfileField[] {
  return asList(value)
    .flatMap((item) => {
      if (!isObject(item) || item.type !== "PropertyValue") return [];
      const name = htmlToText(textOf(item.name) ?? "");
      const content = sanitizeHtml(cut(textOf(item.value) ?? "", LIMITS.fieldValue));
      return name === "" || content === "" ? [] : [{ name: cut(name, LIMITS.fieldName), value: content }];
    })
    .slice(0, LIMITS.fields);
}

/** The first key that is the actor's own, on its own host. Bytes after the PEM's end (snac2) are cut off. */
function keyOf(value: Json | undefined, uri: string): Pick<Actor, "publicKeyId" | "publicKeyPem"> {
  for (const key of asList(value)) {
    if (!isObject(key) || idOf(key.owner) !== uri) continue;
    const id = httpUrl(textOf(key.id));
    const end = "-----END PUBLIC KEY-----";
    const pem = textOf(key.publicKeyPem) ?? "";
    const exact = pem.includes(end) ? `${pem.slice(0, pem.indexOf(end) + end.length)}\n` : pem;
    if (id !== null && hostOf(id) === hostOf(uri) && isPublicKeyPem(exact))
      return { publicKeyId: id, publicKeyPem: exact };
  }
  return { publicKeyId: null, publicKeyPem: null };
}
