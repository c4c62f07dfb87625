import { and, eq, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { actors } from "../actors/actors.table.ts";
import { districtOf } from "../district/district.queries.ts";
import { follows } from "../follows/follows.table.ts";

/** Partners: hosts where the district follows somebody (decision 8). */
export async function isPartnerHost(ctx: Ctx, host: string): Promise<boolean> {
  const district = await districtOf(ctx);
  if (!district) return false;
  const [row] = await ctx.db
    .select({ one: sql<number>`1` })
    .from(follows)
    .innerJoin(actors, eq(actors.id, follows.followeeId))
    .where(and(eq(follows.followerId, district.actorId), eq(follows.state, "accepted"), eq(actors.host, host)))
    .limit(1);
  return row !== undefined;
}
