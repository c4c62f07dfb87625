import type { Ctx } from "./ctx.ts";
import type { QueueName } from "./jobs.ts";

/** A job in the hands of a worker. */
export interface Job {
  readonly id: string;
  readonly payload: string;
  /** The text it shares with other jobs, if any: see `jobBody`. */
  readonly bodyId: string | null;
  readonly host: string | null;
  /** 1 at the first try. With the id it names this lease: a later one has a higher number. */
  readonly attempt: number;
  readonly createdAt: Date;
}

export interface Claim {
  readonly queue: QueueName;
  readonly limit: number;
  /** Of them, jobs tried before: should one take its worker down, it must not wear out many others. Default: no limit. */
  readonly retries?: number;
  /** Most jobs of one host held by this process; Infinity for no limit. */
  readonly perHost: number;
  /** Jobs held by this process, by host. */
  readonly inFlight: ReadonlyMap<string, number>;
  /** Ids of jobs that this process holds already, whatever their leases say. */
  readonly held: readonly string[];
  readonly leaseMs: number;
}

/** How many due jobs are looked at for each that is wanted, so that one busy host does not hide the others. */
const WINDOW = 4;

/**
 * Part of a statement that need not reach the disk before it is answered: a lease or a removal that a crash takes back
 * only lets a job run once more, which every handler bears.
 */
const unflushed = (ctx: Ctx) => ctx.sql`set_config('synchronous_commit', 'off', true)`;

const after = (ctx: Ctx, milliseconds: number): string => new Date(ctx.now().getTime() + milliseconds).toISOString();

/**
 * Leases due jobs: of each ordering key only the oldest, of each host no more than may be in flight. Safe against any
 * number of workers at once.
 */
export async function claimJobs(ctx: Ctx, claim: Claim): Promise<Job[]> {
  const now = ctx.now().toISOString();
  const limited = Number.isFinite(claim.perHost);
  const perHost = limited ? claim.perHost : claim.limit;
  const hosts = limited ? [...claim.inFlight.keys()] : [];
  const room = hosts.map((host) => claim.perHost - (claim.inFlight.get(host) ?? 0));
  const full = hosts.filter((_, index) => (room[index] ?? 0) <= 0);
  const rows = await ctx.sql<ClaimedRow[]>`
    with due as (
      select j.id, j.host, j.run_at, j.attempts > 0 as again from jobs j
      where j.queue = ${claim.queue} and j.dead_at is null and j.run_at <= ${now}::timestamptz
        and (j.leased_until is null or j.leased_until < ${now}::timestamptz)
        and j.id <> all (${[...claim.held]}::bigint[]) and (j.host is null or j.host <> all (${full}::text[]))
        and (j.ordering_key is null or not exists (
          select from jobs older
          where older.queue = j.queue and older.ordering_key = j.ordering_key and older.dead_at is null and older.id < j.id))
      order by j.run_at, j.id limit ${limited ? claim.limit * WINDOW : claim.limit}
    ), placed as (
      select id, host, run_at, row_number() over (partition by host order by run_at, id) as place,
        again, row_number() over (partition by again order by run_at, id) as turn
      from due
    ), chosen as (
      select placed.id from placed
      left join unnest(${hosts}::text[], ${room}::int[]) as busy (host, room) on busy.host = placed.host
      where (placed.host is null or place <= coalesce(busy.room, ${perHost}))
        and (not again or turn <= ${claim.retries ?? claim.limit})
      order by run_at, id limit ${claim.limit}
    ), locked as (
      select j.id from jobs j
      where j.id = any (array(select id from chosen)) and j.dead_at is null and j.run_at <= ${now}::timestamptz
        and (j.leased_until is null or j.leased_until < ${now}::timestamptz)
      for update skip locked
    )
    update jobs set leased_until = ${after(ctx, claim.leaseMs)}::timestamptz, attempts = attempts + 1, merge_key = null
    where id = any (array(select id from locked))
    returning id, payload, body_id, host, attempts, extract(epoch from created_at)::float8 * 1000 as created,
      ${unflushed(ctx)}`;
  return rows.map((row) => ({
    id: row.id,
    payload: row.payload,
    bodyId: row.body_id,
    host: row.host,
    attempt: row.attempts,
    createdAt: new Date(row.created),
  }));
}

/** Milliseconds until a job of the queue is due that is not yet; null when none waits for its time. */
export async function nextDueIn(ctx: Ctx, queue: QueueName): Promise<number | null> {
  const now = ctx.now();
  const [row] = await ctx.sql<{ at: number | null }[]>`
    select extract(epoch from min(run_at))::float8 * 1000 as at from jobs
    where queue = ${queue} and dead_at is null and run_at > ${now.toISOString()}::timestamptz`;
  return row?.at == null ? null : row.at - now.getTime();
}

interface ClaimedRow {
  readonly id: string;
  readonly payload: string;
  readonly body_id: string | null;
  readonly host: string | null;
  readonly attempts: number;
  readonly created: number;
}

/** The shared text of jobs, or null when it is gone. */
export async function jobBody(ctx: Ctx, bodyId: string): Promise<string | null> {
  const [row] = await ctx.sql<{ body: string }[]>`select body from job_bodies where id = ${bodyId}`;
  return row?.body ?? null;
}

/** Removes jobs that are done, and the bodies that nobody else needs. */
export async function removeJobs(ctx: Ctx, ids: readonly string[]): Promise<void> {
  await ctx.sql`
    with gone as (delete from jobs where id = any (${[...ids]}::bigint[]) returning body_id, ${unflushed(ctx)})
    delete from job_bodies where id in (select body_id from gone)
      and not exists (select from jobs where body_id = job_bodies.id and jobs.id <> all (${[...ids]}::bigint[]))`;
}

/** Puts a job back for later, unless another worker has taken it over. `attempts`: how many count as made. */
export async function putBack(ctx: Ctx, job: Job, runAt: Date, attempts: number, reason: string): Promise<void> {
  await ctx.sql`
    update jobs set leased_until = null, run_at = ${runAt.toISOString()}::timestamptz, attempts = ${attempts},
      last_error = ${reason}
    where id = ${job.id} and attempts = ${job.attempt}`;
}

/** Keeps a job as dead, with the reason, unless another worker has taken it over. */
export async function buryJob(ctx: Ctx, job: Job, reason: string): Promise<void> {
  await ctx.sql`
    update jobs set leased_until = null, dead_at = ${ctx.now().toISOString()}::timestamptz, last_error = ${reason}
    where id = ${job.id} and attempts = ${job.attempt}`;
}

/** Renews the leases of jobs that are still ours; one that was just put back is not leased again. */
export async function renewLeases(ctx: Ctx, jobs: readonly Job[], leaseMs: number): Promise<void> {
  await ctx.sql`
    update jobs set leased_until = ${after(ctx, leaseMs)}::timestamptz
    from unnest(${jobs.map((job) => job.id)}::bigint[], ${jobs.map((job) => job.attempt)}::int[]) as mine (id, attempt)
    where jobs.id = mine.id and jobs.attempts = mine.attempt and jobs.leased_until is not null`;
}

/** Gives unfinished jobs back at once and as if they had not been tried: the worker stops. */
export async function giveBackLeases(ctx: Ctx, jobs: readonly Job[]): Promise<void> {
  await ctx.sql`
    update jobs set leased_until = null, attempts = jobs.attempts - 1
    from unnest(${jobs.map((job) => job.id)}::bigint[], ${jobs.map((job) => job.attempt)}::int[]) as mine (id, attempt)
    where jobs.id = mine.id and jobs.attempts = mine.attempt and jobs.leased_until is not null`;
}
