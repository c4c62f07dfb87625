import { sql } from "drizzle-orm";
import type { Ctx } from "./ctx.ts";
import { isAtOrBelow } from "./host-match.ts";
import { JOB_CHANNEL, QUEUES, type QueueName } from "./jobs.ts";

export interface QueueStatus {
  readonly queue: QueueName;
  /** Due and not yet taken. */
  readonly ready: number;
  /** Waiting for their time: merged edits, back-off, held hosts. */
  readonly waiting: number;
  readonly running: number;
  readonly dead: number;
  /** Since when the oldest ready job could have run. */
  readonly oldestReadyAt: Date | null;
}

/** The state of every queue, in the order in which work passes through them. */
export async function queueStatus(ctx: Ctx): Promise<QueueStatus[]> {
  const now = ctx.now().toISOString();
  const rows = await ctx.db.execute<{ [key: string]: unknown } & StatusRow>(sql`
    select queue,
      count(*) filter (where live and not running and run_at <= ${now}::timestamptz)::int as ready,
      count(*) filter (where live and not running and run_at > ${now}::timestamptz)::int as waiting,
      count(*) filter (where live and running)::int as running,
      count(*) filter (where not live)::int as dead,
      extract(epoch from min(run_at) filter (where live and not running and run_at <= ${now}::timestamptz))::float8 * 1000 as oldest
    from (select queue, run_at, dead_at is null as live,
      coalesce(leased_until >= ${now}::timestamptz, false) as running from jobs) as job
    group by queue`);
  return QUEUES.map((queue) => {
    const row = rows.find((candidate) => candidate.queue === queue);
    return {
      queue,
      ready: row?.ready ?? 0,
      waiting: row?.waiting ?? 0,
      running: row?.running ?? 0,
      dead: row?.dead ?? 0,
      oldestReadyAt: row?.oldest == null ? null : new Date(row.oldest),
    };
  });
}

interface StatusRow {
  readonly queue: string;
  readonly ready: number;
  readonly waiting: number;
  readonly running: number;
  readonly dead: number;
  readonly oldest: number | null;
}

export interface DeadJob {
  readonly id: string;
  readonly queue: QueueName;
  readonly host: string | null;
  readonly attempts: number;
  readonly reason: string;
  readonly deadAt: Date;
}

/** What was given up, newest first, without its content: that may be private (T111). Page with `before` = last id. */
export async function deadJobs(ctx: Ctx, page: { before?: string; limit: number }): Promise<DeadJob[]> {
  const rows = await ctx.db.execute<{ [key: string]: unknown } & DeadRow>(sql`
    select id::text, queue, host, attempts, coalesce(last_error, '') as reason,
      extract(epoch from dead_at)::float8 * 1000 as dead
    from jobs where dead_at is not null and id < ${page.before ?? "9223372036854775807"}::bigint
    order by jobs.id desc limit ${page.limit}`);
  return rows.map(({ id, queue, host, attempts, reason, dead }) => ({
    id,
    queue,
    host,
    attempts,
    reason,
    deadAt: new Date(dead),
  }));
}

interface DeadRow {
  readonly id: string;
  readonly queue: QueueName;
  readonly host: string | null;
  readonly attempts: number;
  readonly reason: string;
  readonly dead: number;
}

/** Gives dead jobs all their attempts back and runs them at once: one, those of a host, or all. Returns how many. */
export async function retryDead(ctx: Ctx, which: { host?: string; jobId?: string } = {}): Promise<number> {
  const rows = await ctx.db.execute<{ queue: string }>(sql`
    update jobs set dead_at = null, attempts = 0, run_at = ${ctx.now().toISOString()}::timestamptz
    where dead_at is not null
      and (${which.host ?? null}::text is null or host = ${which.host ?? null})
      and (${which.jobId ?? null}::bigint is null or id = ${which.jobId ?? null}::bigint)
    returning queue`);
  await wake(ctx, new Set(rows.map((row) => row.queue)));
  return rows.length;
}

/**
 * Ends the hold of a host and makes its waiting deliveries due at once. Returns how many wait.
 * Touches the table `peers` by name: the hold is the queue's, the table the actors'.
 */
export async function releaseHost(ctx: Ctx, host: string): Promise<number> {
  const now = ctx.now().toISOString();
  await ctx.db.execute(sql`
    update peers set failures = 0, failing_since = null, held_until = null where host = ${host} and failures > 0`);
  const rows = await ctx.db.execute(sql`
    update jobs set run_at = ${now}::timestamptz
    where queue = 'delivery' and host = ${host} and dead_at is null and leased_until is null
      and run_at > ${now}::timestamptz
    returning id`);
  await wake(ctx, new Set(["delivery"]));
  return rows.length;
}

/** Drops what waits to be sent to a host or a name below it, or came from there, dead letters too. What runs is let run. */
export async function dropJobsOf(ctx: Ctx, host: string): Promise<void> {
  await ctx.db.execute(sql`
    delete from jobs where host is not null and leased_until is null and ${isAtOrBelow(sql`host`, sql`${host}::text`)}`);
}

async function wake(ctx: Ctx, queues: ReadonlySet<string>): Promise<void> {
  for (const queue of queues) await ctx.db.execute(sql`select pg_notify(${JOB_CHANNEL}, ${queue})`);
}
