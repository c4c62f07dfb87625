import { expect, test } from "vitest";
import { inTransaction } from "../../src/platform/ctx.ts";
import { openDatabase } from "../../src/platform/db.ts";
import { AppError } from "../../src/platform/errors.ts";
import { deadJobs, queueStatus, releaseHost, retryDead } from "../../src/platform/jobs.admin.ts";
import {
  claimJobs,
  giveBackLeases,
  type Job,
  jobBody,
  putBack,
  removeJobs,
  renewLeases,
} from "../../src/platform/jobs.store.ts";
import { enqueueJob, enqueueShared, enqueueWithBody } from "../../src/platform/jobs.ts";
import { GiveUp, TryAgain } from "../../src/platform/jobs.worker.ts";
import { countStatements } from "../support/counting.ts";
import { createTestCtx, type TestCtx } from "../support/ctx.ts";
import { countRows, jobRows, startQueue } from "../support/queue.ts";

const claimAll = (ctx: Parameters<typeof claimJobs>[0], more: Partial<Parameters<typeof claimJobs>[1]> = {}) =>
  claimJobs(ctx, {
    queue: "delivery",
    limit: 100,
    perHost: 2,
    inFlight: new Map(),
    held: [],
    leaseMs: 60_000,
    ...more,
  });

test("jobs of one key run one after the other and in order, although one in five fails", async () => {
  const ctx = await createTestCtx({}, "real");
  const seen = new Map<string, number[]>();
  const running = new Set<string>();
  let overlaps = 0;
  let calls = 0;
  startQueue(ctx, {
    queue: "outbox",
    concurrency: 8,
    retry: { maxAttempts: 50, firstDelayMs: 1, longestDelayMs: 5 },
    handle: async (job) => {
      const { key, number } = JSON.parse(job.payload) as { key: string; number: number };
      if (running.has(key)) overlaps += 1;
      running.add(key);
      await new Promise(setImmediate);
      running.delete(key);
      calls += 1;
      if (calls % 5 === 0) throw new Error("one in five");
      seen.set(key, [...(seen.get(key) ?? []), number]);
    },
  });
  for (let number = 0; number < 12; number += 1) {
    for (const key of ["a", "b", "c", "d", "e"]) {
      await enqueueJob(ctx, "outbox", JSON.stringify({ key, number }), { orderingKey: key });
    }
  }
  await expect.poll(() => countRows(ctx, "jobs")).toBe(0);
  expect(overlaps).toBe(0);
  for (const numbers of seen.values()) expect(numbers).toEqual([...Array(12).keys()]);
  expect(calls).toBeGreaterThan(60);
});

test("a lease that nobody renews is taken over, and the late first worker changes nothing", async () => {
  const ctx = await createTestCtx();
  await enqueueJob(ctx, "delivery", "x");
  const [first] = await claimAll(ctx);
  expect(await claimAll(ctx)).toEqual([]);
  ctx.advance(61_000);
  const [second] = await claimAll(ctx);
  expect(second?.id).toBe(first?.id);
  expect(second?.attempt).toBe(2);
  await putBack(ctx, first as Job, ctx.now(), 1, "late");
  expect((await jobRows(ctx, "delivery"))[0]).toMatchObject({ leased: true, attempts: 2, last_error: null });
});

test("a renewal or a return that comes after a job was put back changes nothing", async () => {
  const ctx = await createTestCtx();
  await enqueueJob(ctx, "delivery", "x");
  const [job] = await claimAll(ctx);
  await putBack(ctx, job as Job, new Date(ctx.now().getTime() + 60_000), 1, "not now");
  await renewLeases(ctx, [job as Job], 60_000);
  await giveBackLeases(ctx, [job as Job]);
  expect((await jobRows(ctx, "delivery"))[0]).toMatchObject({ leased: false, attempts: 1, due_in: 60 });
});

test("F07 a handler that hangs is cut off at its deadline and its lease is kept until then", async () => {
  const ctx = await createTestCtx();
  let cutSeen = false;
  startQueue(ctx, {
    queue: "inbox",
    concurrency: 1,
    deadlineMs: 80,
    renewMs: 20,
    retry: { maxAttempts: 5, firstDelayMs: 60_000, longestDelayMs: 60_000 },
    handle: (_, cut) =>
      new Promise(() => {
        cut.addEventListener("abort", () => {
          cutSeen = true;
        });
      }),
  });
  await enqueueJob(ctx, "inbox", "hangs");
  await expect.poll(async () => (await jobRows(ctx, "inbox"))[0]?.last_error).toContain("cut off");
  expect(cutSeen).toBe(true);
  expect((await jobRows(ctx, "inbox"))[0]).toMatchObject({ leased: false, attempts: 1, due_in: 60 });
});

