import { and, asc, eq, inArray } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Poll } from "./posts.model.ts";
import { pollOptions, polls, pollVotes } from "./posts.table.ts";

/** The polls among these posts, by post. Whoever asks has checked that the posts may be seen. */
export async function pollsOf(ctx: Ctx, postIds: readonly Id[]): Promise<Map<Id, Poll>> {
  if (postIds.length === 0) return new Map();
  const [asked, options] = await Promise.all([
    ctx.db
      .select()
      .from(polls)
      .where(inArray(polls.postId, [...postIds])),
    ctx.db
      .select()
      .from(pollOptions)
      .where(inArray(pollOptions.postId, [...postIds]))
      .orderBy(asc(pollOptions.position)),
  ]);
  return new Map(
    asked.map(({ postId, multiple, endsAt, voters, hideTotals }) => [
      postId,
      {
        multiple,
        endsAt,
        voters,
        hideTotals,
        options: options.filter((one) => one.postId === postId).map(({ name, votes }) => ({ name, votes })),
      },
    ]),
  );
}

/** What an actor voted for in these polls, by post: positions of options. */
export async function votesOf(ctx: Ctx, actorId: Id, postIds: readonly Id[]): Promise<Map<Id, number[]>> {
  const votes = new Map<Id, number[]>();
  if (postIds.length === 0) return votes;
  const rows = await ctx.db
    .select({ postId: pollVotes.postId, position: pollVotes.position })
    .from(pollVotes)
    .where(and(eq(pollVotes.actorId, actorId), inArray(pollVotes.postId, [...postIds])));
  for (const { postId, position } of rows) votes.set(postId, [...(votes.get(postId) ?? []), position]);
  return votes;
}
