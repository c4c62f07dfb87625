/**
 * What members are told of. Where Mastodon has a word for it, it is this one (Mastodon documentation, "Notification",
 * `type`); all others are ours. Each has its sentence `notifications.type.<type>`.
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
  "group_request",
  "group_invitation",
  "report",
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

/** How often what is new comes by mail. */
export const MAIL_INTERVALS = ["never", "daily", "weekly"] as const;

export type MailInterval = (typeof MAIL_INTERVALS)[number];

const HOUR_MS = 60 * 60 * 1000;

/** A little less than the whole, so that the mail of each day does not come later and later. */
export const INTERVAL_MS: Readonly<Record<MailInterval, number>> = {
  never: Number.POSITIVE_INFINITY,
  daily: 23 * HOUR_MS,
  weekly: 7 * 24 * HOUR_MS - HOUR_MS,
};

export const isNotificationType = (type: string): type is NotificationType =>
  (NOTIFICATION_TYPES as readonly string[]).includes(type);
