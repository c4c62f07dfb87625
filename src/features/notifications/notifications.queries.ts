import { and, desc, eq, gt, isNotNull, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { notifications } from "../../platform/notifications.table.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { type Actor, actorsByIds } from "../actors/actors.queries.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import type { Post } from "../posts/posts.queries.ts";
import { posts } from "../posts/posts.table.ts";
import { FOR_MODERATORS, isNotificationType, type MailInterval, type NotificationType } from "./notifications.model.ts";
import { notificationSettings } from "./notifications.table.ts";

/** Something that a member is told of, as far as the member may still see it. */
export interface Notification {
  readonly id: number;
  readonly type: NotificationType;
  readonly from: Actor | null;
  /** The post that it is about, and who wrote it. */
  readonly post: { readonly post: Post; readonly author: Actor } | null;
  /** A path of ours; null: the post's page. */
  readonly path: string | null;
  readonly title: string | null;
  readonly createdAt: Date;
}

interface Page {
  readonly limit: number;
  /** Only older ones than this. */
  readonly before?: number | undefined;
  /** Only newer ones than this. */
  readonly after?: number | undefined;
}

/**
 * What is about a post is told only while the post may be seen: it may have been deleted, removed or narrowed since. Of
 * who closed the account or was suspended nothing more is heard, and what is for moderators only while one is. The query
 * joins `posts` by the notification's post.
 */
export const stillSeen = (actorId: Id): SQL | undefined =>
  and(
    sql`(${notifications.type} not in ${[...FOR_MODERATORS]} or exists (
      select from accounts where accounts.actor_id = ${actorId} and accounts.role <> 'member'))`,
    or(isNull(notifications.postId), and(isNotNull(posts.id), visibleTo({ actorId }))),
    stillHeard(sql`notifications`),
  );

/** Of who closed the account or was suspended nothing more is heard. @param told name of the notifications in the query */
export const stillHeard = (told: SQL): SQL => sql`(${told}.from_id is null or exists (
  select from actors teller
  where teller.id = ${told}.from_id and teller.deleted_at is null and teller.suspended_at is null))`;

/** What a member is told of, newest first, without what is held back. Two statements. */
export async function notificationsOf(ctx: Ctx, actorId: Id, page: Page): Promise<Notification[]> {
  const rows = await ctx.db
    .select({ notification: notifications, post: posts })
    .from(notifications)
    .leftJoin(posts, eq(posts.id, notifications.postId))
    .where(
      and(
        eq(notifications.recipientId, actorId),
        eq(notifications.held, false),
        page.before === undefined ? undefined : lt(notifications.id, page.before),
        page.after === undefined ? undefined : gt(notifications.id, page.after),
        stillSeen(actorId),
      ),
    )
    .orderBy(desc(notifications.id))
    .limit(page.limit);
  const ids = rows.flatMap(({ notification, post }) => [notification.fromId, post?.authorId ?? null]);
  const known = await actorsByIds(ctx, [...new Set(ids.filter((id): id is Id => id !== null))]);
  const actorOf = (id: Id | null): Actor | null => (id === null ? null : (known.get(id) ?? null));
  return rows.map(({ notification, post }) => {
    const { id, type, fromId, path, title, createdAt } = notification;
    const author = actorOf(post?.authorId ?? null);
    if (!isNotificationType(type)) throw new Error(`A notification of no known type: ${type}.`);
    return { id, type, from: actorOf(fromId), post: post && author && { post, author }, path, title, createdAt };
  });
}

/** Most that are counted; more is "many". */
const MOST_COUNTED = 99;

/** How many a member has not seen yet, at most one more than `MOST_COUNTED`. One statement. */
export async function unseenCount(ctx: Ctx, { actorId, accountId }: Viewer): Promise<number> {
  const [row] = await ctx.db.execute<{ count: number }>(sql`
    select count(*)::int as count from (
      select from notifications
      where recipient_id = ${actorId} and not held
        and id > coalesce((select seen_id from notification_settings where account_id = ${accountId}), 0)
      limit ${MOST_COUNTED + 1}) as unseen`);
  return row?.count ?? 0;
}

export interface NotificationSettings {
  readonly seenId: number;
  readonly mail: MailInterval;
}

export async function notificationSettingsOf(ctx: Ctx, accountId: Id): Promise<NotificationSettings> {
  const [row] = await ctx.db.select().from(notificationSettings).where(eq(notificationSettings.accountId, accountId));
  return row ?? { seenId: 0, mail: "daily" };
}
