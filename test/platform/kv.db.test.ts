import { expect, test } from "vitest";
import { openDatabase } from "../../src/platform/db.ts";
import { enqueueWithBody } from "../../src/platform/jobs.ts";
import { kvCompareAndSet, kvDelete, kvGet, kvList, kvSet } from "../../src/platform/kv.ts";
import { sweepPlatform } from "../../src/platform/sweep.ts";
import { createTestCtx } from "../support/ctx.ts";
import { countRows } from "../support/queue.ts";

test("a missing key is undefined; null, false and text with U+0000 are values", async () => {
  const ctx = await createTestCtx();
  expect(await kvGet(ctx, ["none"])).toBeUndefined();
  const other = openDatabase(ctx.databaseUrl, 1);
  for (const [number, value] of [null, false, 0, "", "a\u0000b", { deep: [1, null] }].entries()) {
    await kvSet(ctx, ["key", `${number}`], value);
    expect(await kvGet(ctx, ["key", `${number}`])).toEqual(value);
    expect(await kvGet({ ...ctx, sql: other.sql }, ["key", `${number}`])).toEqual(value);
  }
  await other.close();
  await kvSet(ctx, ["key", "0"], undefined);
  expect(await kvGet(ctx, ["key", "0"])).toBeUndefined();
});

test("a value ends with its time and is swept", async () => {
  const ctx = await createTestCtx();
  await kvSet(ctx, ["short"], 1, 1_000);
  await kvSet(ctx, ["long"], 2);
  ctx.advance(1_001);
  expect(await kvGet(ctx, ["short"])).toBeUndefined();
  expect(await countRows(ctx, "kv")).toBe(2);
  await sweepPlatform(ctx);
  expect(await countRows(ctx, "kv")).toBe(1);
  expect(await kvGet(ctx, ["long"])).toBe(2);
});

test("of many that compare and set at once exactly one wins", async () => {
  const ctx = await createTestCtx();
  const first = await Promise.all(Array.from({ length: 20 }, (_, n) => kvCompareAndSet(ctx, ["k"], undefined, n)));
  expect(first.filter(Boolean)).toHaveLength(1);
  const value = await kvGet(ctx, ["k"]);
  const second = await Promise.all(
    Array.from({ length: 20 }, (_, n) => kvCompareAndSet(ctx, ["k"], value, `new ${n}`)),
  );
  expect(second.filter(Boolean)).toHaveLength(1);
  expect(await kvCompareAndSet(ctx, ["k"], "something else", 1)).toBe(false);
  expect(await kvCompareAndSet(ctx, ["k"], await kvGet(ctx, ["k"]), undefined)).toBe(true);
  expect(await kvGet(ctx, ["k"])).toBeUndefined();
});

test("an ended value counts as none when comparing", async () => {
  const ctx = await createTestCtx();
  await kvSet(ctx, ["k"], "old", 1_000);
  ctx.advance(2_000);
  expect(await kvCompareAndSet(ctx, ["k"], "old", "new")).toBe(false);
  expect(await kvCompareAndSet(ctx, ["k"], undefined, "new")).toBe(true);
});

test("values are listed by the beginning of their keys", async () => {
  const ctx = await createTestCtx();
  await kvSet(ctx, ["a", "1"], "one");
  await kvSet(ctx, ["a", "2"], "two");
  await kvSet(ctx, ["ab"], "other");
  expect(await kvList(ctx, ["a"])).toEqual([
    { key: ["a", "1"], value: "one" },
    { key: ["a", "2"], value: "two" },
  ]);
  expect(await kvList(ctx)).toHaveLength(3);
});

test("what is set again unchanged and what was just read costs no statement", async () => {
  const ctx = await createTestCtx();
  await kvSet(ctx, ["k"], { spec: "cavage" });
  await kvDelete(ctx, ["other"]);
  await ctx.sql`update kv set value = '{"v":"changed behind the cache"}'`;
  expect(await kvGet(ctx, ["k"])).toEqual({ spec: "cavage" });
  await kvSet(ctx, ["k"], { spec: "cavage" });
  ctx.advance(31_000);
  expect(await kvGet(ctx, ["k"])).toBe("changed behind the cache");
});

test("the sweep removes bodies without jobs, old dead letters and ended counters, and nothing else", async () => {
  const ctx = await createTestCtx();
  await ctx.sql`insert into job_bodies (body) values ('left over')`;
  await enqueueWithBody(ctx, "delivery", [{ payload: "p", host: null, orderingKey: null }], "needed");
  await ctx.sql`insert into jobs (queue, payload, dead_at) values ('inbox', 'long dead', now())`;
  await ctx.sql`insert into rate_limits (key, expires_at) values ('k', now())`;
  ctx.advance(31 * 86_400_000);
  await sweepPlatform(ctx);
  expect(await ctx.sql`select body from job_bodies`).toEqual([{ body: "needed" }]);
  expect(await ctx.sql`select payload from jobs`).toEqual([{ payload: "p" }]);
  expect(await ctx.sql`select key from rate_limits`).toHaveLength(0);
});