test("F06 a poisoned job ends as dead with its reason while the others go on, and can be tried again", async () => {
  const ctx = await createTestCtx({}, "real");
  let healed = false;
  const done: string[] = [];
  startQueue(ctx, {
    queue: "inbox",
    concurrency: 2,
    retry: { maxAttempts: 8, firstDelayMs: 1, longestDelayMs: 2 },
    handle: async (job) => {
      if (job.payload === "poison" && !healed)
        throw new Error("I always\u0000 fail", { cause: new Error("deep down") });
      done.push(job.payload);
    },
  });
  await enqueueJob(ctx, "inbox", "poison", { host: "evil.test" });
  for (let number = 0; number < 20; number += 1) await enqueueJob(ctx, "inbox", `good ${number}`);
  await expect.poll(() => done.length).toBe(20);
  await expect.poll(async () => (await deadJobs(ctx, { limit: 10 })).length).toBe(1);
  const [dead] = await deadJobs(ctx, { limit: 10 });
  expect(dead).toMatchObject({ queue: "inbox", host: "evil.test", attempts: 8, reason: "I always fail: deep down" });
  expect((await queueStatus(ctx)).find((status) => status.queue === "inbox")).toMatchObject({ dead: 1, ready: 0 });
  healed = true;
  expect(await retryDead(ctx, { host: "other.test" })).toBe(0);
  expect(await retryDead(ctx, { host: "evil.test" })).toBe(1);
  await expect.poll(() => done.at(-1)).toBe("poison");
});

test("a job that takes its worker down each time is given up like one that fails", async () => {
  const ctx = await createTestCtx();
  await enqueueJob(ctx, "inbox", "crash");
  // Three workers took it and were gone before they could say what became of it.
  for (let crash = 0; crash < 3; crash += 1) {
    await claimAll(ctx, { queue: "inbox" });
    ctx.advance(61_000);
  }
  let calls = 0;
  startQueue(ctx, {
    queue: "inbox",
    concurrency: 1,
    retry: { maxAttempts: 3, firstDelayMs: 1, longestDelayMs: 1 },
    handle: async () => {
      calls += 1;
    },
  });
  await expect.poll(async () => (await deadJobs(ctx, { limit: 10 })).length).toBe(1);
  expect(calls).toBe(0);
});

test("a handler says when to try again, with or without using up an attempt, or that it is over", async () => {
  const ctx = await createTestCtx();
  const inAnHour = new Date(ctx.now().getTime() + 3_600_000);
  startQueue(ctx, {
    queue: "background",
    concurrency: 3,
    handle: async (job) => {
      if (job.payload === "later") throw new TryAgain("asked to wait", inAnHour);
      if (job.payload === "limited") throw new AppError("limited", "x", "slow down", { retryAfter: 600 });
      if (job.payload === "held") throw new TryAgain("held", inAnHour, false);
      throw new GiveUp("never");
    },
  });
  for (const payload of ["later", "held", "never", "limited"]) await enqueueJob(ctx, "background", payload);
  await expect.poll(async () => (await jobRows(ctx, "background")).every((row) => row.last_error !== null)).toBe(true);
  const [later, held, never, limited] = await jobRows(ctx, "background");
  expect(later).toMatchObject({ attempts: 1, due_in: 3600, dead: false, last_error: "asked to wait" });
  expect(held).toMatchObject({ attempts: 0, due_in: 3600, dead: false });
  expect(limited).toMatchObject({ attempts: 1, due_in: 600, last_error: "slow down" });
  expect(never).toMatchObject({ dead: true, last_error: "never" });
});

test("the delay doubles up to its cap, and the last attempt is the end", async () => {
  const ctx = await createTestCtx();
  startQueue(ctx, {
    queue: "delivery",
    concurrency: 1,
    retry: { maxAttempts: 5, firstDelayMs: 60_000, longestDelayMs: 300_000 },
    handle: async () => {
      throw new Error("no");
    },
  });
  await enqueueJob(ctx, "delivery", "x");
  for (const [attempt, wait] of [60, 120, 240, 300].entries()) {
    await expect.poll(async () => (await jobRows(ctx, "delivery"))[0]?.attempts).toBe(attempt + 1);
    await expect.poll(async () => (await jobRows(ctx, "delivery"))[0]?.due_in).toBe(wait);
    ctx.advance(wait * 1000 + 1);
  }
  await expect.poll(async () => (await jobRows(ctx, "delivery"))[0]?.dead).toBe(true);
});

