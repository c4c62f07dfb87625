import { eq } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { postLedger } from "./posts.table.ts";

/** Every inbox that was ever given a post, or the Announce of it: edits and deletions go to all of them (wire §3.0). */
export async function ledgerOf(ctx: Ctx, postId: Id): Promise<string[]> {
  const rows = await ctx.db.select({ inbox: postLedger.inbox }).from(postLedger).where(eq(postLedger.postId, postId));
  return rows.map((row) => row.inbox);
}

/** Notes inboxes in the ledger of a post. What stands there already stays. */
export async function addToLedger(ctx: Ctx, postId: Id, inboxes: readonly string[]): Promise<void> {
  if (inboxes.length === 0) return;
  await ctx.db
    .insert(postLedger)
    .values(inboxes.map((inbox) => ({ postId, inbox })))
    .onConflictDoNothing();
}
