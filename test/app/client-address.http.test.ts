import { Hono } from "hono";
import { afterAll, expect, test } from "vitest";
import { clientAddress } from "../../src/app/middleware/request.ts";
import { type RunningServer, serveApp } from "../../src/app/server.ts";
import type { AppEnv } from "../../src/ui/env.ts";
import { createTestCtx } from "../support/ctx.ts";

const servers: RunningServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close(0))));

async function askedFrom(trusted: string, forwardedFor: string): Promise<string> {
  const ctx = await createTestCtx({ TRUSTED_PROXIES: trusted });
  const app = new Hono<AppEnv>().get("/", (c) => c.text(clientAddress(ctx, c)));
  const server = await serveApp(app, "127.0.0.1", 0);
  servers.push(server);
  const answer = await fetch(`http://127.0.0.1:${server.port}/`, { headers: { "X-Forwarded-For": forwardedFor } });
  return answer.text();
}

test("T132 without a trusted proxy X-Forwarded-For is not believed", async () => {
  expect(await askedFrom("", "203.0.113.7")).toBe("127.0.0.1");
  expect(await askedFrom("192.0.2.1", "203.0.113.7")).toBe("127.0.0.1");
});

test("behind a trusted proxy it is the last address that is no proxy of ours, whatever was written before", async () => {
  expect(await askedFrom("127.0.0.1", "203.0.113.7")).toBe("203.0.113.7");
  expect(await askedFrom("127.0.0.1,192.0.2.1", "198.51.100.1, 203.0.113.7, 192.0.2.1")).toBe("203.0.113.7");
});
