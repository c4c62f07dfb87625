import { z } from "zod";
import { accountSchema } from "../schemas.ts";
import { id, moment, webAddress } from "./common.ts";
import { statusSchema } from "./status.ts";

/** All booleans are there, in every client. */
export const relationshipSchema = z.object({
  id,
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

export const listSchema = z.object({
  id,
  title: z.string().min(1),
  replies_policy: z.enum(["followed", "list", "none"]),
  exclusive: z.boolean(),
});

const number = z.string().regex(/^\d+$/);

/** Tusky takes the last of `history` and Mastodon for Android the first without looking. `following` is a boolean or not there: null breaks Ice Cubes. */
export const tagSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  url: webAddress,
  history: z.array(z.object({ day: number, uses: number, accounts: number })).length(7),
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
  accounts: z.array(accountSchema).min(1),
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

/** Why somebody is suggested: the older name, and the newer ones. */
export const suggestionSchema = z.object({
  source: z.enum(["staff", "past_interactions", "global"]),
  sources: z.array(
    z.enum(["featured", "most_followed", "most_interactions", "similar_to_recently_followed", "friends_of_friends"]),
  ),
  account: accountSchema,
});

export const familiarSchema = z.object({ id, accounts: z.array(accountSchema) });

/** Mitra's `Affiliation` and `GroupSource`. */
export const membershipSchema = z.object({ account: accountSchema, affiliation: z.enum(["admin", "none"]) });
export const groupSourceSchema = z.object({ description: z.string().nullable() });
