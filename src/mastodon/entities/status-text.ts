import { textsOf } from "../../features/posts/post-view.queries.ts";
import type { PostTag } from "../../features/posts/posts.model.ts";
import type { Post } from "../../features/posts/posts.queries.ts";
import { hashtagOf } from "../../features/project-notes/project-notes.model.ts";
import type { NoteFacts } from "../../features/project-notes/project-notes.queries.ts";
import { escapeHtml, htmlToText } from "../../platform/html.ts";
import { translator } from "../../ui/i18n/i18n.ts";
import { clientHtml } from "./html.ts";

/** From this length on a long text is shown by its teaser, as a note is. Characters. */
const LONGEST = 1500;
const LONGEST_TEASER = 500;

/** What a status says, and what stands before it. */
export interface StatusText {
  /** HTML in what clients know. */
  readonly content: string;
  /** Plain text; "": no warning. */
  readonly warning: string;
  /** What the card of its page says; null: the status says all itself. */
  readonly teaser: string | null;
}

const paragraph = (text: string): string => (text === "" ? "" : `<p>${escapeHtml(text)}</p>`);
const heading = (title: string | null): string =>
  title === null || title === "" ? "" : `<p><strong>${escapeHtml(title)}</strong></p>`;

const linkTo = (url: string): string =>
  `<a href="${escapeHtml(url)}" rel="nofollow noopener noreferrer">${escapeHtml(url)}</a>`;

const linkParagraph = (url: string, content: string): string =>
  content.includes(`href="${escapeHtml(url)}"`) ? "" : `<p>${linkTo(url)}</p>`;

/** The beginning of a text, ended at a word. */
function teaserOf(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const characters = [...line];
  if (characters.length <= LONGEST_TEASER) return line;
  return `${characters
    .slice(0, LONGEST_TEASER - 2)
    .join("")
    .replace(/\s+\S*$/u, "")} …`;
}

interface Around {
  /** The structured half of a project note. */
  readonly note: NoteFacts | undefined;
  readonly tags: readonly PostTag[];
  /** Its quote is shown beside it, so that no link needs to stand for it. */
  readonly quoteShown: boolean;
  readonly hashtagPage: (tag: string) => string;
}

/** What a post is in a client: notes and polls whole, what has a title by title, teaser and link (sections 7.3 and 7.4). */
export function statusText(post: Post, around: Around): StatusText {
  if (around.note) return noteText(post, around.note, around);
  const { content, warning, summary } = textsOf(post);
  const html = clientHtml(content, around);
  if (post.kind === "note" || post.kind === "question") {
    return { content: `${heading(post.title)}${html}`, warning: warning ?? "", teaser: null };
  }
  return articleText(post, { html, summary: summary ?? post.summary ?? "" });
}

/** Article, Event, Page, Video and what else has a title: what is long is shown by its teaser. */
function articleText(post: Post, { html, summary }: { html: string; summary: string }): StatusText {
  const text = htmlToText(html);
  const isLong = [...text].length > LONGEST;
  const teaser = teaserOf(summary || text);
  const says = isLong ? paragraph(teaser) : `${text.startsWith(summary) ? "" : paragraph(summary)}${html}`;
  return {
    content: `${heading(post.title)}${says}${linkParagraph(post.url || post.uri, says)}`,
    warning: "",
    teaser: isLong || html === "" ? teaser : null,
  };
}

/** A project note: title, summary, the facts that a neighbour asks for first, hashtags and the link to its page. */
function noteText(post: Post, { fields, status, outcome, districtName }: NoteFacts, around: Around): StatusText {
  const t = translator(post.language === "en" ? "en" : "de");
  const facts = [
    [t("actors.kind.district"), districtName],
    [t("project-notes.fact.status"), t(`terms.status.${status}`)],
    [t("project-notes.fact.outcome"), t(`terms.outcome.${outcome}`)],
    [t("project-notes.fact.place"), fields.place?.name ?? ""],
  ].filter(([, value]) => value !== "");
  const list = facts.map(
    ([name, value]) => `<li><strong>${escapeHtml(name ?? "")}:</strong> ${escapeHtml(value ?? "")}</li>`,
  );
  const hashtags = around.tags.map(
    ({ tag, name }) =>
      `<a href="${escapeHtml(around.hashtagPage(tag))}" class="mention hashtag" rel="tag">#<span>${escapeHtml(hashtagOf(name))}</span></a>`,
  );
  const parts = [
    heading(fields.title),
    paragraph(fields.summary),
    `<ul>${list.join("")}</ul>`,
    hashtags.length === 0 ? "" : `<p>${hashtags.join(" ")}</p>`,
    `<p>${linkTo(post.url || post.uri)}</p>`,
  ];
  return { content: parts.join(""), warning: "", teaser: fields.summary };
}
