import { beforeAll, expect, test } from "vitest";
import { takePoint, takePointOfMany } from "../../src/platform/rate-limit.ts";
import { countStatements } from "../support/counting.ts";
import { createTestCtx, type TestCtx } from "../support/ctx.ts";

let ctx: TestCtx;
beforeAll(async () => {
  ctx = await createTestCtx();
});

test("a window allows its limit, then says how long it lasts, then begins anew", async () => {
  for (let number = 0; number < 3; number += 1) {
    expect((await takePoint(ctx, "a", 3, 60)).allowed).toBe(true);
  }
  ctx.advance(20_000);
  expect(await takePoint(ctx, "a", 3, 60)).toEqual({ allowed: false, retryAfter: 40, remaining: 0 });
  ctx.advance(40_000);
  expect(await takePoint(ctx, "a", 3, 60)).toEqual({ allowed: true, retryAfter: 60, remaining: 2 });
});

test("keys do not touch each other; a cost counts as so many", async () => {
  expect((await takePoint(ctx, "b", 10, 60, 10)).allowed).toBe(true);
  expect((await takePoint(ctx, "b", 10, 60)).allowed).toBe(false);
  expect((await takePoint(ctx, "c", 10, 60, 11)).allowed).toBe(false);
  expect((await takePoint(ctx, "d", 10, 60)).allowed).toBe(true);
});

test("of many at once exactly as many pass as are allowed", async () => {
  const taken = await Promise.all(Array.from({ length: 20 }, () => takePoint(ctx, "e", 5, 60)));
  expect(taken.filter(({ allowed }) => allowed)).toHaveLength(5);
});

test("of a large limit a process takes a share at a time, and never more than the limit passes", async () => {
  const counting = countStatements(ctx);
  const other = countStatements(ctx);
  const taken = [];
  for (let number = 0; number < 150; number += 1) taken.push(await takePointOfMany(counting, "f", 200, 60));
  expect(taken.every(({ allowed }) => allowed)).toBe(true);
  expect(counting.statements).toHaveLength(75);
  const rest = await Promise.all(Array.from({ length: 100 }, () => takePointOfMany(other, "f", 200, 60)));
  expect(rest.filter(({ allowed }) => allowed)).toHaveLength(50);
  expect(await takePointOfMany(counting, "f", 200, 60)).toEqual({ allowed: false, retryAfter: 60 });
});

test("what was taken and not used is lost with its window", async () => {
  expect((await takePointOfMany(ctx, "g", 200, 60)).allowed).toBe(true);
  await takePoint(ctx, "g", 200, 60, 198);
  ctx.advance(60_000);
  await takePoint(ctx, "g", 200, 60, 200);
  expect((await takePointOfMany(ctx, "g", 200, 60)).allowed).toBe(false);
});
