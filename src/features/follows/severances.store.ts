import { inArray, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Follow } from "./follows.queries.ts";
import { severances } from "./follows.table.ts";
import { telling } from "./telling.store.ts";

export type Severance = typeof severances.$inferSelect;

/** How many accepted follows an actor lost. */
interface Lost {
  readonly actorId: Id;
  readonly followers: number;
  readonly following: number;
}

/** What each side loses by the end of these follows; what was not accepted counts for nobody. */
export function lostOf(ended: readonly Follow[]): Lost[] {
  const lost = new Map<Id, Lost>();
  const count = (actorId: Id, followers: number, following: number): void => {
    const before = lost.get(actorId) ?? { followers: 0, following: 0 };
    lost.set(actorId, { actorId, followers: before.followers + followers, following: before.following + following });
  };
  for (const { state, followerId, followeeId } of ended) {
    if (state !== "accepted") continue;
    count(followeeId, 1, 0);
    count(followerId, 0, 1);
  }
  return [...lost.values()];
}

/**
 * Writes down what members and organisations of ours lost by one event, and tells them; others are passed over. Call it in
 * the transaction in which their follows end. One statement.
 */
export async function tellOfSeverance(
  tx: Ctx,
  { kind, targetName }: Pick<Severance, "kind" | "targetName">,
  lost: readonly Lost[],
): Promise<void> {
  if (lost.length === 0) return;
  const at = sql`${tx.now().toISOString()}::timestamptz`;
  const told = sql`
    select actor_id, 'severed_relationships' as type, null::bigint as from_id, null::bigint as post_id, id as about_id,
      null as path, target_name as title, null::bigint as root_id, false as is_direct
    from written`;
  await tx.db.execute(sql`
    with written as (
      insert into severances (actor_id, kind, target_name, followers, following, created_at)
      select actors.id, ${kind}, ${targetName}, lost.followers, lost.following, ${at}
      from json_to_recordset(${JSON.stringify(lost)}::json) as lost ("actorId" bigint, followers int, following int)
      join actors on actors.id = lost."actorId" and actors.local and actors.kind in ('person', 'organization')
      returning id, actor_id, target_name
    ) ${telling(told, at)}`);
}

/** Some of them by row id. */
export async function severancesByIds(ctx: Ctx, ids: readonly Id[]): Promise<Severance[]> {
  if (ids.length === 0) return [];
  return ctx.db
    .select()
    .from(severances)
    .where(inArray(severances.id, ids.map(Number)));
}
