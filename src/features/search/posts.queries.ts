import { sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { EVERYTHING } from "../project-notes/catalogue.model.ts";
import { searchCatalogue } from "../project-notes/catalogue-search.queries.ts";

export interface PostSearch {
  readonly text: string;
  readonly limit: number;
  readonly offset: number;
  /** Only by this actor. */
  readonly accountId?: string | undefined;
}

/** Own posts that are looked through. */
const MOST_OWN = 2_000;

/**
 * Ids of posts with some words: what the viewer wrote, then project notes, ours and others'. What other people write to one
 * another is not searched: they did not ask to be found.
 */
export async function searchPosts(ctx: Ctx, viewer: Viewer | null, search: PostSearch): Promise<Id[]> {
  if (search.text === "") return [];
  const own = viewer === null ? [] : await ownPosts(ctx, viewer, search.text);
  const query = { ...EVERYTHING, text: search.text, sort: "relevance" } as const;
  const most = search.offset + search.limit;
  const { notes } = await searchCatalogue(ctx, viewer, { query, limit: most });
  const found = [
    ...own.map((id) => ({ id, authorId: viewer?.actorId })),
    ...notes.map(({ id, author }) => ({ id, authorId: author.id })),
  ];
  const wanted = found.filter(({ authorId }) => search.accountId === undefined || authorId === search.accountId);
  return [...new Set(wanted.map(({ id }) => id))].slice(search.offset, most);
}

/** The viewer's own posts with all of the words, newest first. */
async function ownPosts(ctx: Ctx, { actorId }: Viewer, text: string): Promise<Id[]> {
  const words = text.toLowerCase().split(/\s+/).slice(0, 10);
  const rows = await ctx.db.execute<{ id: Id }>(sql`
    select mine.id::text as id from (
      select posts.id, lower(concat_ws(' ', posts.title, posts.summary, posts.content)) as words
      from posts where posts.author_id = ${actorId} and posts.deleted_at is null and ${visibleTo({ actorId })}
      order by posts.id desc limit ${MOST_OWN}) mine
    where ${sql.join(
      words.map((word) => sql`strpos(mine.words, ${word}) > 0`),
      sql` and `,
    )}
    order by mine.id desc limit 40`);
  return rows.map(({ id }) => id);
}
