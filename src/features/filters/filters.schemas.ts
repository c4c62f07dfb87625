import { z } from "zod";
import { requiredLine } from "../../platform/text-schemas.ts";
import { FILTER_ACTIONS, FILTER_CONTEXTS, FILTER_LIMITS } from "./filters.model.ts";

const missing = { error: "error.errors.missing" };

export const keywordSchema = z.strictObject({
  keyword: requiredLine(FILTER_LIMITS.keyword),
  wholeWord: z.boolean(),
});
export type KeywordInput = z.input<typeof keywordSchema>;

const id = z.string().regex(/^[1-9][0-9]{0,18}$/, missing);
const facts = {
  title: requiredLine(FILTER_LIMITS.title),
  contexts: z.array(z.enum(FILTER_CONTEXTS, missing)).min(1, missing),
  action: z.enum(FILTER_ACTIONS, missing),
  /** Seconds from now; null: no end. */
  expiresIn: z.int().min(1).max(1_000_000_000).nullable(),
};

/** A new filter. */
export const filterSchema = z.strictObject({ ...facts, keywords: z.array(keywordSchema) });
export type FilterInput = z.input<typeof filterSchema>;

/** A change: what is left out stays. A keyword with an id is that one; one that goes needs nothing else. */
export const filterChangeSchema = z.strictObject({
  ...z.strictObject(facts).partial().shape,
  keywords: z.array(
    z.union([z.strictObject({ id, gone: z.literal(true) }), keywordSchema.partial().extend({ id }), keywordSchema]),
  ),
});
export type FilterChange = z.input<typeof filterChangeSchema>;
