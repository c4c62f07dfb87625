import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { type Keyset, keysetOf, newestFirst } from "../../platform/keyset.ts";
import { notifications } from "../../platform/notifications.table.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { type Actor, actorsByIds } from "../actors/actors.queries.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import type { Post } from "../posts/posts.queries.ts";
import { posts } from "../posts/posts.table.ts";
import { stillSeen } from "./notifications.queries.ts";
import { type Policy, USUAL_POLICY } from "./policy.model.ts";
import { notificationPolicies } from "./policy.table.ts";

type Reader = Pick<Viewer, "actorId">;

/** What a member does with notices of people whom they do not know well. */
export async function policyOf(ctx: Ctx, { actorId }: Reader): Promise<Policy> {
  const [row] = await ctx.db.select().from(notificationPolicies).where(eq(notificationPolicies.actorId, actorId));
  if (!row) return USUAL_POLICY;
  const { actorId: _, ...policy } = row;
  return policy;
}

/** Somebody whose messages or quotes are held back: they ask to be let in. */
export interface HeldSender {
  /** Of the first notification that is held back. */
  readonly id: number;
  readonly from: Actor;
  /** How many messages and quotes; a hundred at most. */
  readonly count: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly lastPostId: Id | null;
}

/** More than that is "many". */
const MOST_COUNTED = 100;

/** What somebody asks to be let in for: likes, boosts and follows wait with it, but alone ask for nothing. */
const isAsking = and(eq(notifications.held, true), inArray(notifications.type, ["mention", "quote"]));

/** Rows of those who ask a member to be let in, as far as what they wrote may still be seen. */
const askers = ({ actorId }: Reader, more?: SQL): SQL => sql`
  select notifications.from_id, min(notifications.id) as id, least(count(*), ${MOST_COUNTED})::int as count,
    min(notifications.created_at) as first_at, max(notifications.created_at) as last_at,
    (array_agg(notifications.post_id order by notifications.id desc))[1] as post_id
  from notifications left join posts on posts.id = notifications.post_id
  where ${and(eq(notifications.recipientId, actorId), isAsking, stillSeen(actorId), more)}
  group by notifications.from_id`;

/** Those who ask to be let in, the last one who began first, paged by `id`. Two statements. */
export async function heldSenders(ctx: Ctx, reader: Reader, page: Keyset): Promise<readonly HeldSender[]> {
  const { where = sql`true`, order } = keysetOf(sql`asking.id`, page);
  const rows = await read(ctx, sql`${askers(reader)}`, sql`${where} order by ${order} limit ${page.limit}`);
  return newestFirst(rows, page);
}

/** One of them, by the id of something that is held back; null for what is none, or another member's. Two statements. */
export async function heldSender(ctx: Ctx, reader: Reader, id: number): Promise<HeldSender | null> {
  const [sender] = await read(
    ctx,
    askers(reader, sql`${notifications.fromId} in (${sendersOf(reader, [id])})`),
    sql`true`,
  );
  return sender ?? null;
}

/** Rows of who sent some notifications that are held back of a member. @param ids another member's count for nothing */
export const sendersOf = ({ actorId }: Reader, ids: readonly number[]): SQL => sql`
  select sent.from_id from notifications sent
  where sent.recipient_id = ${actorId} and sent.held and sent.id = any (${`{${ids.join(",")}}`}::bigint[])`;

async function read(ctx: Ctx, asking: SQL, which: SQL): Promise<HeldSender[]> {
  const rows = await ctx.db.execute<{
    id: string;
    from_id: Id;
    count: number;
    first_at: string;
    last_at: string;
    post_id: Id | null;
  }>(sql`select * from (${asking}) as asking where ${which}`);
  const known = await actorsByIds(
    ctx,
    rows.map((row) => row.from_id),
  );
  return rows.flatMap((row) => {
    const from = known.get(row.from_id);
    const { count, post_id: lastPostId } = row;
    const times = { firstAt: new Date(row.first_at), lastAt: new Date(row.last_at) };
    return from ? [{ id: Number(row.id), from, count, lastPostId, ...times }] : [];
  });
}

/** The last messages of those who ask, by id, as far as they may be seen. One statement. */
export async function lastPosts(ctx: Ctx, reader: Reader, senders: readonly HeldSender[]): Promise<Map<Id, Post>> {
  const ids = senders.flatMap(({ lastPostId }) => lastPostId ?? []);
  if (ids.length === 0) return new Map();
  const rows = await ctx.db
    .select()
    .from(posts)
    .where(and(inArray(posts.id, ids), visibleTo(reader)));
  return new Map(rows.map((post) => [post.id, post]));
}

/** How many ask a member to be let in, and with how many messages and quotes; a hundred askers at most. One statement. */
export async function heldCounts(ctx: Ctx, reader: Reader): Promise<{ senders: number; notifications: number }> {
  const [row] = await ctx.db.execute<{ senders: number; notifications: number }>(sql`
    select count(*)::int as senders, coalesce(sum(count), 0)::int as notifications
    from (${askers(reader)} limit ${MOST_COUNTED}) as asking`);
  return row ?? { senders: 0, notifications: 0 };
}
