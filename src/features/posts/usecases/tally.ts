import { eq } from "drizzle-orm";
import { enqueueBackground } from "../../../platform/background.ts";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import { tell } from "../../follows/telling.store.ts";
import { pollsOf } from "../polls.queries.ts";
import { hasEnded } from "../posts.model.ts";
import type { Post } from "../posts.queries.ts";
import { polls, pollVotes } from "../posts.table.ts";
import { withTallies } from "../writing.activitypub.ts";
import { changeSilently } from "./silently.ts";

/** Tallies are told at most this often (wire §3.8). */
const TALLY_INTERVAL_MS = 5 * 60 * 1000;

/** After a vote in a poll of ours: its tallies are told, at once or when the interval is over. In its transaction. */
export async function tallySoon(tx: Ctx, postId: Id): Promise<void> {
  const [poll] = await tx.db.select().from(polls).where(eq(polls.postId, postId));
  if (!poll) return;
  const next = (poll.talliedAt?.getTime() ?? 0) + TALLY_INTERVAL_MS;
  const runAt = new Date(Math.max(tx.now().getTime(), next));
  await enqueueBackground(tx, { kind: "tally", postId }, { mergeKey: `tally:${postId}`, runAt });
}

/** The final tallies of a poll are told when it ends. One job for each end that it was given: one that comes too early ends nothing. In its transaction. */
export const tallyAtEnd = (tx: Ctx, postId: Id, endsAt: Date): Promise<void> =>
  enqueueBackground(
    tx,
    { kind: "tally", postId },
    { mergeKey: `tally-end:${postId}:${endsAt.toISOString()}`, runAt: endsAt },
  );

/** Whoever asked or voted is told how a poll came out. */
async function tellOfEnd(tx: Ctx, { id, authorId }: Post): Promise<void> {
  const voters = await tx.db.selectDistinct({ id: pollVotes.actorId }).from(pollVotes).where(eq(pollVotes.postId, id));
  await tell(tx, { type: "poll", to: [authorId, ...voters.map((voter) => voter.id)], from: null, postId: id });
}

/** Writes the tallies of a poll of ours into its document and tells all who were given it: no visible edit. */
export async function tellTallies(ctx: Ctx, postId: Id): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const now = tx.now();
    const told = await changeSilently(tx, postId, async (document, version) => {
      const poll = (await pollsOf(tx, [postId])).get(postId);
      return poll ? withTallies(document, poll, version, now) : document;
    });
    if (!told) return;
    const [poll] = await tx.db.update(polls).set({ talliedAt: now }).where(eq(polls.postId, postId)).returning();
    if (poll && hasEnded(poll, now)) await tellOfEnd(tx, told);
  });
}
