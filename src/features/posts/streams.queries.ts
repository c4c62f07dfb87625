import { type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { arrayOf, type Id } from "../../platform/ids.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { listedFor } from "../audience/listing.queries.ts";

/** Which new posts go to which open streams: for all of them in one statement, however many they are. */

/** A stream of a member: one row of the question. */
export interface Watcher {
  readonly actorId: Id;
  /** `user`, or one of the public ones: `public`, `hashtag`, each with `:local`, `:remote`, `:media` behind it. */
  readonly kind: string;
  /** The hashtag, lower case; else empty. */
  readonly tag: string;
}

/** Something for the watcher at that place in the list. */
export interface Routed {
  readonly place: number;
  readonly id: Id;
}

const me = sql`watcher.actor_id`;

const iFollow = (whom: SQL): SQL => sql`exists (
  select from follows
  where follows.follower_id = ${me} and follows.followee_id = ${whom} and follows.state = 'accepted')`;

const isSource = (whom: SQL): SQL => sql`(${whom} = ${me} or ${iFollow(whom)})`;

const isTopLevel = sql`posts.in_reply_to_uri is null`;

/** As in the home timeline (`homeEntries`): what those wrote whom one follows, answers only among them; threads of groups. */
const isHome = sql`(${listedFor({ actorId: me })} and (
  (${isSource(sql`posts.author_id`)} and (${isTopLevel} or exists (
    select from posts parent where parent.id = posts.in_reply_to_id and ${isSource(sql`parent.author_id`)})))
  or (${isTopLevel} and ${iFollow(sql`posts.group_id`)})))`;

/** As in the home timeline: of several boosts the first, and none where the post itself is there. */
const isFirstBoost = sql`(${listedFor({ actorId: me })}
  and not ${isSource(sql`posts.author_id`)} and (posts.group_id is null or not ${iFollow(sql`posts.group_id`)})
  and not exists (
    select from post_reactions earlier
    where earlier.post_id = posts.id and earlier.kind = 'boost' and earlier.id < boost.id
      and ${isSource(sql`earlier.actor_id`)}))`;

/** As in the public timelines and those of hashtags. */
const isPublic = sql`(posts.visibility = 'public' and ${listedFor({ actorId: me })}
  and case when watcher.kind like 'hashtag%'
    then exists (select from post_tags where post_tags.post_id = posts.id and post_tags.tag = watcher.tag)
    else posts.in_reply_to_uri is null end
  and (watcher.kind not like '%:local%' or posts.local) and (watcher.kind not like '%:remote%' or not posts.local)
  and (watcher.kind not like '%:media' or posts.image_url is not null or jsonb_array_length(posts.attachments) > 0))`;

/** The watchers as rows `watcher (actor_id, kind, tag, place)`. */
const asRows = (watchers: readonly Watcher[]): SQL => sql`(
  select (given.value ->> 0)::bigint as actor_id, given.value ->> 1 as kind, given.value ->> 2 as tag,
    (given.ordinality - 1)::int as place
  from json_array_elements(${JSON.stringify(watchers.map(({ actorId, kind, tag }) => [actorId, kind, tag]))}::json)
    with ordinality as given (value, ordinality)) as watcher`;

const idsOf = (ids: readonly Id[]): SQL => sql`${arrayOf(ids)}::bigint[]`;

/** Which of these posts each watcher sees, that belong on its stream. */
export const routePosts = async (ctx: Ctx, watchers: readonly Watcher[], ids: readonly Id[]): Promise<Routed[]> =>
  watchers.length === 0 || ids.length === 0
    ? []
    : await ctx.db.execute<Routed & Record<string, unknown>>(sql`
        select watcher.place, posts.id from ${asRows(watchers)} join posts on posts.id = any (${idsOf(ids)})
        where case watcher.kind when 'user' then ${isHome} else ${isPublic} end and ${visibleTo({ actorId: me })}`);

/** Which of these boosts belong on the home stream of each watcher: of whom one follows, and of what one sees. */
export const routeBoosts = async (ctx: Ctx, watchers: readonly Watcher[], ids: readonly Id[]): Promise<Routed[]> =>
  watchers.length === 0 || ids.length === 0
    ? []
    : await ctx.db.execute<Routed & Record<string, unknown>>(sql`
        select watcher.place, boost.id
        from ${asRows(watchers)}
        join post_reactions boost on boost.kind = 'boost' and boost.id = any (${idsOf(ids)})
        join posts on posts.id = boost.post_id
        where ${isSource(sql`boost.actor_id`)} and ${isFirstBoost} and ${visibleTo({ actorId: me })}`);

/**
 * Whom it concerns that these posts are gone: of public ones everybody who could have one on the screen, of others only
 * those who may have read it. Nothing but the id is told.
 */
export const routeGone = async (ctx: Ctx, watchers: readonly Watcher[], ids: readonly Id[]): Promise<Routed[]> =>
  watchers.length === 0 || ids.length === 0
    ? []
    : await ctx.db.execute<Routed & Record<string, unknown>>(sql`
        select watcher.place, posts.id from ${asRows(watchers)} join posts on posts.id = any (${idsOf(ids)})
        where posts.visibility in ('public', 'unlisted') or (watcher.kind = 'user' and (
          posts.author_id = ${me}
          or exists (select from post_addressees named where named.post_id = posts.id and named.actor_id = ${me})
          or case posts.visibility when 'followers' then ${iFollow(sql`posts.author_id`)}
            when 'group' then ${iFollow(sql`posts.group_id`)} else posts.visibility in ('local', 'partners') end))`);
