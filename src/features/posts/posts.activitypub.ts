import { asList, httpUrl, idOf, isObject, linkOf, textOf, timeOf } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import { type CustomEmoji, readEmojis } from "../../platform/emojis.ts";
import { htmlToText, sanitizeHtml, textToHtml } from "../../platform/html.ts";
import type { Json, JsonObject } from "../../platform/json.ts";
import { storableText } from "../../platform/text.ts";
import { hintsIn } from "../media/media.activitypub.ts";
import type { Poll, PollOption, PostAttachment, PostKind, PostTag } from "./posts.model.ts";
import { topicIri } from "./topic-names.model.ts";

/** What a peer's object says, in our words: checked, sanitised and cut to our limits. */
export interface WirePost {
  readonly uri: string;
  readonly url: string;
  readonly type: string;
  readonly kind: PostKind;
  /** `stv:kind`: such objects are only ever read from their own id. */
  readonly stvKind: string | null;
  /** Ids of all authors it names; empty when it names none. */
  readonly attributedTo: readonly string[];
  readonly inReplyTo: string | null;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly mentions: readonly string[];
  readonly audience: readonly string[];
  /** Plain text. */
  readonly title: string | null;
  /** Plain text. */
  readonly summary: string | null;
  /** Sanitised HTML. */
  readonly content: string;
  /** Sanitised HTML of the plain-language twin. */
  readonly plainContent: string | null;
  readonly language: string | null;
  readonly sensitive: boolean;
  readonly imageUrl: string | null;
  readonly imageAlt: string | null;
  readonly attachments: readonly PostAttachment[];
  readonly tags: readonly PostTag[];
  /** `stv:topics`: ids of what it is about, as `topicIri` writes them. */
  readonly topics: readonly string[];
  readonly emojis: readonly CustomEmoji[];
  readonly publishedAt: Date | null;
  readonly updatedAt: Date | null;
  /** `stv:version`; null for what has none. */
  readonly version: number | null;
  /** What a Question asks; null for all others, and for one without options. */
  readonly poll: Poll | null;
  /** A vote in a poll: a name, an address to answer, and no text. Never a comment. */
  readonly isVote: boolean;
}

const KINDS: Readonly<Record<string, PostKind>> = {
  Article: "article",
  Note: "note",
  Page: "page",
  Question: "question",
  Event: "event",
  Video: "other",
  Audio: "other",
  Image: "other",
  Document: "other",
};

/** Types that are read as posts; the first that fits counts where a peer gives several. */
const typeIn = (value: Json | undefined): string | null => {
  for (const type of asList(value)) if (typeof type === "string" && Object.hasOwn(KINDS, type)) return type;
  return null;
};

function kindOf(type: string, stvKind: string | null): PostKind {
  if (stvKind === "ProjectNote") return "projectNote";
  return stvKind === "Topic" && type === "Article" ? "topic" : (KINDS[type] ?? "other");
}

const LIMITS = {
  title: 300,
  summary: 2000,
  addressees: 100,
  mentions: 50,
  tags: 30,
  tag: 100,
  topics: 20,
  topic: 500,
  attachments: 8,
  alt: 1500,
  options: 50,
} as const;

/**
 * Reads any post of a peer, whatever its shape: single values for lists, objects for ids, lists of types, missing
 * members, texts only in their language map.
 * @param document with the usual term names (`normalise`d)
 * @returns null when it is no post, or has no usable id
 */
