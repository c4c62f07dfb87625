import { and, eq, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { placesFor, prepared } from "../../platform/prepared.ts";
import { type Claim, claimFor } from "../actors/claims.store.ts";
import { postReactions } from "./posts.table.ts";

export type ReactionKind = "like" | "boost";

interface NewReaction {
  readonly postId: Id;
  readonly actorId: Id;
  readonly kind: ReactionKind;
  /** Id of the Like or Announce. */
  readonly uri: string;
}

const NEW = placesFor<NewReaction>("postId", "actorId", "kind", "uri");

const claimAndAdd = prepared<Claim & NewReaction, { claimed: boolean; added: boolean }>(sql`
  with claimed as (${claimFor()}), added as (
    insert into post_reactions (post_id, actor_id, kind, uri, created_at)
    select ${NEW.postId}::bigint, ${NEW.actorId}::bigint, ${NEW.kind}::text, ${NEW.uri}::text,
      ${sql.placeholder("claimedAt")}::timestamptz
    from claimed on conflict do nothing returning post_id, kind
  ), counted as (
    insert into post_stats (post_id, likes, boosts)
    select post_id, (kind = 'like')::int, (kind = 'boost')::int from added
    on conflict (post_id) do update set
      likes = post_stats.likes + excluded.likes, boosts = post_stats.boosts + excluded.boosts
  )
  select exists (select from claimed) as claimed, exists (select from added) as added`);

/**
 * Notes a like or a boost and counts it, if the claim holds: in one statement, outside of any transaction. One of each
 * per actor and post.
 */
export async function addReaction(
  ctx: Ctx,
  reaction: NewReaction,
  claim: Claim,
): Promise<"added" | "there" | "unclaimed"> {
  const [done] = await claimAndAdd(ctx, { ...reaction, ...claim });
  if (done?.added) return "added";
  return done?.claimed ? "there" : "unclaimed";
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
