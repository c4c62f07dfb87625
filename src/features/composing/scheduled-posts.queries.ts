import { and, eq } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { isId } from "../../platform/ids.ts";
import { type Keyset, keysetOf, newestFirst } from "../../platform/keyset.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { scheduledNotFound } from "./composing.errors.ts";
import { scheduledPosts } from "./scheduled-posts.table.ts";

export type ScheduledPost = typeof scheduledPosts.$inferSelect;

/** The row of a scheduled post, if it is the viewer's. */
export const ownScheduled = (viewer: Viewer, id: string) =>
  and(eq(scheduledPosts.id, isId(id) ? id : "0"), eq(scheduledPosts.accountId, viewer.accountId));

/** @throws AppError `composing.not-found`, also when it is somebody else's (T187) */
export async function scheduledPost(ctx: Ctx, viewer: Viewer, id: string): Promise<ScheduledPost> {
  const [row] = await ctx.db.select().from(scheduledPosts).where(ownScheduled(viewer, id));
  if (!row) throw scheduledNotFound();
  return row;
}

/** What the viewer wrote to be published later, newest first. One statement. */
export async function scheduledPostsOf(ctx: Ctx, viewer: Viewer, page: Keyset): Promise<readonly ScheduledPost[]> {
  const { where, order } = keysetOf(scheduledPosts.id, page);
  const rows = await ctx.db
    .select()
    .from(scheduledPosts)
    .where(and(eq(scheduledPosts.accountId, viewer.accountId), where))
    .orderBy(order)
    .limit(page.limit);
  return newestFirst(rows, page);
}
