import { expect, test, vi } from "vitest";
import { underImprintRule } from "../../src/app/imprint-rule.ts";
import { updateDistrict } from "../../src/features/district/district.usecases.ts";
import { recordOutbox } from "../../src/platform/outbox.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, sessionOf, setUpDistrict } from "../support/people.ts";

test("T207 without an imprint federation is off, admins are told, and filling it in switches it on", async () => {
  const bare = await createTestCtx({ FEDERATION_TEST_HOSTS: "", ORIGIN: "https://heslach.example" }, "real");
  const district = await setUpDistrict(bare);
  const vera = await createMember(bare, "vera", "admin");
  const { name, city, about, accent } = district;
  const imprint = district.imprint;
  await updateDistrict(bare, vera, { name, city, about, accent, imprint: null });
  vi.useFakeTimers({ toFake: ["setInterval"] });
  const rule = await underImprintRule(bare);
  const { request } = createTestApp(rule.ctx);
  const session = await sessionOf(bare, vera);

  expect(rule.ctx.config.federation).toBe(false);
  const path = new URL(district.actorUri).pathname;
  expect((await request(path, { headers: { Accept: "application/activity+json" } })).status).toBe(404);
  expect((await request("/.well-known/webfinger?resource=acct:heslach@heslach.example")).status).toBe(404);
  const entry = { actorId: district.actorId, activity: {}, recipients: {}, orderingKey: "x" };
  await recordOutbox(rule.ctx, entry);
  expect(await bare.sql`select 1 from jobs where queue = 'outbox'`).toHaveLength(0);
  expect(await (await request("/verwaltung", { session })).text()).toContain("Es fehlt das Impressum.");

  await updateDistrict(bare, vera, { name, city, about, accent, imprint });
  await vi.advanceTimersByTimeAsync(5_000);
  await vi.waitFor(() => expect(rule.ctx.config.federation).toBe(true));
  expect((await request(path, { headers: { Accept: "application/activity+json" } })).status).toBe(200);
  expect(await (await request("/verwaltung", { session })).text()).not.toContain("Impressum.");
  rule.stop();
  vi.useRealTimers();
});

test("T207 test hosts are exempt, and plain http stays off", async () => {
  const test = await underImprintRule(await createTestCtx());
  expect(test.ctx.config.federation).toBe(true);
  const plain = await underImprintRule(
    await createTestCtx({ ORIGIN: "http://localhost:8000", FEDERATION_TEST_HOSTS: "" }),
  );
  expect(plain.ctx.config.federation).toBe(false);
});
