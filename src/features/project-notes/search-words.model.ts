/**
 * How words are compared when people search: lower case, without accents, and umlauts alike in either spelling
 * ("Fahrräder", "Fahrraeder", "FAHRRADER"). What is stored and what is asked for go through the same function, so that
 * PostgreSQL only has to cut off German endings. No extension of PostgreSQL is needed for it.
 */

const LETTERS: Readonly<Record<string, string>> = { ß: "ss", æ: "a", œ: "o", ø: "o", ł: "l", đ: "d" };

/** "ue" stands for ü except in "aue", "eue" and "que": Frauen, neue, quer. */
const SPELT_OUT = /ae|oe|(?<![aeq])ue/g;

/** The words of a text, folded, in its order. */
export function foldedWords(text: string): string[] {
  const plain = text
    .toLowerCase()
    .replace(/[ßæœøłđ]/g, (letter) => LETTERS[letter] ?? letter)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(SPELT_OUT, (pair) => pair.charAt(0));
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

export const foldText = (text: string): string => foldedWords(text).join(" ");

/** One thing that is looked for. */
interface Term {
  /** Folded; more than one: next to each other, in this order. */
  readonly words: readonly string[];
  readonly not: boolean;
  /** Either this or the one before. */
  readonly or: boolean;
  /** Written as one bare word: its beginning is enough, and it may be mistyped. */
  readonly bare: boolean;
}

/** More than anybody types by hand. */
const MOST_TERMS = 16;
const MOST_WORDS = 16;
/** Shorter ones are the beginning of too much. */
const SHORTEST_PREFIX = 4;

/** Reads what somebody typed: words, "phrases", -without, this or that. */
export function termsOf(text: string): Term[] {
  const terms: Term[] = [];
  let or = false;
  for (const [, minus, phrase, word = ""] of text.matchAll(/(-?)(?:["„“]([^"„“”]*)["“”]|([^\s"„“”]+))/g)) {
    const isOr = phrase === undefined && /^(oder|or)$/i.test(word);
    const words = isOr ? [] : foldedWords(phrase ?? word).slice(0, MOST_WORDS);
    const bare = phrase === undefined && words.length === 1;
    if (words.length > 0) terms.push({ words, not: minus === "-", or: or && terms.length > 0, bare });
    or = isOr;
    if (terms.length === MOST_TERMS) break;
  }
  return terms;
}

/** Words that may be mistyped: long enough, bare, and wanted. */
export const wordsToCheck = (text: string): string[] => [
  ...new Set(termsOf(text).flatMap(({ words, not, bare }) => (bare && !not ? words : []))),
];

/**
 * What somebody typed, as text for PostgreSQL's `to_tsquery`; empty when there is no word in it.
 * @param instead better words for mistyped ones
 */
export function tsqueryOf(text: string, instead: ReadonlyMap<string, string> = new Map()): string {
  return termsOf(text)
    .map(({ words, not, or, bare }, index) => {
      const joint = index === 0 ? "" : or ? " | " : " & ";
      const read = words.map((word) => (bare ? (instead.get(word) ?? word) : word));
      const written = read.map((word) => (bare && word.length >= SHORTEST_PREFIX ? `${word}:*` : word)).join(" <-> ");
      return `${joint}${not ? "!" : ""}${words.length > 1 ? `(${written})` : written}`;
    })
    .join("");
}

/** How many letters are to be added, left out, exchanged or swapped to make one word of the other. */
export function editDistance(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const steps = [at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + same];
      row.push(Math.min(...steps, swapped ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY));
    }
  }
  return at(one.length, other.length);
}

/** How many slips a word of this length is forgiven. */
const forgiven = (word: string): number => (word.length < 4 ? 0 : word.length < 6 ? 1 : word.length < 11 ? 2 : 3);

/** The word that was most likely meant, or null. @param known words that are written somewhere, the likeliest first */
export function meantBy(word: string, known: readonly string[]): string | null {
  const near = known
    .map((candidate) => ({ candidate, slips: editDistance(word, candidate) }))
    .filter(({ slips }) => slips <= forgiven(word))
    .sort((one, other) => one.slips - other.slips);
  return near[0]?.candidate ?? null;
}
