import { and, eq, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { postReactions } from "./posts.table.ts";

export type ReactionKind = "like" | "boost";

/**
 * Notes a like or a boost and counts it, in one statement. One of each per actor and post.
 * @param uri id of the Like or Announce
 * @returns false when it was there already
 */
export async function addReaction(
  ctx: Ctx,
  { postId, actorId, kind, uri }: { postId: Id; actorId: Id; kind: ReactionKind; uri: string },
): Promise<boolean> {
  const rows = await ctx.db.execute(sql`
    with added as (
      insert into post_reactions (post_id, actor_id, kind, uri, created_at)
      values (${postId}, ${actorId}, ${kind}, ${uri}, ${ctx.now().toISOString()}::timestamptz)
      on conflict do nothing returning post_id
    )
    insert into post_stats (post_id, likes, boosts)
    select post_id, ${kind === "like" ? 1 : 0}::int, ${kind === "boost" ? 1 : 0}::int from added
    on conflict (post_id) do update set
      likes = post_stats.likes + excluded.likes, boosts = post_stats.boosts + excluded.boosts
    returning post_id`);
  return rows.length > 0;
}

/** Takes a like or boost back and lowers the counter, in one statement. @returns false when there was none */
export async function removeReaction(
  ctx: Ctx,
  { postId, actorId, kind }: { postId: Id; actorId: Id; kind: ReactionKind },
): Promise<boolean> {
  const rows = await ctx.db.execute(sql`
    with removed as (
      delete from post_reactions
      where post_id = ${postId} and actor_id = ${actorId} and kind = ${kind} returning post_id
    )
    update post_stats set
      likes = greatest(likes - ${kind === "like" ? 1 : 0}::int, 0),
      boosts = greatest(boosts - ${kind === "boost" ? 1 : 0}::int, 0)
    from removed where post_stats.post_id = removed.post_id
    returning post_stats.post_id`);
  return rows.length > 0;
}

/** The like or boost of an actor that has this activity id. */
export async function reactionByUri(
  ctx: Ctx,
  actorId: Id,
  uri: string,
): Promise<{ postId: Id; kind: ReactionKind } | null> {
  const [row] = await ctx.db
    .select({ postId: postReactions.postId, kind: postReactions.kind })
    .from(postReactions)
    .where(and(eq(postReactions.uri, uri), eq(postReactions.actorId, actorId)));
  return row ?? null;
}
