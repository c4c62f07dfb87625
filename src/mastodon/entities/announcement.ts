import { ownHost } from "../../features/actors/actors.queries.ts";
import {
  type Announcement,
  type AnnouncementFor,
  type Reaction,
  reactionsTo,
} from "../../features/announcements/announcements.queries.ts";
import { announcementHtml, openPostsIn, peopleIn } from "../../features/announcements/rendering.queries.ts";
import { shortcodesIn } from "../../features/emojis/emojis.model.ts";
import { emojisIn } from "../../features/emojis/emojis.queries.ts";
import { handleKey, hashtagsIn, mentionsIn } from "../../features/posts/member-text.model.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { addressesIn } from "../../platform/html.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { emojiEntities } from "./emoji.ts";
import { clientHtml } from "./html.ts";
import { mentionEntity, statusEntities, statusTagEntity } from "./status.ts";

/**
 * Announcement of each, in their order: the same number of statements for many as for one.
 * @param viewer null: what is the same for everybody, without `read` and `me`
 */
export async function announcementEntities(
  ctx: Ctx,
  viewer: Viewer | null,
  announcements: readonly (Announcement | AnnouncementFor)[],
) {
  const texts = announcements.map(({ text }) => text);
  const [reactions, people, emojis, posts] = await Promise.all([
    reactionsTo(
      ctx,
      viewer,
      announcements.map(({ id }) => id),
    ),
    peopleIn(ctx, texts),
    emojisIn(ctx, texts),
    openPostsIn(ctx, viewer, texts),
  ]);
  const linked = await statusEntities(ctx, viewer, [...new Set(posts.values())]);
  const statuses = new Map(linked.map((status) => [status.id, status]));
  return announcements.map((announcement) => {
    const { id, text, startsAt, endsAt, publishedAt, updatedAt } = announcement;
    const named = mentionsIn(text).map((handle) => people.get(handleKey(handle)));
    const shortcodes = shortcodesIn([text]);
    const postIds = new Set(addressesIn(text).flatMap((address) => posts.get(address) ?? []));
    return {
      id,
      content: clientHtml(announcementHtml(ctx, text, people)),
      starts_at: startsAt?.toISOString() ?? null,
      ends_at: endsAt?.toISOString() ?? null,
      all_day: announcement.allDay,
      published_at: publishedAt.toISOString(),
      updated_at: updatedAt.toISOString(),
      ...(viewer !== null && "dismissed" in announcement && { read: announcement.dismissed }),
      mentions: named.filter((actor) => actor !== undefined).map((actor) => mentionEntity(ctx, actor)),
      statuses: [...postIds].flatMap((postId) => statuses.get(postId) ?? []),
      tags: hashtagsIn(text).map((tag) => statusTagEntity(ctx, tag)),
      emojis: emojiEntities(
        ctx,
        emojis.filter(({ name }) => shortcodes.includes(name)),
        ownHost(ctx),
      ),
      reactions: (reactions.get(id) ?? []).map((reaction) => ({
        ...reactionEntity(ctx, reaction),
        ...(viewer !== null && { me: reaction.me }),
      })),
    };
  });
}

/** Reaction, without what is only one reader's. `url` and `static_url` only of pictures. */
export function reactionEntity(ctx: Ctx, { name, count, emoji }: Reaction) {
  const [picture] = emojiEntities(ctx, emoji === null ? [] : [emoji], ownHost(ctx));
  return { name, count, ...(picture && { url: picture.url, static_url: picture.static_url }) };
}
