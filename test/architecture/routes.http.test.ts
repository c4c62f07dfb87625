import { expect, test } from "vitest";
import { PUBLIC_ROUTES } from "../../src/app/access.ts";
import { isHandler, routeName } from "../../src/app/middleware/guard.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, sessionOf, setUpDistrict } from "../support/people.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const { app, request } = createTestApp(ctx);

const handlers = app.routes.filter(isHandler);
const isPublic = (name: string): boolean => PUBLIC_ROUTES.includes(name);

/** A path that the pattern matches: `/projekte/:slug` → `/projekte/1`. */
const pathOf = (pattern: string): string => pattern.replace(/:(\w+)(\{[^}]*\})?/g, "1").replace("*", "1");

test("every route is private unless it is in the list", async () => {
  for (const route of handlers.filter((candidate) => !isPublic(routeName(candidate)))) {
    const method = route.method === "ALL" ? "GET" : route.method;
    const answer = await request(pathOf(route.path), { method });
    const refused =
      [401, 404].includes(answer.status) ||
      (answer.status === 303 && answer.headers.get("Location")?.startsWith("/anmelden?"));
    expect(refused, `${routeName(route)} answered ${answer.status}`).toBe(true);
  }
});

test("the list names only routes that exist", () => {
  const existing = new Set(handlers.map(routeName));
  expect(PUBLIC_ROUTES.filter((name) => !existing.has(name))).toEqual([]);
  expect(new Set(PUBLIC_ROUTES).size).toBe(PUBLIC_ROUTES.length);
});

/** How many rows each table has: what a GET must not change (times of last use apart, and what was added up once). */
async function rowCounts(): Promise<Record<string, number>> {
  const tables = await ctx.sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`;
  const counts = tables
    .filter(({ name }) => !["rate_limits", "kv", "author_stats"].includes(name))
    .map(async ({ name }) => [name, (await ctx.sql`select 1 from ${ctx.sql(name)}`).length]);
  return Object.fromEntries(await Promise.all(counts));
}

test("T139 no GET changes anything", async () => {
  const session = await sessionOf(ctx, await createMember(ctx, "vera", "admin"));
  const before = await rowCounts();
  for (const { path } of handlers.filter(({ method }) => method === "GET")) await request(pathOf(path), { session });
  expect(await rowCounts()).toEqual(before);
});

test("nothing but our middleware is registered for all methods and paths", () => {
  const wide = app.routes.filter((route) => !isHandler(route)).map((route) => route.path);
  expect([...new Set(wide)].sort()).toEqual([
    "/*",
    "/ap/*",
    "/api/v1/stadtteil/projects/:id/document/*",
    "/emojis/*",
    "/media/*",
  ]);
});
