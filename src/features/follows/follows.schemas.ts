import { z } from "zod";

/** More than anybody reads. */
const MOST_LANGUAGES = 20;

/** ISO 639-1 or a longer tag of BCP 47. */
const language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$/, { error: "error.errors.missing" });

/** What a member wants of whom they follow; what is left out stays. No language: all of them. */
export const followChoiceSchema = z.strictObject({
  boosts: z.boolean().optional(),
  notify: z.boolean().optional(),
  languages: z
    .array(language)
    .max(MOST_LANGUAGES, { error: "error.errors.missing" })
    .transform((chosen) => (chosen.length === 0 ? null : [...new Set(chosen)]))
    .optional(),
});

export type FollowChoice = z.output<typeof followChoiceSchema>;
