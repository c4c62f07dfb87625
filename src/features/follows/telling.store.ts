import { type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { isAtOrBelow } from "../../platform/host-match.ts";
import { arrayOf, type Id } from "../../platform/ids.ts";
import { heldBack } from "./holding.store.ts";

/** Something that members are told of. */
export interface Notice {
  /** One of `NOTIFICATION_TYPES` of the feature `notifications`. */
  readonly type: string;
  /** Actors of ours; an organisation stands for its editors. Others are passed over. */
  readonly to: readonly Id[];
  /** Whose doing it is; null: the server's. */
  readonly from: Id | null;
  /** Where it leads: a path of ours; not needed with a post. */
  readonly path?: string;
  /** What it is about, in words. */
  readonly title?: string | null;
  readonly postId?: Id | null;
  /** Row of what it is about besides: a report, a decision, follows that ended. */
  readonly aboutId?: Id | null;
}

/**
 * Tells members, in the transaction of what they are told of. Nobody is told of their own doing, nor of what somebody does
 * whom they block or mute, or whose server they block, of conversations that they muted, or what their own rules drop or
 * hold back (`holding.store.ts`); and of the same thing only once.
 */
export async function tell(ctx: Ctx, notice: Notice): Promise<void> {
  const { type, to, from, path, title = null, postId = null, aboutId = null } = notice;
  if (to.length === 0) return;
  const told = sql`
    select actor_id, ${type}::text as type, ${from}::bigint as from_id, ${postId}::bigint as post_id,
      ${aboutId}::bigint as about_id, ${path ?? null}::text as path, ${title}::text as title,
      about.root_id, coalesce(about.visibility = 'direct', false) as is_direct
    from unnest(${arrayOf(to)}::bigint[]) as given (actor_id)
    left join posts about on about.id = ${postId}::bigint`;
  await ctx.db.execute(telling(told, sql`${ctx.now().toISOString()}`));
}

/**
 * The same as part of a larger statement.
 * @param told rows of `actor_id, type, from_id, post_id, about_id, path, title, root_id` (the thread that the post belongs to) and
 *   `is_direct` (whether it is for those named alone)
 * @param at when, ISO 8601
 */
export const telling = (told: SQL, at: SQL): SQL => sql`
  insert into notifications (recipient_id, type, from_id, post_id, about_id, path, title, created_at, held)
  select distinct member.id, told.type, told.from_id, told.post_id, told.about_id, told.path, told.title, ${at}::timestamptz,
    coalesce(verdict.held, false)
  from (${told}) as told
  cross join lateral (
    select told.actor_id as id
    union
    select accounts.actor_id from organisation_editors editors join accounts on accounts.id = editors.account_id
    where editors.organisation_id = told.actor_id and editors.state = 'active'
  ) as reached
  join actors member on member.id = reached.id
  left join notification_policies policy on policy.actor_id = member.id
  cross join lateral (${heldBack(at)}) as verdict
  where member.local and member.type = 'Person' and member.suspended_at is null and member.deleted_at is null
    and not exists (
      select from muted_threads muted where muted.actor_id = member.id and muted.root_id in (told.root_id, told.post_id))
    and (told.from_id is null or (member.id <> told.from_id and ${wantsToHear} and not coalesce(verdict.dropped, false)))
  on conflict do nothing`;

const wantsToHear = sql`
  not exists (select from relations where relations.actor_id = member.id and relations.target_id = told.from_id)
  and not exists (
    select from host_blocks shut join actors teller on ${isAtOrBelow(sql`teller.host`, sql`shut.host`)}
    where shut.actor_id = member.id and teller.id = told.from_id)`;
