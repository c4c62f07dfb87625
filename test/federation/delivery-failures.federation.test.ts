import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { peers } from "../../src/features/actors/actors.table.ts";
import { HOLD_MS, markHostAlive } from "../../src/federation/delivery/breaker.ts";
import { releaseHost, retryDead } from "../../src/platform/jobs.admin.ts";
import { createTestCtx } from "../support/ctx.ts";
import { districtActor, followerOn, sendToFollowers, startSending } from "../support/delivering.ts";
import { countRows, type JobRow, jobRows } from "../support/queue.ts";
import { type Answer, startSinks } from "../support/sinks.ts";

/** As in `src/app/worker.ts`. */
const DELIVERY = { retry: { maxAttempts: 36, firstDelayMs: 60_000, longestDelayMs: 6 * 3_600_000 } } as const;

async function setUp(host = "peer.test") {
  const ctx = await createTestCtx();
  const sinks = await startSinks(ctx.config);
  const group = await districtActor(ctx);
  const follower = await followerOn(ctx, group, host);
  const deliveries = (): Promise<JobRow[]> => jobRows(ctx, "delivery");
  const peer = async () => (await ctx.db.select().from(peers).where(eq(peers.host, host)))[0];
  return { ctx, sinks, group, follower, deliveries, peer };
}

/** Every class of answer and what becomes of the delivery (F19). */
test.each<[string, Answer, Partial<JobRow> | null]>([
  ["200 with a page", { status: 200, body: "<html>thanks</html>", headers: { "content-type": "text/html" } }, null],
  ["204", { status: 204 }, null],
  ["301", { status: 301, headers: { location: "https://else.test/" } }, { dead: false, attempts: 1, due_in: 60 }],
  ["400", { status: 400 }, { dead: true, last_error: "HTTP 400" }],
  ["401 in both schemes", { status: 401 }, { dead: false, attempts: 1, due_in: 60 }],
  ["403", { status: 403, body: " not \n you\u0000 " }, { dead: true, last_error: "HTTP 403: not you" }],
  ["404", { status: 404 }, null],
  ["410", { status: 410 }, null],
  ["429 with seconds", { status: 429, headers: { "retry-after": "3600" } }, { dead: false, attempts: 1, due_in: 3600 }],
  ["429 without", { status: 429 }, { dead: false, attempts: 1, due_in: 60 }],
  ["500", { status: 500 }, { dead: false, attempts: 1, due_in: 60 }],
  ["503 for a year", { status: 503, headers: { "retry-after": "31536000" } }, { dead: false, due_in: 86_400 }],
  ["503 with nonsense", { status: 503, headers: { "retry-after": "soon" } }, { dead: false, due_in: 60 }],
])("F19 an inbox answers %s", async (_, answer, expected) => {
  const { ctx, sinks, group, deliveries } = await setUp();
  sinks.answer("peer.test", answer);
  startSending(ctx, DELIVERY);
  await sendToFollowers(ctx, group, 1);
  await expect.poll(() => sinks.asked.length).toBeGreaterThan(0);
  await expect.poll(async () => (await deliveries()).every((row) => !row.leased)).toBe(true);
  await expect.poll(async () => (await jobRows(ctx, "outbox")).length).toBe(0);
  if (expected === null) await expect.poll(deliveries).toEqual([]);
  else expect(await deliveries()).toMatchObject([expected]);
});

test("Retry-After as a date is honoured", async () => {
  const { ctx, sinks, group, deliveries } = await setUp();
  const at = new Date(Math.ceil(ctx.now().getTime() / 1000) * 1000 + 7_200_000);
  sinks.answer("peer.test", { status: 503, headers: { "retry-after": at.toUTCString() } });
  startSending(ctx, DELIVERY);
  await sendToFollowers(ctx, group, 1);
  await expect.poll(async () => (await deliveries())[0]?.due_in).toBeGreaterThanOrEqual(7_200);
});

test("decision 7: 404 and 410 of an inbox end the delivery, keep the follow and have the actor looked at", async () => {
  const { ctx, sinks, group, follower, deliveries } = await setUp();
  sinks.answer("peer.test", { status: 404 });
  startSending(ctx, DELIVERY);
  await sendToFollowers(ctx, group, 1);
  await sendToFollowers(ctx, group, 2);
  await expect.poll(() => sinks.asked.length).toBe(2);
  await expect.poll(deliveries).toEqual([]);
  const background = await jobRows(ctx, "background");
  expect(background.map((row) => JSON.parse(row.payload))).toEqual([{ kind: "refresh-actor", uri: follower.uri }]);
  expect(await ctx.sql`select state from follows`).toMatchObject([{ state: "accepted" }]);
});

