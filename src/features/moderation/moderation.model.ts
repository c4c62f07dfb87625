import type { Id } from "../../platform/ids.ts";

/** Why something is reported, in the order of the form. */
export const REASONS = [
  "illegal",
  "hate",
  "harassment",
  "danger",
  "child",
  "privacy",
  "copyright",
  "spam",
  "rules",
] as const;
export type Reason = (typeof REASONS)[number];

/** For these a notice must say who gives it (DSA Art. 16(2)(c)); for the others that is voluntary. */
const NAMED: ReadonlySet<Reason> = new Set<Reason>(["illegal", "hate", "privacy", "copyright"]);
export const needsName = (reason: Reason): boolean => NAMED.has(reason);

/** What moderators can do about a report. */
export const MEASURES = ["none", "remove", "suspend"] as const;

/** What was done, as the public log says it. */
export const ACTIONS = ["none", "deletePost", "hidePost", "suspend", "unsuspend"] as const;
export type Action = (typeof ACTIONS)[number];

/** What a decision rests on. */
export const GROUNDS = ["law", "rules", "unfounded"] as const;
export type Ground = (typeof GROUNDS)[number];
/** What a decision rests on that takes something away. */
export const BREACHES = ["law", "rules"] as const;

/** What was reported, kept as it was then: it stays here when its author changes or deletes it. */
export interface ReportedItem {
  readonly postId: Id;
  readonly uri: string;
  readonly url: string;
  readonly local: boolean;
  /** `@handle@host` */
  readonly author: string;
  readonly title: string | null;
  /** Sanitised HTML. */
  readonly content: string;
  readonly publishedAt: string;
}

export const LIMITS = { text: 5000, address: 2000, items: 20, statement: 5000 } as const;

/** Months after the latest decision in which what was reported, and who reported it, is kept: for objections and courts. */
export const EVIDENCE_MONTHS = 12;