export function readWire(document: JsonObject): WirePost | null {
  const uri = httpUrl(textOf(document.id));
  const type = typeIn(document.type);
  if (uri === null || type === null) return null;
  const title = localized(document, "name");
  const text = localized(document, "content");
  const summary = localized(document, "summary");
  const attachments = attachmentsIn(document.attachment);
  const image = imageIn(document.image) ?? attachments.find(({ mediaType }) => mediaType.startsWith("image/"));
  const stvKind = textOf(document["stv:kind"]);
  const inReplyTo = httpUrl(idOf(document.inReplyTo));
  return {
    uri,
    url: pageIn(document.url, uri),
    type,
    kind: kindOf(type, stvKind),
    stvKind,
    attributedTo: idsIn(document.attributedTo, LIMITS.addressees),
    inReplyTo,
    to: idsIn(document.to, LIMITS.addressees),
    cc: idsIn(document.cc, LIMITS.addressees),
    mentions: mentionsIn(document.tag),
    audience: idsIn(document.audience, LIMITS.addressees),
    title: plain(title.text, LIMITS.title),
    summary: plain(summary.text, LIMITS.summary),
    content: bodyIn(document, text.text ?? ""),
    plainContent: plainTwin(document.contentMap),
    language: languageIn(document, text.language),
    sensitive: document.sensitive === true,
    imageUrl: image?.url ?? null,
    imageAlt: image?.alt ?? null,
    attachments,
    tags: tagsIn(document.tag),
    topics: readTopics(document),
    emojis: readEmojis(document.tag),
    publishedAt: timeOf(document.published),
    updatedAt: timeOf(document.updated),
    version: versionIn(document["stv:version"]),
    poll: type === "Question" ? pollIn(document) : null,
    isVote: type === "Note" && inReplyTo !== null && title.text !== null && text.text === null,
  };
}

const cut = (text: string, length: number): string => [...text].slice(0, length).join("");

const plain = (html: string | null, length: number): string | null =>
  html === null ? null : cut(htmlToText(html).replaceAll(/\s+/g, " "), length) || null;

function idsIn(value: Json | undefined, most: number): string[] {
  const ids = asList(value).flatMap((item) => idOf(item) ?? []);
  return [...new Set(ids)].slice(0, most);
}

/** A text member, or the first entry of its language map. */
function localized(document: JsonObject, member: string): { text: string | null; language: string | null } {
  const map = document[`${member}Map`];
  const entries = isObject(map) ? Object.entries(map) : [];
  const direct = textOf(document[member]);
  const [language, first] = entries.find(([, text]) => textOf(text) === direct) ?? entries[0] ?? [null, undefined];
  return { text: direct ?? textOf(first), language };
}

function plainTwin(contentMap: Json | undefined): string | null {
  const text = isObject(contentMap) ? textOf(contentMap["de-simple"]) : null;
  return text === null ? null : sanitizeHtml(text);
}

const LANGUAGE_TAG = /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i;

/** The language of the text, else what the object names: an object (Lemmy) or a string (Mobilizon) under one term. */
function languageIn(document: JsonObject, ofText: string | null): string | null {
  const named = document.language ?? document.inLanguage;
  const tag = ofText ?? (isObject(named) ? textOf(named.identifier) : textOf(named));
  return tag !== null && LANGUAGE_TAG.test(tag) && tag.toLowerCase() !== "und" ? tag : null;
}

/** The text as HTML. */
function bodyIn(document: JsonObject, text: string): string {
  const mediaType = textOf(document.mediaType) ?? "text/html";
  return mediaType === "text/html" ? sanitizeHtml(text) : textToHtml(cut(text, 100_000));
}

function pollIn(document: JsonObject): Poll | null {
  const multiple = document.anyOf !== undefined;
  const given = asList(multiple ? document.anyOf : document.oneOf).slice(0, LIMITS.options);
  const options = given.flatMap((option): PollOption[] => {
    // Plain text, kept as it is: a vote must repeat it.
    const name = isObject(option) ? textOf(option.name) : null;
    return isObject(option) && name !== null
      ? [{ name: cut(storableText(name), LIMITS.title), votes: totalIn(option.replies) }]
      : [];
  });
  if (options.length === 0) return null;
  const sum = options.reduce((total, { votes }) => total + votes, 0);
  // Misskey counts no voters.
  const voters = countIn(document.votersCount) ?? (multiple ? 0 : countIn(sum)) ?? 0;
  // Who keeps the numbers back until the end leaves them out (Mastodon).
  const hideTotals = given.every((option) => isObject(option) && !tellsTotal(option.replies));
  return { multiple, endsAt: endIn(document), voters, hideTotals, options };
}

