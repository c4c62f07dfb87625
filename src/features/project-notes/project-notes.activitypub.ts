import { isObject } from "../../platform/ap-read.ts";
import { PUBLIC } from "../../platform/ap-uris.ts";
import type { Json, JsonObject } from "../../platform/json.ts";
import { wireTime } from "../../platform/wire.ts";
import { emojiTag } from "../emojis/emojis.activitypub.ts";
import type { OwnEmoji } from "../emojis/emojis.model.ts";
import { hintMembers } from "../media/media.activitypub.ts";
import { inContext } from "../posts/activities.activitypub.ts";
import { partnersCollection } from "../posts/writing.activitypub.ts";
import type { NoteAdoption } from "./adopted.model.ts";
import type { Field, Fields } from "./field-kinds.schemas.ts";
import { writeMembers } from "./payload.activitypub.ts";
import {
  hashtagsOf,
  LICENCE_IRIS,
  plainMarkdown,
  renderNoteContent,
  renderPlainText,
  renderPreview,
} from "./project-notes.content.ts";
import { statusOf, topicKey } from "./project-notes.model.ts";
import {
  DEFAULT_LANGUAGE,
  DEFAULT_LICENCE,
  isTopicIri,
  NOTE_FIELDS,
  type NoteFile,
  type NoteImage,
  type ProjectNoteFields,
} from "./project-notes.schemas.ts";
import { isTransferReady, type NoteConfirmation } from "./transfer-kit.model.ts";

/** Version of our vocabulary: a minor one only adds members (wire §1.1). */
const PROFILE = "1.0";
/** Largest document that is published, in bytes of UTF-8 (wire §1.2, check 25). */
export const MAX_DOCUMENT_BYTES = 200_000;

const LANGUAGE_NAMES = { de: "Deutsch", en: "English" } as const;

/** What a note's document needs to know besides the fields. */
export interface NoteEnvelope {
  readonly origin: string;
  readonly uri: string;
  readonly url: string;
  readonly author: { readonly uri: string; readonly followersUri: string };
  readonly districtUri: string;
  readonly publishedAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
  /** That it was taken over from another note; null or missing: it was not. */
  readonly adoption?: NoteAdoption | null | undefined;
  /** By which another district confirms its transfer kit; null or missing: there is none. */
  readonly confirmation?: NoteConfirmation | null | undefined;
  /** Read by partner districts and members only. */
  readonly forPartners?: boolean;
  /** Ids of the topics that its words mean with us, besides those that it names itself. */
  readonly topicIris?: readonly string[];
  /** Those of this server in its texts. */
  readonly emojis?: readonly OwnEmoji[];
}

/** What the link to the origin says that it is (FEP-e232), and the relationship in the stamp. */
export const ADOPTED_FROM = "https://w3id.org/stadtteilvernetzer/ns#adoptedFrom";
const DOCUMENT_TYPE = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"';

const inPayload = ([, field]: [string, Field]): boolean => field.wire === null || field.wire.startsWith("stv:");
/** The fields that stand in `stv:projectNote`. */
export const PAYLOAD_FIELDS: Fields = Object.fromEntries(Object.entries<Field>(NOTE_FIELDS).filter(inPayload));

const textTopics = ({ topics = [] }: ProjectNoteFields): string[] => topics.filter((topic) => !isTopicIri(topic));

function payloadOf({ adoption, confirmation }: NoteEnvelope, fields: ProjectNoteFields): JsonObject {
  const topics = textTopics(fields);
  const members = writeMembers(PAYLOAD_FIELDS, { ...fields, status: statusOf(fields) });
  const kit = members["stv:transferKit"];
  return {
    ...members,
    ...(confirmation && isObject(kit) && { "stv:transferKit": { ...kit, ...confirmationOf(confirmation, fields) } }),
    // A hashtag has no spaces: the topics as written stand here, so that another district shows them as they were.
    ...(topics.length > 0 && { "stv:topicNames": topics }),
    ...(adoption && { "stv:adoption": progressOf(adoption) }),
  };
}

/** Which state it claims is for readers of other software: ours look for themselves (decision 17). */
const confirmationOf = ({ stampUri, isCurrent }: NoteConfirmation, fields: ProjectNoteFields): JsonObject => ({
  "stv:state": isTransferReady(fields, isCurrent) ? "ready" : "draft",
  "stv:confirmedBy": stampUri,
});

const progressOf = ({ state, adapted, reason }: NoteAdoption): JsonObject => ({
  "stv:state": state,
  ...(adapted.length > 0 && { "stv:adapted": adapted.map((name) => ({ name })) }),
  ...(reason !== null && { "stv:reason": reason }),
});

/** Where it comes from, for readers of our kind (wire §3.2). */
const descentOf = ({ originUri, originVersion, proofUri }: NoteAdoption): JsonObject => ({
  "stv:adoptedFrom": [originUri],
  ...(originVersion !== null && { "stv:adoptedVersion": originVersion }),
  ...(proofUri !== null && { "stv:adoptionProof": proofUri }),
});

