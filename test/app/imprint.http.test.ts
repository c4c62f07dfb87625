import { expect, test } from "vitest";
import { actorById } from "../../src/features/actors/actors.queries.ts";
import { updateDistrict } from "../../src/features/district/district.usecases.ts";
import { createTestCtx } from "../support/ctx.ts";
import { followerOn, sendToFollowers, startSending } from "../support/delivering.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, sessionOf, setUpDistrict } from "../support/people.ts";
import { countRows } from "../support/queue.ts";
import { startSinks } from "../support/sinks.ts";

test("T207 without an imprint federation is off, admins are told, and filling it in switches it on", async () => {
  const ctx = await createTestCtx({ FEDERATION_TEST_HOSTS: "", ORIGIN: "https://heslach.example" });
  const { imprint, name, city, about, accent, ...district } = await setUpDistrict(ctx);
  const vera = await createMember(ctx, "vera", "admin");
  const session = await sessionOf(ctx, vera);
  const group = (await actorById(ctx, district.actorId))!;
  await followerOn(ctx, group, "peer.example");
  const sinks = await startSinks(ctx.config);
  startSending(ctx);
  const { request } = createTestApp(ctx);
  const actorStatus = async (): Promise<number> => {
    const headers = { Accept: "application/activity+json" };
    return (await request(new URL(district.actorUri).pathname, { headers })).status;
  };
  const notices = async (): Promise<string> => (await request("/verwaltung", { session })).text();

  await updateDistrict(ctx, vera, { name, city, about, accent, imprint: null });
  expect(await actorStatus()).toBe(404);
  expect((await request("/.well-known/webfinger?resource=acct:heslach@heslach.example")).status).toBe(404);
  expect(await notices()).toContain("Es fehlt das Impressum.");
  await sendToFollowers(ctx, group, 1);
  await expect.poll(() => countRows(ctx, "jobs")).toBe(0);
  expect(sinks.asked).toEqual([]);

  await updateDistrict(ctx, vera, { name, city, about, accent, imprint });
  expect(await actorStatus()).toBe(200);
  expect(await notices()).not.toContain("Impressum.");
  await sendToFollowers(ctx, group, 2);
  await expect.poll(() => sinks.taken.map(({ host }) => host)).toContain("peer.example");
});
