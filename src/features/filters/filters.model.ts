import type { Id } from "../../platform/ids.ts";

/** Where a filter counts, and what is done with what it finds; Mastodon's words, which clients know. */
export const FILTER_CONTEXTS = ["home", "notifications", "public", "thread", "account"] as const;
export const FILTER_ACTIONS = ["warn", "hide", "blur"] as const;

/** Of one member; each keyword is looked for in each post that is shown to them. */
export const FILTER_LIMITS = { filters: 50, keywords: 200, posts: 200, title: 100, keyword: 100 } as const;

interface Keyword {
  readonly id: Id;
  readonly keyword: string;
  readonly wholeWord: boolean;
}

/** A filter with all that it looks for. */
export interface Filter {
  readonly id: Id;
  readonly title: string;
  readonly contexts: readonly string[];
  readonly action: (typeof FILTER_ACTIONS)[number];
  readonly expiresAt: Date | null;
  readonly keywords: readonly Keyword[];
  readonly posts: readonly { readonly id: Id; readonly postId: Id }[];
}

/** What a filter found in a post. */
export interface FilterMatch {
  readonly filter: Filter;
  /** As they were typed. */
  readonly keywords: readonly string[];
  readonly postIds: readonly Id[];
}

/** Filters made ready for many posts. */
export type Matcher = (post: { readonly id: Id; text(): string }) => FilterMatch[];

/** Which of some filters count for a post, by its words or itself. @param filters those that are in force */
export function matcherOf(filters: readonly Filter[]): Matcher {
  const ready = filters.map((filter) => ({
    filter,
    patterns: filter.keywords.map((one) => ({ keyword: one.keyword, pattern: patternOf(one) })),
    named: new Set(filter.posts.map(({ postId }) => postId)),
  }));
  return ({ id, text }) => {
    if (ready.length === 0) return [];
    const words = text();
    return ready.flatMap(({ filter, patterns, named }): FilterMatch[] => {
      const keywords = patterns.filter(({ pattern }) => pattern.test(words)).map(({ keyword }) => keyword);
      const postIds = named.has(id) ? [id] : [];
      return keywords.length + postIds.length === 0 ? [] : [{ filter, keywords, postIds }];
    });
  };
}

const LETTER = "\\p{L}\\p{M}\\p{N}_";

/** A whole word ends where letters end; what is no letter itself ("#abc") needs no end on that side. */
function patternOf({ keyword, wholeWord }: Keyword): RegExp {
  const literal = keyword.replace(/[.*+?^${}()|[\]\\/-]/g, (sign) => (sign === "-" ? "\\x2d" : `\\${sign}`));
  if (!wholeWord) return new RegExp(literal, "iu");
  const isLetter = new RegExp(`[${LETTER}]`, "u");
  const start = isLetter.test([...keyword][0] ?? "") ? `(?<![${LETTER}])` : "";
  const end = isLetter.test([...keyword].at(-1) ?? "") ? `(?![${LETTER}])` : "";
  return new RegExp(`${start}${literal}${end}`, "iu");
}
