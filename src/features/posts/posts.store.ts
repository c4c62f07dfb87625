import { getTableColumns, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { arrayOf, type Id } from "../../platform/ids.ts";
import { asPlaces, isTaken, type Places, placesFor, prepared } from "../../platform/prepared.ts";
import { type Claim, claimFor } from "../actors/claims.store.ts";
import { telling } from "../follows/telling.store.ts";
import { countChanges, countedAt } from "./counts.store.ts";
import { TOLD_FOR } from "./hanging.store.ts";
import type { PostTag } from "./posts.model.ts";
import type { Post } from "./posts.queries.ts";
import { posts } from "./posts.table.ts";

/** The writes that use cases and inbox share. Call them inside a transaction. */

type NewPost = typeof posts.$inferInsert;

/** What hangs from a new post. */
export interface Hanging {
  readonly tags?: readonly PostTag[];
  /** Ids (`uri`) of who is addressed by name; those of actors that we do not know are passed over. */
  readonly addressees?: readonly string[];
}

/** What the statement that adds a post is given. */
interface Addition {
  /** The whole row as JSON, by column. */
  readonly row: string;
  readonly uri: string;
  readonly tags: readonly string[];
  readonly tagNames: readonly string[];
  readonly addressees: readonly string[];
  /** Whose counters rise. */
  readonly above: string;
  /** ISO 8601. */
  readonly now: string;
}

/** Who wants to be told of each post of its author: those who may read it, unless it answers somebody else. */
const wantEachPost = sql`
  select wish.follower_id as actor_id from follows wish
  where wish.followee_id = added.author_id and wish.notify and wish.state = 'accepted'
    and (added.visibility in ('public', 'unlisted', 'followers', 'local', 'partners')
      or (added.visibility = 'group' and exists (
        select from follows membership
        where membership.follower_id = wish.follower_id and membership.followee_id = added.group_id and membership.state = 'accepted')))
    and (added.in_reply_to_uri is null or exists (
      select from posts parent where parent.id = added.in_reply_to_id and parent.author_id = added.author_id))
    and not exists (select from addressed where addressed.actor_id = wish.follower_id)`;

/**
 * Those whom a new post (`added`) addresses by name (`addressed`) are told of it, and those who want to hear of each post
 * of its author. @param now ISO 8601
 */
const tellingReaders = (now: SQLWrapper): SQL =>
  telling(
    sql`
      select reader.actor_id, reader.type, added.author_id as from_id, added.id as post_id,
        null::bigint as about_id, null as path, null as title, added.root_id, added.visibility = 'direct' as is_direct
      from added cross join lateral (
        select addressed.actor_id, 'mention' as type from addressed
        union all select wanting.actor_id, 'status' from (${wantEachPost}) as wanting) as reader
      where added.published_at > ${now}::timestamptz - ${TOLD_FOR}`,
    sql`${now}`,
  );

interface Adding {
  /** Gives one row if it is to be added. */
  readonly source: SQL;
  readonly whenTaken?: SQL;
  /** Whether members are told in the same statement. It is longer than all the rest: who can be told nobody goes without. */
  readonly tells: boolean;
}

const adding = (post: Places<Addition>, { source, whenTaken = sql``, tells }: Adding): SQL => sql`
  added as (
    insert into posts select given.* from ${source}, json_populate_record(null::posts, ${post.row}::json) as given
    ${whenTaken} returning id, author_id, published_at, visibility, root_id,
      group_id, in_reply_to_uri, in_reply_to_id
  ), written as (
    update author_stats set posts = posts + 1, last_at = greatest(last_at, added.published_at)
    from added where author_stats.actor_id = added.author_id and added.visibility in ('public', 'unlisted')
  ), tagged as (
    insert into post_tags (post_id, tag, name)
    select added.id, given.tag, given.name
    from added, unnest(${post.tags}::text[], ${post.tagNames}::text[]) as given (tag, name)
    on conflict do nothing
  ), addressed as (
    insert into post_addressees (post_id, actor_id)
    select added.id, actors.id from added join actors on actors.uri = any (${post.addressees}::text[])
    on conflict do nothing returning post_id, actor_id
  )${tells ? sql`, told as (${tellingReaders(post.now)})` : sql``}, counted as (
    insert into post_stats (post_id, replies, comments)
    select above.id, (above.id = added.in_reply_to_id)::int, 1 from added, unnest(${post.above}::bigint[]) as above (id)
    on conflict (post_id) do update set
      replies = post_stats.replies + excluded.replies, comments = post_stats.comments + excluded.comments
  )`;

/** Whether a post that was added has somebody who may be told of it. */
const isAwaited = sql`exists (select from addressed) or exists (
  select from follows wish where wish.followee_id = added.author_id and wish.notify)`;

const COLUMNS = Object.entries(getTableColumns(posts));

/** The whole row, with the defaults of the table. */
const completed = (values: NewPost): Post =>
  Object.fromEntries(
    COLUMNS.map(([key, column]) => [key, values[key as keyof NewPost] ?? column.default ?? null]),
  ) as Post;

const additionOf = (ctx: Ctx, post: Post, { tags = [], addressees = [] }: Hanging): Addition => ({
  row: JSON.stringify(Object.fromEntries(COLUMNS.map(([key, column]) => [column.name, post[key as keyof Post]]))),
  uri: post.uri,
  tags: tags.map(({ tag }) => tag),
  tagNames: tags.map(({ name }) => name),
  addressees: [...addressees],
  above: arrayOf(countedAt(post)),
  now: ctx.now().toISOString(),
});

/**
 * Adds a post with what hangs from it, raises the counters above it, and tells who is to be told.
 * @returns null when there is one with this id (`uri`) already
 */
export async function addPost(ctx: Ctx, values: NewPost, hanging: Hanging = {}): Promise<Post | null> {
  const post = completed(values);
  const parts = adding(asPlaces(additionOf(ctx, post, hanging)), {
    source: sql`(select 1) as once`,
    whenTaken: sql`on conflict (uri) do nothing`,
    tells: false,
  });
  const [added] = await ctx.db.execute<{ awaited: boolean }>(
    sql`with ${parts} select ${isAwaited} as awaited from added`,
  );
  if (added?.awaited) await tellReaders(ctx, post.id);
  return added ? post : null;
}

async function tellReaders(ctx: Ctx, postId: Id): Promise<void> {
  await ctx.db.execute(sql`
    with added as (select * from posts where id = ${postId}),
      addressed as (select actor_id from post_addressees where post_id = ${postId})
    ${tellingReaders(sql`${ctx.now().toISOString()}`)}`);
}

const NEW = placesFor<Addition>("row", "uri", "tags", "tagNames", "addressees", "above", "now");

const claimingAndAdding = (tells: boolean) =>
  prepared<Claim & Addition, { id: Id }>(sql`
    with claimed as (${claimFor(sql`
      not exists (select from posts where uri = ${NEW.uri})
      and not exists (select from posts where in_reply_to_uri = ${NEW.uri} and root_id is null)`)}
    ), ${adding(NEW, { source: sql`claimed`, tells })} select id from added`);

const claimAndAdd = claimingAndAdding(false);
const claimAddAndTell = claimingAndAdding(true);

/**
 * Adds a post that is new here as `addPost` does, if the claim holds: with it or not at all, in one statement, outside
 * of any transaction.
 * @param tells false: nobody here is addressed, nor waits for each post of the author
 * @returns null when nothing was done: claimed before, the post is there, or replies wait for it
 */
export async function addPostOnce(
  ctx: Ctx,
  values: NewPost,
  { tells, ...hanging }: Hanging & { readonly tells: boolean },
  claim: Claim,
): Promise<Post | null> {
  const post = completed(values);
  try {
    const rows = await (tells ? claimAddAndTell : claimAndAdd)(ctx, { ...additionOf(ctx, post, hanging), ...claim });
    return rows.length > 0 ? post : null;
  } catch (error) {
    // It came by another way at the same moment.
    if (isTaken(error)) return null;
    throw error;
  }
}

/** Of a thread, at most this many are moved at once (wire §5.3). */
const MOST_ORPHANS = 500;

/**
 * Gives the replies that came before `post` their place below it: the direct ones their parent, and, once `post` knows
 * its thread, all below them the thread and its group.
 */
export async function adoptOrphans(ctx: Ctx, post: Post): Promise<void> {
  const rows = await ctx.db.execute<{ parent_id: Id | null; open: boolean }>(sql`
    with recursive below (id, uri) as (
      select id, uri from posts where in_reply_to_uri = ${post.uri} and root_id is null and id <> ${post.id}
      union
      select posts.id, posts.uri from posts join below on posts.in_reply_to_uri = below.uri
      where posts.root_id is null and ${post.rootId}::bigint is not null
    ), found as (select id from below limit ${MOST_ORPHANS})
    update posts set
      root_id = ${post.rootId}::bigint,
      group_id = coalesce(${post.groupId}::bigint, posts.group_id),
      in_reply_to_id = (select parent.id from posts parent where parent.uri = posts.in_reply_to_uri)
    from found, posts as before
    where posts.id = found.id and before.id = found.id and posts.id <> ${post.rootId ?? "0"}
    returning before.in_reply_to_id as parent_id,
      posts.visibility in ('public', 'unlisted') and posts.deleted_at is null as open`);
  const open = rows.filter((row) => row.open);
  const direct = open.filter((row) => row.parent_id === null).length;
  const isTop = post.rootId === post.id;
  await countChanges(ctx, [
    { id: post.id, replies: direct, comments: isTop ? open.length : direct },
    ...(post.rootId === null || isTop ? [] : [{ id: post.rootId, replies: 0, comments: open.length }]),
  ]);
}
