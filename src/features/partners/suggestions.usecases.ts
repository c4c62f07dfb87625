import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { suggestedDistricts } from "./suggestions.queries.ts";
import { suggestionsPutAway } from "./suggestions.table.ts";

/** Suggests a district to the viewer no more. Nothing happens when it is not suggested. */
export async function putAwaySuggestion(ctx: Ctx, viewer: Viewer, actorId: Id): Promise<void> {
  const isSuggested = (await suggestedDistricts(ctx, viewer)).some(({ id }) => id === actorId);
  if (!isSuggested) return;
  await ctx.db.insert(suggestionsPutAway).values({ accountId: viewer.accountId, actorId }).onConflictDoNothing();
}
