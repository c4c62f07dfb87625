import { type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { arrayOf, type Id } from "../../platform/ids.ts";

/** What somebody wrote for everybody. */
export interface AuthorStats {
  readonly posts: number;
  readonly lastAt: Date | null;
}

/** What moderators remove and who may read an edited post is added up once a day; everything else at once. */
const COUNTED_AGAIN_MS = 24 * 60 * 60 * 1000;

/**
 * What some actors wrote for everybody, by actor; every id that is an actor's is in the map. One statement, and one more for
 * whoever was not counted for a day.
 */
export async function authorStatsOf(ctx: Ctx, actorIds: readonly Id[]): Promise<Map<Id, AuthorStats>> {
  const ids = [...new Set(actorIds)];
  if (ids.length === 0) return new Map();
  const since = new Date(ctx.now().getTime() - COUNTED_AGAIN_MS).toISOString();
  const known = await ctx.db.execute<Row>(sql`
    select actor_id, posts, last_at from author_stats
    where actor_id = any (${arrayOf(ids)}::bigint[]) and counted_at > ${since}::timestamptz`);
  const found = new Map(known.map(read));
  const missing = ids.filter((id) => !found.has(id));
  if (missing.length === 0) return found;
  const counted = await ctx.db.execute<Row>(countAnew(missing, ctx.now()));
  return new Map([...found, ...counted.map(read)]);
}

type Row = { readonly actor_id: Id; readonly posts: number; readonly last_at: string | null };

const read = ({ actor_id, posts, last_at }: Row): [Id, AuthorStats] => [
  actor_id,
  { posts, lastAt: last_at === null ? null : new Date(last_at) },
];

const countAnew = (ids: readonly Id[], now: Date): SQL => sql`
  insert into author_stats (actor_id, posts, last_at, counted_at)
  select actors.id, counted.posts, counted.last_at, ${now.toISOString()}::timestamptz
  from actors cross join lateral (
    select count(*)::int as posts, max(posts.published_at) as last_at from posts
    where posts.author_id = actors.id and posts.deleted_at is null and posts.removed_at is null
      and posts.visibility in ('public', 'unlisted')) counted
  where actors.id = any (${arrayOf(ids)}::bigint[])
  order by actors.id
  on conflict (actor_id) do update set
    posts = excluded.posts, last_at = excluded.last_at, counted_at = excluded.counted_at
  returning actor_id, posts, last_at`;
