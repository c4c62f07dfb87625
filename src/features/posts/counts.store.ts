import { sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { isOpen, type Visibility } from "./posts.model.ts";
import type { Post } from "./posts.queries.ts";

/** How many answer a post, and how many take part below it. Call these inside a transaction. */

type Place = Pick<Post, "inReplyToId" | "rootId" | "visibility"> & { readonly deletedAt?: Date | null };

/** The posts whose counter a reply raises: its parent, and the top of its thread. What not all may read is not counted. */
export function countedAt(reply: Place): Id[] {
  if (reply.inReplyToId === null || !isOpen(reply.visibility as Visibility) || reply.deletedAt) return [];
  return [...new Set([reply.inReplyToId, reply.rootId])].filter((id): id is Id => id !== null);
}

/** Raises or lowers the counters above a reply. */
export const countReply = (ctx: Ctx, reply: Place, by: 1 | -1): Promise<void> =>
  countChanges(
    ctx,
    countedAt(reply).map((id) => ({ id, replies: id === reply.inReplyToId ? by : 0, comments: by })),
  );

/** By how much the counters of a post change. */
interface Change {
  readonly id: Id;
  readonly replies: number;
  readonly comments: number;
}

export async function countChanges(ctx: Ctx, changes: readonly Change[]): Promise<void> {
  const some = changes.filter(({ replies, comments }) => replies !== 0 || comments !== 0);
  if (some.length === 0) return;
  await ctx.db.execute(sql`
    with given as (
      select * from json_to_recordset(${JSON.stringify(some)}::json) as change (id bigint, replies int, comments int))
    insert into post_stats as kept (post_id, replies, comments)
    select id, greatest(replies, 0), greatest(comments, 0) from given
    on conflict (post_id) do update set (replies, comments) = (
      select greatest(kept.replies + given.replies, 0), greatest(kept.comments + given.comments, 0)
      from given where given.id = kept.post_id)`);
}