test("a newer job with the same merge key takes the place of a waiting one and keeps its time", async () => {
  const ctx = await createTestCtx();
  const at = (seconds: number): Date => new Date(ctx.now().getTime() + seconds * 1000);
  await enqueueJob(ctx, "outbox", "edit 1", { orderingKey: "o", mergeKey: "update o", runAt: at(300) });
  await enqueueJob(ctx, "outbox", "edit 2", { orderingKey: "o", mergeKey: "update o", runAt: at(400) });
  expect(await jobRows(ctx, "outbox")).toMatchObject([{ payload: "edit 2", due_in: 300 }]);
  ctx.advance(301_000);
  const [taken] = await claimAll(ctx, { queue: "outbox" });
  expect(taken?.payload).toBe("edit 2");
  await enqueueJob(ctx, "outbox", "edit 3", { orderingKey: "o", mergeKey: "update o" });
  expect((await jobRows(ctx, "outbox")).map((row) => row.payload)).toEqual(["edit 2", "edit 3"]);
  expect(await claimAll(ctx, { queue: "outbox" })).toEqual([]);
});

test("a job without a merge key hurries the merged one before it", async () => {
  const ctx = await createTestCtx();
  const later = new Date(ctx.now().getTime() + 300_000);
  await enqueueJob(ctx, "outbox", "edit", { orderingKey: "o", mergeKey: "update o", runAt: later });
  await enqueueJob(ctx, "outbox", "other", { orderingKey: "p", mergeKey: "update p", runAt: later });
  await enqueueJob(ctx, "outbox", "delete", { orderingKey: "o" });
  expect((await jobRows(ctx, "outbox")).map((row) => row.due_in)).toEqual([0, 300, 0]);
  expect((await claimAll(ctx, { queue: "outbox" })).map((job) => job.payload)).toEqual(["edit"]);
});

test("a job counts only when its transaction commits", async () => {
  const ctx = await createTestCtx();
  const failed = inTransaction(ctx, async (tx) => {
    await enqueueJob(tx, "outbox", "x");
    throw new Error("rolled back");
  });
  await expect(failed).rejects.toThrow("rolled back");
  expect(await countRows(ctx, "jobs")).toBe(0);
});

test("of one host no more are claimed than may be in flight, and a busy host does not hide the others", async () => {
  const ctx = await createTestCtx();
  const many = Array.from({ length: 300 }, (_, n) => ({ payload: `big ${n}`, host: "big.test", orderingKey: null }));
  await enqueueWithBody(ctx, "delivery", many, "body");
  const few = ["a.test", "b.test"].map((host) => ({ payload: host, host, orderingKey: null }));
  await enqueueWithBody(ctx, "delivery", few, "body");
  const first = await claimAll(ctx, { limit: 4 });
  expect(first.map((job) => job.host)).toEqual(["big.test", "big.test"]);
  const second = await claimAll(ctx, { limit: 4, inFlight: new Map([["big.test", 2]]) });
  expect(second.map((job) => job.host).sort()).toEqual(["a.test", "b.test"]);
  const third = await claimAll(ctx, { limit: 4, inFlight: new Map([["big.test", 1]]) });
  expect(third.map((job) => job.host)).toEqual(["big.test"]);
});

test("two workers that claim at once never get the same job or two of one key", async () => {
  const ctx = await createTestCtx();
  for (let round = 0; round < 10; round += 1) {
    const jobs = Array.from({ length: 40 }, (_, n) => ({
      payload: `${n}`,
      host: `h${n % 30}`,
      orderingKey: `k${n % 20}`,
    }));
    await enqueueWithBody(ctx, "delivery", jobs, "body");
    const claims = await Promise.all([1, 2, 3, 4].map(() => claimAll(ctx, { limit: 10 })));
    const keys = claims.flat().map((job) => Number(job.payload) % 20);
    expect(new Set(keys).size).toBe(keys.length);
    await ctx.sql`delete from jobs`;
  }
});

test("a shared body goes when the last job that needs it is done", async () => {
  const ctx = await createTestCtx();
  const jobs = ["a", "b", "c"].map((payload) => ({ payload, host: null, orderingKey: null }));
  await enqueueWithBody(ctx, "delivery", jobs, "shared");
  expect(await countRows(ctx, "job_bodies")).toBe(1);
  const claimed = await claimAll(ctx);
  const ids = claimed.map((job) => job.id);
  expect(await jobBody(ctx, claimed[0]?.bodyId ?? "")).toBe("shared");
  await removeJobs(ctx, ids.slice(0, 2));
  expect(await countRows(ctx, "job_bodies")).toBe(1);
  await removeJobs(ctx, ids.slice(2));
  expect(await countRows(ctx, "job_bodies")).toBe(0);
  expect(await countRows(ctx, "jobs")).toBe(0);
});

