import type { Ctx } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import { addPoll, putPoll, removePoll } from "../polls.store.ts";
import { pollOver } from "../posts.errors.ts";
import { asksTheSame, hasEnded, type Poll } from "../posts.model.ts";
import type { CheckedPoll, CheckedPollChange } from "../posts.schemas.ts";
import { tallyAtEnd } from "./tally.ts";

/** What posts and answers of members ask. Call these inside a transaction. */

const HOUR_MS = 60 * 60 * 1000;

const endOf = (hours: number, from: Date): Date => new Date(from.getTime() + Math.round(hours * HOUR_MS));

/** A poll as somebody wants it, with no votes yet. @param now when it begins; what is less than a second is left out */
export const newPoll = ({ options, multiple, hours, hideTotals }: CheckedPoll, now: Date): Poll => ({
  multiple,
  hideTotals,
  endsAt: endOf(hours, now),
  voters: 0,
  options: options.map((name) => ({ name, votes: 0 })),
});

/** A poll that somebody adds to what asked nothing. @throws AppError `posts.poll-over` when no time is given */
export function newlyAsked({ hours, ...wanted }: CheckedPollChange): CheckedPoll {
  if (hours === undefined) throw pollOver();
  return { ...wanted, hours };
}

/**
 * A poll after its author changed it: with other answers, or another number of choices, nobody has voted yet.
 * @param before null: nothing was asked until now
 * @throws AppError `posts.poll-over` when what is asked anew has no time left to be answered
 */
export function changedPoll(before: Poll | null, wanted: CheckedPollChange, now: Date): Poll {
  if (before === null) return newPoll(newlyAsked(wanted), now);
  const endsAt = wanted.hours === undefined ? before.endsAt : endOf(wanted.hours, now);
  const after = { ...newPoll({ ...wanted, hours: 0 }, now), endsAt };
  if (asksTheSame(before, after)) return { ...after, voters: before.voters, options: before.options };
  if (hasEnded(after, now)) throw pollOver();
  return after;
}

/** Adds the poll of a new post. */
export async function ask(tx: Ctx, postId: Id, poll: Poll): Promise<void> {
  await addPoll(tx, postId, poll);
  if (poll.endsAt) await tallyAtEnd(tx, postId, poll.endsAt);
}

/** Replaces the poll of a post; null takes it away with its votes. */
export async function askAnew(tx: Ctx, postId: Id, poll: Poll | null): Promise<void> {
  if (poll === null) return removePoll(tx, postId);
  await putPoll(tx, postId, poll);
  if (poll.endsAt) await tallyAtEnd(tx, postId, poll.endsAt);
}
