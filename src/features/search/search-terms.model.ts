/** What somebody typed to find posts: words, and what the posts have to be like, as on Mastodon (`from:anna has:media`). */

export type SearchFilter =
  | { readonly what: "from"; readonly handle: string; readonly host: string | null }
  | { readonly what: "from-me" }
  | { readonly what: "has"; readonly value: "media" | "image" | "video" | "audio" | "poll" | "link" }
  | { readonly what: "is"; readonly value: "reply" | "sensitive" | "quote" }
  | { readonly what: "language"; readonly value: string }
  | { readonly what: "before" | "after" | "during"; readonly day: string }
  | { readonly what: "in"; readonly value: "library" | "public" };

export interface SearchTerms {
  /** What is no filter. */
  readonly words: string;
  readonly filters: readonly { readonly filter: SearchFilter; readonly not: boolean }[];
}

/** More than anybody types by hand. */
const MOST_FILTERS = 12;
const TERM = /(?<=^|\s)(-?)(from|has|is|language|before|after|during|in):("[^"]*"|\S+)/giu;

/** Reads what was typed; what looks like a filter and is none stays among the words. */
export function searchTermsIn(text: string): SearchTerms {
  const filters: { filter: SearchFilter; not: boolean }[] = [];
  const words = text.replace(TERM, (whole: string, minus: string, what: string, value: string) => {
    const filter = filterOf(what.toLowerCase(), value.replaceAll('"', "").toLowerCase());
    // Every post is somewhere.
    if (what.toLowerCase() === "in" && value.toLowerCase() === "all") return " ";
    if (filter === null || filters.length === MOST_FILTERS) return whole;
    filters.push({ filter, not: minus === "-" });
    return " ";
  });
  return { words: words.trim(), filters };
}

const HAS = ["media", "image", "video", "audio", "poll", "link"] as const;
const IS = ["reply", "sensitive", "quote"] as const;
const IN = ["library", "public"] as const;
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const ACCOUNT = /^@?([\w.-]+)(?:@([\w.:-]+))?$/u;
const LANGUAGE = /^[a-z]{2,3}$/;

const READERS: Readonly<Record<string, (value: string) => SearchFilter | null>> = {
  from: (value) => {
    if (value === "me") return { what: "from-me" };
    const [, handle, host] = ACCOUNT.exec(value) ?? [];
    return handle === undefined ? null : { what: "from", handle, host: host ?? null };
  },
  has: (value) => oneOf(HAS, value, (known) => ({ what: "has", value: known })),
  is: (value) => oneOf(IS, value, (known) => ({ what: "is", value: known })),
  in: (value) => oneOf(IN, value, (known) => ({ what: "in", value: known })),
  language: (value) => (LANGUAGE.test(value) ? { what: "language", value } : null),
  before: (value) => (isDay(value) ? { what: "before", day: value } : null),
  after: (value) => (isDay(value) ? { what: "after", day: value } : null),
  during: (value) => (isDay(value) ? { what: "during", day: value } : null),
};

function oneOf<T extends string>(
  known: readonly T[],
  value: string,
  filter: (found: T) => SearchFilter,
): SearchFilter | null {
  const found = known.find((one) => one === value);
  return found === undefined ? null : filter(found);
}

/** A day that there is: not the 31st of February. */
const isDay = (value: string): boolean =>
  DAY.test(value) && new Date(`${value}T00:00:00Z`).toISOString().startsWith(value);

const filterOf = (what: string, value: string): SearchFilter | null => READERS[what]?.(value) ?? null;
