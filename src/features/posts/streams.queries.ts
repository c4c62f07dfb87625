import { type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { arrayOf, type Id } from "../../platform/ids.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { listedFor } from "../audience/listing.queries.ts";
import { boosterStands, boostShownTo, isShownBoost } from "./boosts.queries.ts";
import { isInChosenLanguage } from "./languages.queries.ts";

/** Which new posts go to which open streams: for all of them in one statement, however many they are. */

/** A stream of a member: one row of the question. */
export interface Watcher {
  readonly actorId: Id;
  /** `user`, `list`, `direct`, or one of the public ones: `public`, `hashtag`, each with `:local`, `:remote`, `:media` behind. */
  readonly kind: string;
  /** The hashtag, lower case, or the id of the list; else empty. */
  readonly which: string;
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

/** Whom the watcher hears: those followed, but for muted ones, as in the timelines. */
const iAmOrHear = (whom: SQL): SQL => sql`(${whom} = ${me} or (${iFollow(whom)} and not exists (
  select from relations where relations.actor_id = ${me} and relations.target_id = ${whom})))`;

/** Whose posts stand in a list, if it is the watcher's own: those in it whom she still follows, and she herself. */
const isInList = (whom: SQL): SQL => sql`(${iAmOrHear(whom)} and exists (
  select from lists join list_members held on held.list_id = lists.id
  where lists.id = watcher.which::bigint and lists.actor_id = ${me} and held.actor_id = ${whom}))`;

const isSource = (whom: SQL): SQL =>
  sql`case watcher.kind when 'list' then ${isInList(whom)} else ${iAmOrHear(whom)} end`;

const isTopLevel = sql`posts.in_reply_to_uri is null`;

const answers = (whom: (author: SQL) => SQL): SQL => sql`exists (
  select from posts parent where parent.id = posts.in_reply_to_id and ${whom(sql`parent.author_id`)})`;

/**
 * Which answers are there: at home those among people one follows, in a list those to oneself and to the watcher, and as its
 * policy says.
 */
const isWantedAnswer = sql`case
  when watcher.kind <> 'list' then ${answers(iAmOrHear)}
  when ${answers((author) => sql`${author} in (posts.author_id, ${me})`)} then true
  else case (select lists.replies from lists where lists.id = watcher.which::bigint)
    when 'list' then ${answers(isInList)} when 'followed' then ${answers(iAmOrHear)} else false end end`;

/** Whom the watcher keeps in a list that takes them out of the home timeline. */
const isKeptFromHome = (whom: SQL): SQL => sql`(watcher.kind = 'user' and exists (
  select from lists join list_members held on held.list_id = lists.id
  where lists.actor_id = ${me} and lists.exclusive and held.actor_id = ${whom} and held.actor_id <> ${me}))`;

const hasFollowedTag = sql`exists (
  select from post_tags join tag_follows mine on mine.tag = post_tags.tag
  where post_tags.post_id = posts.id and mine.actor_id = ${me})`;

/**
 * As in the timelines of home and of lists (`homeEntries`, `listEntries`): what those wrote whom one follows, answers only
 * where they belong; threads of groups; at home also what has a hashtag that one follows.
 */
const isFollowed = sql`(${listedFor({ actorId: me })} and not ${isKeptFromHome(sql`posts.author_id`)} and (
  (${isSource(sql`posts.author_id`)} and ${isInChosenLanguage(me)} and (${isTopLevel} or ${isWantedAnswer}))
  or (${isTopLevel} and ${isSource(sql`posts.group_id`)} and not ${isKeptFromHome(sql`posts.group_id`)})
  or (watcher.kind = 'user' and posts.visibility = 'public' and not ${iAmOrHear(sql`posts.author_id`)}
    and ${hasFollowedTag})))`;

/** Whose boosts may be there: of all whose posts are, unless one does not want them. */
const isBooster = (whom: SQL): SQL => sql`(${isSource(whom)} and not ${isKeptFromHome(whom)} and not exists (
  select from follows quiet
  where quiet.follower_id = ${me} and quiet.followee_id = ${whom} and not quiet.boosts))`;

const mayHave = (boost: SQL): SQL =>
  sql`(${isBooster(sql`${boost}.actor_id`)} and ${boosterStands(sql`${boost}.actor_id`)} and ${boostShownTo({ actorId: me }, boost)})`;

/** As in those timelines. */
const isBoostThere = sql`(${listedFor({ actorId: me })} and ${mayHave(sql`boost`)}
  and ${isShownBoost(sql`boost.id`, { hasPost: isFollowed, mayHave })})`;

/** A direct message by or to the watcher. */
const isTalk = sql`(posts.visibility = 'direct' and (posts.author_id = ${me} or exists (
  select from post_addressees named where named.post_id = posts.id and named.actor_id = ${me})))`;

/** As in the public timelines and those of hashtags. */
const isPublic = sql`(posts.visibility = 'public' and ${listedFor({ actorId: me })}
  and case when watcher.kind like 'hashtag%'
    then exists (select from post_tags where post_tags.post_id = posts.id and post_tags.tag = watcher.which)
    else posts.in_reply_to_uri is null end
  and (watcher.kind not like '%:local%' or posts.local) and (watcher.kind not like '%:remote%' or not posts.local)
  and (watcher.kind not like '%:media' or posts.image_url is not null or jsonb_array_length(posts.attachments) > 0))`;

/** The watchers as rows `watcher (actor_id, kind, which, place)`. */
const asRows = (watchers: readonly Watcher[]): SQL => sql`(
  select (given.value ->> 0)::bigint as actor_id, given.value ->> 1 as kind, given.value ->> 2 as which,
    (given.ordinality - 1)::int as place
  from json_array_elements(${JSON.stringify(watchers.map(({ actorId, kind, which }) => [actorId, kind, which]))}::json)
    with ordinality as given (value, ordinality)) as watcher`;

const idsOf = (ids: readonly Id[]): SQL => sql`${arrayOf(ids)}::bigint[]`;

/** Which of these posts each watcher sees, that belong on its stream. */
export const routePosts = async (ctx: Ctx, watchers: readonly Watcher[], ids: readonly Id[]): Promise<Routed[]> =>
  watchers.length === 0 || ids.length === 0
    ? []
    : await ctx.db.execute<Routed & Record<string, unknown>>(sql`
        select watcher.place, posts.id from ${asRows(watchers)} join posts on posts.id = any (${idsOf(ids)})
        where case when watcher.kind in ('user', 'list') then ${isFollowed}
          when watcher.kind = 'direct' then ${isTalk} else ${isPublic} end and ${visibleTo({ actorId: me })}`);

/** Which of these boosts belong on the home or list stream of each watcher: of whom one follows, and of what one sees. */
export const routeBoosts = async (ctx: Ctx, watchers: readonly Watcher[], ids: readonly Id[]): Promise<Routed[]> =>
  watchers.length === 0 || ids.length === 0
    ? []
    : await ctx.db.execute<Routed & Record<string, unknown>>(sql`
        select watcher.place, boost.id
        from ${asRows(watchers)}
        join post_reactions boost on boost.kind = 'boost' and boost.id = any (${idsOf(ids)})
        join posts on posts.id = boost.post_id
        where ${isBoostThere} and ${visibleTo({ actorId: me })}`);

/**
 * Whom it concerns that these posts are gone: of public ones everybody who could have one on the screen, of others only
 * those who may have read it. Nothing but the id is told, and of a direct message what its conversation is now.
 */
export const routeGone = async (ctx: Ctx, watchers: readonly Watcher[], ids: readonly Id[]): Promise<Routed[]> =>
  watchers.length === 0 || ids.length === 0
    ? []
    : await ctx.db.execute<Routed & Record<string, unknown>>(sql`
        select watcher.place, posts.id from ${asRows(watchers)} join posts on posts.id = any (${idsOf(ids)})
        where case when watcher.kind = 'direct' then ${isTalk}
          else posts.visibility in ('public', 'unlisted') or (watcher.kind in ('user', 'list') and (
          posts.author_id = ${me}
          or exists (select from post_addressees named where named.post_id = posts.id and named.actor_id = ${me})
          or case posts.visibility when 'followers' then ${iFollow(sql`posts.author_id`)}
            when 'group' then ${iFollow(sql`posts.group_id`)} else posts.visibility in ('local', 'partners') end)) end`);

/**
 * On whose home or list stream these boosts that were taken back may stand: with who follows who had boosted.
 * @param boosterIds by the id of the boost
 */
export const routeUnboosts = async (
  ctx: Ctx,
  watchers: readonly Watcher[],
  boosterIds: ReadonlyMap<Id, Id>,
): Promise<Routed[]> =>
  watchers.length === 0 || boosterIds.size === 0
    ? []
    : await ctx.db.execute<Routed & Record<string, unknown>>(sql`
        select watcher.place, undone.id::text as id from ${asRows(watchers)}
        cross join unnest(${idsOf([...boosterIds.keys()])}, ${idsOf([...boosterIds.values()])}) as undone (id, actor_id)
        where ${isBooster(sql`undone.actor_id`)}`);
