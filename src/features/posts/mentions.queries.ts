import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { type Actor, ownHost } from "../actors/actors.queries.ts";
import { actors } from "../actors/actors.table.ts";
import { follows } from "../follows/follows.table.ts";
import { type Handle, handleKey } from "./member-text.model.ts";
import { postAddressees } from "./posts.table.ts";

/** Who is meant by these handles, by `handleKey`; who is unknown, suspended, gone or no account for people is missing. */
export async function mentionedActors(ctx: Ctx, handles: readonly Handle[]): Promise<Map<string, Actor>> {
  if (handles.length === 0) return new Map();
  const own = ownHost(ctx);
  const addresses = handles.map(({ name, host }) => `${name}@${host ?? own}`);
  const rows = await ctx.db
    .select()
    .from(actors)
    .where(
      and(
        inArray(
          actors.handle,
          handles.map(({ name }) => name),
        ),
        inArray(sql`${actors.handle} || '@' || ${actors.host}`, addresses),
        sql`${actors.kind} <> 'instance'`,
        isNull(actors.suspendedAt),
        isNull(actors.deletedAt),
      ),
    );
  const byAddress = new Map(rows.map((actor) => [`${actor.handle}@${actor.host}`, actor]));
  return new Map(
    handles.flatMap((handle): [string, Actor][] => {
      const actor = byAddress.get(`${handle.name}@${handle.host ?? own}`);
      return actor ? [[handleKey(handle), actor]] : [];
    }),
  );
}

/** Row ids of those who are members (accepted followers) of a group. */
export async function membersAmong(ctx: Ctx, groupId: Id, people: readonly Actor[]): Promise<Set<Id>> {
  if (people.length === 0) return new Set();
  const ids = people.map(({ id }) => id);
  const rows = await ctx.db
    .select({ id: follows.followerId })
    .from(follows)
    .where(and(eq(follows.followeeId, groupId), eq(follows.state, "accepted"), inArray(follows.followerId, ids)));
  return new Set(rows.map(({ id }) => id));
}

/** Who is addressed by name in a post, as far as we know them. */
export async function addresseesOf(ctx: Ctx, postId: Id): Promise<Actor[]> {
  const rows = await ctx.db
    .select({ actor: actors })
    .from(postAddressees)
    .innerJoin(actors, eq(actors.id, postAddressees.actorId))
    .where(eq(postAddressees.postId, postId));
  return rows.map(({ actor }) => actor);
}
