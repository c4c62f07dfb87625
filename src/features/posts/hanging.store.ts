import { eq, inArray, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { actors } from "../actors/actors.table.ts";
import { tell } from "../follows/telling.store.ts";
import type { PostTag } from "./posts.model.ts";
import { postTags } from "./posts.table.ts";

/** What an edit changes of what hangs from a post. Call these inside a transaction. */

/** Nobody is told of posts that are older when they come: the history of somebody newly followed. */
export const TOLD_FOR = sql.raw("interval '7 days'");

/**
 * Replaces who an edited post addresses by name; ids of actors that we do not know are passed over. Members who were not
 * addressed before are told, unless the edit itself is from long ago. Call it once the post says what it says now.
 */
export async function putAddressees(ctx: Ctx, postId: Id, uris: readonly string[]): Promise<void> {
  const fresh = await ctx.db.execute<{ actor_id: Id; author_id: Id }>(sql`
    with named as (
      select id from actors where ${inArray(actors.uri, [...uris])}
    ), left_out as (
      delete from post_addressees where post_id = ${postId}::bigint and actor_id not in (select id from named)
    ), fresh as (
      insert into post_addressees (post_id, actor_id) select ${postId}::bigint, id from named
      on conflict do nothing returning actor_id
    )
    select fresh.actor_id, posts.author_id from fresh, posts
    where posts.id = ${postId}::bigint and posts.updated_at > ${ctx.now().toISOString()}::timestamptz - ${TOLD_FOR}`);
  const [first] = fresh;
  const to = fresh.map(({ actor_id }) => actor_id);
  if (first) await tell(ctx, { type: "mention", to, from: first.author_id, postId });
}

/** Adds those of the ids whom we know by now to whom a post addresses by name. */
export async function addAddressees(ctx: Ctx, postId: Id, uris: readonly string[]): Promise<void> {
  await ctx.db.execute(sql`
    insert into post_addressees (post_id, actor_id)
    select posts.id, actors.id from posts, actors
    where posts.id = ${postId}::bigint and posts.deleted_at is null and ${inArray(actors.uri, [...uris])}
    on conflict do nothing`);
}

/** Replaces the hashtags. */
export async function putTags(ctx: Ctx, postId: Id, tags: readonly PostTag[]): Promise<void> {
  await ctx.db.delete(postTags).where(eq(postTags.postId, postId));
  await addTags(ctx, postId, tags);
}

/** Replaces the hashtags of a peer's post and forgets its topics, whose turn comes later: one statement less an edit. */
export async function putTagsAnew(ctx: Ctx, postId: Id, tags: readonly PostTag[]): Promise<void> {
  await ctx.db.execute(sql`
    with forgotten as (delete from post_topics where post_id = ${postId})
    delete from post_tags where post_id = ${postId}`);
  await addTags(ctx, postId, tags);
}

async function addTags(ctx: Ctx, postId: Id, tags: readonly PostTag[]): Promise<void> {
  if (tags.length === 0) return;
  await ctx.db
    .insert(postTags)
    .values(tags.map(({ tag, name }) => ({ postId, tag, name })))
    .onConflictDoNothing();
}
