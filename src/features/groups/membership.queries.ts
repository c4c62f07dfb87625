import { type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { type Actor, actorsByIds } from "../actors/actors.queries.ts";
import { isBlockedHost } from "../actors/blocked-hosts.queries.ts";

/** Which groups of somebody are meant: those that they are in, here or elsewhere, or those that they moderate. */
export const GROUPS_OF_MEMBER = ["following", "moderating"] as const;

const ARE: Readonly<Record<(typeof GROUPS_OF_MEMBER)[number], (actorId: Id) => SQL>> = {
  following: (actorId) => sql`exists (
    select from follows where follower_id = ${actorId} and followee_id = actors.id and state = 'accepted')`,
  moderating: (actorId) => sql`exists (
    select from group_moderators named where named.group_id = actors.id and named.actor_id = ${actorId})`,
};

/**
 * The groups of a member, those where a thread was opened last first; districts are groups, too. Two statements.
 * @param page.offset how many to leave out, since what was written last is no key that stays
 */
export async function groupsOfMember(
  ctx: Ctx,
  actorId: Id,
  which: (typeof GROUPS_OF_MEMBER)[number],
  page: { readonly limit: number; readonly offset: number },
): Promise<Actor[]> {
  const rows = await ctx.db.execute<{ id: Id }>(sql`
    select actors.id::text as id from actors
    left join lateral (
      select posts.id from posts
      where posts.group_id = actors.id and posts.deleted_at is null and posts.in_reply_to_uri is null
      order by posts.id desc limit 1) newest on true
    where actors.type = 'Group' and actors.deleted_at is null and actors.suspended_at is null
      and ${ARE[which](actorId)} and not ${isBlockedHost(sql`actors.host`)}
    order by newest.id desc nulls last, actors.id desc limit ${page.limit} offset ${page.offset}`);
  const found = await actorsByIds(
    ctx,
    rows.map(({ id }) => id),
  );
  return rows.flatMap(({ id }) => found.get(id) ?? []);
}
