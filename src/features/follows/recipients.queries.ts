import { and, eq, inArray, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { actors, peers } from "../actors/actors.table.ts";
import { follows } from "./follows.table.ts";

/** Where an actor can be reached. */
export interface Recipient {
  readonly host: string;
  readonly inbox: string;
  /** The one inbox for all of its server, if the server has one. */
  readonly sharedInbox: string | null;
}

const columns = { host: actors.host, inbox: actors.inboxUri, sharedInbox: actors.sharedInboxUri };

/** Nobody of this server, nobody who is gone or suspended. Blocked hosts are left out by the dispatcher. */
const reachable = (): SQL | undefined =>
  and(eq(actors.local, false), isNull(actors.deletedAt), isNull(actors.suspendedAt));

/** One line for each inbox, since hundreds of followers share one. */
const distinctInboxes = sql`${actors.host}, coalesce(${actors.sharedInboxUri}, ${actors.inboxUri})`;

/**
 * The accepted followers of some actors, one for each shared inbox. `form`: only those on hosts that take this form of a
 * group's Announce (wire §2.5); an unknown host takes the plain one.
 */
export function followersToReach(
  ctx: Ctx,
  followeeIds: readonly Id[],
  form?: "plain" | "wrapped",
): Promise<Recipient[]> {
  return ctx.db
    .selectDistinctOn([actors.host, sql`coalesce(${actors.sharedInboxUri}, ${actors.inboxUri})`], columns)
    .from(follows)
    .innerJoin(actors, eq(actors.id, follows.followerId))
    .leftJoin(peers, eq(peers.host, actors.host))
    .where(
      and(
        inArray(follows.followeeId, [...followeeIds]),
        eq(follows.state, "accepted"),
        reachable(),
        form && eq(sql`coalesce(${peers.announceForm}, 'plain')`, form),
      ),
    )
    .orderBy(distinctInboxes);
}

/** Everybody whom we know anywhere, one for each shared inbox. */
export const everybodyToReach = (ctx: Ctx): Promise<Recipient[]> =>
  ctx.db
    .selectDistinctOn([actors.host, sql`coalesce(${actors.sharedInboxUri}, ${actors.inboxUri})`], columns)
    .from(actors)
    .where(reachable())
    .orderBy(distinctInboxes);

/** Single actors, as far as they can be reached. */
export function actorsToReach(ctx: Ctx, ids: readonly Id[]): Promise<Recipient[]> {
  return ctx.db
    .select(columns)
    .from(actors)
    .where(and(inArray(actors.id, [...ids]), reachable()));
}

/** Of some inboxes the personal ones whose owner is suspended: nothing more is sent there. */
export async function suspendedInboxes(ctx: Ctx, hosts: readonly string[]): Promise<Set<string>> {
  const rows = await ctx.db
    .select({ inbox: actors.inboxUri })
    .from(actors)
    .where(and(inArray(actors.host, [...hosts]), isNotNull(actors.suspendedAt), eq(actors.local, false)));
  return new Set(rows.map((row) => row.inbox));
}

/** Ids (URIs) of the actors behind an inbox who follow somebody, at most `limit`: whom to ask when it is gone. */
export async function followersBehind(ctx: Ctx, host: string, inbox: string, limit: number): Promise<string[]> {
  const rows = await ctx.db
    .selectDistinct({ uri: actors.uri })
    .from(actors)
    .innerJoin(follows, eq(follows.followerId, actors.id))
    .where(and(eq(actors.host, host), reachable(), or(eq(actors.inboxUri, inbox), eq(actors.sharedInboxUri, inbox))))
    .limit(limit);
  return rows.map((row) => row.uri);
}
