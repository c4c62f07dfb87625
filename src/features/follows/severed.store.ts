import { and, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Ctx } from "../../platform/ctx.ts";
import { isAtOrBelow } from "../../platform/host-match.ts";
import type { Id } from "../../platform/ids.ts";
import { recordOutbox } from "../../platform/outbox.ts";
import { actors } from "../actors/actors.table.ts";
import { followActivity, sendable } from "./follows.activitypub.ts";
import { putFollow } from "./follows.store.ts";
import { follows, severedFollows } from "./follows.table.ts";
import { tellOfSeverance } from "./severances.store.ts";

/** What becomes of follows when a server is blocked or let in again. Call these inside a transaction. */

/**
 * Ends every follow between here and a server or the names below it. Nobody there is told: nothing is exchanged any more;
 * who loses somebody here is. Accepted ones are remembered. Two statements, however many they are.
 */
export async function severFollows(ctx: Ctx, host: string): Promise<void> {
  const lost = await ctx.db.execute<{ actorId: Id; followers: number; following: number }>(sql`
    with ended as (
      delete from follows using actors them
      where them.id in (follows.follower_id, follows.followee_id) and not them.local
        and ${isAtOrBelow(sql`them.host`, sql`${host}::text`)}
      returning follows.*
    ), remembered as (
      insert into severed_follows (follower_id, followee_id, uri, activity, host, boosts, notify, languages, severed_at)
      select follower_id, followee_id, uri, activity, ${host}, boosts, notify, languages, ${ctx.now().toISOString()}::timestamptz
      from ended where state = 'accepted'
      on conflict do nothing
    ), changes as (
      select followee_id as id, count(*)::int as followers, 0 as following from ended
      where state = 'accepted' group by followee_id
      union all
      select follower_id, 0, count(*)::int from ended where state = 'accepted' group by follower_id
    ), counted as (
      update actors set followers_count = followers_count - total.followers,
        following_count = following_count - total.following
      from (select id, sum(followers)::int as followers, sum(following)::int as following from changes group by id) as total
      where actors.id = total.id
      returning actors.id, actors.local, total.followers, total.following
    )
    select id::text as "actorId", followers, following from counted where local`);
  await tellOfSeverance(ctx, { kind: "domain_block", targetName: host }, lost);
}

/**
 * Makes good what `severFollows` ended for this name. Their follows of ours count again at once: their server never heard
 * that they had ended. Ours are asked for anew, and count when they are granted.
 */
export async function restoreFollows(ctx: Ctx, host: string): Promise<void> {
  await restoreTheirs(ctx, host);
  await askAgain(ctx, host);
  await forgetSevered(ctx, host);
}

/** Forgets what was ended for this name: nobody is left to follow. */
export async function forgetSevered(ctx: Ctx, host: string): Promise<void> {
  await ctx.db.delete(severedFollows).where(eq(severedFollows.host, host));
}

/** Nobody who is gone meanwhile. */
const BOTH_STANDING = sql`follower.deleted_at is null and follower.suspended_at is null
  and followee.deleted_at is null and followee.suspended_at is null`;

async function restoreTheirs(ctx: Ctx, host: string): Promise<void> {
  const pairs = await ctx.db
    .select({ followerId: severedFollows.followerId, followeeId: severedFollows.followeeId })
    .from(severedFollows)
    .innerJoin(follower, eq(follower.id, severedFollows.followerId))
    .innerJoin(followee, eq(followee.id, severedFollows.followeeId))
    .where(and(eq(severedFollows.host, host), eq(followee.local, true), BOTH_STANDING));
  if (pairs.length === 0) return;
  const now = ctx.now().toISOString();
  const list = (ids: readonly string[]) => sql`${sql.param(ids)}::text[]::bigint[]`;
  await ctx.db.execute(sql`
    with restored as (
      insert into follows (id, follower_id, followee_id, state, uri, activity, created_at, accepted_at)
      select back.id, severed.follower_id, severed.followee_id, 'accepted', severed.uri, severed.activity,
        ${now}::timestamptz, ${now}::timestamptz
      from unnest(${list(pairs.map(() => ctx.newId()))}, ${list(pairs.map((pair) => pair.followerId))},
        ${list(pairs.map((pair) => pair.followeeId))}) as back (id, follower_id, followee_id)
      join severed_follows severed using (follower_id, followee_id)
      on conflict (follower_id, followee_id) do nothing
      returning follower_id, followee_id
    ), changes as (
      select followee_id as id, count(*)::int as followers, 0 as following from restored group by followee_id
      union all
      select follower_id, 0, count(*)::int from restored group by follower_id
    )
    update actors set followers_count = followers_count + total.followers,
      following_count = following_count + total.following
    from (select id, sum(followers)::int as followers, sum(following)::int as following from changes group by id) as total
    where actors.id = total.id`);
}

const follower = alias(actors, "follower");
const followee = alias(actors, "followee");

async function askAgain(ctx: Ctx, host: string): Promise<void> {
  const pairs = await ctx.db
    .select({
      follower: { id: follower.id, uri: follower.uri },
      followee: { id: followee.id, uri: followee.uri },
      choice: {
        boosts: severedFollows.boosts,
        notify: severedFollows.notify,
        languages: severedFollows.languages,
      },
    })
    .from(severedFollows)
    .innerJoin(follower, eq(follower.id, severedFollows.followerId))
    .innerJoin(followee, eq(followee.id, severedFollows.followeeId))
    .where(and(eq(severedFollows.host, host), eq(follower.local, true), BOTH_STANDING));
  for (const pair of pairs) {
    const id = ctx.newId();
    // A new id: the old one was answered long ago, and a server may answer each only once.
    const uri = `${pair.follower.uri}#follow-${id}`;
    const activity = followActivity(uri, pair.follower, pair.followee);
    const wish = { id, followerId: pair.follower.id, followeeId: pair.followee.id, uri };
    const follow = await putFollow(ctx, { ...wish, activity: JSON.stringify(activity) });
    // Not of somebody whom the member followed anew in the meantime.
    if (follow.id === id) await ctx.db.update(follows).set(pair.choice).where(eq(follows.id, id));
    if (follow.state !== "pending") continue;
    await recordOutbox(ctx, {
      actorId: pair.follower.id,
      activity: sendable(activity),
      recipients: { actors: [pair.followee.id] },
      orderingKey: `follow:${pair.follower.id}:${pair.followee.id}`,
    });
  }
}
