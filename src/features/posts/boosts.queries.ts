import { type Placeholder, type SQL, sql } from "drizzle-orm";
import type { Reader } from "../audience/audience.model.ts";

/**
 * Whether a boost may be shown to a reader who may see the post in it, as a condition: one for followers only to these,
 * to whoever boosted, and to the author of the post, who was told.
 * @param boost alias of a row of `post_reactions`; the query has `posts` beside it
 */
export function boostShownTo(reader: Reader | { readonly actorId: Placeholder }, boost: SQL): SQL {
  if (reader === null || "host" in reader) return sql`${boost}.visibility <> 'followers'`;
  const { actorId } = reader;
  return sql`(${boost}.visibility <> 'followers' or ${boost}.actor_id = ${actorId} or posts.author_id = ${actorId}
    or exists (
      select from follows
      where follows.follower_id = ${actorId} and follows.followee_id = ${boost}.actor_id and follows.state = 'accepted'))`;
}
