import { expect, test } from "vitest";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";

const ctx = await createTestCtx();
const { request } = createTestApp(ctx);

test("before the set-up pages lead to the page that says so, and the API and other servers are told", async () => {
  const page = await request("/projekte");
  expect([page.status, page.headers.get("Location")]).toEqual([303, "/einrichten"]);
  const plain = await request("/einrichten");
  expect([plain.status, plain.headers.has("Set-Cookie")]).toEqual([200, false]);
  expect(await plain.text()).toContain("noch nicht eingerichtet");
  expect((await request("/api/v1/stadtteil/projects")).status).toBe(503);
  expect((await request("/ap/a/1")).status).toBe(404);
  expect((await request("/healthz")).status).toBe(200);
});
