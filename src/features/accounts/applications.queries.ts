import { inArray } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { oauthApplications } from "./oauth-applications.table.ts";

/** What some apps call themselves, by row id; those that are gone are missing. One statement, none for none. */
export async function applicationsByIds(
  ctx: Ctx,
  ids: readonly Id[],
): Promise<Map<Id, { readonly name: string; readonly website: string | null }>> {
  if (ids.length === 0) return new Map();
  const { id, name, website } = oauthApplications;
  const rows = await ctx.db
    .select({ id, name, website })
    .from(oauthApplications)
    .where(inArray(oauthApplications.id, [...new Set(ids)]));
  return new Map(rows.map((row) => [row.id, { name: row.name, website: row.website }]));
}