test("deliveries about one object reach a host in order, although one in five fails, and never two at once", async () => {
  const { ctx, sinks, group } = await setUp();
  const seen: string[] = [];
  let calls = 0;
  sinks.answer("peer.test", ({ json }) => {
    calls += 1;
    if (calls % 5 === 0) return { status: 500 };
    seen.push(String(json.id));
    return { status: 202 };
  });
  startSending(ctx, { retry: { maxAttempts: 50, firstDelayMs: 1, longestDelayMs: 1 } });
  for (let number = 0; number < 20; number += 1) await sendToFollowers(ctx, group, number, { orderingKey: "object" });
  await expect
    .poll(async () => {
      ctx.advance(10);
      return seen.length;
    })
    .toBe(20);
  expect(seen).toEqual([...Array(20).keys()].map((number) => `${group.uri}#activity-${number}`));
  expect(sinks.mostAtOnce("peer.test")).toBe(1);
});

test("a host gets at most two deliveries at a time", async () => {
  const { ctx, sinks, group } = await setUp();
  // The first two are answered when both are there.
  let together = (): void => {};
  const both = new Promise<void>((done) => {
    together = done;
  });
  sinks.answer("peer.test", async () => {
    if (sinks.mostAtOnce("peer.test") > 1) together();
    await both;
    return { status: 202 };
  });
  for (let number = 0; number < 30; number += 1) await sendToFollowers(ctx, group, number);
  startSending(ctx);
  await expect.poll(() => sinks.taken.length).toBe(30);
  expect(sinks.mostAtOnce("peer.test")).toBe(2);
});

test("F21 30 of 300 receivers hang: the other 270 are served within a minute, no worker is blocked", async () => {
  const { ctx, sinks, group } = await setUp("h0.test");
  for (let number = 1; number < 300; number += 1) await followerOn(ctx, group, `h${number}.test`);
  for (let number = 0; number < 30; number += 1) sinks.answer(`h${number * 10}.test`, "hang");
  const sending = startSending(ctx, { drainMs: 1 });
  await sendToFollowers(ctx, group, 1);
  await expect.poll(() => sinks.taken.length, { timeout: 60_000 }).toBe(270);
  expect(new Set(sinks.taken.map((one) => one.host)).size).toBe(270);
  await expect.poll(async () => (await jobRows(ctx, "delivery")).filter((row) => row.attempts === 1).length).toBe(30);
  await sending.stop();
}, 90_000);

test("F16 a host that is away is left alone, probed once in half an hour, and served in order when it is back", async () => {
  const { ctx, sinks, group, deliveries, peer } = await setUp();
  let up = false;
  sinks.answer("peer.test", () => ({ status: up ? 202 : 502 }));
  startSending(ctx, DELIVERY);
  for (let number = 0; number < 12; number += 1)
    await sendToFollowers(ctx, group, number, { orderingKey: `o${number % 3}` });
  await expect.poll(async () => (await deliveries()).length).toBe(12);
  await expect
    .poll(async () => {
      ctx.advance(60_000);
      return (await peer())?.failures;
    })
    .toBeGreaterThanOrEqual(5);
  await expect.poll(async () => (await deliveries()).some((row) => row.leased)).toBe(false);
  const opened = sinks.asked.length;
  for (let probe = 1; probe <= 6; probe += 1) {
    ctx.advance(HOLD_MS + 1000);
    await expect.poll(() => sinks.asked.length).toBe(opened + probe);
    await expect.poll(async () => (await deliveries()).some((row) => row.leased)).toBe(false);
  }
  // Who is told to wait has an attempt more until it is put back.
  await expect
    .poll(async () => (await deliveries()).reduce((sum, row) => sum + row.attempts, 0))
    .toBe(sinks.asked.length);
  up = true;
  ctx.advance(HOLD_MS + 1000);
  // Who was told to wait at the very moment of the probe waits for one more round.
  await expect.poll(async () => (await deliveries()).some((row) => row.leased || row.due_in <= 0)).toBe(false);
  ctx.advance(HOLD_MS + 1000);
  await expect.poll(() => countRows(ctx, "jobs")).toBe(0);
  const order = sinks.taken.map(({ json }) => Number(String(json.id).replace(/.*-/, "")));
  for (const key of [0, 1, 2])
    expect(order.filter((number) => number % 3 === key)).toEqual([0, 3, 6, 9].map((n) => n + key));
  expect(await peer()).toMatchObject({ failures: 0, heldUntil: null, failingSince: null });
});

