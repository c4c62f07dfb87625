import { beforeAll, expect, test } from "vitest";
import { takePoint } from "../../src/platform/rate-limit.ts";
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
  expect(await takePoint(ctx, "a", 3, 60)).toEqual({ allowed: false, retryAfter: 40 });
  ctx.advance(40_000);
  expect(await takePoint(ctx, "a", 3, 60)).toEqual({ allowed: true, retryAfter: 60 });
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
