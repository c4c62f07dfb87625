import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import { recordOutbox } from "../../../platform/outbox.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { actorNotFound } from "../../actors/actors.errors.ts";
import { actorById } from "../../actors/actors.queries.ts";
import { pollsOf, votesOf } from "../polls.queries.ts";
import { countVotes } from "../polls.store.ts";
import { postNotFound, voteRefused } from "../posts.errors.ts";
import { visiblePost } from "../posts.queries.ts";
import { voteActivity } from "../reactions.activitypub.ts";
import { tallySoon } from "./tally.ts";

/**
 * Votes in a poll, ours or a peer's, as the viewer. It cannot be changed afterwards. A peer's poll is told at once: each
 * option in a Create of its own, to its author only (S20).
 * @param choices positions of options, from 0
 * @throws AppError `posts.not-found`, `posts.vote-empty`, `posts.vote-one`, `posts.poll-ended`, `posts.voted-already`,
 *   `posts.own-poll`
 */
export async function votePoll(ctx: Ctx, viewer: Viewer, postId: Id, choices: readonly number[]): Promise<void> {
  const post = await visiblePost(ctx, viewer, postId);
  const poll = post && (await pollsOf(ctx, [post.id])).get(post.id);
  if (!post || !poll) throw postNotFound();
  if (post.authorId === viewer.actorId) throw voteRefused("own-poll");
  const chosen = [...new Set(choices)];
  if (chosen.length === 0 || chosen.some((position) => !poll.options[position])) throw voteRefused("vote-empty");
  if (chosen.length > 1 && !poll.multiple) throw voteRefused("vote-one");
  const [voter, author] = await Promise.all([actorById(ctx, viewer.actorId), actorById(ctx, post.authorId)]);
  if (!voter || !author) throw actorNotFound();
  await inTransaction(ctx, async (tx) => {
    if ((await votesOf(tx, viewer.actorId, [post.id])).size > 0) throw voteRefused("voted-already");
    const counted = await countVotes(tx, { postId: post.id, actorId: voter.id }, () => chosen);
    if (counted === "poll-ended" || counted === "voted-already") throw voteRefused(counted);
    if (counted !== "counted") throw voteRefused("vote-empty");
    if (post.local) return tallySoon(tx, post.id);
    for (const position of chosen) {
      const name = poll.options[position]?.name ?? "";
      const activity = voteActivity({ voter, author, question: post.uri, id: tx.newId(), name, at: tx.now() });
      await recordOutbox(tx, {
        actorId: voter.id,
        activity,
        recipients: { actors: [author.id] },
        orderingKey: `vote:${post.uri}:${voter.id}`,
      });
    }
  });
}
