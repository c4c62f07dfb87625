import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { actors } from "../actors/actors.table.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { pathOf } from "../posts/post-view.queries.ts";
import { posts } from "../posts/posts.table.ts";
import { projectNotes } from "../project-notes/project-notes.table.ts";
import { adoptions } from "./adoptions.table.ts";
import { ROUNDS, type Round, type Side } from "./follow-ups.model.ts";
import { followUps } from "./follow-ups.table.ts";

/**
 * Adoptions of which there is something to ask, seen from each side that is ours: confirmed, not stopped, both notes
 * there as far as we know. `since` is the confirmation; of claims that were confirmed before that was kept, the day on
 * which the note was published, which is when it was offered.
 */
const living = sql`(
  select 'origin' as side, adoptions.origin_id as post_id, adoptions.id as adoption_id, adoptions.decided_at as since
  from adoptions
  join posts own on own.id = adoptions.origin_id and own.deleted_at is null and own.removed_at is null
  join posts on posts.id = adoptions.adopted_id
  where adoptions.state = 'accepted' and adoptions.progress is distinct from 'stopped' and ${visibleTo(null)}
  union all
  select 'adopter', posts.id, null, coalesce(claims.confirmed_at, posts.published_at)
  from adoption_claims claims
  join posts on posts.id = claims.post_id
  join project_notes notes on notes.post_id = posts.id
  where posts.local and claims.state = 'confirmed' and notes.adoption ->> 'state' <> 'stopped' and ${visibleTo(null)}
)`;

/** Whom to ask. */
export interface DueFollowUp {
  readonly side: Side;
  readonly postId: Id;
  readonly adoptionId: Id | null;
  readonly months: Round;
}

/** What is to be asked now and was not yet; of several rounds that were missed only the last. One statement. */
export async function dueFollowUps(ctx: Ctx, limit: number): Promise<DueFollowUp[]> {
  const [first, second] = ROUNDS;
  const ago = (months: Round): SQL =>
    sql`${ctx.now().toISOString()}::timestamptz - make_interval(months => ${months}::int)`;
  const rows = await ctx.db.execute<{ side: Side; post_id: string; adoption_id: string | null; months: Round }>(sql`
    select due.side, due.post_id::text, due.adoption_id::text, due.months
    from (
      select living.*, case when living.since <= ${ago(second)} then ${second}::int else ${first}::int end as months
      from ${living} as living
      where living.since <= ${ago(first)}
    ) as due
    where not exists (
      select from follow_ups asked
      where asked.post_id = due.post_id and asked.side = due.side and asked.months >= due.months
        and asked.adoption_id is not distinct from due.adoption_id)
    order by due.since, due.post_id
    limit ${limit}`);
  return rows.map(({ side, post_id: postId, adoption_id: adoptionId, months }) => ({
    side,
    postId,
    adoptionId,
    months,
  }));
}

/** A question to the people of a note, and what became of it. */
export interface FollowUp {
  readonly id: Id;
  readonly side: Side;
  readonly months: Round;
  /** `over`: the adoption was stopped or has ended before anybody answered. */
  readonly state: "open" | "answered" | "passed" | "over";
  readonly askedAt: Date;
  readonly closedAt: Date | null;
  /** The note that took over and may be seen by everybody; null on the adopter's side. */
  readonly adopted: { readonly title: string; readonly district: string; readonly path: string } | null;
}

async function select(ctx: Ctx, where: SQL | undefined, limit: number): Promise<FollowUp[]> {
  const rows = await ctx.db
    .select({
      followUp: followUps,
      post: posts,
      author: actors,
      district: projectNotes.districtName,
      isLiving: sql<boolean>`exists (
        select from ${living} as living
        where living.post_id = follow_ups.post_id and living.side = follow_ups.side
          and living.adoption_id is not distinct from follow_ups.adoption_id)`,
    })
    .from(followUps)
    .leftJoin(adoptions, eq(adoptions.id, followUps.adoptionId))
    .leftJoin(posts, and(eq(posts.id, adoptions.adoptedId), visibleTo(null)))
    .leftJoin(actors, eq(actors.id, posts.authorId))
    .leftJoin(projectNotes, eq(projectNotes.postId, posts.id))
    .where(where)
    .orderBy(desc(followUps.id))
    .limit(limit);
  return rows.map(({ followUp: { id, side, months, state, askedAt, closedAt }, post, author, district, isLiving }) => ({
    id,
    side,
    months,
    state: state === "open" && !isLiving ? "over" : state,
    askedAt,
    closedAt,
    adopted:
      post && author
        ? { title: post.title ?? "", district: district ?? author.host, path: pathOf(post, author) }
        : null,
  }));
}

/** What the people of a note were asked, the newest first. One statement. */
export const followUpsOf = (ctx: Ctx, postId: Id, limit: number): Promise<FollowUp[]> =>
  select(ctx, eq(followUps.postId, postId), limit);

/** One of them; null: there is no such one for that note. */
export async function followUpAt(ctx: Ctx, postId: Id, id: Id): Promise<FollowUp | null> {
  const [row] = await select(ctx, and(eq(followUps.postId, postId), eq(followUps.id, id)), 1);
  return row ?? null;
}
