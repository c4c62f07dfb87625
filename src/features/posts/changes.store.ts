import { sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { telling } from "../follows/telling.store.ts";

/** Posts that quote one with leave. */
const quotingOf = (postId: Id) => sql`
  select quoting.id, quoting.author_id, quoting.root_id
  from posts quoted
  join post_quotes on post_quotes.quoted_uri = quoted.uri and post_quotes.state = 'allowed'
  join posts quoting on quoting.id = post_quotes.post_id and quoting.local and quoting.deleted_at is null
  where quoted.id = ${postId}::bigint`;

/** Whether members boosted or quote a post, a row of `posts` in the query: mostly nobody has to be told of a change. */
export const isWatched = sql<boolean>`(
  exists (
    select from post_reactions boost join actors booster on booster.id = boost.actor_id and booster.local
    where boost.post_id = posts.id and boost.kind = 'boost')
  or exists (
    select from post_quotes join posts quoting on quoting.id = post_quotes.post_id and quoting.local
    where post_quotes.quoted_uri = posts.uri and post_quotes.state = 'allowed'))`;

/**
 * Tells members who boosted or quoted a post that it says something else now; of an earlier change they need not hear any
 * more. Call it in the transaction of a visible edit. Two statements.
 */
export async function tellOfChange(tx: Ctx, postId: Id): Promise<void> {
  await tx.db.execute(sql`
    delete from notifications
    where (type = 'update' and post_id = ${postId}::bigint)
      or (type = 'quoted_update' and post_id in (select id from (${quotingOf(postId)}) as quoting))`);
  const told = sql`
    select boost.actor_id, 'update' as type, posts.author_id as from_id, posts.id as post_id, null::bigint as about_id,
      null as path, null as title, posts.root_id, false as is_direct
    from posts join post_reactions boost on boost.post_id = posts.id and boost.kind = 'boost'
    where posts.id = ${postId}::bigint
    union all
    select quoting.author_id, 'quoted_update', posts.author_id, quoting.id, null, null, null, quoting.root_id, false
    from posts cross join (${quotingOf(postId)}) as quoting
    where posts.id = ${postId}::bigint`;
  await tx.db.execute(telling(told, sql`${tx.now().toISOString()}`));
}
