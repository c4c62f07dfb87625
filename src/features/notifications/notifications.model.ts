/**
 * What members are told of. Where Mastodon has a word for it, it is this one (Mastodon documentation, "Notification",
 * `type`), but for `report`, which is its `admin.report`; all others are ours. Each has its sentence `notifications.type.<type>`.
 */
const NOTIFICATION_TYPES = [
  "mention",
  "favourite",
  "reblog",
  "follow",
  "follow_request",
  "follow_accepted",
  "poll",
  "quote",
  "quoted_update",
  "status",
  "update",
  "group_request",
  "group_invitation",
  "report",
  "admin.sign_up",
  "moderation_warning",
  "severed_relationships",
  "adoption",
  "adoption_asked",
  "adoption_progress",
  "adoption_answer",
  "adoption_request",
  "follow_up",
  "kit_confirmed",
  "kit_changed",
  "partner_request",
  "partner_new",
  "partner_refused",
  "partner_ended",
] as const;

export type NotificationType = (typeof NOTIFICATION_TYPES)[number];

/** What only those who moderate are told, as long as they do. */
export const FOR_MODERATORS = ["report", "admin.sign_up"] as const satisfies readonly NotificationType[];

/** What is nobody's doing and about something else than a post; who is told stands in for who did it. */
export const ABOUT_ROWS = [
  "report",
  "moderation_warning",
  "severed_relationships",
] as const satisfies readonly NotificationType[];

/** How often what is new comes by mail. */
export const MAIL_INTERVALS = ["never", "daily", "weekly"] as const;

export type MailInterval = (typeof MAIL_INTERVALS)[number];

const NUMBER = /^[1-9]\d{0,14}$/;

/** The id of a notification, as somebody sent it: they count up from 1. Undefined for what is none. */
export const notificationIdIn = (text: string): number | undefined => (NUMBER.test(text) ? Number(text) : undefined);

const HOUR_MS = 60 * 60 * 1000;

/** A little less than the whole, so that the mail of each day does not come later and later. */
export const INTERVAL_MS: Readonly<Record<MailInterval, number>> = {
  never: Number.POSITIVE_INFINITY,
  daily: 23 * HOUR_MS,
  weekly: 7 * 24 * HOUR_MS - HOUR_MS,
};

export const isNotificationType = (type: string): type is NotificationType =>
  (NOTIFICATION_TYPES as readonly string[]).includes(type);

/** What clients note a place in (Mastodon documentation, "Markers"). */
export const MARKED = ["home", "notifications"] as const;

export type Marked = (typeof MARKED)[number];

/** What many do to the same in a while is told as one: of these types. */
export const GROUPABLE = ["favourite", "reblog", "follow"] as const satisfies readonly NotificationType[];

type Groupable = (typeof GROUPABLE)[number];

/** How long that while is. Fixed, so that the group of a notification can be told from itself alone. */
export const GROUP_SECONDS = 12 * 60 * 60;

/** A group of notifications: `ungrouped-<id>`, `follow-<time>` or `favourite-<post>-<time>`. */
export type GroupKey =
  | { readonly id: number }
  | { readonly type: Groupable; readonly postId: string | null; readonly bucket: number };

/** The key of the group that a notification is in. @param grouped the types that are grouped for who asks */
export function groupKeyOf(
  told: {
    readonly id: number;
    readonly type: NotificationType;
    readonly postId: string | null;
    readonly createdAt: Date;
    readonly held: boolean;
  },
  grouped: readonly NotificationType[],
): string {
  if (!grouped.includes(told.type) || told.held) return `ungrouped-${told.id}`;
  const bucket = Math.floor(told.createdAt.getTime() / 1000 / GROUP_SECONDS);
  return [told.type, told.postId, bucket].filter((part) => part !== null).join("-");
}

/** Reads a key; null when it is none. */
export function readGroupKey(text: string): GroupKey | null {
  const alone = notificationIdIn(/^ungrouped-(.*)$/.exec(text)?.[1] ?? "");
  if (alone !== undefined) return { id: alone };
  const [, name, postId, bucket] = /^(favourite|reblog|follow)(?:-([1-9]\d{0,18}))?-(\d{1,9})$/.exec(text) ?? [];
  const type = GROUPABLE.find((known) => known === name);
  if (type === undefined || (type === "follow") !== (postId === undefined)) return null;
  return { type, postId: postId ?? null, bucket: Number(bucket) };
}
