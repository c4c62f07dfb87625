import { type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Keyset } from "../../platform/keyset.ts";
import { listedFor } from "../audience/listing.queries.ts";
import { isInChosenLanguage } from "./languages.queries.ts";
import { boostsIn, byBooster } from "./timeline-boosts.queries.ts";
import {
  all,
  type Branch,
  entriesOf,
  everything,
  hasMedia,
  hasTag,
  inSources,
  type Looking,
  newest,
  newestOf,
  onPage,
  orderOf,
  type Part,
  POST,
  POSTS,
  type TimelineEntry,
  unknown,
} from "./timeline-search.queries.ts";

// Which timelines there are, and what stands in each.

/** @param rows conditions on `one` that the newest are looked for with; `where` is asked of those found */
const byAuthor = (page: Part, { rows = everything, where = everything } = {}): Branch => ({
  name: "author",
  rows: newestOf(page, POST, sql`posts one where one.author_id = source.id and one.deleted_at is null and ${rows}`),
  where,
});

/**
 * Threads of a group.
 * @param wanted which of those whose author is a source, too, are there as that author's already
 * @param unlessIn groups whose threads are not there
 */
const inGroup = (page: Part, { wanted = everything, unlessIn = nothing } = {}): Branch => ({
  name: "group",
  rows: newestOf(
    page,
    POST,
    sql`posts one where one.group_id = source.id and one.deleted_at is null and one.in_reply_to_uri is null`,
    sql`(select id from sources where id in (select id from actors where type = 'Group')) source`,
  ),
  where: sql`not (${inSources(sql`posts.author_id`)} and ${wanted}) and not ${unlessIn}`,
});

/** What members of this server wrote at the top of threads. */
const writtenHere = (page: Part, where: SQL): Branch => ({
  name: "here",
  rows: newest(
    page,
    sql`written.id`,
    sql`posts written where written.local and written.deleted_at is null and written.in_reply_to_uri is null`,
  ),
  where,
});

/** What names somebody. */
const sentTo = (page: Part, actorId: Id, where: SQL): Branch => ({
  name: "named",
  rows: newest(page, sql`named.post_id`, sql`post_addressees named where named.actor_id = ${actorId}::bigint`),
  where,
});

const nothing = sql`false`;
const isTopLevel = sql`posts.in_reply_to_uri is null`;

/** Answers stand in a home timeline where both sides of the conversation are followed. */
const isAmongFollowed = sql`(${isTopLevel} or ${inSources(
  sql`(select parent.author_id from posts parent where parent.id = posts.in_reply_to_id)`,
)})`;

/**
 * Whether a post stands in the feed of sources.
 * @param wanted which of theirs, outside of groups that are sources
 * @param others which of others', outside of their groups
 * @param unlessIn groups whose threads are not there
 */
const standsIn = (wanted: SQL, others = nothing, unlessIn = nothing): SQL => sql`(
  (case when ${inSources(sql`posts.author_id`)} then ${wanted} else ${others} end)
  or (${isTopLevel} and ${inSources(sql`posts.group_id`)} and not ${unlessIn}))`;

const followedBy = (actorId: SQL, readerId: Id | null): SQL => sql`
  select followee_id as id from follows where state = 'accepted' and follower_id = ${unknown(actorId)}
    and not exists (
      select from relations where actor_id = ${readerId}::bigint and target_id = followee_id)`;

/**
 * The home timeline of a member: what she and whom she follows wrote, in groups and outside, and what they boosted. Answers
 * only among those.
 */
