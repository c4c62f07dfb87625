import { and, asc, eq, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { actors } from "../actors/actors.table.ts";
import { follows } from "./follows.table.ts";

/** The followers of one actor of ours on one host. */
export interface HostPart {
  readonly followeeId: Id;
  readonly host: string;
}

/**
 * The digests (as `followersDigest` makes them) of the followers that some hosts have of actors of ours, in their order.
 * One statement, however many followers there are.
 */
export async function followersDigests(ctx: Ctx, parts: readonly HostPart[]): Promise<string[]> {
  const ids = parts.map(({ followeeId }) => followeeId);
  const hosts = parts.map(({ host }) => host);
  const rows = await ctx.sql<{ bits: string | null }[]>`
    select (
      select bit_xor(('x' || encode(sha256(convert_to(actors.uri, 'UTF8')), 'hex'))::bit(256))::text
      from follows join actors on actors.id = follows.follower_id
      where follows.followee_id = asked.id and follows.state = 'accepted' and actors.host = asked.host) as bits
    from unnest(${ids}::bigint[], ${hosts}::text[]) with ordinality as asked (id, host, place)
    order by asked.place`;
  return rows.map(({ bits }) =>
    BigInt(`0b${bits ?? "0"}`)
      .toString(16)
      .padStart(64, "0"),
  );
}

/** Ids of the accepted followers that a host has of an actor. All of them: a part of the part would be a wrong list. */
export async function followersOnHost(ctx: Ctx, { followeeId, host }: HostPart): Promise<string[]> {
  const rows = await ctx.db
    .select({ uri: actors.uri })
    .from(follows)
    .innerJoin(actors, eq(actors.id, follows.followerId))
    .where(and(eq(follows.followeeId, followeeId), eq(follows.state, "accepted"), eq(actors.host, host)))
    .orderBy(asc(follows.id));
  return rows.map(({ uri }) => uri);
}

/** Ids of actors of ours who follow an actor elsewhere (accepted), with the row of the follow. */
export function ownFollowersOf(ctx: Ctx, followeeId: Id): Promise<{ followId: Id; uri: string }[]> {
  return ctx.db
    .select({ followId: follows.id, uri: actors.uri })
    .from(follows)
    .innerJoin(actors, eq(actors.id, follows.followerId))
    .where(and(eq(follows.followeeId, followeeId), eq(follows.state, "accepted"), eq(actors.local, true)));
}

/** Of some ids those of standing actors of ours who do not follow `followeeId` in any way. */
export function ownStrangersTo(ctx: Ctx, followeeId: Id, uris: readonly string[]): Promise<{ id: Id; uri: string }[]> {
  return ctx.db
    .select({ id: actors.id, uri: actors.uri })
    .from(actors)
    .where(
      and(
        eq(actors.local, true),
        sql`${actors.uri} = any (${sql.param(uris)}::text[])`,
        sql`${actors.deletedAt} is null`,
        sql`not exists (
          select from follows where follows.follower_id = ${actors.id} and follows.followee_id = ${followeeId})`,
      ),
    );
}
