import { z } from "zod";
import { id, moment } from "./common.ts";

const keywordSchema = z.object({ id, keyword: z.string().min(1), whole_word: z.boolean() });
const filteredStatusSchema = z.object({ id, status_id: id });
const context = z.array(z.enum(["home", "notifications", "public", "thread", "account"])).min(1);

export const filterSchema = z.object({
  id,
  title: z.string().min(1),
  context,
  filter_action: z.enum(["warn", "hide", "blur"]),
  expires_at: moment.nullable(),
  keywords: z.array(keywordSchema),
  statuses: z.array(filteredStatusSchema),
});

export const filterResultSchema = z.object({
  filter: filterSchema,
  keyword_matches: z.array(z.string()),
  status_matches: z.array(id),
});

export const filterV1Schema = z.object({
  id,
  phrase: z.string().min(1),
  context,
  whole_word: z.boolean(),
  expires_at: moment.nullable(),
  irreversible: z.boolean(),
});
