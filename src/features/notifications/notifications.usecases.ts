import { and, eq, lt, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { MailInterval } from "./notifications.model.ts";
import { markers, notificationSettings } from "./notifications.table.ts";

/** Notes that the viewer has seen everything up to `id`, for clients too; never takes back what was seen. */
export async function markSeen(ctx: Ctx, { accountId }: Pick<Viewer, "accountId">, id: number): Promise<void> {
  await ctx.db
    .update(markers)
    .set({ lastReadId: String(id), version: sql`${markers.version} + 1`, updatedAt: ctx.now() })
    .where(
      and(eq(markers.accountId, accountId), eq(markers.timeline, "notifications"), lt(markers.lastReadId, String(id))),
    );
  await ctx.db
    .insert(notificationSettings)
    .values({ accountId, seenId: id })
    .onConflictDoUpdate({
      target: notificationSettings.accountId,
      set: { seenId: sql`greatest(${notificationSettings.seenId}, excluded.seen_id)` },
    });
}

/** Chooses how often what is new comes by mail. */
export async function chooseMail(
  ctx: Ctx,
  { accountId }: Pick<Viewer, "accountId">,
  mail: MailInterval,
): Promise<void> {
  await ctx.db
    .insert(notificationSettings)
    .values({ accountId, mail })
    .onConflictDoUpdate({ target: notificationSettings.accountId, set: { mail } });
}
