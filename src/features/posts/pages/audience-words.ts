import type { Visibility } from "../posts.model.ts";

const WORDS = { group: "members", local: "here" } as const;
type Word = Exclude<Visibility, keyof typeof WORDS> | (typeof WORDS)[keyof typeof WORDS];

/** The end of the keys `posts.form.for.…` and `….hint`, which say for whom something is written. */
export const audienceWord = (audience: Visibility): Word =>
  audience === "group" || audience === "local" ? WORDS[audience] : audience;
