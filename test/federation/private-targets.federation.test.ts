import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { post } from "../../src/federation/delivery/post.ts";
import { fetchDocument, fetchJson } from "../../src/federation/fetch/fetch-document.ts";
import { lookUp } from "../../src/federation/fetch/lookup.ts";
import { lookAtPeer } from "../../src/federation/fetch/peer-info.ts";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import { normalise } from "../../src/federation/json-ld/json-ld.ts";
import { installDispatcher } from "../../src/platform/net/dispatcher.ts";
import { createTestCtx, type TestCtx } from "../support/ctx.ts";

const AS2 = "https://www.w3.org/ns/activitystreams";

let ctx: TestCtx;
let resolved = 0;
let reached = 0;

/** Every name leads to this machine, as a stranger's name may. */
beforeAll(async () => {
  ctx = await createTestCtx({ FEDERATION_TEST_HOSTS: "" });
  const inside = createServer((_request, response) => response.end("inside"));
  inside.on("connection", () => {
    reached += 1;
  });
  await new Promise<void>((done) => inside.listen(0, "127.0.0.1", done));
  const { port } = inside.address() as AddressInfo;
  const dispatcher = installDispatcher(
    { ...ctx.config, testHosts: [`unrelated.test:${port}`] },
    {
      resolve: async () => {
        resolved += 1;
        return [{ address: "127.0.0.1", family: 4 }];
      },
    },
  );
  afterAll(async () => {
    await dispatcher.destroy();
    await new Promise((done) => inside.close(done));
  });
});

beforeEach(() => {
  resolved = 0;
  reached = 0;
});

const outcome = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    (value) => value ?? "nothing",
    (error: Error) => String((error.cause as Error | undefined)?.message ?? error.message),
  );

test.each<[string, () => Promise<unknown>]>([
  ["a document", () => fetchDocument(ctx, "https://document.example/1")],
  ["an actor", () => resolveActor(ctx, "https://actor.example/users/a")],
  ["WebFinger", () => fetchJson(ctx, "https://finger.example/.well-known/webfinger", "application/jrd+json")],
  ["a handle", () => lookUp(ctx, "@a@handle.example")],
  ["NodeInfo", () => lookAtPeer(ctx, "nodeinfo.example")],
  [
    "a context",
    () => normalise(ctx, { "@context": [AS2, "https://context.example/c"], id: "https://context.example/1" }),
  ],
  ["a delivery", () => post(new URL("https://inbox.example/inbox"), {}, Buffer.from("{}"), ctx.now())],
  ["fetch itself", () => fetch("https://fetch.example/")],
])("T090 %s of a name that leads to this machine: no connection", async (_name, work) => {
  const said = await outcome(work());
  expect(resolved).toBeGreaterThan(0);
  expect(reached).toBe(0);
  expect(JSON.stringify(said)).not.toContain("inside");
});

test.each(["https://127.0.0.1/", "https://[::1]/", "https://127.0.0.1:5432/"])(
  "T090 %s, literally: no connection, by whichever way",
  async (url) => {
    const ways: (() => Promise<unknown>)[] = [
      () => fetchDocument(ctx, url),
      () => fetchJson(ctx, url, "application/json"),
      () => lookUp(ctx, url),
      () => post(new URL(url), {}, Buffer.from("{}"), ctx.now()),
      () => normalise(ctx, { "@context": [AS2, url], id: url }),
    ];
    for (const way of ways) await outcome(way());
    expect([resolved, reached]).toEqual([0, 0]);
  },
);
