import { type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Filter } from "./filters.model.ts";

/** A member's filters, oldest first, those whose time is over too. One statement. */
export const filtersOf = (ctx: Ctx, actorId: Id): Promise<Filter[]> => select(ctx, sql`filters.actor_id = ${actorId}`);

/** Of these the ones in force. One statement. */
export const filtersInForce = (ctx: Ctx, actorId: Id): Promise<Filter[]> =>
  select(
    ctx,
    sql`filters.actor_id = ${actorId}
      and (filters.expires_at is null or filters.expires_at > ${ctx.now().toISOString()}::timestamptz)`,
  );

/** One of a member's own filters; null for what is nobody's or another's. */
export async function filterById(ctx: Ctx, actorId: Id, id: Id): Promise<Filter | null> {
  const [filter] = await select(ctx, sql`filters.actor_id = ${actorId} and filters.id = ${id}`);
  return filter ?? null;
}

/** The filter of a member that one of its keywords, or one of its posts, is in. */
export async function filterHolding(ctx: Ctx, actorId: Id, what: "keyword" | "post", id: Id): Promise<Filter | null> {
  const held =
    what === "keyword"
      ? sql`(select filter_id from filter_keywords where id = ${id})`
      : sql`(select filter_id from filter_posts where id = ${id})`;
  const [filter] = await select(ctx, sql`filters.actor_id = ${actorId} and filters.id = ${held}`);
  return filter ?? null;
}

async function select(ctx: Ctx, where: SQL): Promise<Filter[]> {
  const rows = await ctx.db.execute<Omit<Filter, "expiresAt"> & { expiresAt: string | null }>(sql`
    select filters.id::text as id, filters.title, filters.contexts, filters.action, filters.expires_at as "expiresAt",
      coalesce((
        select json_agg(json_build_object('id', words.id::text, 'keyword', words.keyword, 'wholeWord', words.whole_word)
          order by words.id)
        from filter_keywords words where words.filter_id = filters.id), '[]') as keywords,
      coalesce((
        select json_agg(json_build_object('id', named.id::text, 'postId', named.post_id::text) order by named.id)
        from filter_posts named where named.filter_id = filters.id), '[]') as posts
    from filters where ${where} order by filters.id`);
  return rows.map((row) => ({ ...row, expiresAt: row.expiresAt === null ? null : new Date(row.expiresAt) }));
}
