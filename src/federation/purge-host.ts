import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { actors, peers } from "../features/actors/actors.table.ts";
import { forgetSevered } from "../features/follows/severed.store.ts";
import { PURGE_AFTER_MS } from "../features/peers/peers.usecases.ts";
import { enqueueBackground } from "../platform/background.ts";
import { type Ctx, inTransaction } from "../platform/ctx.ts";
import { isAtOrBelow } from "../platform/host-match.ts";
import { purgeActor } from "./inbox/purge-actor.ts";

/** Accounts a run: a large server takes many, and nobody waits for them. */
const BATCH = 50;

/**
 * Deletes what came from a host that has been blocked for 30 days, some accounts at a time, each in a transaction of its
 * own. Nothing happens when the block was ended meanwhile; when it was ended and put again, it waits for the new day.
 */
export async function purgeHost(ctx: Ctx, host: string): Promise<void> {
  const [peer] = await ctx.db.select({ blockedAt: peers.blockedAt }).from(peers).where(eq(peers.host, host));
  if (!peer?.blockedAt) return;
  const due = new Date(peer.blockedAt.getTime() + PURGE_AFTER_MS);
  if (due > ctx.now()) return await purgeLater(ctx, host, due);
  const some = await ctx.db
    .select()
    .from(actors)
    .where(and(eq(actors.local, false), isNull(actors.deletedAt), isAtOrBelow(sql`${actors.host}`, sql`${host}::text`)))
    .orderBy(asc(actors.id))
    .limit(BATCH);
  for (const actor of some) await inTransaction(ctx, (tx) => purgeActor(tx, actor));
  if (some.length === BATCH) await purgeLater(ctx, host, ctx.now());
  else await forgetSevered(ctx, host);
}

const purgeLater = (ctx: Ctx, host: string, runAt: Date): Promise<void> =>
  enqueueBackground(ctx, { kind: "purge-host", host }, { mergeKey: `purge-host:${host}`, runAt });
