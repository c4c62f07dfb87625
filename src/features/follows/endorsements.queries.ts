import { and, eq, isNull, not, or, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { type Keyset, keysetOf, newestFirst } from "../../platform/keyset.ts";
import { type Actor, ownHost } from "../actors/actors.queries.ts";
import { actors } from "../actors/actors.table.ts";
import { isBlockedHost } from "../actors/blocked-hosts.queries.ts";
import { endorsements } from "./endorsements.table.ts";
import { follows } from "./follows.table.ts";

/** Somebody who is recommended, and the id to page by. */
export interface EndorsementEntry {
  readonly id: Id;
  readonly actor: Actor;
}

/**
 * Whom somebody recommends, the newest first: neither suspended nor gone nor on a blocked server. As on profiles, people of
 * other servers are shown to members only, and so are internal groups.
 */
export async function endorsedBy(
  ctx: Ctx,
  viewer: object | null,
  actorId: Id,
  page: Keyset,
): Promise<readonly EndorsementEntry[]> {
  const { where, order } = keysetOf(endorsements.id, page);
  const forAll = and(
    or(eq(actors.local, true), eq(actors.host, ownHost(ctx))),
    sql`not exists (select from groups where groups.actor_id = ${actors.id} and groups.mode = 'internal')`,
  );
  const rows = await ctx.db
    .select({ id: endorsements.id, actor: actors })
    .from(endorsements)
    .innerJoin(follows, eq(follows.id, endorsements.followId))
    .innerJoin(actors, eq(actors.id, follows.followeeId))
    .where(
      and(
        eq(endorsements.actorId, actorId),
        eq(follows.state, "accepted"),
        isNull(actors.suspendedAt),
        isNull(actors.deletedAt),
        not(isBlockedHost(sql`${actors.host}`)),
        viewer === null ? forAll : undefined,
        where,
      ),
    )
    .orderBy(order)
    .limit(page.limit);
  return newestFirst(rows, page);
}

/** Whether somebody recommends another. */
export async function isEndorsed(ctx: Ctx, actorId: Id, targetId: Id): Promise<boolean> {
  const its = and(eq(follows.followerId, actorId), eq(follows.followeeId, targetId), eq(follows.state, "accepted"));
  const rows = await ctx.db
    .select({ id: endorsements.id })
    .from(endorsements)
    .innerJoin(follows, eq(follows.id, endorsements.followId))
    .where(its);
  return rows.length > 0;
}
