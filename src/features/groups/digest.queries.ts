import { and, asc, eq, isNotNull, isNull, not, type SQL } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { actors } from "../actors/actors.table.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { posts } from "../posts/posts.table.ts";
import { MOST_IN_DIGEST } from "./groups.model.ts";
import { digestItems } from "./groups.table.ts";

/** What a digest says of a thread. */
export interface DigestItem {
  readonly postId: Id;
  readonly title: string | null;
  /** The page for people. */
  readonly url: string;
  readonly author: string;
  readonly groupId: Id;
}

/** What everybody may still read. */
const isThere = (): SQL | undefined => and(visibleTo(null), eq(posts.visibility, "public"));

/** What waits for the next digest (`null`), or stands in one, oldest first, as far as everybody may read it. */
export const digestItemsOf = (ctx: Ctx, digestId: Id | null): Promise<DigestItem[]> =>
  ctx.db
    .select({
      postId: posts.id,
      title: posts.title,
      url: posts.url,
      author: actors.name,
      groupId: digestItems.groupId,
    })
    .from(digestItems)
    .innerJoin(posts, eq(posts.id, digestItems.postId))
    .innerJoin(actors, eq(actors.id, posts.authorId))
    .where(and(digestId === null ? isNull(digestItems.digestId) : eq(digestItems.digestId, digestId), isThere()))
    .orderBy(asc(posts.id))
    .limit(MOST_IN_DIGEST);

/** Digests that name what is not there any more. */
export async function staleDigests(ctx: Ctx): Promise<Id[]> {
  const rows = await ctx.db
    .selectDistinct({ id: digestItems.digestId })
    .from(digestItems)
    .innerJoin(posts, eq(posts.id, digestItems.postId))
    .where(and(isNotNull(digestItems.digestId), not(isThere() as SQL)))
    .limit(100);
  return rows.flatMap(({ id }) => id ?? []);
}
