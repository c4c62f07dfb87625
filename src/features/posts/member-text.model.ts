import { hostOf } from "../../platform/ap-uris.ts";
import { escapeHtml, replaceParts, textToHtml, withLinks } from "../../platform/html.ts";
import type { PostTag } from "./posts.model.ts";

/** Somebody as written in a text: lower case; `host` null for this server. */
export interface Handle {
  readonly name: string;
  readonly host: string | null;
}

/** Whom a handle means. */
export interface Mentioned {
  readonly uri: string;
  readonly url: string;
  readonly handle: string;
  readonly host: string;
}

/** How a handle is looked up: `anna`, `anna@host`. */
export const handleKey = ({ name, host }: Handle): string => (host === null ? name : `${name}@${host}`);

const ADDRESS = String.raw`\bhttps?://\S+`;
const MENTION = String.raw`(?<![\p{L}\p{N}_/@.])@(?<name>[\p{L}\p{N}_](?:[\p{L}\p{N}_.~-]{0,126}[\p{L}\p{N}_])?)(?:@(?<host>[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,250}[\p{L}\p{N}])?(?::\d{1,5})?))?(?![\p{L}\p{N}_@])`;
const HASHTAG = String.raw`(?<![\p{L}\p{N}_/&#])#(?<tag>[\p{L}\p{M}\p{N}_]{1,100})(?![\p{L}\p{M}\p{N}_])`;
/** An address is one whole: what stands in it is neither mention nor hashtag. */
const PART = new RegExp(`${ADDRESS}|${MENTION}|${HASHTAG}`, "gu");

function handleIn({ groups }: RegExpMatchArray): Handle | null {
  if (groups?.name === undefined) return null;
  const host = groups.host === undefined ? null : hostOf(`https://${groups.host}`);
  if (groups.host !== undefined && host === null) return null;
  return { name: groups.name.toLowerCase(), host };
}

/** A number alone is none: "#1" counts something. */
function tagIn({ groups }: RegExpMatchArray): PostTag | null {
  if (groups?.tag === undefined || /^[\p{N}_]+$/u.test(groups.tag)) return null;
  const name = groups.tag.normalize("NFC");
  return { tag: name.toLowerCase(), name };
}

function found<Found>(
  text: string,
  read: (match: RegExpMatchArray) => Found | null,
  key: (part: Found) => string,
): Found[] {
  const parts = [...text.matchAll(PART)].flatMap((match) => read(match) ?? []);
  return [...new Map(parts.reverse().map((part) => [key(part), part])).values()].reverse();
}

/** Whom a text mentions, each once, in the order of the text. */
export const mentionsIn = (text: string): Handle[] => found(text, handleIn, handleKey);

/** The hashtags of a text, each once as first written, in the order of the text. */
export const hashtagsIn = (text: string): PostTag[] => found(text, tagIn, ({ tag }) => tag);

/** What a web address counts, however long it is. */
export const COUNTED_AN_ADDRESS = 23;

const CHARACTERS = new Intl.Segmenter();

/**
 * How long a text is, as Mastodon counts and its clients show it: characters as people see them, web addresses 23 each,
 * mentions without their server.
 */
export function countedLength(text: string): number {
  const counted = text.replace(PART, (...match) => {
    const groups: Partial<Record<"name" | "tag", string>> = match.at(-1);
    if (groups.name !== undefined) return `@${groups.name}`;
    return groups.tag === undefined ? "x".repeat(COUNTED_AN_ADDRESS) : match[0];
  });
  let length = 0;
  for (const _ of CHARACTERS.segment(counted)) length += 1;
  return length;
}

/** Where a hashtag leads, on every server. */
export const hashtagPage = (origin: string, tag: string): string => `${origin}/themen/${encodeURIComponent(tag)}`;

/**
 * What a member typed as HTML: paragraphs, web addresses, hashtags, and mentions of those in `people` (by `handleKey`) as
 * links; a mention of nobody known stays as it was typed.
 */
export function memberTextToHtml(
  text: string,
  { origin, people }: { readonly origin: string; readonly people: ReadonlyMap<string, Mentioned> },
): string {
  const partToHtml = (match: RegExpMatchArray): string => {
    const handle = handleIn(match);
    const person = handle && people.get(handleKey(handle));
    if (person) return mentionHtml(person);
    const tag = tagIn(match);
    return tag ? hashtagHtml(origin, tag) : withLinks(match[0]);
  };
  return textToHtml(text, (paragraph) => replaceParts(paragraph, PART, partToHtml));
}

/** As Mastodon writes it, so that every server knows it again. */
const mentionHtml = ({ url, handle }: Mentioned): string =>
  `<span class="h-card"><a href="${escapeHtml(url)}" class="u-url mention">@<span>${escapeHtml(handle)}</span></a></span>`;

const hashtagHtml = (origin: string, { tag, name }: PostTag): string =>
  `<a href="${escapeHtml(hashtagPage(origin, tag))}" class="mention hashtag" rel="tag">#<span>${escapeHtml(name)}</span></a>`;
