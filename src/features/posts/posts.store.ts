import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { actors } from "../actors/actors.table.ts";
import { isOpen, type PostTag, type Visibility } from "./posts.model.ts";
import type { Post } from "./posts.queries.ts";
import { postAddressees, postReactions, posts, postTags } from "./posts.table.ts";

/** The writes that use cases and inbox share. Call them inside a transaction. */

type Place = Pick<Post, "inReplyToId" | "rootId" | "visibility"> & { readonly deletedAt?: Date | null };

/** The posts whose counter a reply raises: its parent, and the top of its thread. What not all may read is not counted. */
export function countedAt(reply: Place): Id[] {
  if (reply.inReplyToId === null || !isOpen(reply.visibility as Visibility) || reply.deletedAt) return [];
  return [...new Set([reply.inReplyToId, reply.rootId])].filter((id): id is Id => id !== null);
}

/**
 * Adds a post and raises the counters above it, in one statement.
 * @returns null when there is one with this id (`uri`) already
 */
export async function addPost(ctx: Ctx, row: typeof posts.$inferInsert): Promise<Post | null> {
  const { inReplyToId = null, rootId = null, visibility } = row;
  const above = countedAt({ inReplyToId, rootId, visibility });
  const added = ctx.db
    .$with("added")
    .as(ctx.db.insert(posts).values(row).onConflictDoNothing({ target: posts.uri }).returning());
  const counted = ctx.db.$with("counted", { id: sql`post_id` }).as(sql`
    insert into post_stats (post_id, replies)
    select above.id, 1 from added cross join unnest(${listOf(above)}::bigint[]) as above (id)
    on conflict (post_id) do update set replies = post_stats.replies + 1
    returning post_id`);
  const [post] = await ctx.db.with(added, counted).select().from(added);
  return post ?? null;
}

/** A list of ids as PostgreSQL reads arrays. */
const listOf = (ids: readonly Id[]): string => `{${ids.join(",")}}`;

/** Raises or lowers the counters of replies above. */
export async function countReplies(ctx: Ctx, postIds: readonly Id[], by: number): Promise<void> {
  if (postIds.length === 0 || by === 0) return;
  await ctx.db.execute(sql`
    insert into post_stats (post_id, replies)
    select id, greatest(${by}::int, 0) from unnest(${listOf(postIds)}::bigint[]) as above (id)
    on conflict (post_id) do update set replies = greatest(post_stats.replies + ${by}::int, 0)`);
}

/** Notes who is addressed by name; ids of actors that we do not know are passed over. */
export async function addAddressees(ctx: Ctx, postId: Id, uris: readonly string[]): Promise<void> {
  if (uris.length === 0) return;
  const known = ctx.db
    .select({ postId: sql<Id>`${postId}::bigint`.as("post_id"), actorId: actors.id })
    .from(actors)
    .where(inArray(actors.uri, [...uris]));
  await ctx.db.insert(postAddressees).select(known).onConflictDoNothing();
}

/** Replaces who is addressed by name. */
export async function putAddressees(ctx: Ctx, postId: Id, uris: readonly string[]): Promise<void> {
  await ctx.db.delete(postAddressees).where(eq(postAddressees.postId, postId));
  await addAddressees(ctx, postId, uris);
}

export async function addTags(ctx: Ctx, postId: Id, tags: readonly PostTag[]): Promise<void> {
  if (tags.length === 0) return;
  await ctx.db
    .insert(postTags)
    .values(tags.map(({ tag, name }) => ({ postId, tag, name })))
    .onConflictDoNothing();
}

/** Replaces the hashtags. */
export async function putTags(ctx: Ctx, postId: Id, tags: readonly PostTag[]): Promise<void> {
  await ctx.db.delete(postTags).where(eq(postTags.postId, postId));
  await addTags(ctx, postId, tags);
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
  if (post.rootId !== null && post.rootId !== post.id) await countReplies(ctx, [post.rootId], open.length);
  await countReplies(ctx, [post.id], post.rootId === post.id ? open.length : direct);
}

/**
 * Leaves of a post only its Tombstone: no text, picture, tag or reaction stays.
 * @param tombstone the document to be served in its place
 * @returns false when it was deleted already
 */
export async function buryPost(ctx: Ctx, post: Post, tombstone: string, etag: string): Promise<boolean> {
  const buried = await ctx.db
    .update(posts)
    .set({
      title: null,
      summary: null,
      content: "",
      plainContent: null,
      imageUrl: null,
      imageAlt: null,
      attachments: [],
      document: tombstone,
      etag,
      deletedAt: ctx.now(),
    })
    .where(and(eq(posts.id, post.id), isNull(posts.deletedAt)))
    .returning({ id: posts.id });
  if (buried.length === 0) return false;
  await ctx.db.delete(postTags).where(eq(postTags.postId, post.id));
  await ctx.db.delete(postReactions).where(eq(postReactions.postId, post.id));
  await countReplies(ctx, countedAt(post), -1);
  return true;
}
