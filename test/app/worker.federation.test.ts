import { expect, test } from "vitest";
import { startWorkers } from "../../src/app/worker.ts";
import { peers } from "../../src/features/actors/actors.table.ts";
import { enqueueJob } from "../../src/platform/jobs.ts";
import { createTestCtx } from "../support/ctx.ts";
import { districtActor, followerOn, sendToFollowers } from "../support/delivering.ts";
import { jobRows } from "../support/queue.ts";
import { startSinks } from "../support/sinks.ts";

test("one process sends, receives and tidies up, and ends when told", async () => {
  const ctx = await createTestCtx({}, "real");
  const sinks = await startSinks(ctx.config);
  const group = await districtActor(ctx);
  await followerOn(ctx, group, "peer.test");
  await ctx.db.insert(peers).values({ host: "back.test", failures: 9, heldUntil: new Date(Date.now() + 3_600_000) });
  const end = new AbortController();
  const ended = startWorkers(ctx, end.signal);
  await sendToFollowers(ctx, group, 1);
  await expect.poll(() => sinks.taken.length).toBe(1);
  await enqueueJob(ctx, "inbox", "not JSON at all", { host: "back.test" });
  await enqueueJob(ctx, "background", JSON.stringify({ kind: "unheard of" }));
  await expect.poll(async () => (await jobRows(ctx, "inbox"))[0]?.attempts).toBe(1);
  await expect.poll(async () => (await jobRows(ctx, "background")).some((row) => row.attempts === 1)).toBe(true);
  const failures = async (): Promise<unknown> =>
    (await ctx.sql`select failures from peers where host = 'back.test'`)[0]?.failures;
  await expect.poll(failures).toBe(0);
  end.abort();
  await ended;
  expect((await jobRows(ctx, "inbox")).every((row) => !row.leased)).toBe(true);
});
