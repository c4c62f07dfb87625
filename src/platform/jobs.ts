import { sql } from "drizzle-orm";
import type { Ctx } from "./ctx.ts";

export type QueueName = "outbox" | "delivery" | "inbox" | "background";

export interface JobOptions {
  readonly orderingKey?: string;
  readonly host?: string;
  readonly mergeKey?: string;
  /** Not before this time. Default: at once. */
  readonly runAt?: Date;
}

/** PostgreSQL channel that wakes the workers; the payload is the queue's name. */
export const JOB_CHANNEL = "stv_jobs";

/** Adds a job in the transaction of `ctx`; the workers are woken when it commits. */
export async function enqueueJob(ctx: Ctx, queue: QueueName, payload: string, options: JobOptions = {}): Promise<void> {
  const runAt = (options.runAt ?? ctx.now()).toISOString();
  await ctx.db.execute(sql`
    insert into jobs (queue, ordering_key, host, merge_key, payload, run_at)
    values (${queue}, ${options.orderingKey ?? null}, ${options.host ?? null}, ${options.mergeKey ?? null}, ${payload}, ${runAt}::timestamptz)
    on conflict (queue, merge_key) where merge_key is not null and dead_at is null and leased_until is null
    do update set payload = excluded.payload`);
  await ctx.db.execute(sql`select pg_notify(${JOB_CHANNEL}, ${queue})`);
}
