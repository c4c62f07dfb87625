import { and, countDistinct, eq, ne } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { SHORTCODE } from "../emojis/emojis.model.ts";
import { emojisNamed } from "../emojis/emojis.queries.ts";
import { announcementNotFound, notAnEmoji, tooManyReactions } from "./announcements.errors.ts";
import { isEmoji, MOST_REACTIONS } from "./announcements.model.ts";
import { holdingAmong } from "./announcements.queries.ts";
import { announcementDismissals, announcementReactions, announcements } from "./announcements.table.ts";

/** Puts an announcement away, for the viewer alone. Nothing happens the second time. @throws AppError `announcements.not-found` */
export async function dismissAnnouncement(ctx: Ctx, { actorId }: Viewer, announcementId: Id): Promise<void> {
  await mustHold(ctx, announcementId);
  await ctx.db.insert(announcementDismissals).values({ announcementId, actorId }).onConflictDoNothing();
}

/**
 * Reacts to an announcement as the viewer. Nothing happens the second time.
 * @param name an emoji of Unicode, or the shortcode of one of this server
 * @throws AppError `announcements.not-found`, `announcements.emoji-unknown`, `announcements.reactions-full`
 */
export async function reactToAnnouncement(ctx: Ctx, { actorId }: Viewer, announcementId: Id, name: string) {
  await mustHold(ctx, announcementId);
  const isOurs = SHORTCODE.test(name) && (await emojisNamed(ctx, [name])).length > 0;
  if (!isOurs && !isEmoji(name)) throw notAnEmoji();
  await inTransaction(ctx, async (tx) => {
    // One after the other, so that there are never more kinds than may be.
    await tx.db
      .select({ id: announcements.id })
      .from(announcements)
      .where(eq(announcements.id, announcementId))
      .for("no key update");
    const [others] = await tx.db
      .select({ kinds: countDistinct(announcementReactions.name) })
      .from(announcementReactions)
      .where(and(eq(announcementReactions.announcementId, announcementId), ne(announcementReactions.name, name)));
    if (others !== undefined && others.kinds >= MOST_REACTIONS) throw tooManyReactions();
    const row = { announcementId, actorId, name, createdAt: tx.now() };
    await tx.db.insert(announcementReactions).values(row).onConflictDoNothing();
  });
}

/** Takes a reaction back. @returns whether there was one. @throws AppError `announcements.not-found` */
export async function unreactToAnnouncement(
  ctx: Ctx,
  { actorId }: Viewer,
  announcementId: Id,
  name: string,
): Promise<boolean> {
  await mustHold(ctx, announcementId);
  if (!SHORTCODE.test(name) && !isEmoji(name)) return false;
  const { announcementId: to, actorId: by, name: what } = announcementReactions;
  const rows = await ctx.db
    .delete(announcementReactions)
    .where(and(eq(to, announcementId), eq(by, actorId), eq(what, name)))
    .returning({ name: what });
  return rows.length > 0;
}

/** Removes what somebody left who is gone. Call it inside a transaction. */
export async function forgetAnswers(ctx: Ctx, actorId: Id): Promise<void> {
  await ctx.db.delete(announcementDismissals).where(eq(announcementDismissals.actorId, actorId));
  await ctx.db.delete(announcementReactions).where(eq(announcementReactions.actorId, actorId));
}

async function mustHold(ctx: Ctx, id: Id): Promise<void> {
  if ((await holdingAmong(ctx, [id])).length === 0) throw announcementNotFound();
}
