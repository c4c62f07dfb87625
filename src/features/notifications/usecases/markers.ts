import { eq, sql } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import type { Marked } from "../notifications.model.ts";
import { markers } from "../notifications.table.ts";
import { markSeen } from "../notifications.usecases.ts";

export type Marker = Pick<typeof markers.$inferSelect, "timeline" | "lastReadId" | "version" | "updatedAt">;

/** The places that an account's clients have noted. */
export const markersOf = (ctx: Ctx, { accountId }: Pick<Viewer, "accountId">): Promise<Marker[]> =>
  ctx.db.select().from(markers).where(eq(markers.accountId, accountId));

/**
 * Notes places for an account's clients; a place in the notifications is what was seen on the page, too.
 * @returns the places as they are now
 */
export function setMarkers(
  ctx: Ctx,
  viewer: Pick<Viewer, "accountId">,
  places: ReadonlyMap<Marked, Id>,
): Promise<Marker[]> {
  if (places.size === 0) return Promise.resolve([]);
  return inTransaction(ctx, async (tx) => {
    const rows = [...places].map(([timeline, lastReadId]) => ({
      ...{ accountId: viewer.accountId, timeline, lastReadId },
      updatedAt: tx.now(),
    }));
    const set = await tx.db
      .insert(markers)
      .values(rows)
      .onConflictDoUpdate({
        target: [markers.accountId, markers.timeline],
        set: {
          lastReadId: sql`excluded.last_read_id`,
          updatedAt: sql`excluded.updated_at`,
          version: sql`${markers.version} + 1`,
        },
      })
      .returning();
    const seen = places.get("notifications");
    if (seen !== undefined) await markSeen(tx, viewer, Number(seen));
    return set;
  });
}
