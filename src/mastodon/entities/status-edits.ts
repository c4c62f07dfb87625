import { actorById } from "../../features/actors/actors.queries.ts";
import { versionsOf } from "../../features/posts/post-page.queries.ts";
import { attachmentsOf } from "../../features/posts/post-view.queries.ts";
import { readWire, type WirePost } from "../../features/posts/posts.activitypub.ts";
import type { Post } from "../../features/posts/posts.queries.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { clientNotFound } from "../errors.ts";
import { accountEntity } from "./account.ts";
import { emojiEntities } from "./emoji.ts";
import { mediaEntity } from "./media.ts";
import { statusText } from "./status-text.ts";

/**
 * StatusEdit of each text that a post had, the first one first; of a peer's only the present one, since no earlier ones are
 * kept. Whoever asks has checked that the post may be seen.
 */
export async function statusEdits(ctx: Ctx, post: Post) {
  const author = await actorById(ctx, post.authorId);
  if (!author) throw clientNotFound();
  const [account, versions] = await Promise.all([accountEntity(ctx, author), versionsOf(ctx, post)]);
  return versions.toReversed().map(({ document, at }) => {
    const wire = readWire(JSON.parse(document));
    const then = asItWas(post, wire);
    const { content, warning } = statusText(then, {
      note: undefined,
      tags: [],
      quoteShown: false,
      hashtagPage: String,
    });
    return {
      content,
      spoiler_text: warning,
      sensitive: then.sensitive || warning !== "",
      created_at: at.toISOString(),
      account,
      ...(wire?.poll && { poll: { options: wire.poll.options.map(({ name }) => ({ title: name })) } }),
      media_attachments: attachmentsOf(then).map((one) => mediaEntity(ctx, one, author.host)),
      emojis: emojiEntities(ctx, then.emojis, author.host),
    };
  });
}

/** The post with what one of its documents says; the present one stays as it is. */
function asItWas(post: Post, wire: WirePost | null): Post {
  if (!wire || !post.local) return post;
  const { title, summary, content, sensitive, imageUrl, imageAlt, attachments, emojis } = wire;
  return {
    ...post,
    title,
    summary,
    content,
    sensitive,
    imageUrl,
    imageAlt,
    attachments: [...attachments],
    emojis: [...emojis],
  };
}
