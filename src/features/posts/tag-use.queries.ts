import { sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { firstIdAt } from "../../platform/ids.ts";
import { visibleTo } from "../audience/audience.queries.ts";

/** How a tag was used on one day. */
export interface TagUse {
  /** Midnight UTC. */
  readonly day: Date;
  readonly posts: number;
  readonly authors: number;
}

const DAYS = 7;
const DAY_MS = 86_400_000;

/** How tags were used in what everybody may see, each of the last seven days, today first. One statement for all of them. */
export async function tagUse(ctx: Ctx, tags: readonly string[]): Promise<(tag: string) => TagUse[]> {
  const today = Math.floor(ctx.now().getTime() / DAY_MS) * DAY_MS;
  const days = Array.from({ length: DAYS }, (_, ago) => new Date(today - ago * DAY_MS));
  const oldest = new Date(today - (DAYS - 1) * DAY_MS);
  const rows =
    tags.length === 0
      ? []
      : await ctx.db.execute<{ tag: string; day: string; posts: number; authors: number }>(sql`
          select post_tags.tag, to_char(posts.published_at at time zone 'UTC', 'YYYY-MM-DD') as day,
            count(*)::int as posts, count(distinct posts.author_id)::int as authors
          from post_tags join posts on posts.id = post_tags.post_id
          where post_tags.tag in ${[...tags]} and post_tags.post_id >= ${firstIdAt(oldest)} and ${visibleTo(null)}
          group by 1, 2`);
  const used = new Map(rows.map(({ tag, day, posts, authors }) => [`${day} ${tag}`, { posts, authors }]));
  return (tag) =>
    days.map((day) => ({
      day,
      ...(used.get(`${day.toISOString().slice(0, 10)} ${tag}`) ?? { posts: 0, authors: 0 }),
    }));
}
