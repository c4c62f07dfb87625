import { and, asc, eq, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { type Keyset, keysetOf, newestFirst } from "../../platform/keyset.ts";
import type { Actor } from "../actors/actors.queries.ts";
import { actors } from "../actors/actors.table.ts";
import { listMembers, lists } from "./lists.table.ts";

export type List = typeof lists.$inferSelect;

/** Somebody is in a list as long as its owner follows them, or has asked to. The query has `lists` and `list_members`. */
const isStillIn = sql`(list_members.actor_id = lists.actor_id or exists (
  select from follows
  where follows.follower_id = lists.actor_id and follows.followee_id = list_members.actor_id and follows.state <> 'rejected'))`;

/** A member's lists, oldest first; with `holding` only those that this actor is in. */
export const listsOf = (ctx: Ctx, actorId: Id, holding?: Id): Promise<List[]> =>
  ctx.db
    .select()
    .from(lists)
    .where(
      and(
        eq(lists.actorId, actorId),
        holding === undefined
          ? undefined
          : sql`exists (select from list_members where list_members.list_id = lists.id
              and list_members.actor_id = ${holding} and ${isStillIn})`,
      ),
    )
    .orderBy(asc(lists.id));

/** One of a member's own lists; null for what is nobody's or another's. */
export async function listById(ctx: Ctx, actorId: Id, id: Id): Promise<List | null> {
  const [row] = await ctx.db
    .select()
    .from(lists)
    .where(and(eq(lists.id, id), eq(lists.actorId, actorId)));
  return row ?? null;
}

/** Who is in a list, newest first, to be paged by `id`. */
export async function membersOfList(
  ctx: Ctx,
  listId: Id,
  page: Keyset,
): Promise<readonly { readonly id: Id; readonly actor: Actor }[]> {
  const { where, order } = keysetOf(listMembers.id, page);
  const rows = await ctx.db
    .select({ id: listMembers.id, actor: actors })
    .from(listMembers)
    .innerJoin(lists, eq(lists.id, listMembers.listId))
    .innerJoin(actors, eq(actors.id, listMembers.actorId))
    .where(and(eq(listMembers.listId, listId), isStillIn, where))
    .orderBy(order)
    .limit(page.limit);
  return newestFirst(rows, page);
}
