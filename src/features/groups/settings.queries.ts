import { and, desc, eq, isNotNull, isNull } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { actors } from "../actors/actors.table.ts";
import { posts } from "../posts/posts.table.ts";
import type { Thread } from "./groups.queries.ts";
import { groups } from "./groups.table.ts";

/** What a group says of itself, as it was typed. */
export async function aboutOf(ctx: Ctx, id: Id): Promise<string> {
  const [row] = await ctx.db.select({ about: groups.about }).from(groups).where(eq(groups.actorId, id));
  return row?.about ?? "";
}

/** What moderators of a group took out of it and may put back, newest first. */
export const removedFrom = (ctx: Ctx, groupId: Id, limit: number): Promise<Thread[]> =>
  ctx.db
    .select({ post: posts, author: actors })
    .from(posts)
    .innerJoin(actors, eq(actors.id, posts.authorId))
    .where(
      and(
        eq(posts.removedById, groupId),
        eq(posts.groupId, groupId),
        isNotNull(posts.removedAt),
        isNull(posts.deletedAt),
        isNull(actors.suspendedAt),
        isNull(actors.deletedAt),
      ),
    )
    .orderBy(desc(posts.id))
    .limit(limit);
