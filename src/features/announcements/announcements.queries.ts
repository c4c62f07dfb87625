import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, lte, or, type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { CustomEmoji } from "../../platform/emojis.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { emojisNamed } from "../emojis/emojis.queries.ts";
import { isEmoji } from "./announcements.model.ts";
import { announcementDismissals, announcementReactions, announcements } from "./announcements.table.ts";

export type Announcement = typeof announcements.$inferSelect;

/** As a member finds it. */
export interface AnnouncementFor extends Announcement {
  readonly dismissed: boolean;
}

const isDown = isNotNull(announcements.takenDownAt);
const isOver = (now: Date): SQL | undefined => lte(announcements.endsAt, now);
const holds = (now: Date): SQL | undefined =>
  and(isNull(announcements.takenDownAt), or(isNull(announcements.endsAt), gt(announcements.endsAt, now)));

const isFor = (viewer: Viewer | null): SQL | undefined =>
  viewer === null ? eq(announcements.audience, "everyone") : undefined;

const dismissedBy = (viewer: Viewer | null): SQL<boolean> =>
  viewer === null
    ? sql<boolean>`false`
    : sql<boolean>`exists (select from ${announcementDismissals} away
        where away.announcement_id = ${announcements.id} and away.actor_id = ${viewer.actorId})`;

/** As Mastodon has them: by when they begin, else by when they were published. */
const inOrder = [asc(sql`coalesce(${announcements.startsAt}, ${announcements.publishedAt})`), asc(announcements.id)];

/** Those that hold now, for a member or for everybody: one statement. @param dismissed whether with what the member put away */
export async function announcementsFor(
  ctx: Ctx,
  viewer: Viewer | null,
  { dismissed }: { readonly dismissed: boolean },
): Promise<AnnouncementFor[]> {
  const isAway = dismissedBy(viewer);
  const rows = await ctx.db
    .select({ announcement: announcements, dismissed: isAway })
    .from(announcements)
    .where(and(holds(ctx.now()), isFor(viewer), dismissed ? undefined : sql`not ${isAway}`))
    .orderBy(...inOrder);
  return rows.map(({ announcement, ...found }) => ({ ...announcement, ...found }));
}

/** Those of some ids that hold now, for whomever they are. */
export const holdingAmong = (ctx: Ctx, ids: readonly Id[]): Promise<Announcement[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : ctx.db
        .select()
        .from(announcements)
        .where(and(inArray(announcements.id, [...ids]), holds(ctx.now())))
        .orderBy(...inOrder);

/** One that was not taken down, over or not; null when there is none. */
export async function announcementById(ctx: Ctx, id: Id): Promise<Announcement | null> {
  const [row] = await ctx.db
    .select()
    .from(announcements)
    .where(and(eq(announcements.id, id), isNull(announcements.takenDownAt)));
  return row ?? null;
}

/** Those that hold no more, because they are over or were taken down; newest first. @param before id to go on from */
export const pastAnnouncements = (
  ctx: Ctx,
  { limit, before }: { readonly limit: number; readonly before: Id | undefined },
): Promise<Announcement[]> =>
  ctx.db
    .select()
    .from(announcements)
    .where(and(or(isDown, isOver(ctx.now())), before === undefined ? undefined : lt(announcements.id, before)))
    .orderBy(desc(announcements.id))
    .limit(limit);

/** How many hold now. */
export const countHolding = (ctx: Ctx): Promise<number> => ctx.db.$count(announcements, holds(ctx.now()));

/** How often somebody reacted with the same. */
export interface Reaction {
  /** An emoji of Unicode, or the shortcode of `emoji`. */
  readonly name: string;
  readonly count: number;
  /** The viewer did. */
  readonly me: boolean;
  /** The picture; null for what is in Unicode. */
  readonly emoji: CustomEmoji | null;
}

/**
 * The reactions to some announcements, by their ids, each in the order in which they came up. Two statements; what is no emoji
 * here any more is left out.
 */
export async function reactionsTo(ctx: Ctx, viewer: Viewer | null, ids: readonly Id[]): Promise<Map<Id, Reaction[]>> {
  if (ids.length === 0) return new Map();
  const { announcementId, actorId, name, createdAt } = announcementReactions;
  const rows = await ctx.db
    .select({
      id: announcementId,
      name,
      count: sql<number>`count(*)::int`,
      me: sql<boolean>`${viewer === null ? sql`false` : sql`bool_or(${actorId} = ${viewer.actorId})`}`,
    })
    .from(announcementReactions)
    .where(inArray(announcementId, [...ids]))
    .groupBy(announcementId, name)
    .orderBy(asc(sql`min(${createdAt})`), asc(name));
  const shortcodes = rows.map((row) => row.name).filter((one) => !isEmoji(one));
  const emojis = new Map((await emojisNamed(ctx, shortcodes)).map((emoji) => [emoji.name, emoji]));
  const found = new Map<Id, Reaction[]>();
  for (const { id, ...row } of rows) {
    const emoji = emojis.get(row.name) ?? null;
    if (emoji === null && !isEmoji(row.name)) continue;
    found.set(id, [...(found.get(id) ?? []), { ...row, emoji }]);
  }
  return found;
}
