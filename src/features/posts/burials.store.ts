import { type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { arrayOf, type Id } from "../../platform/ids.ts";
import { asPlaces, type Places, placesFor, prepared } from "../../platform/prepared.ts";
import { type Claim, claimFor } from "../actors/claims.store.ts";
import { countedAt } from "./counts.store.ts";
import type { Post } from "./posts.queries.ts";

/** What a deletion leaves: the document to be served in place of the post. */
export interface Burial {
  readonly tombstone: string;
  readonly etag: string;
}

interface Ending {
  readonly id: Id;
  readonly deletedAt: string;
  /** Whose counters fall. */
  readonly above: string;
}

const burying = (post: Places<Burial & Ending>, source: SQL): SQL => sql`
  buried as (
    update posts set title = null, summary = null, content = '', plain_content = null, image_url = null,
      image_alt = null, attachments = '[]', emojis = '[]', acted_by_id = null, application_id = null, document = ${post.tombstone}::text, etag = ${post.etag}::text,
      deleted_at = ${post.deletedAt}::timestamptz
    from ${source} where posts.id = ${post.id}::bigint and posts.deleted_at is null
    returning posts.id, posts.author_id, posts.visibility, posts.removed_at, posts.in_reply_to_id
  ), unwritten as (
    update author_stats set posts = greatest(posts - 1, 0) from buried
    where author_stats.actor_id = buried.author_id and buried.visibility in ('public', 'unlisted')
      and buried.removed_at is null
  ), untagged as (
    delete from post_tags using buried where post_tags.post_id = buried.id
  ), unasked as (
    delete from polls using buried where polls.post_id = buried.id
  ), unkept as (
    delete from post_bookmarks using buried where post_bookmarks.post_id = buried.id
  ), unpinned as (
    delete from post_pins using buried where post_pins.post_id = buried.id
  ), unrated as (
    delete from post_reactions using buried where post_reactions.post_id = buried.id
  ), discounted as (
    update post_stats set comments = greatest(comments - 1, 0),
      replies = greatest(replies - (post_stats.post_id = buried.in_reply_to_id)::int, 0)
    from buried where post_stats.post_id = any (${post.above}::bigint[])
  )
  select id from buried`;

const endOf = (ctx: Ctx, post: Post, burial: Burial): Burial & Ending => ({
  ...burial,
  id: post.id,
  deletedAt: ctx.now().toISOString(),
  above: arrayOf(countedAt(post)),
});

/**
 * Leaves of a post only its Tombstone: no text, picture, tag or reaction stays. One statement.
 * @returns false when it was deleted already
 */
export async function buryPost(ctx: Ctx, post: Post, burial: Burial): Promise<boolean> {
  const parts = burying(asPlaces(endOf(ctx, post, burial)), sql`(select 1) as once`);
  const rows = await ctx.db.execute(sql`with ${parts}`);
  return rows.length > 0;
}

const claimAndBury = prepared<Claim & Burial & Ending, { id: Id }>(sql`
  with claimed as (${claimFor()}),
  ${burying(placesFor("tombstone", "etag", "id", "deletedAt", "above"), sql`claimed`)}`);

/** As `buryPost`, if the claim holds: with it or not at all, outside of any transaction. */
export async function buryPostOnce(ctx: Ctx, post: Post, burial: Burial, claim: Claim): Promise<boolean> {
  const rows = await claimAndBury(ctx, { ...endOf(ctx, post, burial), ...claim });
  return rows.length > 0;
}
