import { type Placeholder, type SQL, sql } from "drizzle-orm";
import { isAtOrBelow } from "../../platform/host-match.ts";
import type { Reader } from "./audience.model.ts";

/** Whether a host, or a domain above it, is blocked. Few are: PostgreSQL looks through them. */
export const isBlockedHost = (host: SQL): SQL => sql`exists (
  select from peers where peers.blocked_at is not null and ${isAtOrBelow(host, sql`peers.host`)})`;

/** Nobody sees what was deleted, or what somebody suspended, gone or from a blocked host (or below one) wrote. */
const standing = sql`posts.deleted_at is null and exists (
  select from actors author
  where author.id = posts.author_id and author.suspended_at is null and author.deleted_at is null
    and not ${isBlockedHost(sql`author.host`)})`;

const open = sql`posts.visibility in ('public', 'unlisted')`;

/**
 * The rows of `posts` that a reader may see, as a condition. The query must name the table `posts`, without an alias.
 * Every query of posts, counts included, has it in its `where`; `canSee` is the same rule for a row at hand.
 */
export function visibleTo(reader: Reader | { readonly actorId: Placeholder }): SQL {
  if (reader === null) return sql`(${standing} and ${open})`;
  return sql`(${standing} and (${open} or ${"host" in reader ? hostMay(reader.host) : actorMay(reader.actorId)}))`;
}

const actorMay = (actorId: string | Placeholder): SQL => sql`
  posts.author_id = ${actorId}
  or exists (select from post_addressees named where named.post_id = posts.id and named.actor_id = ${actorId})
  or (posts.visibility = 'followers' and exists (
    select from follows
    where follows.followee_id = posts.author_id and follows.follower_id = ${actorId} and follows.state = 'accepted'))`;

const hostMay = (host: string): SQL => sql`
  exists (select from actors reader where reader.id = posts.author_id and reader.host = ${host})
  or exists (
    select from post_addressees named join actors reader on reader.id = named.actor_id
    where named.post_id = posts.id and reader.host = ${host})
  or (posts.visibility = 'followers' and exists (
    select from follows join actors reader on reader.id = follows.follower_id
    where follows.followee_id = posts.author_id and follows.state = 'accepted' and reader.host = ${host}))`;
