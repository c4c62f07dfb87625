import { countVotes } from "../../features/posts/polls.store.ts";
import type { WirePost } from "../../features/posts/posts.activitypub.ts";
import { visiblePlace } from "../../features/posts/posts.queries.ts";
import { tallySoon } from "../../features/posts/usecases/tally.ts";
import { isObject, textOf } from "../../platform/ap-read.ts";
import { localObjectId } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { cleanLine } from "../../platform/text.ts";
import { accepted, type Incoming, ignored, type Outcome, writeOnce } from "./incoming.ts";

/**
 * A vote in a poll of ours (R14): of somebody who may see it, while it is open, for an option by its very name. It is
 * never stored as an answer. Several options of one poll come as several votes.
 */
export async function receiveVote(ctx: Ctx, incoming: Incoming, vote: WirePost): Promise<Outcome> {
  if (incoming.type !== "Create" || vote.inReplyTo === null || localObjectId(ctx.origin, vote.inReplyTo) === null) {
    return ignored("vote");
  }
  const poll = await visiblePlace(ctx, incoming.actor.id, vote.inReplyTo);
  if (!poll) return ignored("no-such-poll");
  const { object } = incoming.activity;
  const name = cleanLine((isObject(object) && textOf(object.name)) || (vote.title ?? ""));
  return writeOnce(ctx, incoming, async (tx) => {
    const ballot = { postId: poll.id, actorId: incoming.actor.id };
    const counted = await countVotes(tx, ballot, (options) => [options.indexOf(name)]);
    if (counted !== "counted") return ignored(counted);
    await tallySoon(tx, poll.id);
    return accepted;
  });
}
