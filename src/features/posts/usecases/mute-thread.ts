import { and, eq } from "drizzle-orm";
import type { Ctx } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { threadRootOf } from "../muted-threads.queries.ts";
import { mutedThreads } from "../muted-threads.table.ts";
import { postNotFound } from "../posts.errors.ts";
import { visiblePost } from "../posts.queries.ts";

/**
 * The viewer is told nothing more of the conversation that a post belongs to. Nothing happens the second time.
 * @throws AppError `posts.not-found`
 */
export async function muteThread(ctx: Ctx, viewer: Viewer, postId: Id): Promise<void> {
  const rootId = await rootOf(ctx, viewer, postId);
  await ctx.db
    .insert(mutedThreads)
    .values({ actorId: viewer.actorId, rootId, createdAt: ctx.now() })
    .onConflictDoNothing();
}

/** Takes `muteThread` back. Nothing happens when it is not muted. @throws AppError `posts.not-found` */
export async function unmuteThread(ctx: Ctx, viewer: Viewer, postId: Id): Promise<void> {
  const rootId = await rootOf(ctx, viewer, postId);
  await ctx.db
    .delete(mutedThreads)
    .where(and(eq(mutedThreads.actorId, viewer.actorId), eq(mutedThreads.rootId, rootId)));
}

async function rootOf(ctx: Ctx, viewer: Viewer, postId: Id): Promise<Id> {
  const post = await visiblePost(ctx, viewer, postId);
  if (!post) throw postNotFound();
  return threadRootOf(post);
}
