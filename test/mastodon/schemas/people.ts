import { z } from "zod";
import { accountSchema } from "../schemas.ts";
import { statusSchema } from "./status.ts";

const moment = z.iso.datetime({ precision: 3 });

/** All booleans are there, in every client. */
export const relationshipSchema = z.object({
  id: z.string().regex(/^[1-9][0-9]*$/),
  following: z.boolean(),
  showing_reblogs: z.boolean(),
  notifying: z.boolean(),
  languages: z.array(z.string()).nullable(),
  followed_by: z.boolean(),
  blocking: z.boolean(),
  blocked_by: z.boolean(),
  muting: z.boolean(),
  muting_notifications: z.boolean(),
  muting_expires_at: moment.nullable(),
  requested: z.boolean(),
  requested_by: z.boolean(),
  domain_blocking: z.boolean(),
  endorsed: z.boolean(),
  note: z.string(),
});

export const mutedAccountSchema = accountSchema.extend({ mute_expires_at: moment.nullable() });

const id = z.string().regex(/^[1-9][0-9]*$/);
const webAddress = z.string().regex(/^https?:\/\/[^/]+/);

export const listSchema = z.object({
  id,
  title: z.string().min(1),
  replies_policy: z.enum(["followed", "list", "none"]),
  exclusive: z.boolean(),
});

const keyword = z.object({ id, keyword: z.string().min(1), whole_word: z.boolean() });
const filteredStatus = z.object({ id, status_id: id });
const context = z.array(z.enum(["home", "notifications", "public", "thread", "account"])).min(1);

export const filterSchema = z.object({
  id,
  title: z.string().min(1),
  context,
  filter_action: z.enum(["warn", "hide", "blur"]),
  expires_at: moment.nullable(),
  keywords: z.array(keyword),
  statuses: z.array(filteredStatus),
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

/** `following` is a boolean or not there: null breaks Ice Cubes. */
export const tagSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  url: webAddress,
  history: z.array(z.object({ day: z.string(), uses: z.string(), accounts: z.string() })),
  following: z.boolean().optional(),
  featuring: z.boolean().optional(),
});

export const featuredTagSchema = z.object({
  id,
  name: z.string().min(1),
  url: webAddress,
  statuses_count: z.string().regex(/^[0-9]+$/),
  last_status_at: z.iso.date().nullable(),
});

export const conversationSchema = z.object({
  id,
  unread: z.boolean(),
  accounts: z.array(accountSchema),
  last_status: statusSchema.nullable(),
});

export const searchSchema = z.object({
  accounts: z.array(accountSchema),
  statuses: z.array(statusSchema),
  hashtags: z.array(tagSchema),
});

export const reportSchema = z.object({
  id,
  action_taken: z.boolean(),
  action_taken_at: moment.nullable(),
  category: z.enum(["spam", "legal", "violation", "other"]),
  comment: z.string(),
  forwarded: z.boolean(),
  created_at: moment,
  status_ids: z.array(id).nullable(),
  rule_ids: z.array(id).nullable(),
  target_account: accountSchema,
});

/** Mitra's `Affiliation` and `GroupSource`. */
export const membershipSchema = z.object({ account: accountSchema, affiliation: z.enum(["admin", "none"]) });
export const groupSourceSchema = z.object({ description: z.string().nullable() });