/** When a poll ends. What says that it is closed wins over the end that was planned, as with Mastodon. */
function endIn(document: JsonObject): Date | null {
  const { closed, endTime } = document;
  if (closed === true) return timeOf(document.updated) ?? timeOf(document.published) ?? new Date(0);
  return timeOf(closed) ?? timeOf(endTime);
}

const tellsTotal = (replies: Json | undefined): boolean => isObject(replies) && countIn(replies.totalItems) !== null;

const countIn = (value: Json | undefined): number | null =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 2 ** 31 ? value : null;

const totalIn = (replies: Json | undefined): number => (isObject(replies) && countIn(replies.totalItems)) || 0;

/** The page for people, if it lies on the host of the object; else the object's id. */
function pageIn(value: Json | undefined, uri: string): string {
  for (const item of asList(value)) {
    const mediaType = isObject(item) ? textOf(item.mediaType) : null;
    const address = linkOf(item);
    if (address !== null && (mediaType ?? "text/html") === "text/html" && hostOf(address) === hostOf(uri))
      return address;
  }
  return uri;
}

const altOf = (item: JsonObject): string => plain(textOf(item.name) ?? textOf(item.summary), LIMITS.alt) ?? "";

function imageIn(value: Json | undefined): { url: string; alt: string } | null {
  for (const item of asList(value)) {
    const url = linkOf(item);
    if (url !== null) return { url, alt: isObject(item) ? altOf(item) : "" };
  }
  return null;
}

function attachmentsIn(value: Json | undefined): PostAttachment[] {
  return asList(value)
    .flatMap((item): PostAttachment[] => {
      const url = isObject(item) ? (linkOf(item.url) ?? linkOf(item.href)) : null;
      if (!isObject(item) || url === null) return [];
      const fallback = item.type === "Image" ? "image/*" : "application/octet-stream";
      const size = { width: lengthIn(item.width), height: lengthIn(item.height) };
      const mediaType = cut(storableText(textOf(item.mediaType) ?? fallback), 100);
      return [{ url, mediaType, alt: altOf(item), ...size, ...hintsIn(item) }];
    })
    .slice(0, LIMITS.attachments);
}

const lengthIn = (value: Json | undefined): number | undefined =>
  typeof value === "number" && Number.isInteger(value) && value > 0 && value < 100_000 ? value : undefined;

const ofType = (value: Json | undefined, type: string): JsonObject[] =>
  asList(value).filter((item): item is JsonObject => isObject(item) && item.type === type);

const mentionsIn = (value: Json | undefined): string[] => [
  ...new Set(
    ofType(value, "Mention")
      .flatMap((item) => httpUrl(textOf(item.href)) ?? [])
      .slice(0, LIMITS.mentions),
  ),
];

function tagsIn(value: Json | undefined): PostTag[] {
  const found = new Map<string, PostTag>();
  for (const item of ofType(value, "Hashtag")) {
    const name = plain(textOf(item.name), LIMITS.tag)?.replace(/^#+/, "").trim().normalize("NFC") ?? "";
    const tag = name.toLowerCase();
    if (tag !== "" && !found.has(tag)) found.set(tag, { tag, name });
    if (found.size === LIMITS.tags) break;
  }
  return [...found.values()];
}

function versionIn(value: Json | undefined): number | null {
  return typeof value === "number" && Number.isInteger(value) && value > 0 && value < 2 ** 31 ? value : null;
}

/** What a document says that it is about, as `topicIri` writes it; at most 20. */
export function readTopics(document: JsonObject): string[] {
  const named = asList(document["stv:topics"]).flatMap((item) => httpUrl(idOf(item)) ?? []);
  const iris = named.filter((iri) => iri.length <= LIMITS.topic).map(topicIri);
  return [...new Set(iris)].slice(0, LIMITS.topics);
}
