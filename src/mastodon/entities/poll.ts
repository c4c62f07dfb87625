import { hasEnded, type Poll, type PollOption, showsTotals } from "../../features/posts/posts.model.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type CustomEmoji, splitByEmojis } from "../../platform/emojis.ts";
import type { Id } from "../../platform/ids.ts";
import { emojiEntities } from "./emoji.ts";

interface Asked {
  readonly postId: Id;
  readonly poll: Poll;
  /** Positions of the options that the viewer chose. */
  readonly votes: readonly number[];
  /** Those of the post, and the host of its author. */
  readonly emojis: readonly CustomEmoji[];
  readonly owner: string;
  /** The viewer asks. */
  readonly own: boolean;
}

/** Poll: its id is its post's. `own_votes` is always there: Mastodon for Android shows no poll without (trap 8). */
export const pollEntity = (ctx: Ctx, { postId, poll, votes, emojis, owner, own }: Asked) => ({
  id: postId,
  expires_at: poll.endsAt?.toISOString() ?? null,
  expired: hasEnded(poll, ctx.now()),
  multiple: poll.multiple,
  votes_count: poll.options.reduce((total, option) => total + option.votes, 0),
  voters_count: poll.voters,
  voted: own || votes.length > 0,
  own_votes: [...votes],
  options: poll.options.map(({ name, votes: counted }) => ({
    title: name,
    votes_count: showsTotals(poll, ctx.now()) ? counted : null,
  })),
  emojis: emojiEntities(ctx, emojisIn(poll.options, emojis), owner),
});

/** Those that stand in the options. */
function emojisIn(options: readonly PollOption[], emojis: readonly CustomEmoji[]): CustomEmoji[] {
  const found = new Set(options.flatMap(({ name }) => splitByEmojis(name, emojis)));
  return emojis.filter((emoji) => found.has(emoji));
}
