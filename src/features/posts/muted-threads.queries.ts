import { and, eq, inArray } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { mutedThreads } from "./muted-threads.table.ts";
import type { Post } from "./posts.queries.ts";

/** The post that a thread hangs from; of an answer whose parent is missing, itself. */
export const threadRootOf = ({ id, rootId }: Pick<Post, "id" | "rootId">): Id => rootId ?? id;

/** Those of some threads (by the post that they hang from) that a member has muted. One statement. */
export async function mutedAmong(ctx: Ctx, actorId: Id, rootIds: readonly Id[]): Promise<Set<Id>> {
  if (rootIds.length === 0) return new Set();
  const rows = await ctx.db
    .select({ rootId: mutedThreads.rootId })
    .from(mutedThreads)
    .where(and(eq(mutedThreads.actorId, actorId), inArray(mutedThreads.rootId, [...new Set(rootIds)])));
  return new Set(rows.map(({ rootId }) => rootId));
}
