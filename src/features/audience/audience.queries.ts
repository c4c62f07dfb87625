import { type Placeholder, type SQL, sql } from "drizzle-orm";
import { isAtOrBelow } from "../../platform/host-match.ts";
import { isBlockedHost } from "../actors/blocked-hosts.queries.ts";
import { isOnPartnerHost } from "../partners/partners.queries.ts";
import type { Reader } from "./audience.model.ts";

/** Nobody sees what was deleted or removed, or what somebody suspended, gone or from a blocked host (or below one) wrote. */
const standing = sql`posts.deleted_at is null and posts.removed_at is null and exists (
  select from actors author
  where author.id = posts.author_id and author.suspended_at is null and author.deleted_at is null
    and not ${isBlockedHost(sql`author.host`)})`;

const open = sql`posts.visibility in ('public', 'unlisted')`;

/** Whose accepted followers may read: the author's, or the group's; null: nobody's. */
const opener = sql`case posts.visibility when 'followers' then posts.author_id when 'group' then posts.group_id end`;

/**
 * The rows of `posts` that a reader may see, as a condition. The query must name the table `posts`, without an alias.
 * Every query of posts, counts included, has it in its `where`; `canSee` is the same rule for a row at hand.
 */
export function visibleTo(reader: Reader | { readonly actorId: Placeholder | SQL }): SQL {
  if (reader === null) return sql`(${standing} and ${open})`;
  if ("host" in reader) return sql`(${standing} and (${open} or ${hostMay(reader.host)}))`;
  const { actorId } = reader;
  return sql`(${standing} and (posts.author_id = ${actorId} or ${together(actorId)}) and (${open} or ${actorMay(actorId)}))`;
}

/** Neither does the reader block or mute the author, its server or the group, nor the author block the reader. */
const together = (actorId: string | Placeholder | SQL): SQL => sql`(
  not exists (
    select from host_blocks shut join actors writer on ${isAtOrBelow(sql`writer.host`, sql`shut.host`)}
    where shut.actor_id = ${actorId} and writer.id = posts.author_id)
  and not exists (
    select from relations
    where relations.actor_id = ${actorId} and relations.target_id in (posts.author_id, posts.group_id))
  and not exists (
    select from relations
    where relations.actor_id = posts.author_id and relations.target_id = ${actorId} and relations.kind = 'block'))`;

const actorMay = (actorId: string | Placeholder | SQL): SQL => sql`
  case posts.visibility when 'local' then exists (
    select from actors reader where reader.id = ${actorId} and reader.local)
  when 'partners' then posts.author_id = ${actorId} or exists (
    select from actors reader where reader.id = ${actorId}
      and (reader.local or (posts.local and ${isOnPartnerHost(sql`reader.host`)})))
  else
    posts.author_id = ${actorId}
    or exists (select from post_addressees named where named.post_id = posts.id and named.actor_id = ${actorId})
    or exists (
      select from follows
      where follows.followee_id = ${opener} and follows.follower_id = ${actorId} and follows.state = 'accepted')
  end`;

/** What stays on this server is for its members one by one: no host reads it. */
const hostMay = (host: string): SQL => sql`
  posts.visibility <> 'local' and (
    exists (select from actors reader where reader.id = posts.author_id and reader.host = ${host})
    or case posts.visibility when 'partners' then posts.local and ${isOnPartnerHost(sql`${host}::text`)}
    else exists (
      select from post_addressees named join actors reader on reader.id = named.actor_id
      where named.post_id = posts.id and reader.host = ${host})
    or exists (
      select from follows join actors reader on reader.id = follows.follower_id
      where follows.followee_id = ${opener} and follows.state = 'accepted' and reader.host = ${host})
    end)`;
