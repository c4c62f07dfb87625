import { sql } from "drizzle-orm";
import { onTestFinished } from "vitest";
import type { Ctx } from "../../src/platform/ctx.ts";
import { type QueueOptions, runQueue } from "../../src/platform/jobs.worker.ts";

export interface TestWorker {
  /** Stops it and waits for the drain. */
  stop(): Promise<void>;
}

const QUICK = { pollMs: 20, retry: { maxAttempts: 5, firstDelayMs: 1, longestDelayMs: 1 } } as const;

/** Runs a queue until the test ends or `stop`. Looks every 20 ms; retries at once, five times. */
export function startQueue(
  ctx: Ctx,
  options: Omit<QueueOptions, "signal" | "retry"> & Partial<QueueOptions>,
): TestWorker {
  const end = new AbortController();
  const ended = runQueue(ctx, { ...QUICK, ...options, signal: end.signal });
  const stop = async (): Promise<void> => {
    end.abort();
    await ended;
  };
  onTestFinished(stop);
  return { stop };
}

export interface JobRow {
  readonly [column: string]: unknown;
  readonly id: string;
  readonly queue: string;
  readonly payload: string;
  readonly host: string | null;
  readonly ordering_key: string | null;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly dead: boolean;
  readonly leased: boolean;
  /** Seconds from now (the ctx's clock). */
  readonly due_in: number;
}

/** The rows of a queue, oldest first. */
export async function jobRows(ctx: Ctx, queue: string): Promise<JobRow[]> {
  return await ctx.db.execute<JobRow>(sql`
    select id::text, queue, payload, host, ordering_key, attempts, last_error, dead_at is not null as dead,
      leased_until is not null as leased,
      round(extract(epoch from run_at - ${ctx.now().toISOString()}::timestamptz))::int as due_in
    from jobs where queue = ${queue} order by jobs.id`);
}

export async function countRows(ctx: Ctx, table: "jobs" | "job_bodies" | "kv" | "post_ledger"): Promise<number> {
  const rows = await ctx.db.execute<{ n: number }>(sql`select count(*)::int as n from ${sql.identifier(table)}`);
  return rows[0]?.n ?? 0;
}
