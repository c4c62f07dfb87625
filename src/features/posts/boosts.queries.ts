import { type Placeholder, type SQL, sql } from "drizzle-orm";
import { isBlockedHost } from "../actors/blocked-hosts.queries.ts";
import type { Reader } from "../audience/audience.model.ts";

/**
 * Whether a boost may be shown to a reader who may see the post in it, as a condition: one for followers only to these,
 * to whoever boosted, and to the author of the post, who was told.
 * @param boost alias of a row of `post_reactions`; the query has `posts` beside it
 */
export function boostShownTo(reader: Reader | { readonly actorId: Placeholder | SQL }, boost: SQL): SQL {
  if (reader === null || "host" in reader) return sql`${boost}.visibility <> 'followers'`;
  const { actorId } = reader;
  return sql`(${boost}.visibility <> 'followers' or ${boost}.actor_id = ${actorId} or posts.author_id = ${actorId}
    or exists (
      select from follows
      where follows.follower_id = ${actorId} and follows.followee_id = ${boost}.actor_id and follows.state = 'accepted'))`;
}

/** Whoever boosted is neither suspended nor gone, nor on a blocked host. @param boosterId column of a row */
export const boosterStands = (boosterId: SQL): SQL => sql`exists (
  select from actors booster where booster.id = ${boosterId} and booster.suspended_at is null
    and booster.deleted_at is null and not ${isBlockedHost(sql`booster.host`)})`;

/** About as long as the newest 40 entries reach back for who follows a neighbourhood: so many Mastodon looks at (`FeedManager`). */
const HALF_DAY = sql.raw(`${BigInt(12 * 3_600_000) << 16n}`);

/** In which half day after the post a boost of it came. @param boostId snowflake */
const turnOf = (boostId: SQL): SQL => sql`(${boostId} - posts.id) / ${HALF_DAY}`;

/** A feed, as far as its boosts depend on it. */
interface BoostingFeed {
  /** Whether the post stands in it without being boosted. */
  readonly hasPost: SQL;
  /** Whether a boost, a row of `post_reactions`, may stand in it. */
  readonly mayHave: (boost: SQL) => SQL;
}

/**
 * Which boosts a feed shows of those that may stand in it: of each half day after the post the first, and in the first half
 * day none where the post itself stands. Asked of each boost alone, so that pages do not depend on where they begin.
 * @param boostId snowflake; the query has `posts` beside it
 */
export const isShownBoost = (boostId: SQL, { hasPost, mayHave }: BoostingFeed): SQL => sql`(
  (${boostId} - posts.id < ${HALF_DAY} and ${hasPost}) is not true
  and not exists (
    select from post_reactions earlier
    where earlier.post_id = posts.id and earlier.kind = 'boost' and earlier.id < ${boostId}
      and ${turnOf(sql`earlier.id`)} = ${turnOf(boostId)} and ${mayHave(sql`earlier`)}))`;
