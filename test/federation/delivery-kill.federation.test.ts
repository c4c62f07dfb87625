import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createTestCtx, TEST_SECRET_KEY } from "../support/ctx.ts";
import { districtActor, followerOn, sendToFollowers, startSending } from "../support/delivering.ts";
import { countRows, jobRows } from "../support/queue.ts";
import { startSinks } from "../support/sinks.ts";

const HOSTS = 40;
const ACTIVITIES = 10;
const KILLS = 5;

test("F04 a worker killed in the middle of 400 deliveries, five times: none is lost", {
  timeout: 300_000,
}, async () => {
  const ctx = await createTestCtx({}, "real");
  const sinks = await startSinks(ctx.config);
  const group = await districtActor(ctx);
  for (let number = 0; number < HOSTS; number += 1) {
    await followerOn(ctx, group, `h${number}.test`);
    sinks.answer(`h${number}.test`, async () => {
      await new Promise((next) => setTimeout(next, 20));
      return { status: 202 };
    });
  }
  const dispatching = startSending(ctx, { concurrency: 0 });
  for (let number = 0; number < ACTIVITIES; number += 1) await sendToFollowers(ctx, group, number);
  await expect.poll(async () => (await jobRows(ctx, "delivery")).length).toBe(HOSTS * ACTIVITIES);
  await dispatching.stop();

  const startWorker = () =>
    fork(
      join(import.meta.dirname, "../support/delivery-child.ts"),
      [ctx.databaseUrl, TEST_SECRET_KEY, `${sinks.port}`],
      {
        execArgv: [],
        stdio: "ignore",
      },
    );
  for (let kill = 0; kill < KILLS; kill += 1) {
    const worker = startWorker();
    const before = sinks.taken.length;
    // A process of its own starts in a second, and in many more on a busy machine.
    await expect.poll(() => sinks.taken.length, { timeout: 60_000, interval: 5 }).toBeGreaterThan(before + 20);
    worker.kill("SIGKILL");
    await once(worker, "exit");
  }
  const last = startWorker();
  await expect.poll(() => countRows(ctx, "jobs"), { timeout: 60_000 }).toBe(0);
  last.kill("SIGKILL");
  const arrived = new Set(sinks.taken.map(({ host, json }) => `${host} ${json.id}`));
  expect(arrived.size).toBe(HOSTS * ACTIVITIES);
  expect(await countRows(ctx, "job_bodies")).toBe(0);
});
