import { hasEnded, type Poll, showsTotals } from "../../features/posts/posts.model.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { emojiEntities } from "./emoji.ts";

interface Asked {
  readonly postId: Id;
  readonly poll: Poll;
  /** CustomEmoji of its post. */
  readonly emojis: ReturnType<typeof emojiEntities>;
  /** Positions of the options that the viewer chose. */
  readonly votes: readonly number[];
  /** The viewer asks. */
  readonly own: boolean;
}

/** Poll: its id is its post's. `own_votes` is always there: Mastodon for Android shows no poll without (trap 8). */
export const pollEntity = (ctx: Ctx, { postId, poll, emojis, votes, own }: Asked) => ({
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
  emojis,
});
