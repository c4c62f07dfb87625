import type { Ctx } from "./ctx.ts";
import { errorText } from "./error-text.ts";
import { AppError } from "./errors.ts";
import { countHosts, untilCut } from "./jobs.running.ts";
import {
  buryJob,
  claimJobs,
  giveBackLeases,
  type Job,
  nextDueIn,
  putBack,
  removeJobs,
  renewLeases,
} from "./jobs.store.ts";
import { JOB_CHANNEL, type QueueName, workHere } from "./jobs.ts";

/** Thrown by a handler: not now, but at `at`. `counts: false` when nothing was tried, so that no attempt is used up. */
export class TryAgain extends Error {
  readonly at: Date;
  readonly counts: boolean;

  constructor(reason: string, at: Date, counts = true) {
    super(reason);
    this.name = "TryAgain";
    this.at = at;
    this.counts = counts;
  }
}

/** Thrown by a handler: never. The job is kept as dead with this reason. */
export class GiveUp extends Error {
  override readonly name = "GiveUp";
}

interface RetryPolicy {
  readonly maxAttempts: number;
  /** Wait after the first failure; doubled after each further one. */
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
}

export interface QueueOptions {
  readonly queue: QueueName;
  /** Jobs in flight in this process. */
  readonly concurrency: number;
  /** Of them, jobs of one host. Default: no limit. */
  readonly perHost?: number;
  /**
   * Of them, jobs that were tried before: when one of them takes its worker down again and again, those beside it come
   * to the end of their tries as well. Default: no limit.
   */
  readonly retriesAtOnce?: number;
  /** How long finished and new jobs are gathered, so that one statement removes many and one claims many. Default: 5. */
  readonly gatherMs?: number;
  readonly retry: RetryPolicy;
  /** Returning means done. `cut` fires when the deadline is over or the worker ends. */
  handle(job: Job, cut: AbortSignal): Promise<void>;
  /** Aborted: nothing new is leased, and what runs may finish within `drainMs`. */
  readonly signal: AbortSignal;
  readonly deadlineMs?: number;
  readonly leaseMs?: number;
  readonly renewMs?: number;
  /** How often to look without being woken, at the least; when the time of a job has come it is looked at once. */
  readonly pollMs?: number;
  readonly drainMs?: number;
}

const DEFAULTS = {
  perHost: Number.POSITIVE_INFINITY,
  retriesAtOnce: Number.POSITIVE_INFINITY,
  gatherMs: 5,
  deadlineMs: 60_000,
  leaseMs: 60_000,
  renewMs: 20_000,
  pollMs: 5_000,
  drainMs: 20_000,
} as const;

const LONGEST_REASON = 500;

/** A timer may ring a little early: then there is another look, but not one after the other. */
const SHORTEST_PAUSE_MS = 5;

interface Running {
  readonly job: Job;
  readonly since: number;
  readonly cut: AbortController;
}

/**
 * Works a queue until the signal: leases jobs, runs them side by side, removes what is done, puts back what failed with
 * a growing delay and keeps what failed too often as dead. Resolves after the drain; never rejects for a job's sake.
 */
export async function runQueue(ctx: Ctx, options: QueueOptions): Promise<void> {
  await new QueueWorker(ctx, options).run();
}

class QueueWorker {
  readonly #ctx: Ctx;
  readonly #options: Required<QueueOptions>;
  /** A job that was put back may be here again before its first run has quite left: not by id. */
  readonly #running = new Set<Running>();
  #done: string[] = [];
  #gathering: NodeJS.Timeout | undefined;
  #renewedAt = performance.now();
  #rung = false;
  #wake: () => void = () => {};

  constructor(ctx: Ctx, options: QueueOptions) {
    this.#ctx = ctx;
    this.#options = { ...DEFAULTS, ...options };
  }

