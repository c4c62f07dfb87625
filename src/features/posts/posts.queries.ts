import { eq } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { posts } from "./posts.table.ts";

export type Post = typeof posts.$inferSelect;

/** By row id, whoever may see it, deleted ones (tombstones) included: check before showing. */
export async function postById(ctx: Ctx, id: Id): Promise<Post | null> {
  const [post] = await ctx.db.select().from(posts).where(eq(posts.id, id));
  return post ?? null;
}

/** By ActivityPub id, whoever may see it, deleted ones (tombstones) included: check before showing. */
export async function postByUri(ctx: Ctx, uri: string): Promise<Post | null> {
  const [post] = await ctx.db.select().from(posts).where(eq(posts.uri, uri));
  return post ?? null;
}