export const homeEntries = (ctx: Ctx, reader: { readonly actorId: Id }, page: Keyset): Promise<TimelineEntry[]> => {
  const wanted = all([isAmongFollowed, isInChosenLanguage(sql`${reader.actorId}::bigint`)]);
  const isKeptAway = (whom: SQL): SQL => isInExclusiveList(reader.actorId, whom);
  const unlessIn = isKeptAway(sql`posts.group_id`);
  const stands = standsIn(wanted, hasFollowedTag(reader.actorId), unlessIn);
  const hasPost = sql`${stands} and not ${isKeptAway(sql`posts.author_id`)}`;
  return entriesOf(ctx, {
    reader,
    page,
    sources: sql`${followedBy(sql`${reader.actorId}::bigint`, reader.actorId)} union select ${reader.actorId}::bigint`,
    branches: (part) => [
      byAuthor(part, { where: wanted }),
      inGroup(part, { wanted, unlessIn }),
      boostsIn(part, reader, hasPost, isKeptAway),
      withFollowedTag(part, reader.actorId),
    ],
    where: sql`${listedFor(reader)} and (found.booster_id is not null or not ${isKeptAway(sql`posts.author_id`)})`,
  });
};

/**
 * The feed of the pages: at the top of threads what members wrote, what the district and the reader follow (or those
 * boosted), and what was sent to the reader by name: a first direct message is seen nowhere else.
 */
export function feedEntries(
  ctx: Ctx,
  reader: Looking,
  { withoutNotes = false, ...page }: Keyset & { readonly withoutNotes?: boolean },
): Promise<TimelineEntry[]> {
  const readerId = reader?.actorId ?? null;
  const followed = sql`${inSources(sql`posts.author_id`)} or (posts.group_id is not null and ${inSources(sql`posts.group_id`)})`;
  const wanted = readerId === null ? everything : isInChosenLanguage(sql`${readerId}::bigint`);
  const isNamed = sql`exists (
    select from post_addressees named where named.post_id = posts.id and named.actor_id = ${readerId}::bigint)`;
  return entriesOf(ctx, {
    reader,
    page,
    sources: sql`
      select actor_id as id from district union select ${readerId}::bigint where ${readerId}::bigint is not null
      union (${followedBy(sql`(select actor_id from district)`, readerId)})
      union (${followedBy(sql`${readerId}::bigint`, readerId)})`,
    branches: (part) => [
      byAuthor(part, { where: wanted }),
      inGroup(part, { wanted }),
      boostsIn(part, reader, standsIn(wanted, reader === null ? sql`posts.local` : sql`(posts.local or ${isNamed})`)),
      writtenHere(part, sql`not (${followed})`),
      ...(reader === null ? [] : [sentTo(part, reader.actorId, sql`not (posts.local or ${followed})`)]),
    ],
    where: sql`${isTopLevel} and ${listedFor(reader)} ${withoutNotes ? sql`and posts.kind <> 'projectNote'` : sql``}`,
  });
}

/** What of somebody's posts is asked for. */
export interface AuthorFilter {
  readonly withoutReplies?: boolean;
  readonly withoutBoosts?: boolean;
  readonly onlyMedia?: boolean;
  /** Lower case, without `#`. */
  readonly tag?: string | undefined;
}

const ONE = sql.raw("one");

/** Answers to oneself go on with what one said. */
const GOES_ON = sql`(one.in_reply_to_uri is null or exists (
  select from posts parent where parent.id = one.in_reply_to_id and parent.author_id = one.author_id))`;

/** What somebody wrote and boosted; of a group also the threads in it. */
export const entriesBy = (
  ctx: Ctx,
  reader: Looking,
  actor: { readonly id: Id; readonly type: string },
  { page, filter = {} }: { readonly page: Keyset; readonly filter?: AuthorFilter },
): Promise<TimelineEntry[]> => {
  const { withoutReplies = false, withoutBoosts = false, onlyMedia = false, tag } = filter;
  const isGroup = actor.type === "Group";
  const asked = (post: SQL): SQL =>
    all([onlyMedia && hasMedia(post), tag === undefined ? undefined : hasTag(post, tag)]);
  // A group passes on what stands in it already.
  const fromElsewhere = sql`(posts.group_id is null or posts.group_id <> ${actor.id}::bigint)`;
  return entriesOf(ctx, {
    reader,
    page,
    sources: sql`select ${actor.id}::bigint as id`,
    branches: (part) => [
      byAuthor(part, { rows: all([asked(ONE), withoutReplies && GOES_ON]) }),
      ...(isGroup ? [inGroup(part)] : []),
      ...(withoutBoosts || onlyMedia ? [] : [byBooster(part, reader, fromElsewhere)]),
    ],
    where: all([asked(POSTS), isGroup && listedFor(reader)]),
  });
};

