import { type SQL, sql } from "drizzle-orm";
import { isAtOrBelow } from "../../platform/host-match.ts";

/**
 * Whether a post stands in lists: what comes from a silenced host, or one below it, does so only for who follows its
 * author (accepted) or wrote it. Lists and threads have it beside `visibleTo`; at its own address such a post is seen.
 */
export function listedFor(reader: { readonly actorId: string | SQL } | null): SQL {
  const own =
    reader === null
      ? sql`false`
      : sql`posts.author_id = ${reader.actorId} or exists (
          select from follows
          where follows.followee_id = posts.author_id and follows.follower_id = ${reader.actorId}
            and follows.state = 'accepted')`;
  // Mostly nobody is silenced: then the rest is not looked at.
  return sql`(not exists (select from peers where peers.silenced_at is not null) or posts.local or ${own} or not exists (
    select from actors author join peers on ${isAtOrBelow(sql`author.host`, sql`peers.host`)}
    where author.id = posts.author_id and peers.silenced_at is not null))`;
}
