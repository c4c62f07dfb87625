import { and, eq, inArray, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { asksTheSame, hasEnded, type Poll } from "./posts.model.ts";
import { pollOptions, polls, pollVotes } from "./posts.table.ts";

/** Writes of polls. Call them inside a transaction. */

/** Adds the poll of a new post. */
export async function addPoll(tx: Ctx, postId: Id, { options, ...poll }: Poll): Promise<void> {
  await tx.db.insert(polls).values({ postId, ...poll });
  if (options.length === 0) return;
  await tx.db.insert(pollOptions).values(options.map((option, position) => ({ postId, position, ...option })));
}

/**
 * Makes the poll of a post say what its author says now. When it asks something else, votes are forgotten; those for a
 * peer's are there, too.
 */
export async function putPoll(tx: Ctx, postId: Id, poll: Poll): Promise<void> {
  const known = await tx.db
    .select({ name: pollOptions.name, multiple: polls.multiple })
    .from(pollOptions)
    .innerJoin(polls, eq(polls.postId, pollOptions.postId))
    .where(eq(pollOptions.postId, postId))
    .orderBy(pollOptions.position);
  const [first] = known;
  const same = first !== undefined && asksTheSame({ multiple: first.multiple, options: known }, poll);
  const votes = same ? await tx.db.select().from(pollVotes).where(eq(pollVotes.postId, postId)) : [];
  await removePoll(tx, postId);
  await addPoll(tx, postId, poll);
  if (votes.length > 0) await tx.db.insert(pollVotes).values(votes);
}

/** Takes a poll away, with what it asked and who voted for what. */
export async function removePoll(tx: Ctx, postId: Id): Promise<void> {
  await tx.db.delete(polls).where(eq(polls.postId, postId));
}

export type Counted = "counted" | "no-such-poll" | "no-such-option" | "poll-ended" | "voted-already";

/**
 * Counts what an actor votes for: in a poll of one choice one option an actor, else each option once. Two votes at the
 * same moment wait for each other.
 * @param choose the positions voted for, from the poll's options
 */
export async function countVotes(
  tx: Ctx,
  { postId, actorId }: { readonly postId: Id; readonly actorId: Id },
  choose: (options: readonly string[]) => readonly number[],
): Promise<Counted> {
  const [poll] = await tx.db.select().from(polls).where(eq(polls.postId, postId)).for("update");
  if (!poll) return "no-such-poll";
  if (hasEnded(poll, tx.now())) return "poll-ended";
  const options = await tx.db
    .select({ name: pollOptions.name })
    .from(pollOptions)
    .where(eq(pollOptions.postId, postId))
    .orderBy(pollOptions.position);
  const chosen = [...new Set(choose(options.map(({ name }) => name)))];
  if (chosen.length === 0 || chosen.some((position) => options[position] === undefined)) return "no-such-option";
  const earlier = await tx.db
    .select({ position: pollVotes.position })
    .from(pollVotes)
    .where(and(eq(pollVotes.postId, postId), eq(pollVotes.actorId, actorId)));
  const fresh = chosen.filter((position) => earlier.every((vote) => vote.position !== position));
  const allowed = poll.multiple ? fresh : earlier.length === 0 ? fresh.slice(0, 1) : [];
  if (allowed.length === 0) return "voted-already";
  await tx.db.insert(pollVotes).values(allowed.map((position) => ({ postId, actorId, position, createdAt: tx.now() })));
  await tx.db
    .update(pollOptions)
    .set({ votes: sql`${pollOptions.votes} + 1` })
    .where(and(eq(pollOptions.postId, postId), inArray(pollOptions.position, allowed)));
  if (earlier.length === 0) {
    await tx.db
      .update(polls)
      .set({ voters: sql`${polls.voters} + 1` })
      .where(eq(polls.postId, postId));
  }
  return "counted";
}
