import { and, asc, desc, eq, inArray, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { type Keyset, keysetOf, newestFirst } from "../../platform/keyset.ts";
import { type Actor, ownHost } from "../actors/actors.queries.ts";
import { actors } from "../actors/actors.table.ts";
import type { Reader } from "../audience/audience.model.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { isBanned } from "../audience/bans.queries.ts";
import { groupBans } from "../audience/bans.table.ts";
import type { Post } from "../posts/posts.queries.ts";
import { posts } from "../posts/posts.table.ts";
import { type GroupMode, MOST_PINS } from "./groups.model.ts";
import type { Standing } from "./groups.policy.ts";
import { groupLog, groupModerators, groupPins, groupSubmissions, groups } from "./groups.table.ts";

/** A group of ours; the district is one, too. */
export interface Group {
  readonly actor: Actor;
  readonly mode: GroupMode;
}

const mode = sql<GroupMode>`coalesce(${groups.mode}, 'open')`;

const living = (): SQL | undefined =>
  and(
    eq(actors.local, true),
    inArray(actors.kind, ["group", "district"]),
    isNull(actors.deletedAt),
    isNull(actors.suspendedAt),
  );

const selectGroups = (ctx: Ctx) =>
  ctx.db.select({ actor: actors, mode }).from(actors).leftJoin(groups, eq(groups.actorId, actors.id)).$dynamic();

/** A group of ours by its actor's row id; null for anybody else. */
export async function groupById(ctx: Ctx, id: Id): Promise<Group | null> {
  const [group] = await selectGroups(ctx).where(and(living(), eq(actors.id, id)));
  return group ?? null;
}

/** A group of ours by its handle. */
export async function groupCalled(ctx: Ctx, handle: string): Promise<Group | null> {
  const named = and(eq(actors.handle, handle.toLowerCase()), eq(actors.host, ownHost(ctx)));
  const [group] = await selectGroups(ctx).where(and(living(), named));
  return group ?? null;
}

/** Those of the ids that are groups of ours, the working groups before the district. */
export const groupsAmong = (ctx: Ctx, uris: readonly string[]): Promise<Group[]> =>
  uris.length === 0
    ? Promise.resolve([])
    : selectGroups(ctx)
        .where(and(living(), inArray(actors.uri, [...uris])))
        .orderBy(sql`actors.kind = 'district'`, asc(actors.id));

/** A page of the working groups of this server, newest first; internal ones only for members of the server. */
export async function listGroups(ctx: Ctx, viewer: object | null, page: Keyset): Promise<readonly Group[]> {
  const { where, order } = keysetOf(actors.id, page);
  const isShown = viewer === null ? sql`groups.mode <> 'internal'` : undefined;
  const rows = await selectGroups(ctx)
    .where(and(living(), eq(actors.kind, "group"), isShown, where))
    .orderBy(order)
    .limit(page.limit);
  return newestFirst(rows, page);
}

/**
 * The groups of ours that a member may open threads in: the district first, then by name; at most 200. As `postingVerdict`
 * decides for accounts of this server.
 */
export const groupsToPostIn = (ctx: Ctx, actorId: Id): Promise<Group[]> =>
  selectGroups(ctx)
    .where(
      and(
        living(),
        sql`not ${isBanned(sql`actors.id`, actorId, ctx.now())}`,
        sql`(coalesce(groups.mode, 'open') in ('open', 'internal') or ${isModerator(sql`actors.id`, actorId)} or exists (
          select from follows where follower_id = ${actorId} and followee_id = actors.id and state = 'accepted'))`,
      ),
    )
    .orderBy(sql`actors.kind <> 'district'`, sql`lower(actors.name)`, asc(actors.id))
    .limit(200);

/** How an actor stands to a group of ours: one statement. */
export async function standingIn(ctx: Ctx, groupId: Id, actorId: Id): Promise<Standing> {
  const [row] = await ctx.db.execute<{ [Key in keyof Standing]: Standing[Key] }>(sql`
    select
      (select state from follows where follower_id = ${actorId} and followee_id = ${groupId}) as membership,
      ${isBanned(groupId, actorId, ctx.now())} as banned,
      ${isModerator(groupId, actorId)} as moderator,
      exists (select from group_invitations where group_id = ${groupId} and actor_id = ${actorId}) as invited,
      exists (
        select from posts where group_id = ${groupId} and author_id = ${actorId} and in_reply_to_uri is null
          and deleted_at is null and removed_at is null) as posted,
      exists (select from actors where id = ${groupId} and archived_at is not null) as archived`);
  if (!row) throw new Error("A select without a table gave no row.");
  return row;
}

const isModerator = (groupId: Id | SQL, actorId: Id): SQL => sql`(
  exists (select from group_moderators named where named.group_id = ${groupId} and named.actor_id = ${actorId})
  or exists (
    select from accounts where actor_id = ${actorId} and role in ('admin', 'moderator') and suspended_at is null))`;

/** Why an answer to a post is not taken, or null: of what stands in no group, and in one elsewhere, only its lock counts. */
export type AnswerRefusal = "locked" | "archived" | "banned" | "not-a-member";

/**
 * Whether an answer from elsewhere may stand below its parent: one statement.
 * @param answer `uri`: what we have already may be edited though its thread is locked, or the group archived
 */
export async function refusalOfAnswer(
  ctx: Ctx,
  answer: { readonly uri: string; readonly inReplyTo: string; readonly authorId: Id },
): Promise<AnswerRefusal | null> {
  const [row] = await ctx.db.execute<Record<"locked" | "archived" | "known" | "banned" | "stranger", boolean>>(sql`
    select
      root.locked_at is not null as locked,
      exists (select from actors where id = parent.group_id and archived_at is not null) as archived,
      exists (select from posts where uri = ${answer.uri}) as known,
      exists (
        select from group_bans where group_id = parent.group_id and actor_id = ${answer.authorId}
          and (until is null or until > ${ctx.now().toISOString()}::timestamptz)) as banned,
      parent.visibility = 'local' or (parent.visibility = 'group' and not exists (
        select from follows
        where follower_id = ${answer.authorId} and followee_id = parent.group_id and state = 'accepted')
        and exists (select from actors where id = parent.group_id and local)) as stranger
    from posts parent left join posts root on root.id = parent.root_id
    where parent.uri = ${answer.inReplyTo} and parent.group_id is not null`);
  if (!row) return null;
  if (row.banned) return "banned";
  if (row.stranger) return "not-a-member";
  if (row.known) return null;
  if (row.archived) return "archived";
  return row.locked ? "locked" : null;
}

/** Whether an actor is a group that only members of this server may know of. */
export async function isInternal(
  ctx: Ctx,
  { id, kind, local }: Pick<Actor, "id" | "kind" | "local">,
): Promise<boolean> {
  return local && kind === "group" && (await groupById(ctx, id))?.mode === "internal";
}

/** Everybody who moderates a group of ours, the server's moderators among them; at most 100. */
export async function moderatorsOf(ctx: Ctx, groupId: Id): Promise<Actor[]> {
  return ctx.db
    .select()
    .from(actors)
    .where(
      and(
        isNull(actors.deletedAt),
        isNull(actors.suspendedAt),
        sql`(actors.id in (select actor_id from group_moderators where group_id = ${groupId})
          or actors.id in (
            select actor_id from accounts where role in ('admin', 'moderator') and suspended_at is null))`,
      ),
    )
    .orderBy(asc(actors.id))
    .limit(100);
}

/** Ids of those who were named moderators of this group, without the server's. */
export async function namedModerators(ctx: Ctx, groupId: Id): Promise<Set<Id>> {
  const rows = await ctx.db
    .select({ id: groupModerators.actorId })
    .from(groupModerators)
    .where(eq(groupModerators.groupId, groupId));
  return new Set(rows.map(({ id }) => id));
}

/** A thread in a list: its first post, and who wrote it. */
export interface Thread {
  readonly post: Post;
  readonly author: Actor;
}

/** Threads of a group that the reader may see, newest first. */
export const threadsIn = (
  ctx: Ctx,
  reader: Reader,
  groupId: Id,
  { before, limit }: { readonly before?: Id | undefined; readonly limit: number },
): Promise<Thread[]> =>
  ctx.db
    .select({ post: posts, author: actors })
    .from(posts)
    .innerJoin(actors, eq(actors.id, posts.authorId))
    .where(
      and(
        eq(posts.groupId, groupId),
        isNull(posts.inReplyToUri),
        visibleTo(reader),
        before === undefined ? undefined : lt(posts.id, before),
      ),
    )
    .orderBy(desc(posts.id))
    .limit(limit);

/** A thread of a group by its post's row id, if the reader may see it. */
export async function threadIn(ctx: Ctx, reader: Reader, groupId: Id, postId: Id): Promise<Thread | null> {
  const [thread] = await ctx.db
    .select({ post: posts, author: actors })
    .from(posts)
    .innerJoin(actors, eq(actors.id, posts.authorId))
    .where(and(eq(posts.id, postId), eq(posts.groupId, groupId), isNull(posts.inReplyToUri), visibleTo(reader)));
  return thread ?? null;
}

/** What is pinned in a group, as far as the reader may see it: at most five, the newest pin first. */
export const pinsOf = (ctx: Ctx, reader: Reader, groupId: Id): Promise<Thread[]> =>
  ctx.db
    .select({ post: posts, author: actors })
    .from(groupPins)
    .innerJoin(posts, eq(posts.id, groupPins.postId))
    .innerJoin(actors, eq(actors.id, posts.authorId))
    .where(and(eq(groupPins.groupId, groupId), visibleTo(reader)))
    .orderBy(desc(groupPins.createdAt), desc(posts.id))
    .limit(MOST_PINS);

/** A post that waits for a moderator. */
export const submissionsOf = (ctx: Ctx, groupId: Id, limit: number): Promise<Thread[]> =>
  ctx.db
    .select({ post: posts, author: actors })
    .from(groupSubmissions)
    .innerJoin(posts, eq(posts.id, groupSubmissions.postId))
    .innerJoin(actors, eq(actors.id, posts.authorId))
    .where(
      and(
        eq(groupSubmissions.groupId, groupId),
        isNull(groupSubmissions.turnedAwayAt),
        isNull(posts.deletedAt),
        isNull(actors.suspendedAt),
      ),
    )
    .orderBy(asc(groupSubmissions.postId))
    .limit(limit);

/** A ban that holds. */
export interface Ban {
  readonly actor: Actor;
  readonly until: Date | null;
}

/** Who is banned from a group, newest ban first, at most 100. */
export const bansIn = (ctx: Ctx, groupId: Id): Promise<Ban[]> =>
  ctx.db
    .select({ actor: actors, until: groupBans.until })
    .from(groupBans)
    .innerJoin(actors, eq(actors.id, groupBans.actorId))
    .where(
      and(
        eq(groupBans.groupId, groupId),
        sql`(${groupBans.until} is null or ${groupBans.until} > ${ctx.now().toISOString()}::timestamptz)`,
      ),
    )
    .orderBy(desc(groupBans.createdAt), desc(actors.id))
    .limit(100);

type LogRow = typeof groupLog.$inferSelect;

/** A line of the log. A post is named only while the reader may see it. */
export interface LogEntry extends Pick<LogRow, "id" | "action" | "reason" | "until" | "createdAt"> {
  readonly moderator: Actor;
  readonly about: Actor | null;
  readonly post: Pick<Post, "id" | "title"> | null;
}

/**
 * What moderators of a group did, newest first.
 * @param page.modes which earlier modes the reader may know the group's times of; default: only its present one's
 */
export async function logOf(
  ctx: Ctx,
  reader: Reader,
  groupId: Id,
  page: { readonly before?: Id | undefined; readonly limit: number; readonly modes?: readonly GroupMode[] },
): Promise<LogEntry[]> {
  const { before, limit, modes = [] } = page;
  const rows = await ctx.db
    .select()
    .from(groupLog)
    .where(
      and(
        eq(groupLog.groupId, groupId),
        or(isNull(groupLog.mode), inArray(groupLog.mode, [...modes])),
        before === undefined ? undefined : lt(groupLog.id, before),
      ),
    )
    .orderBy(desc(groupLog.id))
    .limit(limit);
  const people = await byId(
    rows.flatMap(({ moderatorId, actorId }) => [moderatorId, actorId ?? []].flat()),
    (ids) => ctx.db.select().from(actors).where(inArray(actors.id, ids)),
  );
  const visible = await byId(
    rows.flatMap(({ postId }) => postId ?? []),
    (ids) =>
      ctx.db
        .select({ id: posts.id, title: posts.title })
        .from(posts)
        .where(and(inArray(posts.id, ids), visibleTo(reader))),
  );
  return rows.flatMap(({ moderatorId, actorId, postId, ...row }) => {
    const moderator = people.get(moderatorId);
    if (!moderator) return [];
    const about = actorId === null ? null : (people.get(actorId) ?? null);
    return [{ ...row, moderator, about, post: postId === null ? null : (visible.get(postId) ?? null) }];
  });
}

async function byId<T extends { readonly id: Id }>(
  ids: readonly Id[],
  find: (ids: Id[]) => PromiseLike<T[]>,
): Promise<Map<Id, T>> {
  const wanted = [...new Set(ids)];
  const rows = wanted.length === 0 ? [] : await find(wanted);
  return new Map(rows.map((row) => [row.id, row]));
}
