import { expect, test } from "vitest";
import { countStatements } from "../support/counting.ts";
import { createTestCtx } from "../support/ctx.ts";
import { districtActor, followerOn, sendToFollowers, startSending } from "../support/delivering.ts";
import { countRows } from "../support/queue.ts";
import { startSinks } from "../support/sinks.ts";

const HOSTS = 200;

test("a delivery costs a fraction of a statement, one request, and rewrites no index when it is claimed", async () => {
  // With a clock that stands still nothing that failed once would ever be due again.
  const quiet = await createTestCtx({}, "real");
  const ctx = countStatements(quiet);
  const sinks = await startSinks(ctx.config);
  const group = await districtActor(quiet);
  startSending(ctx);
  // What is loaded with the first delivery takes none of the ten seconds that each of many at once has.
  await followerOn(quiet, group, "h0.test");
  await sendToFollowers(ctx, group, 0);
  await expect.poll(() => countRows(quiet, "jobs")).toBe(0);
  for (let number = 1; number < HOSTS; number += 1) await followerOn(quiet, group, `h${number}.test`);
  // The first time notes a success of every host; after that a host costs nothing of its own.
  for (let round = 1; round <= 2; round += 1) {
    ctx.reset();
    await sendToFollowers(ctx, group, round);
    await expect.poll(() => sinks.taken.length).toBe(1 + HOSTS * round);
    await expect.poll(() => countRows(quiet, "jobs")).toBe(0);
  }
  const of = (part: string): number => ctx.statements.filter((statement) => statement.includes(part)).length;
  expect(sinks.asked).toHaveLength(1 + HOSTS * 2);
  expect(of("insert into job_bodies")).toBe(1);
  expect(of("select body from job_bodies")).toBe(1);
  expect(of("actor_keys")).toBe(0);
  expect(of(" kv ")).toBe(0);
  expect(of("update jobs set leased_until")).toBeLessThan(HOSTS / 4);
  expect(of("delete from jobs")).toBeLessThan(HOSTS / 4);
  expect(ctx.statements.length / HOSTS).toBeLessThan(0.6);

  const updates = async () => {
    const [row] = await quiet.sql<{ all: number; inPlace: number }[]>`
      select n_tup_upd::int as all, n_tup_hot_upd::int as "inPlace" from pg_stat_user_tables where relname = 'jobs'`;
    return row ?? { all: 0, inPlace: 0 };
  };
  await expect.poll(async () => (await updates()).all).toBeGreaterThanOrEqual(HOSTS * 2);
  const { all, inPlace } = await updates();
  expect(inPlace).toBe(all);
});
