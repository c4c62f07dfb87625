import type { Ctx } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import { addPoll, putPoll } from "../polls.store.ts";
import { asksTheSame, type Poll } from "../posts.model.ts";
import type { CheckedPoll } from "../posts.schemas.ts";
import { tallyAtEnd } from "./tally.ts";

/** What posts and answers of members ask. Call these inside a transaction. */

const HOUR_MS = 60 * 60 * 1000;

/** A poll as somebody wants it, with no votes yet. @param now when it begins; what is less than a second is left out */
export const newPoll = ({ options, multiple, hours, hideTotals }: CheckedPoll, now: Date): Poll => ({
  multiple,
  hideTotals,
  endsAt: new Date(now.getTime() + Math.round(hours * HOUR_MS)),
  voters: 0,
  options: options.map((name) => ({ name, votes: 0 })),
});

/** A poll after its author changed it: with other answers, or another number of choices, nobody has voted yet. */
export function changedPoll(before: Poll, wanted: CheckedPoll, now: Date): Poll {
  const after = newPoll(wanted, now);
  return asksTheSame(before, after) ? { ...after, voters: before.voters, options: before.options } : after;
}

/** Adds the poll of a new post. */
export async function ask(tx: Ctx, postId: Id, poll: Poll): Promise<void> {
  await addPoll(tx, postId, poll);
  if (poll.endsAt) await tallyAtEnd(tx, postId, poll.endsAt);
}

/** Replaces the poll of a post. */
export async function askAnew(tx: Ctx, postId: Id, poll: Poll): Promise<void> {
  await putPoll(tx, postId, poll);
  if (poll.endsAt) await tallyAtEnd(tx, postId, poll.endsAt);
}
