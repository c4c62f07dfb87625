import { eq } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { catalogueEntries } from "./catalogue.table.ts";
import { standingConfirmation } from "./kit-confirmations.queries.ts";
import { projectNotes } from "./project-notes.table.ts";
import { isTransferReady } from "./transfer-kit.model.ts";

/** Notes in the catalogue whether a project is ready for transfer: after its kit or what confirms it changed. */
export async function noteReadiness(ctx: Ctx, postId: Id): Promise<void> {
  const [note] = await ctx.db
    .select({ fields: projectNotes.fields, confirmed: standingConfirmation(ctx.now()) })
    .from(projectNotes)
    .where(eq(projectNotes.postId, postId));
  if (!note) return;
  const transferReady = isTransferReady(note.fields, note.confirmed);
  await ctx.db.update(catalogueEntries).set({ transferReady }).where(eq(catalogueEntries.postId, postId));
}
