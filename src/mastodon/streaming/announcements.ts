import { holdingAmong, reactionsTo } from "../../features/announcements/announcements.queries.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { announcementEntities, reactionEntity } from "../entities/announcement.ts";
import type { Listener } from "./listener.ts";
import type { NewsBatch } from "./news.ts";

interface Told {
  readonly event: string;
  readonly payload: string;
}

/**
 * Tells every member of announcements and of the reactions to them: the same to all, as Mastodon does, therefore made once and
 * without what is only one reader's (`read`, `me`).
 */
export async function passOnAnnouncements(ctx: Ctx, listeners: readonly Listener[], batch: NewsBatch): Promise<void> {
  const homes = listeners.flatMap((listener) => {
    const stream = listener.streams.get("user");
    return stream ? [{ listener, stream }] : [];
  });
  if (homes.length === 0 || batch.announcements.size + batch.reacted.size === 0) return;
  const told = [...(await announced(ctx, batch)), ...(await reacted(ctx, batch))];
  for (const { listener, stream } of homes) {
    for (const { event, payload } of told) listener.send(stream, event, payload);
  }
}

async function announced(ctx: Ctx, { announcements }: NewsBatch): Promise<Told[]> {
  const entities = await announcementEntities(ctx, null, await holdingAmong(ctx, [...announcements]));
  const there = new Set(entities.map(({ id }) => id));
  const gone = [...announcements].filter((id) => !there.has(id));
  return [
    ...entities.map((entity) => ({ event: "announcement", payload: JSON.stringify(entity) })),
    ...gone.map((id) => ({ event: "announcement.delete", payload: id })),
  ];
}

async function reacted(ctx: Ctx, { reacted: names }: NewsBatch): Promise<Told[]> {
  const holding = (await holdingAmong(ctx, [...names.keys()])).map(({ id }) => id);
  const reactions = await reactionsTo(ctx, null, holding);
  return holding.flatMap((id) =>
    [...(names.get(id) ?? [])].map((name) => {
      const left = reactions.get(id)?.find((reaction) => reaction.name === name);
      const entity = left ? reactionEntity(ctx, left) : { name, count: 0 };
      return { event: "announcement.reaction", payload: JSON.stringify({ ...entity, announcement_id: id }) };
    }),
  );
}
