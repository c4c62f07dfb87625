/** What people and peers write, made fit to be kept: whatever is done twice changes nothing the second time. */

/** Control characters that are no white space. */
const CONTROLS = /(?!\s)\p{Cc}/gu;

const composed = (text: string): string => text.toWellFormed().replace(CONTROLS, "").normalize("NFC");

/** Takes out what PostgreSQL or UTF-8 cannot hold: U+0000 and unpaired surrogates. */
export const storableText = (text: string): string => text.replaceAll("\u0000", "").replace(/\p{Surrogate}/gu, "");

/** One line: valid Unicode, composed, no control characters, single spaces, trimmed. */
export const cleanLine = (text: string): string => composed(text).replace(/\s+/g, " ").trim();

/** Several lines: as above, with line feeds only, and at most one empty line in a row. */
export const cleanText = (text: string): string =>
  composed(text)
    .replace(/\r\n?|\u2028|\u2029/g, "\n")
    .replace(/[^\S\n]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
