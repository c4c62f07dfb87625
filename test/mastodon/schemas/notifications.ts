import { z } from "zod";
import { accountSchema } from "../schemas.ts";
import { reportSchema } from "./people.ts";
import { statusSchema } from "./status.ts";

const id = z.string().regex(/^[1-9][0-9]*$/);
const moment = z.iso.datetime({ precision: 3 });

/** No other names: what clients do not know they leave out at best. */
const type = z.enum([
  ...(["mention", "favourite", "reblog", "follow", "follow_request", "poll", "status", "update"] as const),
  ...(["quote", "quoted_update", "severed_relationships", "moderation_warning"] as const),
  ...(["admin.sign_up", "admin.report"] as const),
]);
const groupKey = z.string().regex(/^(ungrouped-\d+|follow-\d+|(favourite|reblog)-\d+-\d+)$/);

/** docs.joinmastodon.org/entities/AccountWarning */
const warningSchema = z.strictObject({
  id,
  action: z.enum([
    "none",
    "disable",
    "mark_statuses_as_sensitive",
    "delete_statuses",
    "sensitive",
    "silence",
    "suspend",
  ]),
  text: z.string(),
  status_ids: z.array(id),
  target_account: accountSchema,
  appeal: z.null(),
  created_at: moment,
});

/** docs.joinmastodon.org/entities/RelationshipSeveranceEvent */
const severanceSchema = z.strictObject({
  id,
  type: z.enum(["domain_block", "user_domain_block", "account_suspension"]),
  purged: z.boolean(),
  target_name: z.string().min(1),
  followers_count: z.number().int().min(0),
  following_count: z.number().int().min(0),
  created_at: moment,
});

const causes = {
  report: reportSchema.optional(),
  moderation_warning: warningSchema.optional(),
  event: severanceSchema.optional(),
};

/** Each of these types has its own part, and no other has it. */
const hasItsCause = (told: {
  type: string;
  report?: unknown;
  moderation_warning?: unknown;
  event?: unknown;
}): boolean =>
  (told.type === "admin.report") === (told.report !== undefined) &&
  (told.type === "moderation_warning") === (told.moderation_warning !== undefined) &&
  (told.type === "severed_relationships") === (told.event !== undefined);

const WITHOUT_STATUS = [
  "follow",
  "follow_request",
  "severed_relationships",
  "moderation_warning",
  "admin.sign_up",
  "admin.report",
];

export const notificationSchema = z
  .object({
    id,
    type,
    created_at: moment,
    account: accountSchema,
    group_key: groupKey,
    filtered: z.literal(true).optional(),
    status: statusSchema.optional(),
    ...causes,
  })
  .refine(({ type, status }) => WITHOUT_STATUS.includes(type) === (status === undefined))
  .refine(hasItsCause);

const partialAccount = z.object({
  id,
  acct: z.string().min(1),
  locked: z.boolean(),
  bot: z.boolean(),
  url: z.string().min(1),
  avatar: z.string().min(1),
  avatar_static: z.string().min(1),
});

const notificationGroupSchema = z
  .object({
    group_key: groupKey,
    notifications_count: z.number().int().min(1),
    type,
    // Mastodon for iOS ends when this is a text.
    most_recent_notification_id: z.number().int().min(1),
    page_min_id: id,
    page_max_id: id,
    latest_page_notification_at: moment,
    sample_account_ids: z.array(id).min(1).max(8),
    status_id: id.optional(),
    ...causes,
  })
  .refine(hasItsCause);

export const groupedSchema = z
  .object({
    accounts: z.array(accountSchema),
    partial_accounts: z.array(partialAccount).optional(),
    statuses: z.array(statusSchema),
    notification_groups: z.array(notificationGroupSchema),
  })
  .refine(({ accounts, partial_accounts = [], statuses, notification_groups }) => {
    const known = new Set([...accounts, ...partial_accounts].map(({ id }) => id));
    const there = new Set(statuses.map(({ id }) => id));
    return notification_groups.every(
      (group) =>
        group.sample_account_ids.every((id) => known.has(id)) &&
        (group.status_id === undefined || there.has(group.status_id)),
    );
  });

const marker = z.object({ last_read_id: id, version: z.number().int().min(1), updated_at: moment });
export const markersSchema = z.strictObject({ home: marker.optional(), notifications: marker.optional() });

const summary = z.strictObject({
  pending_requests_count: z.number().int().min(0),
  pending_notifications_count: z.number().int().min(0),
});
const answer = z.enum(["accept", "filter", "drop"]);

export const policySchema = z.strictObject({
  for_not_following: answer,
  for_not_followers: answer,
  for_new_accounts: answer,
  for_private_mentions: answer,
  for_limited_accounts: answer,
  summary,
});

export const policyV1Schema = z.strictObject({
  filter_not_following: z.boolean(),
  filter_not_followers: z.boolean(),
  filter_new_accounts: z.boolean(),
  filter_private_mentions: z.boolean(),
  summary,
});

/** The number of notifications is a text (docs.joinmastodon.org/entities/NotificationRequest). */
export const requestSchema = z.strictObject({
  id,
  created_at: moment,
  updated_at: moment,
  notifications_count: z.string().regex(/^\d+$/),
  account: accountSchema,
  last_status: statusSchema.nullable(),
});

export const unreadSchema = z.strictObject({ count: z.number().int().min(0) });
