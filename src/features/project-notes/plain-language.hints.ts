/** What makes a plain-language text hard to read. Hints for who writes it, never a refusal. */
export interface PlainHints {
  /** Sentences with more words than one reads at a glance. */
  readonly long: readonly { readonly sentence: string; readonly words: number }[];
  /** Words of many syllables, and abbreviations, as written. */
  readonly hard: readonly string[];
}

/** What is usual advice for plain language (Einfache Sprache). */
export const MOST_WORDS = 15;
const MOST_SYLLABLES = 4;
const MOST_SHOWN = 8;
/** No text of a form is longer. */
const MAX_LENGTH = 10_000;
const LONGEST_WORD = 60;

const ABBREVIATIONS =
  /(?<![\p{L}\p{N}])(?:z\. ?B|u\. ?a|d\. ?h|s\. ?o|i\. ?d\. ?R|usw|bzw|ggf|etc|inkl|evtl|e\.g|i\.e)\./giu;

type Hyphenate = (text: string, options: { hyphenChar: string; minWordLength: number }) => string;

/** The library knows where German and English words part; its tables are large, so they are loaded with the first text. */
async function hyphenator(language: "de" | "en"): Promise<Hyphenate> {
  const loaded: unknown =
    // @ts-expect-error The package comes without types.
    language === "de" ? await import("hyphen/de-1996") : await import("hyphen/en-gb");
  const { default: patterns } = loaded as { default: { hyphenateSync: Hyphenate } };
  return patterns.hyphenateSync;
}

const SEPARATOR = "\u001F";

/** Looks at a text as typed. Nothing to mend: two empty lists. */
export async function plainHints(text: string, language: "de" | "en"): Promise<PlainHints> {
  const read = text.slice(0, MAX_LENGTH);
  const sentences = read
    .replace(ABBREVIATIONS, (word) => word.replaceAll(".", ""))
    .split(/(?<=[.!?:])\s+|\n+/)
    .map((sentence) => ({
      sentence: sentence.trim(),
      words: sentence.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu)?.length ?? 0,
    }));
  const abbreviations = read.match(ABBREVIATIONS) ?? [];
  const long = sentences.filter(({ words }) => words > MOST_WORDS);
  return {
    long: long.slice(0, MOST_SHOWN),
    hard: [...abbreviations, ...(await hardWords(read, language))].slice(0, MOST_SHOWN),
  };
}

/** A word that is written with hyphens (Rollstuhl-Fahrer) is read part by part. */
async function hardWords(text: string, language: "de" | "en"): Promise<string[]> {
  const words = [...new Set(text.match(/\p{L}+/gu) ?? [])].filter((word) => word.length <= LONGEST_WORD);
  if (words.length === 0) return [];
  const hyphenate = await hyphenator(language);
  const parted = (word: string): number =>
    hyphenate(word, { hyphenChar: SEPARATOR, minWordLength: 5 }).split(SEPARATOR).length;
  return words.filter((word) => parted(word) >= MOST_SYLLABLES);
}
