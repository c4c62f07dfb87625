import { z } from "zod";
import { line, paragraphs, requiredLine } from "../../platform/text-schemas.ts";
import { LANGUAGES, MAX_SUMMARY_LENGTH } from "../posts/posts.schemas.ts";
import { wikidataIri } from "../posts/topic-names.model.ts";
import { topicKey } from "../project-notes/project-notes.model.ts";

export const MAX_NAME_LENGTH = 60;
export const MAX_TEXT_LENGTH = 10_000;
const MOST_WORDS = 20;

/** A word that can be a hashtag. */
const isWord = (word: string): boolean => topicKey(word) !== "";

/** What is said of a topic. */
export const topicSchema = z.strictObject({
  name: requiredLine(MAX_NAME_LENGTH, "error.topics.name-missing").refine(isWord, {
    error: "error.topics.name-missing",
  }),
  /** Plain text; made from the text when empty. */
  summary: line(MAX_SUMMARY_LENGTH),
  text: paragraphs(MAX_TEXT_LENGTH).pipe(z.string().min(1, { error: "error.topics.text-missing" })),
  /** Other words for it, with commas or line breaks between them. */
  words: paragraphs(2 * MOST_WORDS * MAX_NAME_LENGTH)
    .transform((typed) => [...new Set(typed.split(/[,;\n]/).map((word) => word.trim()))].filter((word) => word !== ""))
    .refine((words) => words.length <= MOST_WORDS, { error: "error.topics.many-words" })
    .refine((words) => words.every((word) => isWord(word) && word.length <= MAX_NAME_LENGTH), {
      error: "error.topics.words-malformed",
    }),
  /** `Q2145048`, an address at wikidata.org, or empty. Becomes the topic's id, or null. */
  wikidata: line(200)
    .refine((typed) => typed === "" || wikidataIri(typed) !== null, { error: "error.topics.wikidata-malformed" })
    .transform((typed) => (typed === "" ? null : wikidataIri(typed))),
  /** For a new page: who may read it. */
  visibility: z.enum(["public", "partners"]).default("public"),
  language: z.enum(LANGUAGES).default("de"),
});

export type TopicInput = z.input<typeof topicSchema>;
export type CheckedTopic = z.infer<typeof topicSchema>;
