import { and, eq, inArray } from "drizzle-orm";
import type { Ctx } from "../../../platform/ctx.ts";
import { notifications } from "../../../platform/notifications.table.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { ofGroup } from "../groups.queries.ts";
import type { GroupKey, NotificationType } from "../notifications.model.ts";

type Reader = Pick<Viewer, "actorId">;

/** Takes one away, or all of a group. Another member's are none of the reader's: nothing happens. */
export async function dismiss(ctx: Ctx, reader: Reader, key: GroupKey): Promise<void> {
  await ctx.db.delete(notifications).where(ofGroup(reader, key));
}

/** Takes all of these types away; of others, a client that shows none of them knows nothing. */
export async function dismissAll(ctx: Ctx, { actorId }: Reader, types: readonly NotificationType[]): Promise<void> {
  await ctx.db
    .delete(notifications)
    .where(and(eq(notifications.recipientId, actorId), inArray(notifications.type, [...types])));
}