test("a worker is woken when a job commits, without waiting for its poll", async () => {
  const ctx = await createTestCtx();
  const done: string[] = [];
  startQueue(ctx, {
    queue: "inbox",
    concurrency: 1,
    pollMs: 3_600_000,
    handle: async (job) => void done.push(job.payload),
  });
  await enqueueJob(ctx, "inbox", "first");
  await expect.poll(() => done).toEqual(["first"]);
  await enqueueJob(ctx, "inbox", "second");
  await expect.poll(() => done).toEqual(["first", "second"]);
});

test("stopping lets a running job finish, and gives back what does not finish in time as if untried", async () => {
  const ctx = await createTestCtx();
  const release = Promise.withResolvers<void>();
  const started: string[] = [];
  const worker = startQueue(ctx, {
    queue: "inbox",
    concurrency: 2,
    drainMs: 200,
    handle: async (job) => {
      started.push(job.payload);
      await (job.payload === "slow" ? new Promise(() => {}) : release.promise);
    },
  });
  for (const payload of ["slow", "quick", "not begun"]) await enqueueJob(ctx, "inbox", payload);
  await expect.poll(() => started.length).toBe(2);
  const stopped = worker.stop();
  release.resolve();
  await stopped;
  // What is claimed together begins in any order.
  expect(started.toSorted()).toEqual(["quick", "slow"]);
  expect(await jobRows(ctx, "inbox")).toMatchObject([
    { payload: "slow", leased: false, attempts: 0 },
    { payload: "not begun", leased: false, attempts: 0 },
  ]);
});

test("releasing a host makes its waiting deliveries due at once and ends its hold", async () => {
  const ctx = await createTestCtx();
  const later = new Date(ctx.now().getTime() + 3_600_000);
  await ctx.sql`insert into peers (host, failures, held_until) values ('down.test', 7, ${later.toISOString()}::timestamptz)`;
  await enqueueJob(ctx, "delivery", "held", { host: "down.test", runAt: later });
  await enqueueJob(ctx, "delivery", "other", { host: "else.test", runAt: later });
  expect(await releaseHost(ctx, "down.test")).toBe(1);
  expect((await jobRows(ctx, "delivery")).map((row) => row.due_in)).toEqual([0, 3600]);
  const [peer] = await ctx.sql`select failures, held_until from peers`;
  expect(peer).toMatchObject({ failures: 0, held_until: null });
});

