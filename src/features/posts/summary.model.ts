import { cleanLine } from "../../platform/text.ts";

const MAX_LENGTH = 500;

/**
 * The summary of an Article: the author's text as one plain paragraph of at most 500 characters, without what peers would
 * read as markup (decision 13). What is longer ends at a word.
 */
export function summaryFor(text: string, language: string): string {
  const and = language === "de" ? " und " : language === "en" ? " and " : " + ";
  const plain = cleanLine(text.replaceAll("&", and).replace(/[<>]/g, ""));
  const characters = [...plain];
  if (characters.length <= MAX_LENGTH) return plain;
  const cut = characters.slice(0, MAX_LENGTH - 2).join("");
  return `${cut.replace(/\s+\S*$/u, "")} …`;
}
