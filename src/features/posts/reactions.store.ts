import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { asPlaces, type Places, placesFor, prepared } from "../../platform/prepared.ts";
import { type Claim, claimFor } from "../actors/claims.store.ts";
import { telling } from "../follows/telling.store.ts";
import type { BoostVisibility, ReactionKind } from "./posts.model.ts";
import { postReactions } from "./posts.table.ts";

interface NewReaction {
  readonly postId: Id;
  readonly actorId: Id;
  readonly kind: ReactionKind;
  /** Id of the Like or Announce. */
  readonly uri: string;
  /** Of a boost: who is told of it; default: everybody. */
  readonly visibility?: BoostVisibility;
}

const whole = (reaction: NewReaction): Required<NewReaction> => ({ visibility: "public", ...reaction });

type Place = Places<Required<NewReaction> & { readonly at: string }>;

const adding = ({ postId, actorId, kind, uri, visibility, at }: Place, source: SQL): SQL => sql`
  added as (
    insert into post_reactions (post_id, actor_id, kind, uri, created_at, visibility)
    select ${postId}::bigint, ${actorId}::bigint, ${kind}::text, ${uri}::text, ${at}::timestamptz, ${visibility}::text
    from ${source} on conflict do nothing returning post_id, actor_id, kind
  ), told as (${telling(
    sql`
      select posts.author_id as actor_id, case added.kind when 'like' then 'favourite' else 'reblog' end as type,
        added.actor_id as from_id, added.post_id, null::bigint as about_id, null as path, null as title, posts.root_id,
        false as is_direct
      from added join posts on posts.id = added.post_id and posts.local`,
    sql`${at}`,
  )}), counted as (
    insert into post_stats (post_id, likes, boosts)
    select post_id, (kind = 'like')::int, (kind = 'boost')::int from added
    on conflict (post_id) do update set
      likes = post_stats.likes + excluded.likes, boosts = post_stats.boosts + excluded.boosts
  )`;

const NEW = {
  ...placesFor<Required<NewReaction>>("postId", "actorId", "kind", "uri", "visibility"),
  at: sql.placeholder("claimedAt"),
};

const claimAndAdd = prepared<Claim & Required<NewReaction>, { claimed: boolean; added: boolean }>(sql`
  with claimed as (${claimFor()}), ${adding(NEW, sql`claimed`)}
  select exists (select from claimed) as claimed, exists (select from added) as added`);

/** Notes and counts a like or a boost of a member, in the transaction of what is told of it. @returns false: was there */
export async function putReaction(tx: Ctx, reaction: NewReaction): Promise<boolean> {
  const places = asPlaces({ ...whole(reaction), at: tx.now().toISOString() });
  const rows = await tx.db.execute(sql`with ${adding(places, sql`(select 1) as once`)} select from added`);
  return rows.length > 0;
}

/** The like or boost of an actor, to be taken back. */
export async function reactionBy(
  ctx: Ctx,
  { postId, actorId, kind }: Pick<NewReaction, "postId" | "actorId" | "kind">,
): Promise<Pick<typeof postReactions.$inferSelect, "id" | "uri" | "createdAt" | "visibility"> | null> {
  const { id, uri, createdAt, visibility } = postReactions;
  const [row] = await ctx.db
    .select({ id, uri, createdAt, visibility })
    .from(postReactions)
    .where(and(eq(postReactions.postId, postId), eq(postReactions.actorId, actorId), eq(postReactions.kind, kind)));
  return row ?? null;
}

/**
 * Notes a like or a boost and counts it, if the claim holds: in one statement, outside of any transaction. One of each
 * per actor and post.
 */
export async function addReaction(
  ctx: Ctx,
  reaction: NewReaction,
  claim: Claim,
): Promise<"added" | "there" | "unclaimed"> {
  const [done] = await claimAndAdd(ctx, { ...whole(reaction), ...claim });
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
    ), untold as (
      delete from notifications
      where post_id = ${postId} and from_id = ${actorId} and type = ${kind === "like" ? "favourite" : "reblog"}
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
