import { and, eq } from "drizzle-orm";
import type { Ctx } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { postBookmarks } from "../bookmarks.table.ts";
import { postNotFound } from "../posts.errors.ts";
import { visiblePost } from "../posts.queries.ts";

/** Puts a post aside for the viewer alone. Nothing happens the second time. @throws AppError `posts.not-found` */
export async function bookmark(ctx: Ctx, viewer: Viewer, postId: Id): Promise<void> {
  if (!(await visiblePost(ctx, viewer, postId))) throw postNotFound();
  const row = { id: ctx.newId(), accountId: viewer.accountId, postId, createdAt: ctx.now() };
  await ctx.db.insert(postBookmarks).values(row).onConflictDoNothing();
}

/** Takes a bookmark away, also of what the viewer may not see any more. Nothing happens when there is none. */
export async function unbookmark(ctx: Ctx, viewer: Viewer, postId: Id): Promise<void> {
  await ctx.db
    .delete(postBookmarks)
    .where(and(eq(postBookmarks.accountId, viewer.accountId), eq(postBookmarks.postId, postId)));
}
