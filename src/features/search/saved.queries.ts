import { desc, eq } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { savedSearches } from "./saved.table.ts";

export type SavedSearch = typeof savedSearches.$inferSelect;

/** The searches that the viewer keeps, the newest first. */
export const savedSearchesOf = (ctx: Ctx, viewer: Viewer): Promise<SavedSearch[]> =>
  ctx.db
    .select()
    .from(savedSearches)
    .where(eq(savedSearches.accountId, viewer.accountId))
    .orderBy(desc(savedSearches.id));
