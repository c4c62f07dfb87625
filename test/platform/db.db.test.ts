import { expect, onTestFinished, test } from "vitest";
import { openDatabase } from "../../src/platform/db.ts";
import { createTestCtx } from "../support/ctx.ts";

test("each connection has our settings, those that are zero too", async () => {
  const { databaseUrl } = await createTestCtx();
  const { sql, close } = openDatabase(databaseUrl, 1);
  onTestFinished(close);
  const setting = async (name: string) =>
    (await sql<{ value: string }[]>`select current_setting(${name}) as value`)[0]?.value;
  expect(await setting("max_parallel_workers_per_gather")).toBe("0");
  expect(await setting("random_page_cost")).toBe("1.1");
  expect(await setting("statement_timeout")).toBe("30s");
  expect(await setting("lock_timeout")).toBe("5s");
});
