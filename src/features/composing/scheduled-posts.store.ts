import { eq } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { accounts } from "../accounts/accounts.table.ts";
import { releaseMedia } from "../media/media.usecases.ts";
import { scheduledPosts } from "./scheduled-posts.table.ts";

/** Throws away what a member who is gone (by actor) wrote to be published later. Call it inside a transaction. */
export async function forgetScheduled(tx: Ctx, actorId: string): Promise<void> {
  const owner = tx.db.select({ id: accounts.id }).from(accounts).where(eq(accounts.actorId, actorId));
  const rows = await tx.db.delete(scheduledPosts).where(eq(scheduledPosts.accountId, owner)).returning();
  await releaseMedia(
    tx,
    rows.flatMap(({ composition }) => composition.mediaIds),
  );
}
