import { and, eq, getTableColumns, inArray, isNotNull, or, type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { type Keyset, keysetOf, newestFirst } from "../../platform/keyset.ts";
import { notifications } from "../../platform/notifications.table.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { type Actor, actorsByIds } from "../actors/actors.queries.ts";
import { posts } from "../posts/posts.table.ts";
import {
  ABOUT_ROWS,
  GROUP_SECONDS,
  type GroupKey,
  groupKeyOf,
  isNotificationType,
  type NotificationType,
} from "./notifications.model.ts";
import { stillHeard, stillSeen } from "./notifications.queries.ts";

/** Notifications one by one and in groups, of chosen types: what clients show. The same may be seen as on the page. */

type Reader = Pick<Viewer, "actorId">;

/** Which notifications. */
export interface Choice {
  /** Of these types. */
  readonly types: readonly NotificationType[];
  /** Of them, those that make no sense without a post. */
  readonly aboutPosts: readonly NotificationType[];
  /** Of what this actor did only: then what is held back of them, too. */
  readonly from?: Id | undefined;
  /** What is held back, too. */
  readonly withHeld?: boolean;
}

/** A notification with somebody who did it: of a poll that ended, whoever asked; of what is nobody's doing, who is told. */
export interface Told {
  readonly id: number;
  readonly type: NotificationType;
  readonly from: Actor;
  readonly postId: Id | null;
  /** Row of what it is about besides. */
  readonly aboutId: Id | null;
  readonly title: string | null;
  readonly createdAt: Date;
  readonly held: boolean;
}

/** Notifications of one kind about the same. */
export interface Group {
  readonly key: string;
  /** The newest of them. */
  readonly newest: Told;
  /** The oldest of them that is newer than the group below the page: who goes on from there passes over none. */
  readonly oldestId: number;
  readonly count: number;
  /** Who did it, the newest first, at most eight. */
  readonly sample: readonly Actor[];
}

const SAMPLE = 8;

const inChoice = ({ actorId }: Reader, { types, aboutPosts, from, withHeld = false }: Choice): SQL | undefined =>
  and(
    eq(notifications.recipientId, actorId),
    inArray(notifications.type, [...types]),
    or(
      isNotNull(notifications.fromId),
      and(eq(notifications.type, "poll" satisfies NotificationType), isNotNull(notifications.postId)),
      and(inArray(notifications.type, [...ABOUT_ROWS]), isNotNull(notifications.aboutId)),
    ),
    aboutPosts.length === 0
      ? undefined
      : or(isNotNull(notifications.postId), sql`${notifications.type} not in ${[...aboutPosts]}`),
    from === undefined ? undefined : eq(notifications.fromId, from),
    withHeld || from !== undefined ? undefined : eq(notifications.held, false),
    stillSeen(actorId),
  );

const bucketOf = (told: SQL): SQL =>
  sql`floor(extract(epoch from ${told}.created_at) / ${sql.raw(String(GROUP_SECONDS))})`;

/** Whether two notifications are of one group, if they are of one type that is grouped. What is held back stands alone. */
const together = (one: SQL, other: SQL): SQL => sql`
  ${one}.recipient_id = ${other}.recipient_id and ${one}.type = ${other}.type
  and ${one}.type in ('favourite', 'reblog', 'follow')
  and not ${one}.held and not ${other}.held
  and coalesce(${one}.post_id, 0) = coalesce(${other}.post_id, 0) and ${bucketOf(one)} = ${bucketOf(other)}`;

/** Whether a notification is the newest of its group, which then stands in its place. */
const isNewest = (grouped: readonly NotificationType[], from: Id | undefined): SQL | undefined =>
  grouped.length === 0
    ? undefined
    : sql`(${notifications.type} not in ${[...grouped]} or not exists (
        select from notifications newer
        where ${together(sql`newer`, sql`notifications`)} and newer.id > notifications.id and ${stillHeard(sql`newer`)}
          and ${from === undefined ? sql`true` : sql`newer.from_id = ${from}`}))`;

async function read(ctx: Ctx, where: SQL | undefined, page: Keyset): Promise<Told[]> {
  const keyset = keysetOf(notifications.id, page);
  const rows = await ctx.db
    .select({ ...getTableColumns(notifications), authorId: posts.authorId })
    .from(notifications)
    .leftJoin(posts, eq(posts.id, notifications.postId))
    .where(and(where, keyset.where))
    .orderBy(keyset.order)
    .limit(page.limit);
  const doerOf = ({ fromId, authorId, recipientId }: (typeof rows)[number]): Id => fromId ?? authorId ?? recipientId;
  const known = await actorsByIds(ctx, [...new Set(rows.map(doerOf))]);
  return newestFirst(rows, page).flatMap((row) => {
    const { id, type, postId, aboutId, title, createdAt, held } = row;
    const from = known.get(doerOf(row));
    return from && isNotificationType(type) ? [{ id, type, from, postId, aboutId, title, createdAt, held }] : [];
  });
}

/** Notifications one by one, newest first. Two statements. */
export const toldTo = (ctx: Ctx, reader: Reader, choice: Choice, page: Keyset): Promise<Told[]> =>
  read(ctx, inChoice(reader, choice), page);

/** One notification; null when it is not among them. */
export async function toldById(ctx: Ctx, reader: Reader, choice: Choice, id: number): Promise<Told | null> {
  const [told] = await read(ctx, and(inChoice(reader, choice), eq(notifications.id, id)), { limit: 1 });
  return told ?? null;
}

/** Some notifications by their ids, newest first. Two statements. */
export const toldByIds = (ctx: Ctx, reader: Reader, choice: Choice, ids: readonly number[]): Promise<Told[]> =>
  read(ctx, and(inChoice(reader, choice), inArray(notifications.id, [...ids])), { limit: ids.length });

/** A page of notifications, and the id that everything on it is newer than, while everything else below it is not. */
async function headsOf(ctx: Ctx, where: SQL | undefined, page: Keyset): Promise<{ heads: Told[]; floor: string }> {
  const { limit, after, since = "0" } = page;
  if (after !== undefined) return { heads: await read(ctx, where, page), floor: after };
  const found = await read(ctx, where, { ...page, limit: limit + 1 });
  return { heads: found.slice(0, limit), floor: String(found[limit]?.id ?? since) };
}

/**
 * Groups, by their newest notification, newest first: each stands in the list once. Four statements.
 * @param grouped the types that are grouped; all others stand alone
 */
export async function groupsFor(
  ctx: Ctx,
  reader: Reader,
  choice: Choice,
  grouped: readonly NotificationType[],
  page: Keyset,
): Promise<Group[]> {
  const { heads, floor } = await headsOf(ctx, and(inChoice(reader, choice), isNewest(grouped, choice.from)), page);
  const many = heads.filter(({ type, held }) => grouped.includes(type) && !held);
  const rows =
    many.length === 0
      ? []
      : await ctx.db.execute<{ id: string; count: number; oldest: string; sample: Id[] }>(sql`
          select head.id, count(*)::int as count, min(told.id) filter (where told.id > ${floor}::bigint) as oldest,
            ((array_agg(told.from_id order by told.id desc))[1:${sql.raw(String(SAMPLE))}])::text[] as sample
          from notifications head join notifications told on ${together(sql`told`, sql`head`)}
          where head.id in ${many.map(({ id }) => id)} and ${stillHeard(sql`told`)}
            and ${choice.from === undefined ? sql`true` : sql`told.from_id = ${choice.from}`}
          group by head.id`);
  const parts = new Map([...rows].map((row) => [Number(row.id), row]));
  const actors = await actorsByIds(ctx, [...new Set([...rows].flatMap(({ sample }) => sample))]);
  return heads.map((newest) => {
    const part = parts.get(newest.id);
    return {
      key: groupKeyOf(newest, grouped),
      newest,
      oldestId: Number(part?.oldest ?? newest.id),
      count: part?.count ?? 1,
      sample: part ? part.sample.flatMap((id) => actors.get(id) ?? []) : [newest.from],
    };
  });
}

/** Which notifications a key names, as a condition. */
const inGroup = (key: GroupKey): SQL | undefined =>
  "id" in key
    ? eq(notifications.id, key.id)
    : and(
        eq(notifications.type, key.type),
        eq(notifications.held, false),
        sql`coalesce(${notifications.postId}, 0) = ${key.postId ?? "0"}::bigint`,
        sql`${bucketOf(sql`notifications`)} = ${key.bucket}`,
      );

/** The notifications of a group, newest first. Two statements. */
export const toldInGroup = (ctx: Ctx, reader: Reader, choice: Choice, key: GroupKey, page: Keyset): Promise<Told[]> =>
  read(ctx, and(inChoice(reader, choice), inGroup(key)), page);

/** Rows of a member's notifications of a group, to be removed. */
export const ofGroup = ({ actorId }: Reader, key: GroupKey): SQL | undefined =>
  and(eq(notifications.recipientId, actorId), inGroup(key));

/** How many are not seen yet, counted up to `most`; with `grouped`, groups. One statement. */
export async function unseenOf(
  ctx: Ctx,
  reader: Pick<Viewer, "actorId" | "accountId">,
  choice: Choice,
  { grouped = [], most }: { readonly grouped?: readonly NotificationType[]; readonly most: number },
): Promise<number> {
  const seen = sql`coalesce((select seen_id from notification_settings where account_id = ${reader.accountId}), 0)`;
  const unseen = ctx.db
    .select({ id: notifications.id })
    .from(notifications)
    .leftJoin(posts, eq(posts.id, notifications.postId))
    .where(and(inChoice(reader, choice), isNewest(grouped, choice.from), sql`${notifications.id} > ${seen}`))
    .limit(most);
  return ctx.db.$count(unseen.as("unseen"));
}