/** Where it comes from, for everybody else: its author is told, and the origin is linked. */
function descentTags({ originUri, named }: NoteAdoption): Json[] {
  if (named === null) return [];
  return [
    { type: "Mention", name: named.authorHandle, href: named.authorUri },
    { type: "Link", mediaType: DOCUMENT_TYPE, href: originUri, name: named.title, rel: ADOPTED_FROM },
  ];
}

function imageOf(image: NoteImage): JsonObject {
  const { mediaType, url, alt, width, height } = image;
  return {
    type: "Image",
    mediaType,
    url,
    ...(alt !== "" && { name: alt }),
    ...(width !== undefined && height !== undefined && { width, height }),
    ...hintMembers(image),
  };
}

const documentOf = ({ mediaType, url, name, digest }: NoteFile): JsonObject => ({
  type: "Document",
  mediaType,
  url,
  name,
  ...(digest && { "stv:digest": digest }),
});

/** The picture alone, as `image`: type, address and description. */
function titleImage(fields: ProjectNoteFields): JsonObject | undefined {
  const [first] = fields.images ?? [];
  return first && imageOf({ url: first.url, mediaType: first.mediaType, alt: first.alt });
}

function locationOf({ place }: ProjectNoteFields): JsonObject | undefined {
  if (!place) return undefined;
  const { name, latitude, longitude, ...address } = writeMembers(NOTE_FIELDS.place.fields, place);
  return {
    type: "Place",
    ...(name !== undefined && { name }),
    ...(latitude !== undefined && longitude !== undefined && { latitude, longitude }),
    ...(Object.keys(address).length > 0 && { address: { type: "PostalAddress", ...address } }),
  };
}

function tagsOf({ origin, adoption, emojis = [] }: NoteEnvelope, fields: ProjectNoteFields): Json[] {
  const hashtags = hashtagsOf(fields).map((tag) => ({
    type: "Hashtag",
    name: `#${tag}`,
    href: `${origin}/themen/${encodeURIComponent(topicKey(tag))}`,
  }));
  return [...hashtags, ...(adoption ? descentTags(adoption) : []), ...emojis.map(emojiTag)];
}

function textMembers(note: NoteEnvelope, fields: ProjectNoteFields): JsonObject {
  const language = fields.language ?? DEFAULT_LANGUAGE;
  const content = renderNoteContent(fields, language, note);
  const plain = renderPlainText(fields);
  return {
    name: fields.title,
    summary: fields.summary,
    content,
    contentMap: { [language]: content, ...(plain !== null && { [`${language}-simple`]: plain }) },
    mediaType: "text/html",
    source: { content: plainMarkdown(fields, language, note), mediaType: "text/markdown" },
  };
}

/** Of what was taken over the author of the origin is told as well. */
function addressesOf({ districtUri, author, adoption, forPartners }: NoteEnvelope): JsonObject {
  if (forPartners === true) return { to: [partnersCollection(districtUri)], cc: [] };
  const named = adoption?.named ? [adoption.named.authorUri] : [];
  return { to: [PUBLIC, districtUri], cc: [author.followersUri, ...named] };
}

function audienceMembers(note: NoteEnvelope): JsonObject {
  return {
    url: note.url,
    attributedTo: note.author.uri,
    audience: note.districtUri,
    ...addressesOf(note),
    context: `${note.uri}/kontext`,
    replies: `${note.uri}/antworten`,
    published: wireTime(note.publishedAt),
    updated: wireTime(note.updatedAt),
  };
}

/**
 * The note's document as it is stored, served and sent (wire §3.1). The order of the members is fixed; of the context
 * only the entries used are written.
 */
export function toWire(note: NoteEnvelope, fields: ProjectNoteFields): JsonObject {
  const language = fields.language ?? DEFAULT_LANGUAGE;
  const image = titleImage(fields);
  const location = locationOf(fields);
  const topicIris = [...new Set([...(fields.topics ?? []).filter(isTopicIri), ...(note.topicIris ?? [])])];
  return inContext({
    id: note.uri,
    type: "Article",
    ...textMembers(note, fields),
    ...audienceMembers(note),
    language: { identifier: language, name: LANGUAGE_NAMES[language] },
    sensitive: false,
    license: LICENCE_IRIS[fields.licence ?? DEFAULT_LICENCE],
    ...(image && { image }),
    attachment: [...(fields.images ?? []).map(imageOf), ...(fields.files ?? []).map(documentOf)],
    tag: tagsOf(note, fields),
    ...(location && { location }),
    ...(!note.forPartners && { interactionPolicy: { canQuote: { automaticApproval: [PUBLIC] } } }),
    preview: {
      type: "Note",
      attributedTo: note.author.uri,
      content: renderPreview(fields),
      published: wireTime(note.publishedAt),
    },
    history: `${note.uri}/verlauf`,
    "stv:kind": "ProjectNote",
    "stv:profile": PROFILE,
    "stv:version": note.version,
    "stv:district": note.districtUri,
    ...(topicIris.length > 0 && { "stv:topics": topicIris }),
    ...(note.adoption && descentOf(note.adoption)),
    "stv:adoptions": `${note.uri}/uebernahmen`,
    "stv:projectNote": payloadOf(note, fields),
  });
}
