import sanitize from "sanitize-html";
import { storableText } from "./text.ts";

/** What is read of a text at all; the rest is cut before any parser sees it (T121). Characters. */
const MAX_HTML_LENGTH = 100_000;
const MAX_NESTING = 50;

const MARKUP: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Classes with a meaning: microformats, mentions, Mastodon's shortened links, and the link that stands for a quote (T119). */
const CLASSES = [
  /^(?:h|p|u|dt|e)-[a-z-]{1,40}$/,
  /^(?:mention|hashtag|invisible|ellipsis|quote-inline)$/,
] satisfies readonly RegExp[];

const TAGS = [
  ..."p br hr a span em strong b i u s del ins sub sup small code pre kbd blockquote q cite abbr".split(" "),
  ..."h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tr th td caption ruby rb rp rt".split(" "),
];

const OPTIONS: sanitize.IOptions = {
  allowedTags: TAGS,
  allowedAttributes: {
    a: ["href", "rel"],
    ol: ["start", "reversed"],
    li: ["value"],
    th: ["colspan", "rowspan", "scope"],
    td: ["colspan", "rowspan"],
    "*": ["lang", "dir"],
  },
  allowedClasses: { a: CLASSES, span: CLASSES, p: CLASSES },
  allowedSchemes: ["http", "https", "mailto"],
  allowProtocolRelative: false,
  disallowedTagsMode: "discard",
  nestingLimit: MAX_NESTING,
  transformTags: { a: safeLink },
};

/** Links lead to whole http(s) or mailto addresses only and tell the other side as little as possible. */
function safeLink(tagName: string, attributes: sanitize.Attributes): sanitize.Tag {
  const { href, rel, ...others } = attributes;
  const address = href === undefined ? null : linkAddress(href);
  if (address === null) return { tagName, attribs: others };
  const kinds = (rel ?? "").split(/\s+/).filter((word) => word === "tag");
  const words = [...new Set(kinds), "nofollow", "noopener", "noreferrer"];
  return { tagName, attribs: { ...others, href: address, rel: words.join(" ") } };
}

function linkAddress(href: string): string | null {
  const address = href.trim();
  if (!/^(https?:\/\/|mailto:)/i.test(address) || !URL.canParse(address)) return null;
  return address;
}

/** Plain text as HTML text or attribute value. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => MARKUP[character] ?? character);
}

const MAX_PASSES = 5;

/**
 * A stranger's HTML, cut down to the allow-list: no script, handler, form, frame, picture, style, id or foreign class.
 * Never throws: what the parser cannot take is shown as plain text (T113–T123). Taking out a tag can make what is left
 * read differently, so it is read again until nothing changes any more.
 * @param parser replaced only by the test of a failing parser
 */
export function sanitizeHtml(html: string, parser: typeof sanitize = sanitize): string {
  const text = storableText(html.slice(0, MAX_HTML_LENGTH));
  try {
    let before = text;
    for (let pass = 0; pass < MAX_PASSES; pass++) {
      const after = parser(before, OPTIONS).trim();
      if (after === before) return after;
      before = after;
    }
  } catch {
    return escapeHtml(text);
  }
  return escapeHtml(text);
}

const BLOCK_END = /<\/(?:p|div|h[1-6]|li|blockquote|tr|dt|dd|pre|ul|ol|table)\s*>|<(?:br|hr)\b[^>]*>/gi;

const ENTITIES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
};

function withoutTags(html: string): string {
  const broken = html.replace(BLOCK_END, (end) => `${end}\n`);
  try {
    return sanitize(broken, { allowedTags: [], allowedAttributes: {}, nestingLimit: MAX_NESTING });
  } catch {
    return escapeHtml(broken);
  }
}

/** HTML as plain text: tags gone, blocks separated by a line break, entities resolved. Never throws. */
export function htmlToText(html: string): string {
  const text = storableText(html.slice(0, MAX_HTML_LENGTH));
  // Names and titles mostly hold no markup at all: the parser would give them back.
  const bare = /[<&]/.test(text) ? withoutTags(text) : text;
  return bare
    .replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity)
    .replaceAll("\u00a0", " ")
    .replace(/[ \t]*\n\s*/g, "\n")
    .trim();
}

const WEB_ADDRESS = /\bhttps?:\/\/[^\s<>"'()]+[^\s<>"'().,;:!?]/g;

/** The web addresses of a plain text, as `textToHtml` makes links of them. */
export const addressesIn = (text: string): string[] => text.match(WEB_ADDRESS) ?? [];

/**
 * What a member typed as HTML: blank lines part paragraphs, web addresses become links, nothing else is markup.
 * @param inline makes HTML of a paragraph's text, for who links more than addresses
 */
export function textToHtml(text: string, inline: (paragraph: string) => string = withLinks): string {
  return storableText(text)
    .replace(/\r\n?/g, "\n")
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== "")
    .map((paragraph) => `<p>${inline(paragraph).replaceAll("\n", "<br />")}</p>`)
    .join("");
}

/** Plain text as HTML, its web addresses as links. */
export const withLinks = (text: string): string => replaceParts(text, WEB_ADDRESS, linkTo);

const linkTo = ([found]: RegExpMatchArray): string => {
  const address = escapeHtml(found);
  return `<a href="${address}" rel="nofollow noopener noreferrer">${address}</a>`;
};

/** Plain text as HTML, with what `pattern` (global) finds replaced by HTML, and `between` for the rest. */
export function replaceParts(
  text: string,
  pattern: RegExp,
  replace: (match: RegExpMatchArray) => string,
  between: (text: string) => string = escapeHtml,
): string {
  let html = "";
  let done = 0;
  for (const match of text.matchAll(pattern)) {
    html += between(text.slice(done, match.index)) + replace(match);
    done = match.index + match[0].length;
  }
  return html + between(text.slice(done));
}

const MAX_PAGE_LENGTH = 1024 * 1024;

/** A link of a page: its address as written, and the words of its `rel`, lower case. */
export interface PageLink {
  readonly href: string;
  readonly rel: readonly string[];
}

/** The addresses that `<a>` and `<link>` of a stranger's page lead to. Never throws; nothing of it is kept. */
export function linksIn(html: string): PageLink[] {
  const links: PageLink[] = [];
  const note = (tagName: string, attribs: sanitize.Attributes): sanitize.Tag => {
    if (attribs.href) links.push({ href: attribs.href.trim(), rel: (attribs.rel ?? "").toLowerCase().split(/\s+/) });
    return { tagName, attribs: {} };
  };
  try {
    sanitize(html.slice(0, MAX_PAGE_LENGTH), {
      allowedTags: ["a", "link"],
      allowedAttributes: {},
      transformTags: { a: note, link: note },
      nestingLimit: MAX_NESTING,
    });
  } catch {
    // What was read up to there counts.
  }
  return links;
}

/** HTML made by `textToHtml`, as it was typed. */
export const htmlToParagraphs = (html: string): string =>
  html
    .split("</p>")
    .map(htmlToText)
    .filter((paragraph) => paragraph !== "")
    .join("\n\n");