test("releasing a host by hand, or a valid signature of its, delivers at once", async () => {
  const { ctx, sinks, group, peer } = await setUp();
  startSending(ctx, DELIVERY);
  const hold = (): Promise<unknown> => {
    const heldUntil = new Date(ctx.now().getTime() + HOLD_MS);
    const set = { failures: 9, heldUntil };
    return ctx.db
      .insert(peers)
      .values({ host: "peer.test", ...set })
      .onConflictDoUpdate({ target: peers.host, set });
  };
  for (const release of [releaseHost, markHostAlive]) {
    const before = sinks.taken.length;
    await hold();
    await sendToFollowers(ctx, group, before);
    await expect.poll(async () => (await jobRows(ctx, "delivery"))[0]?.due_in).toBe(1800);
    expect((await jobRows(ctx, "delivery"))[0]).toMatchObject({ attempts: 0 });
    await release(ctx, "peer.test");
    await expect.poll(() => sinks.taken.length).toBe(before + 1);
    expect((await peer())?.failures).toBe(0);
    await expect.poll(() => countRows(ctx, "jobs")).toBe(0);
  }
});

test("F16 a host that was away for three days gets all that was sent meanwhile, in order per object", async () => {
  const { ctx, sinks, group, deliveries, peer } = await setUp();
  let up = false;
  sinks.answer("peer.test", () => ({ status: up ? 202 : 502 }));
  startSending(ctx, DELIVERY);
  const sent = 18;
  for (let number = 0; number < sent; number += 1) {
    await sendToFollowers(ctx, group, number, { orderingKey: `o${number % 3}` });
    await expect.poll(async () => (await deliveries()).length).toBe(number + 1);
    ctx.advance(4 * 60 * 60_000);
    await expect.poll(async () => (await deliveries()).some((row) => row.leased)).toBe(false);
  }
  expect(sinks.taken).toEqual([]);
  expect((await deliveries()).some((row) => row.dead)).toBe(false);
  up = true;
  await expect
    .poll(
      async () => {
        ctx.advance(HOLD_MS + 1000);
        return countRows(ctx, "jobs");
      },
      { interval: 40 },
    )
    .toBe(0);
  const order = sinks.taken.map(({ json }) => Number(String(json.id).replace(/.*-/, "")));
  for (const key of [0, 1, 2]) {
    const inOrder = Array.from({ length: sent }, (_, number) => number).filter((number) => number % 3 === key);
    expect(order.filter((number) => number % 3 === key)).toEqual(inOrder);
  }
  expect(await peer()).toMatchObject({ failures: 0, heldUntil: null });
}, 60_000);

test("F17 what a host has not taken for eight days is a dead letter, and can be sent again", async () => {
  const { ctx, sinks, group, deliveries, peer } = await setUp();
  let up = false;
  sinks.answer("peer.test", () => ({ status: up ? 202 : 500 }));
  startSending(ctx, DELIVERY);
  for (let number = 0; number < 3; number += 1) await sendToFollowers(ctx, group, number);
  await expect
    .poll(
      async () => {
        ctx.advance(HOLD_MS * 8);
        const rows = await deliveries();
        return rows.length === 3 && rows.every((row) => row.dead);
      },
      { interval: 40 },
    )
    .toBe(true);
  expect((await peer())?.failures).toBeGreaterThan(5);
  up = true;
  await releaseHost(ctx, "peer.test");
  expect(await retryDead(ctx, { host: "peer.test" })).toBe(3);
  await expect.poll(() => sinks.taken.length).toBe(3);
});

test("a delivery that cannot be made at all is a dead letter with its reason", async () => {
  const { ctx, sinks, group, deliveries } = await setUp("odd.test:8443");
  startSending(ctx, DELIVERY);
  await sendToFollowers(ctx, group, 1);
  await expect.poll(deliveries).toMatchObject([{ dead: true, last_error: expect.stringContaining("no address") }]);
  expect(sinks.asked).toEqual([]);
});
