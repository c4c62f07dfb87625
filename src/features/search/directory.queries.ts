import { and, desc, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Actor } from "../actors/actors.queries.ts";
import { actors } from "../actors/actors.table.ts";
import { groups } from "../groups/groups.table.ts";

/**
 * People, groups and organisations of this server who want to be found, newest first; internal groups are for nobody's
 * directory.
 */
export async function listDirectory(
  ctx: Ctx,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<Actor[]> {
  const rows = await ctx.db
    .select({ actor: actors })
    .from(actors)
    .leftJoin(groups, sql`groups.actor_id = actors.id`)
    .where(
      and(
        sql`actors.local and actors.discoverable and actors.kind <> 'instance' and actors.suspended_at is null`,
        sql`actors.deleted_at is null and actors.moved_to is null and groups.mode is distinct from 'internal'`,
      ),
    )
    .orderBy(desc(actors.id))
    .limit(limit)
    .offset(offset);
  return rows.map(({ actor }) => actor);
}
