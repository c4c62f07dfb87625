import { escapeHtml } from "./html.ts";

/** An entry of a feed. All texts are plain, from wherever they come. */
export interface AtomEntry {
  /** Permanent and unlike any other: an ActivityPub id. */
  readonly id: string;
  readonly title: string;
  /** The page for people: http or https; anything else is left out. */
  readonly url: string;
  readonly author: string;
  readonly summary: string;
  /** BCP 47. */
  readonly language: string;
  readonly categories: readonly string[];
  readonly publishedAt: Date;
  readonly updatedAt: Date;
}

export interface AtomFeed {
  readonly title: string;
  /** Address of the feed; also its id. */
  readonly self: string;
  /** Address of the page that lists the same. */
  readonly page: string;
  readonly author: string;
  readonly entries: readonly AtomEntry[];
  /** Stands for the time of the last change while there is no entry. */
  readonly since: Date;
}

export const ATOM_TYPE = "application/atom+xml; charset=utf-8";

/** What XML 1.0 cannot hold, not even escaped. */
const NOT_IN_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

const text = (value: string): string => escapeHtml(value.toWellFormed().replace(NOT_IN_XML, ""));
const element = (name: string, value: string, attributes = ""): string =>
  `<${name}${attributes}>${text(value)}</${name}>`;
const time = (name: string, at: Date): string => element(name, at.toISOString());
const link = (rel: string, href: string, type: string): string =>
  /^https?:\/\//i.test(href) ? `<link rel="${rel}" type="${type}" href="${text(href)}"/>` : "";

const entryXml = (entry: AtomEntry): string =>
  [
    `<entry xml:lang="${text(entry.language)}">`,
    element("id", entry.id),
    element("title", entry.title),
    link("alternate", entry.url, "text/html"),
    `<author>${element("name", entry.author)}</author>`,
    time("published", entry.publishedAt),
    time("updated", entry.updatedAt),
    ...entry.categories.map((name) => `<category term="${text(name)}"/>`),
    element("summary", entry.summary),
    "</entry>",
  ].join("\n");

/** The feed as XML (RFC 4287): well-formed whatever stands in it, and without markup in its texts (T125). */
export function atomXml(feed: AtomFeed): string {
  const changes = feed.entries.map(({ updatedAt }) => updatedAt.getTime());
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    element("id", feed.self),
    element("title", feed.title),
    link("self", feed.self, "application/atom+xml"),
    link("alternate", feed.page, "text/html"),
    `<author>${element("name", feed.author)}</author>`,
    time("updated", changes.length === 0 ? feed.since : new Date(Math.max(...changes))),
    ...feed.entries.map(entryXml),
    "</feed>",
    "",
  ].join("\n");
}
