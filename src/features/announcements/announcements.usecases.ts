import { and, eq, isNull } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { readInput } from "../../platform/validation.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { announcementNotFound, endIsOver, onlyAdminsAnnounce, tooManyAnnouncements } from "./announcements.errors.ts";
import { MOST_HOLDING } from "./announcements.model.ts";
import { canAnnounce } from "./announcements.policy.ts";
import { type Announcement, countHolding } from "./announcements.queries.ts";
import { type AnnouncementInput, announcementSchema } from "./announcements.schemas.ts";
import { announcements } from "./announcements.table.ts";

/**
 * Tells everybody, or every member, something.
 * @throws AppError `announcements.only-admins`, `errors.input` with its fields, `announcements.end-over`, `announcements.too-many`
 */
export async function publishAnnouncement(ctx: Ctx, viewer: Viewer, input: AnnouncementInput): Promise<Announcement> {
  const said = readSaid(ctx, viewer, input);
  return inTransaction(ctx, async (tx) => {
    const now = tx.now();
    const row = { id: tx.newId(), ...said, publishedAt: now, updatedAt: now, takenDownAt: null };
    await tx.db.insert(announcements).values(row);
    if ((await countHolding(tx)) > MOST_HOLDING) throw tooManyAnnouncements();
    return row;
  });
}

/**
 * Says it differently; what is over holds again with a later end. Who put it away has still done so.
 * @throws AppError as `publishAnnouncement`, and `announcements.not-found`
 */
export async function changeAnnouncement(
  ctx: Ctx,
  viewer: Viewer,
  id: Id,
  input: AnnouncementInput,
): Promise<Announcement> {
  const said = readSaid(ctx, viewer, input);
  return inTransaction(ctx, async (tx) => {
    const [row] = await tx.db
      .update(announcements)
      .set({ ...said, updatedAt: tx.now() })
      .where(isUp(id))
      .returning();
    if (!row) throw announcementNotFound();
    if ((await countHolding(tx)) > MOST_HOLDING) throw tooManyAnnouncements();
    return row;
  });
}

/** Shows it to nobody any more. @throws AppError `announcements.only-admins`, `announcements.not-found` */
export async function takeDownAnnouncement(ctx: Ctx, viewer: Viewer, id: Id): Promise<void> {
  if (!canAnnounce(viewer)) throw onlyAdminsAnnounce();
  const rows = await ctx.db
    .update(announcements)
    .set({ takenDownAt: ctx.now() })
    .where(isUp(id))
    .returning({ id: announcements.id });
  if (rows.length === 0) throw announcementNotFound();
}

const isUp = (id: Id) => and(eq(announcements.id, id), isNull(announcements.takenDownAt));

function readSaid(ctx: Ctx, viewer: Viewer, input: AnnouncementInput) {
  if (!canAnnounce(viewer)) throw onlyAdminsAnnounce();
  const said = readInput(announcementSchema, input);
  if (said.endsAt !== null && said.endsAt <= ctx.now()) throw endIsOver();
  return said;
}
