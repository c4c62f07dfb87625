import { eq } from "drizzle-orm";
import { enqueueBackground } from "../../../platform/background.ts";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import { etagOf } from "../../../platform/etag.ts";
import type { Id } from "../../../platform/ids.ts";
import type { JsonObject } from "../../../platform/json.ts";
import { wireText } from "../../../platform/wire.ts";
import { actorById } from "../../actors/actors.queries.ts";
import { tell } from "../../follows/telling.store.ts";
import { addresseesOf } from "../mentions.queries.ts";
import { pollsOf } from "../polls.queries.ts";
import { hasEnded } from "../posts.model.ts";
import type { Post } from "../posts.queries.ts";
import { polls, pollVotes, posts } from "../posts.table.ts";
import { withTallies } from "../writing.activitypub.ts";
import { tellOfEdit, toldAs } from "./send.ts";

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

/** The final tallies of a new poll are told when it ends. In its transaction. */
export const tallyAtEnd = (tx: Ctx, postId: Id, endsAt: Date): Promise<void> =>
  enqueueBackground(tx, { kind: "tally", postId }, { mergeKey: `tally-end:${postId}`, runAt: endsAt });

/** Whoever asked or voted is told how a poll came out. */
async function tellOfEnd(tx: Ctx, { id, authorId }: Post): Promise<void> {
  const voters = await tx.db.selectDistinct({ id: pollVotes.actorId }).from(pollVotes).where(eq(pollVotes.postId, id));
  await tell(tx, { type: "poll", to: [authorId, ...voters.map((voter) => voter.id)], from: null, postId: id });
}

/** Writes the tallies of a poll of ours into its document and tells all who were given it: no visible edit. */
export async function tellTallies(ctx: Ctx, postId: Id): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const [post] = await tx.db.select().from(posts).where(eq(posts.id, postId)).for("update");
    const poll = (await pollsOf(tx, [postId])).get(postId);
    if (!post?.local || post.deletedAt !== null || !poll) return;
    const now = tx.now();
    const version = post.version + 1;
    const document = withTallies(JSON.parse(post.document) as JsonObject, poll, version, now);
    const text = wireText(document);
    await tx.db
      .update(posts)
      .set({ document: text, etag: etagOf(text), version })
      .where(eq(posts.id, postId));
    await tx.db.update(polls).set({ talliedAt: now }).where(eq(polls.postId, postId));
    const group = post.groupId ? await actorById(tx, post.groupId) : null;
    const named = (await addresseesOf(tx, postId)).map(({ id }) => id);
    if (hasEnded(poll, now)) await tellOfEnd(tx, post);
    await tellOfEdit(tx, toldAs({ post, group, named }), document, null);
  });
}