/** Threads in a group, ours or elsewhere. */
export const entriesInGroup = (ctx: Ctx, reader: Looking, groupId: Id, page: Keyset): Promise<TimelineEntry[]> =>
  entriesOf(ctx, {
    reader,
    page,
    sources: sql`select ${groupId}::bigint as id`,
    branches: (part) => [{ ...inGroup(part), where: everything }],
    where: listedFor(reader),
  });

/** Public posts with a tag that the reader follows, of those known here, unless they are there for another reason. */
const withFollowedTag = (page: Part, readerId: Id): Branch => {
  const order = orderOf(page);
  return {
    name: "tag",
    // A post with two of the tags is one.
    rows: sql`
      select one.id, one.id as post_id, null::bigint as booster_id, bool_or(one.is_last) as is_last from (
        select tagged.* from tag_follows mine cross join lateral (
          select near.id, row_number() over (order by near.id ${order}) = ${page.each}::int as is_last from (
            select one.post_id as id from post_tags one where one.tag = mine.tag ${onPage(sql`one.post_id`, page)}
            order by one.post_id ${order} limit ${unknown(sql`${page.each}::int`)}) near) tagged
        where mine.actor_id = ${readerId}) one
      group by one.id`,
    where: sql`posts.visibility = 'public' and not ${inSources(sql`posts.author_id`)}
      and (posts.group_id is null or not ${inSources(sql`posts.group_id`)})`,
  };
};

const hasFollowedTag = (readerId: Id): SQL => sql`(posts.visibility = 'public' and exists (
  select from post_tags join tag_follows mine on mine.tag = post_tags.tag
  where post_tags.post_id = posts.id and mine.actor_id = ${readerId}))`;

/** Whether the reader keeps somebody in a list that takes them out of the home timeline. */
const isInExclusiveList = (readerId: Id, whom: SQL): SQL => sql`exists (
  select from lists join list_members held on held.list_id = lists.id
  where lists.actor_id = ${readerId} and lists.exclusive and held.actor_id <> ${readerId}
    and held.actor_id = ${whom})`;

/** Which answers stand in a list: those to oneself and to the reader, and by its policy those to others. */
function answersIn(readerId: Id, policy: "none" | "list" | "followed"): SQL {
  const others = {
    none: sql`false`,
    list: inSources(sql`parent.author_id`),
    followed: sql`parent.author_id in (${followedBy(sql`${readerId}::bigint`, readerId)})`,
  };
  return sql`(${isTopLevel} or exists (
    select from posts parent where parent.id = posts.in_reply_to_id
      and (parent.author_id in (posts.author_id, ${readerId}::bigint) or ${others[policy]})))`;
}

/** The timeline of a list: what those in it whom the reader still follows wrote and boosted, with answers by its policy. */
export const listEntries = (
  ctx: Ctx,
  reader: { readonly actorId: Id },
  list: { readonly id: Id; readonly replies: "none" | "list" | "followed" },
  page: Keyset,
): Promise<TimelineEntry[]> => {
  const wanted = all([answersIn(reader.actorId, list.replies), isInChosenLanguage(sql`${reader.actorId}::bigint`)]);
  return entriesOf(ctx, {
    reader,
    page,
    sources: sql`
      select held.actor_id as id from list_members held
      where held.list_id = ${list.id} and (held.actor_id = ${reader.actorId}
        or held.actor_id in (${followedBy(sql`${reader.actorId}::bigint`, reader.actorId)}))`,
    branches: (part) => [
      byAuthor(part, { where: wanted }),
      inGroup(part, { wanted }),
      boostsIn(part, reader, standsIn(wanted)),
    ],
    where: listedFor(reader),
  });
};
