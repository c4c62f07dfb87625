import { eq } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { Actor } from "../actors/actors.queries.ts";
import { followStates } from "../follows/follows.queries.ts";
import { partnerViews } from "./partners.queries.ts";
import { suggestionsPutAway } from "./suggestions.table.ts";

/** The partner districts that a member does not follow yet and has not put away. */
export async function suggestedDistricts(ctx: Ctx, viewer: Viewer): Promise<Actor[]> {
  const partners = (await partnerViews(ctx)).filter(({ state }) => state === "partner").map(({ actor }) => actor);
  const ids = partners.map(({ id }) => id);
  const [states, away] = await Promise.all([followStates(ctx, viewer.actorId, ids), putAwayBy(ctx, viewer)]);
  return partners.filter(({ id }) => !states.has(id) && !away.has(id));
}

async function putAwayBy(ctx: Ctx, { accountId }: Viewer): Promise<Set<Id>> {
  const rows = await ctx.db
    .select({ id: suggestionsPutAway.actorId })
    .from(suggestionsPutAway)
    .where(eq(suggestionsPutAway.accountId, accountId));
  return new Set(rows.map(({ id }) => id));
}
