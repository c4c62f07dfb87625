import { type SQL, sql } from "drizzle-orm";
import { isAtOrBelow } from "../../platform/host-match.ts";

/**
 * What a member's own rules make of a notice (`notification_policies`). All of it stands in the statement that writes the
 * notice (`telling`), with its rows `told`, `member` and `policy`; of who has no rules hardly anything is looked at.
 */

/** Of what people do to each other; everything else (reports, partnerships, takeovers) is never held back. */
const isHeldBack = sql`told.type in ('mention', 'favourite', 'reblog', 'follow', 'follow_request', 'quote')`;

const NEW_FOLLOWER_DAYS = 3;
const NEW_ACCOUNT_DAYS = 30;

const daysBefore = (at: SQL, days: number): SQL => sql`${at}::timestamptz - interval '${sql.raw(String(days))} days'`;

const isFollowed = sql`exists (
  select from follows
  where follows.follower_id = member.id and follows.followee_id = told.from_id and follows.state = 'accepted')`;

const isFollower = (at: SQL): SQL => sql`exists (
  select from follows
  where follows.follower_id = told.from_id and follows.followee_id = member.id and follows.state = 'accepted'
    and follows.accepted_at <= ${daysBefore(at, NEW_FOLLOWER_DAYS)})`;

const isNewAccount = (at: SQL): SQL => sql`exists (
  select from actors teller
  where teller.id = told.from_id and teller.published_at > ${daysBefore(at, NEW_ACCOUNT_DAYS)})`;

/** Whether the member wrote directly to the sender before, in the same conversation. */
const isAnswer = sql`exists (
  select from posts mine join post_addressees named on named.post_id = mine.id and named.actor_id = told.from_id
  where mine.root_id = told.root_id and mine.author_id = member.id and mine.visibility = 'direct' and mine.deleted_at is null)`;

/** Strangers on silenced hosts (wire §4.7). Mostly nobody is silenced: then the rest is not looked at. */
const isLimited = sql`told.from_id is not null and exists (select from peers where peers.silenced_at is not null)
  and not ${isFollowed} and exists (
    select from actors teller join peers on ${isAtOrBelow(sql`teller.host`, sql`peers.host`)}
    where teller.id = told.from_id and not teller.local and peers.silenced_at is not null)`;

/** Whom the member let in, and whoever runs this district and writes to members. */
const isLetIn = sql`(
  exists (
    select from notification_permissions allowed
    where allowed.actor_id = member.id and allowed.from_id = told.from_id)
  or (told.type = 'mention' and exists (
    select from accounts staff where staff.actor_id = told.from_id and staff.role in ('admin', 'moderator'))))`;

/** A reason to hold back, looked at only where the member's rule says something else than `accept`. */
const reason = (rule: SQL, holds: SQL): SQL =>
  sql`(${rule}, case when ${rule} <> 'accept' then ${isHeldBack} and ${holds} end)`;

/**
 * One row `(dropped, held)`, null where there is no reason.
 * @param at when, ISO 8601
 */
export const heldBack = (at: SQL): SQL => sql`
  select bool_or(reason.rule = 'drop') and not ${isLetIn} as dropped,
    bool_or(reason.rule = 'filter') and not ${isLetIn} as held
  from (values
    (case when ${isHeldBack} then coalesce(policy.limited_accounts, 'drop') else 'drop' end, ${isLimited}),
    ${reason(sql`policy.not_following`, sql`not ${isFollowed}`)},
    ${reason(sql`policy.not_followers`, sql`not ${isFollower(at)}`)},
    ${reason(sql`policy.new_accounts`, sql`not ${isFollowed} and ${isNewAccount(at)}`)},
    ${reason(sql`policy.private_mentions`, sql`told.is_direct and not ${isFollowed} and not ${isAnswer}`)}
  ) as reason (rule, holds)
  where reason.holds`;