test("F08 a worker outlives the loss of every database connection", async () => {
  const ctx = await createTestCtx({}, "real");
  const done: string[] = [];
  startQueue(ctx, { queue: "inbox", concurrency: 2, handle: async (job) => void done.push(job.payload) });
  await enqueueJob(ctx, "inbox", "before");
  await expect.poll(() => done).toEqual(["before"]);
  await ctx.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`;
  const enqueued = (): Promise<boolean> =>
    enqueueJob(ctx, "inbox", "after").then(
      () => true,
      () => false,
    );
  await expect.poll(enqueued).toBe(true);
  await expect.poll(() => done).toContain("after");
});

test("a job that waits for its time is done when it has come, however seldom the worker looks", async () => {
  const ctx = await createTestCtx({}, "real");
  const done: string[] = [];
  startQueue(ctx, {
    queue: "background",
    concurrency: 1,
    pollMs: 3_600_000,
    handle: async (job) => {
      done.push(job.payload);
    },
  });
  for (const milliseconds of [600, 300]) {
    const runAt = new Date(ctx.now().getTime() + milliseconds);
    await enqueueJob(ctx, "background", String(milliseconds), { runAt });
  }
  await expect.poll(() => done.toSorted()).toEqual(["300", "600"]);
});

test("shared jobs wake the worker of their own process directly, and others through PostgreSQL", async () => {
  const quiet = await createTestCtx({}, "real");
  const [here, elsewhere] = [countStatements(quiet), countStatements(quiet)];
  const done: string[] = [];
  startQueue(here, {
    queue: "inbox",
    concurrency: 4,
    pollMs: 60_000,
    handle: async (job) => {
      done.push(job.payload);
    },
  });
  await expect.poll(() => here.statements.some((statement) => statement.includes("update jobs"))).toBe(true);
  const job = (payload: string) => ({ payload, orderingKey: null, host: null });
  await enqueueShared(here, "inbox", job("here"));
  await expect.poll(() => done).toEqual(["here"]);
  expect(here.statements.filter((statement) => statement.includes("pg_notify"))).toEqual([]);
  await enqueueShared(elsewhere, "inbox", job("elsewhere"));
  await expect.poll(() => done).toEqual(["here", "elsewhere"]);
});

test("jobs that were tried before are taken a few at a time, new ones beside them", async () => {
  const ctx = await createTestCtx();
  for (let number = 0; number < 6; number += 1) await enqueueJob(ctx, "delivery", `old ${number}`);
  await claimAll(ctx);
  ctx.advance(61_000);
  for (let number = 0; number < 6; number += 1) await enqueueJob(ctx, "delivery", `new ${number}`);
  const claimed = await claimAll(ctx, { retries: 2 });
  expect(claimed.filter((job) => job.attempt === 2)).toHaveLength(2);
  expect(claimed.filter((job) => job.attempt === 1)).toHaveLength(6);
});

/** How often the queue was read from end to end on the connection of `sql`. */
async function wholeReads(sql: TestCtx["sql"]): Promise<number> {
  await sql`select pg_stat_force_next_flush()`;
  const [row] = await sql<{ n: number }[]>`select seq_scan::int as n from pg_stat_user_tables where relname = 'jobs'`;
  return row?.n ?? 0;
}

test("a queue that was tidied while it was empty is still read by index when it fills", async () => {
  const ctx = await createTestCtx();
  const one = openDatabase(ctx.databaseUrl, 1);
  const single = { ...ctx, sql: one.sql };
  const fill = (length: number) =>
    enqueueWithBody(
      ctx,
      "delivery",
      Array.from({ length }, (_, n) => ({ payload: "p".repeat(1000), host: `h${n % 50}.test`, orderingKey: `k${n}` })),
      "body",
    );
  await fill(40);
  await removeJobs(
    single,
    (await claimAll(single, { limit: 100 })).map((job) => job.id),
  );
  await ctx.sql`vacuum jobs`;
  // From the sixth time on PostgreSQL keeps the plan.
  for (let round = 0; round < 8; round += 1) await claimAll(single, { limit: 16 });
  await fill(1_000);
  const before = await wholeReads(one.sql);
  expect(await claimAll(single, { limit: 16 })).toHaveLength(16);
  expect(await wholeReads(one.sql)).toBe(before);
  await one.close();
});

/** Rows and whole reads of the queue that eight claims, each with its removal, cost in a new queue of `length` jobs. */
async function costOfClaims(length: number): Promise<{ rows: number; seq: number }> {
  // A database of its own: entries of jobs removed from another queue would be counted as read.
  const ctx = await createTestCtx();
  // By the connection that counts: what others read is counted whenever they say so.
  const one = openDatabase(ctx.databaseUrl, 1);
  const single = { ...ctx, sql: one.sql };
  const reads = async (): Promise<{ seq: number; rows: number }> => {
    await one.sql`select pg_stat_force_next_flush()`;
    // Of `job_bodies` there is one row: reading that without its index is right.
    const [row] = await one.sql<{ seq: number; rows: number }[]>`
      select sum(t.seq_scan)::int as seq, sum(i.idx_tup_read)::int as rows
      from pg_stat_user_tables t join (
        select relid, sum(idx_tup_read) as idx_tup_read from pg_stat_user_indexes group by relid) i using (relid)
      where t.relname = 'jobs'`;
    return row ?? { seq: 0, rows: 0 };
  };
  const jobs = Array.from({ length }, (_, n) => ({ payload: "p", host: `h${n % 500}.test`, orderingKey: `k${n}` }));
  await enqueueWithBody(single, "delivery", jobs, "body");
  const before = await reads();
  for (let round = 0; round < 8; round += 1) {
    const claimed = await claimAll(single, { limit: 16 });
    expect(claimed).toHaveLength(16);
    await removeJobs(
      single,
      claimed.map((job) => job.id),
    );
  }
  const after = await reads();
  await one.close();
  return { rows: after.rows - before.rows, seq: after.seq - before.seq };
}

test("claiming and removing read by index alone, and no more the longer the queue is", async () => {
  const [short, long] = [await costOfClaims(2_000), await costOfClaims(20_000)];
  expect([short.seq, long.seq]).toEqual([0, 0]);
  expect(long.rows).toBeLessThan(short.rows * 1.5);
});
