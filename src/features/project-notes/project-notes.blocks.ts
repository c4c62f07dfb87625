import { escapeHtml } from "../../platform/html.ts";

/** A piece of a line: plain text, bold text, or a link. */
export type Inline = string | { readonly bold: string } | { readonly text: string; readonly href: string };

/** A text in blocks, independent of how it is written down. */
export type Block =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "paragraph"; readonly parts: readonly Inline[] }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] };

export const heading = (text: string): Block => ({ kind: "heading", text });
export const paragraph = (...parts: readonly Inline[]): Block => ({ kind: "paragraph", parts });
export const list = (items: readonly (readonly Inline[])[], ordered = false): Block => ({
  kind: "list",
  ordered,
  items,
});

/** A text of several paragraphs, as typed: empty lines part them. */
export const paragraphs = (text: string): Block[] => text.split("\n\n").map((part) => paragraph(part));

const lineBreaks = (html: string): string => html.replaceAll("\n", "<br />");

function inlineHtml(part: Inline): string {
  if (typeof part === "string") return lineBreaks(escapeHtml(part));
  if ("bold" in part) return `<strong>${escapeHtml(part.bold)}</strong>`;
  return `<a href="${escapeHtml(part.href)}">${escapeHtml(part.text)}</a>`;
}

const lineHtml = (parts: readonly Inline[]): string => parts.map(inlineHtml).join("");

function blockHtml(block: Block): string {
  if (block.kind === "heading") return `<h2>${escapeHtml(block.text)}</h2>`;
  if (block.kind === "paragraph") return `<p>${lineHtml(block.parts)}</p>`;
  const tag = block.ordered ? "ol" : "ul";
  return `<${tag}>${block.items.map((item) => `<li>${lineHtml(item)}</li>`).join("")}</${tag}>`;
}

/** HTML of the tags that every peer keeps: p, br, strong, a, h2, ul, ol, li. All text is escaped. */
export const toHtml = (blocks: readonly Block[]): string => blocks.map(blockHtml).join("");

/** What Markdown would take for markup, at any place and at the start of a line. */
const escapeMarkdown = (text: string): string =>
  text
    .replace(/[\\`*_[\]<>~|]/g, "\\$&")
    .replace(/^([#+-])/gm, "\\$1")
    .replace(/^(\d+)([.)])/gm, "$1\\$2");

function inlineMarkdown(part: Inline): string {
  if (typeof part === "string") return escapeMarkdown(part).replaceAll("\n", "  \n");
  if ("bold" in part) return `**${escapeMarkdown(part.bold)}**`;
  return `[${escapeMarkdown(part.text)}](<${part.href.replace(/[<>]/g, encodeURIComponent)}>)`;
}

const lineMarkdown = (parts: readonly Inline[]): string => parts.map(inlineMarkdown).join("");

function blockMarkdown(block: Block): string {
  if (block.kind === "heading") return `## ${escapeMarkdown(block.text)}`;
  if (block.kind === "paragraph") return lineMarkdown(block.parts);
  const bullet = (index: number) => (block.ordered ? `${index + 1}.` : "-");
  const inItem = (text: string) => text.replaceAll("\n", "\n   ");
  return block.items.map((item, index) => `${bullet(index)} ${inItem(lineMarkdown(item))}`).join("\n");
}

/** The same text as Markdown (CommonMark). */
export const toMarkdown = (blocks: readonly Block[]): string => blocks.map(blockMarkdown).join("\n\n");
