import { z } from "zod";
import { requiredLine } from "../../platform/text-schemas.ts";
import { LIST_LIMITS, REPLIES_POLICIES } from "./lists.model.ts";

/** What is said of a list; when it is changed, what is left out stays. */
export const listSchema = z.strictObject({
  title: requiredLine(LIST_LIMITS.title),
  replies: z.enum(REPLIES_POLICIES, { error: "error.errors.missing" }).default("list"),
  exclusive: z.boolean().default(false),
});
export const listChangeSchema = z.strictObject({
  title: requiredLine(LIST_LIMITS.title).optional(),
  replies: z.enum(REPLIES_POLICIES, { error: "error.errors.missing" }).optional(),
  exclusive: z.boolean().optional(),
});
