import { and, eq, inArray, or, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { isAtOrBelow } from "../../platform/host-match.ts";
import type { Id } from "../../platform/ids.ts";
import { type Keyset, keysetOf, newestFirst } from "../../platform/keyset.ts";
import type { Actor } from "../actors/actors.queries.ts";
import { actors } from "../actors/actors.table.ts";
import { follows } from "./follows.table.ts";

export type Follow = typeof follows.$inferSelect;

/** A line of a list of follows: the other side, and the id to page by. */
export interface FollowEntry {
  readonly followId: Id;
  readonly createdAt: Date;
  readonly actor: Actor;
}

export async function followBetween(ctx: Ctx, followerId: Id, followeeId: Id): Promise<Follow | null> {
  const [row] = await ctx.db
    .select()
    .from(follows)
    .where(and(eq(follows.followerId, followerId), eq(follows.followeeId, followeeId)));
  return row ?? null;
}

/** By the id of the Follow activity. Ids of others are only unique together with who sent them. */
export async function followByUri(ctx: Ctx, followerId: Id, uri: string): Promise<Follow | null> {
  const [row] = await ctx.db
    .select()
    .from(follows)
    .where(and(eq(follows.uri, uri), eq(follows.followerId, followerId)));
  return row ?? null;
}

/** Our follow of `followee` that has this activity id; an answer to it must come from `followee`. */
export async function ownFollowByUri(ctx: Ctx, uri: string, followeeId: Id): Promise<Follow | null> {
  const [row] = await ctx.db
    .select({ follow: follows })
    .from(follows)
    .innerJoin(actors, eq(actors.id, follows.followerId))
    .where(and(eq(follows.uri, uri), eq(follows.followeeId, followeeId), eq(actors.local, true)));
  return row?.follow ?? null;
}

/** How `followerId` stands to each of these; who is not followed is missing from the map. */
export async function followStates(
  ctx: Ctx,
  followerId: Id,
  followeeIds: readonly Id[],
): Promise<Map<Id, Follow["state"]>> {
  if (followeeIds.length === 0) return new Map();
  const rows = await ctx.db
    .select({ id: follows.followeeId, state: follows.state })
    .from(follows)
    .where(and(eq(follows.followerId, followerId), inArray(follows.followeeId, [...followeeIds])));
  return new Map(rows.map(({ id, state }) => [id, state]));
}

/** Whether somebody here follows one of these (accepted). */
export async function followedFromHere(ctx: Ctx, actorIds: readonly Id[]): Promise<boolean> {
  if (actorIds.length === 0) return false;
  const [row] = await ctx.db
    .select({ one: sql<number>`1` })
    .from(follows)
    .innerJoin(actors, eq(actors.id, follows.followerId))
    .where(and(inArray(follows.followeeId, [...actorIds]), eq(follows.state, "accepted"), eq(actors.local, true)))
    .limit(1);
  return row !== undefined;
}

/** How several actors stand to one; who does not follow at all is missing from the map. */
export async function followsOf(
  ctx: Ctx,
  followerIds: readonly Id[],
  followeeId: Id,
): Promise<Map<Id, Follow["state"]>> {
  const rows = await ctx.db
    .select({ followerId: follows.followerId, state: follows.state })
    .from(follows)
    .where(and(inArray(follows.followerId, [...followerIds]), eq(follows.followeeId, followeeId)));
  return new Map(rows.map(({ followerId, state }) => [followerId, state]));
}

/** Every follow between an actor and those on a server, or below it, with the other side. */
export async function followsWith(ctx: Ctx, actorId: Id, host: string): Promise<{ follow: Follow; actor: Actor }[]> {
  const other = sql`case when ${follows.followerId} = ${actorId} then ${follows.followeeId} else ${follows.followerId} end`;
  return ctx.db
    .select({ follow: follows, actor: actors })
    .from(follows)
    .innerJoin(actors, eq(actors.id, other))
    .where(
      and(
        or(eq(follows.followerId, actorId), eq(follows.followeeId, actorId)),
        isAtOrBelow(sql`${actors.host}`, sql`${host}::text`),
      ),
    );
}

const MOST_CARRIED = 1000;

/** Those of this server who follow somebody (accepted), oldest first. */
export function localFollowersOf(ctx: Ctx, followeeId: Id): Promise<{ follow: Follow; follower: Actor }[]> {
  return ctx.db
    .select({ follow: follows, follower: actors })
    .from(follows)
    .innerJoin(actors, eq(actors.id, follows.followerId))
    .where(and(eq(follows.followeeId, followeeId), eq(follows.state, "accepted"), eq(actors.local, true)))
    .orderBy(follows.id)
    .limit(MOST_CARRIED);
}

/** Accepted followers, newest first. */
export const listFollowers = (ctx: Ctx, actorId: Id, page: Keyset): Promise<FollowEntry[]> =>
  list(ctx, "followers", "accepted", actorId, page);

/** Whom an actor follows (accepted), newest first. */
export const listFollowing = (ctx: Ctx, actorId: Id, page: Keyset): Promise<FollowEntry[]> =>
  list(ctx, "following", "accepted", actorId, page);

/** Who waits for an answer, newest first. */
export const listFollowRequests = (ctx: Ctx, actorId: Id, page: Keyset): Promise<FollowEntry[]> =>
  list(ctx, "followers", "pending", actorId, page);

/** How many wait for an answer. */
export const countFollowRequests = (ctx: Ctx, actorId: Id): Promise<number> =>
  ctx.db.$count(follows, and(eq(follows.followeeId, actorId), eq(follows.state, "pending")));

async function list(
  ctx: Ctx,
  side: "followers" | "following",
  state: Follow["state"],
  actorId: Id,
  page: Keyset,
): Promise<FollowEntry[]> {
  const [own, other] =
    side === "followers" ? [follows.followeeId, follows.followerId] : [follows.followerId, follows.followeeId];
  const { where, order } = keysetOf(follows.id, page);
  const rows = await ctx.db
    .select({ followId: follows.id, createdAt: follows.createdAt, actor: actors })
    .from(follows)
    .innerJoin(actors, eq(actors.id, other))
    .where(and(eq(own, actorId), eq(follows.state, state), where))
    .orderBy(order)
    .limit(page.limit);
  return [...newestFirst(rows, page)];
}