  async run(): Promise<void> {
    const { queue, signal, deadlineMs, renewMs } = this.#options;
    const subscription = await this.#ctx.sql.listen(
      JOB_CHANNEL,
      (name) => name === queue && this.#come(),
      () => this.#ring(),
    );
    const stop = (): void => this.#ring();
    signal.addEventListener("abort", stop);
    const leave = workHere(this.#ctx, queue, () => this.#come());
    const watch = setInterval(() => this.#watch(), Math.max(10, Math.min(1000, deadlineMs / 4, renewMs / 2)));
    try {
      while (!signal.aborted) {
        await this.#pause(await this.#round());
      }
      leave();
      await this.#drain();
    } finally {
      leave();
      clearInterval(watch);
      clearTimeout(this.#gathering);
      signal.removeEventListener("abort", stop);
      // Not waited for: without a database it would never answer, and the pool is closed next.
      subscription.unlisten().catch(() => {});
    }
  }

  /** Removes what is done, leases what fits, starts it. @returns milliseconds until the next look */
  async #round(): Promise<number> {
    const { queue, concurrency, retriesAtOnce, perHost, leaseMs, pollMs } = this.#options;
    try {
      await this.#removeDone();
      const held = this.#held();
      const limit = concurrency - held.length;
      if (limit <= 0 || this.#options.signal.aborted) return pollMs;
      const jobs = await claimJobs(this.#ctx, {
        queue,
        limit,
        retries: Math.max(0, Math.min(limit, retriesAtOnce - held.filter((job) => job.attempt > 1).length)),
        perHost,
        inFlight: countHosts(held),
        held: [...held.map((job) => job.id), ...this.#done],
        leaseMs,
      });
      for (const job of jobs) void this.#execute(job);
      // There may be more, of hosts that the first look did not reach.
      if (jobs.length > 0) this.#gather();
      else return Math.min(pollMs, Math.max(SHORTEST_PAUSE_MS, (await nextDueIn(this.#ctx, queue)) ?? pollMs));
    } catch (error) {
      this.#ctx.log.warn("Queue {queue} cannot reach the database: {error}", { queue, error });
    }
    return pollMs;
  }

  #held(): Job[] {
    return [...this.#running].map((running) => running.job);
  }

  async #execute(job: Job): Promise<void> {
    const running = { job, since: performance.now(), cut: new AbortController() };
    this.#running.add(running);
    try {
      // More tries than there are, and none of them came back: it takes its worker down.
      if (job.attempt > this.#options.retry.maxAttempts) throw new GiveUp("never finished");
      await untilCut(this.#options.handle(job, running.cut.signal), running.cut.signal);
      this.#done.push(job.id);
    } catch (error) {
      // Given back by the drain: no failure of the job.
      if (this.#running.has(running)) await this.#fail(job, error);
    } finally {
      this.#running.delete(running);
      this.#gather();
    }
  }

  async #fail(job: Job, error: unknown): Promise<void> {
    const { queue, retry } = this.#options;
    const reason = errorText(error).slice(0, LONGEST_REASON);
    const counts = !(error instanceof TryAgain) || error.counts;
    const dead = error instanceof GiveUp || (counts && job.attempt >= retry.maxAttempts);
    try {
      if (dead) {
        this.#ctx.log.warn("Job {id} of {queue} is dead: {reason}", { id: job.id, queue, reason });
        await buryJob(this.#ctx, job, reason);
      } else {
        const at = error instanceof TryAgain ? error.at : this.#nextTry(job.attempt, error);
        await putBack(this.#ctx, job, at, counts ? job.attempt : job.attempt - 1, reason);
      }
    } catch (cause) {
      // Its lease runs out, and somebody takes it up again.
      this.#ctx.log.warn("Job {id} of {queue} could not be put back: {cause}", { id: job.id, queue, cause });
    }
  }

  #nextTry(attempt: number, error: unknown): Date {
    const { firstDelayMs, longestDelayMs } = this.#options.retry;
    const delay = Math.min(firstDelayMs * 2 ** (attempt - 1), longestDelayMs);
    const asked = error instanceof AppError ? (error.retryAfter ?? 0) * 1000 : 0;
    return new Date(this.#ctx.now().getTime() + Math.max(delay, asked));
  }

  /** Cuts what is over its deadline and keeps the leases of the rest. */
  #watch(): void {
    const now = performance.now();
    const { deadlineMs, renewMs, leaseMs } = this.#options;
    for (const { since, cut } of this.#running) {
      if (now - since > deadlineMs) cut.abort(new Error(`cut off after ${deadlineMs / 1000} s`));
    }
    if (now - this.#renewedAt < renewMs) return;
    this.#renewedAt = now;
    const jobs = this.#held();
    if (jobs.length === 0) return;
    renewLeases(this.#ctx, jobs, leaseMs).catch((error: unknown) => {
      this.#ctx.log.warn("Leases could not be renewed: {error}", { error });
    });
  }

  async #removeDone(): Promise<void> {
    const ids = this.#done;
    if (ids.length === 0) return;
    this.#done = [];
    try {
      await removeJobs(this.#ctx, ids);
    } catch (error) {
      this.#done.push(...ids);
      throw error;
    }
  }

  async #drain(): Promise<void> {
    const until = performance.now() + this.#options.drainMs;
    while (this.#running.size > 0 && performance.now() < until) await this.#pause(until - performance.now());
    const unfinished = [...this.#running];
    this.#running.clear();
    for (const { cut } of unfinished) cut.abort(new Error("the worker stops"));
    const jobs = unfinished.map((running) => running.job);
    try {
      await this.#removeDone();
      if (jobs.length > 0) await giveBackLeases(this.#ctx, jobs);
    } catch (error) {
      this.#ctx.log.warn("Leases could not be given back: {error}", { error });
    }
  }

  /** Something came: at once if there is nothing to do, else with what comes in the next moment. */
  #come(): void {
    if (this.#running.size > 0) this.#gather();
    else this.#ring();
  }

  #gather(): void {
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      this.#ring();
    }, this.#options.gatherMs);
  }

  #ring(): void {
    this.#rung = true;
    this.#wake();
  }

  async #pause(milliseconds: number): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#rung = false;
  }
}
