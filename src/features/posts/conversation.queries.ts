import { sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { listedFor } from "../audience/listing.queries.ts";
import type { Post } from "./posts.queries.ts";

/** How much of a conversation is told. */
export interface ConversationLimits {
  readonly above: number;
  readonly below: number;
}

/** What stands above and below a post in its conversation. */
export interface Conversation {
  /** What it answers, the beginning first. */
  readonly ancestors: readonly Id[];
  /** Each answer before what was answered to it, the oldest first. */
  readonly descendants: readonly Id[];
}

/**
 * The conversation around a post, as far as the reader may see it. Two statements. What answers something that is hidden
 * follows what is seen of the rest.
 */
export async function conversationAround(
  ctx: Ctx,
  reader: { readonly actorId: Id } | null,
  post: Pick<Post, "id" | "uri" | "rootId" | "inReplyToId">,
  limits: ConversationLimits,
): Promise<Conversation> {
  const [ancestors, descendants] = await Promise.all([
    post.inReplyToId === null ? [] : above(ctx, reader, post.inReplyToId, limits.above),
    below(ctx, reader, post, limits.below),
  ]);
  return { ancestors, descendants };
}

type Looking = { readonly actorId: Id } | null;

async function above(ctx: Ctx, reader: Looking, parentId: Id, limit: number): Promise<Id[]> {
  const rows = await ctx.db.execute<{ id: Id }>(sql`
    with recursive chain (id, parent_id, step) as (
      select id, in_reply_to_id, 1 from posts where id = ${parentId}
      union all
      select parent.id, parent.in_reply_to_id, step + 1 from chain join posts parent on parent.id = chain.parent_id
      where step < ${limit}::int)
    select posts.id from chain join posts on posts.id = chain.id
    where ${visibleTo(reader)} order by chain.step desc`);
  return rows.map(({ id }) => id);
}

async function below(
  ctx: Ctx,
  reader: Looking,
  post: Pick<Post, "id" | "uri" | "rootId">,
  limit: number,
): Promise<Id[]> {
  // While what it answers is missing, a post knows no thread; neither do the answers to it.
  const inThread =
    post.rootId === null
      ? sql`posts.in_reply_to_uri = ${post.uri}`
      : sql`posts.root_id = ${post.rootId} and posts.id <> ${post.rootId}`;
  const rows = await ctx.db.execute<{ id: Id; parent_id: Id | null }>(sql`
    select posts.id, posts.in_reply_to_id as parent_id from posts
    where ${inThread} and posts.deleted_at is null and ${visibleTo(reader)} and ${listedFor(reader)}
    order by posts.id limit ${LARGEST_THREAD}::int`);
  const answers = new Map<Id, Id[]>();
  for (const { id, parent_id: parent } of rows) {
    if (parent !== null) answers.set(parent, [...(answers.get(parent) ?? []), id]);
  }
  const flat = (id: Id): Id[] => (answers.get(id) ?? []).flatMap((answer) => [answer, ...flat(answer)]);
  return flat(post.id).slice(0, limit);
}

const LARGEST_THREAD = 500;
