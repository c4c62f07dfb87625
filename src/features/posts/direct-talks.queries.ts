import { type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { arrayOf, type Id } from "../../platform/ids.ts";
import { type Keyset, keysetOf, newestFirst } from "../../platform/keyset.ts";
import { visibleTo } from "../audience/audience.queries.ts";

/** A conversation of direct messages. */
export interface Talk {
  /** Of the post that it hangs from; of the first message where the member may not see that. */
  readonly id: Id;
  /** Of the post that it hangs from. */
  readonly rootId: Id;
  /** Its newest message that the member may see. */
  readonly lastId: Id;
  readonly unread: boolean;
  /** Everybody who wrote or was written to, but the member; at most 20. */
  readonly people: readonly Id[];
}

/** A member's conversations, the one with the newest message first, to be paged by that message. One statement. */
export const talksOf = async (ctx: Ctx, actorId: Id, page: Keyset): Promise<readonly Talk[]> => {
  const { where, order } = keysetOf(sql`talk.last`, page);
  return newestFirst(
    await select(ctx, actorId, sql`${where ?? sql`true`} order by ${order} limit ${page.limit}`),
    page,
  );
};

/** One of a member's conversations; null when they have no part in it. */
export async function talkById(ctx: Ctx, actorId: Id, id: Id): Promise<Talk | null> {
  const [talk] = await select(ctx, actorId, sql`${id} in (talk.root, talk.first)`);
  return talk ?? null;
}

/** Those of a member's conversations that hang from these posts, or that these posts are in. One statement. */
export const talksAround = async (ctx: Ctx, actorId: Id, postIds: readonly Id[]): Promise<readonly Talk[]> =>
  postIds.length === 0
    ? []
    : await select(
        ctx,
        actorId,
        sql`talk.root in (
          select coalesce(around.root_id, around.id) from posts around where around.id = any (${arrayOf(postIds)}::bigint[])
          union select unnest(${arrayOf(postIds)}::bigint[])) order by talk.last`,
      );

const select = (ctx: Ctx, actorId: Id, which: SQL): Promise<Talk[]> =>
  ctx.db.execute<Talk & Record<string, unknown>>(sql`
    with said as materialized (
      select posts.id, coalesce(posts.root_id, posts.id) as root, posts.author_id
      from posts
      where posts.visibility = 'direct' and posts.deleted_at is null and posts.id in (
        select id from posts own where own.author_id = ${actorId} and own.visibility = 'direct'
        union select post_id from post_addressees where post_addressees.actor_id = ${actorId})
        and ${visibleTo({ actorId })}
    ), talk as (
      select root, min(id) as first, max(id) as last,
        max(id) filter (where author_id <> ${actorId}) as heard from said group by root
    )
    select talk.root::text as "rootId",
      (case when exists (select from posts where posts.id = talk.root and ${visibleTo({ actorId })})
        then talk.root else talk.first end)::text as id, talk.last::text as "lastId",
      coalesce(talk.heard > coalesce(marks.read_id, 0), false) as unread,
      array(
        select distinct person.id::text from said cross join lateral (
          select said.author_id as id
          union select named.actor_id from post_addressees named where named.post_id = said.id) person
        where said.root = talk.root and person.id <> ${actorId} order by 1 limit 20) as people
    from talk left join talk_marks marks on marks.actor_id = ${actorId} and marks.root_id = talk.root
    where talk.last > coalesce(marks.hidden_id, 0) and ${which}`);
