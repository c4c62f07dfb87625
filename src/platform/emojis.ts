import { asList, isObject, linkOf, textOf } from "./ap-read.ts";
import { escapeHtml } from "./html.ts";
import type { Json } from "./json.ts";

/** A picture that stands for `:name:` in the texts of a post or an actor (toot:Emoji). `name` has no colons. */
export interface CustomEmoji {
  readonly name: string;
  readonly url: string;
  /** One of ours that apps and forms offered when it was used. */
  readonly inPicker?: boolean | undefined;
}

/** Pictures for one post or actor. */
export const MOST_EMOJIS = 30;
const NAME = /^:?([A-Za-z0-9_+-]{1,128}):?$/;
const IN_TEXT = /:([A-Za-z0-9_+-]{1,128}):/g;

/** The emojis among the tags of a post or an actor, at most 30, each name once. */
export function readEmojis(tag: Json | undefined): CustomEmoji[] {
  const found = new Map<string, CustomEmoji>();
  for (const item of asList(tag)) {
    if (!isObject(item) || item.type !== "Emoji") continue;
    const name = NAME.exec(textOf(item.name) ?? "")?.[1];
    const url = linkOf(item.icon);
    if (name !== undefined && url !== null && !found.has(name)) found.set(name, { name, url });
    if (found.size === MOST_EMOJIS) break;
  }
  return [...found.values()];
}

/** A plain text in pieces: words as they are, and the emojis between them. */
export function splitByEmojis(text: string, emojis: readonly CustomEmoji[]): (string | CustomEmoji)[] {
  if (emojis.length === 0) return [text];
  const byName = new Map(emojis.map((emoji) => [emoji.name, emoji]));
  const pieces: (string | CustomEmoji)[] = [];
  let done = 0;
  IN_TEXT.lastIndex = 0;
  for (let match = IN_TEXT.exec(text); match !== null; match = IN_TEXT.exec(text)) {
    const emoji = byName.get(match[1] ?? "");
    if (!emoji) {
      // The closing colon may open the next name.
      IN_TEXT.lastIndex -= 1;
      continue;
    }
    pieces.push(text.slice(done, match.index), emoji);
    done = IN_TEXT.lastIndex;
  }
  return [...pieces, text.slice(done)].filter((piece) => piece !== "");
}

interface Named {
  readonly name: string;
  readonly handle: string;
  readonly emojis?: readonly CustomEmoji[];
}

/** What somebody is called where no pictures can stand (buttons, titles, mails): the name without its emojis. */
export function plainName({ name, handle, emojis = [] }: Named): string {
  const words = splitByEmojis(name, emojis).filter((piece) => typeof piece === "string");
  return words.join("").replace(/\s+/g, " ").trim() || `@${handle}`;
}

/** In these words stay words: an address is shown as it is, and so is what somebody else is to type. */
const LITERAL = /^<(\/?)(?:a|code|pre|kbd)\b/i;

/**
 * Sanitised HTML with pictures for its emojis, in texts only: what stands inside a tag, a link or code stays as it is.
 * @param srcOf path of ours for the picture
 */
export function htmlWithEmojis(
  html: string,
  emojis: readonly CustomEmoji[],
  srcOf: (emoji: CustomEmoji) => string,
): string {
  if (emojis.length === 0) return html;
  let depth = 0;
  return html
    .split(/(<[^>]*>)/)
    .map((piece) => {
      const literal = LITERAL.exec(piece);
      if (literal) depth += literal[1] === "/" ? -1 : 1;
      return depth > 0 || piece.startsWith("<") ? piece : textWithEmojis(piece, emojis, srcOf);
    })
    .join("");
}

const textWithEmojis = (text: string, emojis: readonly CustomEmoji[], srcOf: (emoji: CustomEmoji) => string): string =>
  splitByEmojis(text, emojis)
    .map((piece) =>
      typeof piece === "string"
        ? piece
        : `<img class="emoji" src="${escapeHtml(srcOf(piece))}" alt=":${piece.name}:" loading="lazy" decoding="async">`,
    )
    .join("");
