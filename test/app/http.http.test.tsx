import { expect, test } from "vitest";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";

const ctx = await createTestCtx();
const { request, app } = createTestApp(ctx);

test("T001 a foreign Host is refused, in the header and in the address line", async () => {
  expect((await app.request("https://evil.example/")).status).toBe(421);
  expect((await request("/", { headers: { Host: "evil.example" } })).status).toBe(421);
  expect((await app.request("http://127.0.0.1/healthz")).status).toBe(200);
});

test("the database is asked for readiness", async () => {
  const answer = await request("/readyz");
  expect(await answer.json()).toEqual({ status: "ready" });
});

test("before the set-up pages lead to the set-up page and the API says so", async () => {
  const page = await request("/projekte");
  expect([page.status, page.headers.get("Location")]).toEqual([303, "/einrichten"]);
  expect((await request("/api/v1/stadtteil/projects")).status).toBe(503);
});
