import { sql } from "drizzle-orm";
import { perPool, takeTurns } from "./coalesce.ts";
import type { Ctx } from "./ctx.ts";

export type QueueName = "outbox" | "delivery" | "inbox" | "background" | "mail" | "push";

export const QUEUES: readonly QueueName[] = ["outbox", "delivery", "inbox", "background", "mail", "push"];

export interface JobOptions {
  readonly orderingKey?: string;
  readonly host?: string;
  readonly mergeKey?: string;
  /** Not before this time. Default: at once. */
  readonly runAt?: Date;
}

/** PostgreSQL channel that wakes the workers; the payload is the queue's name. */
export const JOB_CHANNEL = "stv_jobs";

/**
 * Adds a job in the transaction of `ctx`; the workers are woken when it commits. A job without a merge key hurries
 * the merged ones before it in its order: a deletion does not wait for the edit that it makes pointless.
 */
export async function enqueueJob(ctx: Ctx, queue: QueueName, payload: string, options: JobOptions = {}): Promise<void> {
  const { orderingKey = null, host = null, mergeKey = null } = options;
  const now = ctx.now().toISOString();
  const runAt = options.runAt?.toISOString() ?? now;
  await ctx.db.execute(sql`
    with hurried as (
      update jobs set run_at = ${runAt}::timestamptz
      where queue = ${queue} and ordering_key = ${orderingKey} and dead_at is null
        and merge_key is not null and ${mergeKey}::text is null and run_at > ${runAt}::timestamptz
    ), added as (
      insert into jobs (queue, ordering_key, host, merge_key, payload, run_at, created_at)
      values (${queue}, ${orderingKey}, ${host}, ${mergeKey}, ${payload}, ${runAt}::timestamptz, ${now}::timestamptz)
      on conflict (queue, merge_key) where merge_key is not null do update set payload = excluded.payload
    )
    select pg_notify(${JOB_CHANNEL}, ${queue})`);
}

export interface NewJob {
  readonly payload: string;
  readonly orderingKey: string | null;
  readonly host: string | null;
}

const workersOf = perPool(() => new Map<QueueName, () => void>());

/**
 * Notes that this process works a queue: jobs that it adds by `enqueueShared` wake it directly, without the costs of a
 * notice through PostgreSQL. Workers of other processes then find what is left when they next look.
 * @returns ends it
 */
export function workHere(ctx: Ctx, queue: QueueName, wake: () => void): () => void {
  const workers = workersOf(ctx).set(queue, wake);
  return () => {
    if (workers.get(queue) === wake) workers.delete(queue);
  };
}

/** Jobs that one statement adds at most; each is as large as the largest activity. */
const MOST_AT_ONCE = 32;

const adding = perPool((ctx) => ({
  inbox: takeTurns((jobs: readonly NewJob[]) => addJobs(ctx, "inbox", jobs), MOST_AT_ONCE),
}));

/**
 * Adds a job outside of any transaction: the hot path of receiving. Jobs that come while others are being added go
 * together in one statement, which also wakes the workers only once.
 */
export async function enqueueShared(ctx: Ctx, queue: "inbox", job: NewJob): Promise<void> {
  await adding(ctx)[queue](job);
}

async function addJobs(ctx: Ctx, queue: QueueName, jobs: readonly NewJob[]): Promise<readonly NewJob[]> {
  const payloads = jobs.map((job) => job.payload);
  const keys = jobs.map((job) => job.orderingKey);
  const hosts = jobs.map((job) => job.host);
  const now = ctx.now().toISOString();
  const insert = ctx.sql`
    insert into jobs (queue, ordering_key, host, payload, run_at, created_at)
    select ${queue}, ordering_key, host, payload, ${now}::timestamptz, ${now}::timestamptz
    from unnest(${keys}::text[], ${hosts}::text[], ${payloads}::text[]) as new (ordering_key, host, payload)`;
  if (workersOf(ctx).has(queue)) await insert;
  else await ctx.sql`with added as (${insert}) select pg_notify(${JOB_CHANNEL}, ${queue})`;
  workersOf(ctx).get(queue)?.();
  return jobs;
}

/**
 * Adds many jobs that share one body, in one statement of its own: the hot path of sending. They are removed with the
 * body when the last of them is done.
 */
export async function enqueueWithBody(
  ctx: Ctx,
  queue: QueueName,
  jobs: readonly NewJob[],
  body: string,
  runAt: Date = ctx.now(),
): Promise<void> {
  const payloads = jobs.map((job) => job.payload);
  const keys = jobs.map((job) => job.orderingKey);
  const hosts = jobs.map((job) => job.host);
  const now = ctx.now().toISOString();
  await ctx.sql`
    with shared as (insert into job_bodies (body, created_at) values (${body}, ${now}::timestamptz) returning id),
    added as (
      insert into jobs (queue, ordering_key, host, payload, body_id, run_at, created_at)
      select ${queue}, ordering_key, host, payload, (select id from shared), ${runAt.toISOString()}::timestamptz,
        ${now}::timestamptz
      from unnest(${keys}::text[], ${hosts}::text[], ${payloads}::text[]) as new (ordering_key, host, payload)
    )
    select pg_notify(${JOB_CHANNEL}, ${queue})`;
}
