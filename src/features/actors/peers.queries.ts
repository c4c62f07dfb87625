import { asc, gt, isNotNull, or } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { peers } from "./actors.table.ts";

export type Peer = typeof peers.$inferSelect;

/** Lists of servers that need an admin's eye are short; what is beyond this is not shown. */
const MOST = 200;

/** Servers that deliveries to fail at the moment, by name. */
export const failingPeers = (ctx: Ctx): Promise<Peer[]> =>
  ctx.db
    .select()
    .from(peers)
    .where(or(gt(peers.failures, 0), gt(peers.heldUntil, ctx.now())))
    .orderBy(asc(peers.host))
    .limit(MOST);

/** Servers that are neither heard nor served, by name. */
export const blockedPeers = (ctx: Ctx): Promise<Peer[]> =>
  ctx.db.select().from(peers).where(isNotNull(peers.blockedAt)).orderBy(asc(peers.host)).limit(MOST);
