import { sql } from "drizzle-orm";
import type { InboxJob } from "../../src/federation/gate.ts";
import type { Ctx } from "../../src/platform/ctx.ts";

/** What the gate let through and nobody has worked off yet, oldest first. */
export async function queuedActivities(ctx: Ctx): Promise<(InboxJob & { document: Record<string, unknown> })[]> {
  const rows = await ctx.db.execute<{ payload: string }>(
    sql`select payload from jobs where queue = 'inbox' and dead_at is null order by id`,
  );
  return rows.map(({ payload }) => {
    const job: InboxJob = JSON.parse(payload);
    return { ...job, document: JSON.parse(job.activity) };
  });
}

/** Forgets what was let through and what was counted. */
export async function clearInbox(ctx: Ctx): Promise<void> {
  await ctx.db.execute(sql`delete from jobs where queue = 'inbox'`);
  await ctx.db.execute(sql`delete from rate_limits`);
}
