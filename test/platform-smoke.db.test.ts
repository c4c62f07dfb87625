import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { createTestCtx } from "./support/ctx.ts";

test("a test database is migrated and empty", async () => {
  const ctx = await createTestCtx();
  const rows = await ctx.db.execute<{ n: number }>(sql`select count(*)::int as n from actors`);
  expect(rows[0]?.n).toBe(0);
  expect(process.versions.node.startsWith("24.")).toBe(true);
});
