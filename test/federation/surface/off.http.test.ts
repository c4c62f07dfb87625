import { expect, test } from "vitest";
import { createTestCtx } from "../../support/ctx.ts";
import { AS2, heslach, surfaceOf } from "./surface.ts";

const PATHS = [
  "/.well-known/webfinger?resource=acct:heslach@localhost:8000",
  "/.well-known/host-meta",
  "/.well-known/host-meta.json",
  "/.well-known/nodeinfo",
  "/nodeinfo/2.0",
  "/nodeinfo/2.1",
  "/ap/o/1",
];

test("under plain http nothing is told to other servers, but the vocabulary stays readable", async () => {
  const ctx = await createTestCtx({ ORIGIN: "http://localhost:8000" });
  const district = await heslach(ctx);
  const surface = surfaceOf(ctx);
  for (const path of [...PATHS, "/", district.actorUri, `${district.actorUri}/outbox`]) {
    expect((await surface.get(path, { Accept: AS2 })).status, path).toBe(404);
  }
  expect((await surface.get("/ap/inbox", {}, "POST")).status).toBe(404);
  expect((await surface.get("/ns/stv", { Accept: "text/html" })).status).toBe(200);
  expect((await surface.get("/ns/stv.jsonld")).status).toBe(200);
});

test("before the set-up there is nothing to tell", async () => {
  const surface = surfaceOf(await createTestCtx());
  for (const path of PATHS) expect((await surface.get(path, { Accept: AS2 })).status, path).toBe(404);
});

test("T207 without an imprint nothing is told to other servers", async () => {
  const ctx = await createTestCtx({ FEDERATION_TEST_HOSTS: "" });
  const district = await heslach(ctx);
  const surface = surfaceOf(ctx);
  expect((await surface.get(district.actorUri)).status).toBe(404);
  expect((await surface.get("/ap/inbox", {}, "POST")).status).toBe(404);
});
