import { expect, test } from "vitest";
import { relationsTo } from "../../../src/features/follows/relations.queries.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createTestApp } from "../../support/http.ts";
import { createMember, sessionOf, setUpDistrict, tokenOf } from "../../support/people.ts";
import { insertActor } from "../../support/rows.ts";

const ctx = await createTestCtx();
const { request } = createTestApp(ctx);
await setUpDistrict(ctx);
const anna = await createMember(ctx, "anna");
const session = await sessionOf(ctx, anna);
const loud = await insertActor(ctx, { host: "laut.test", handle: "karl", name: "Karl" });
const act = (was: string, more = {}) =>
  request("/umgang", { form: { wem: loud.id, was, zurueck: "/@karl@laut.test", ...more }, session });

test("a member blocks and mutes from a profile, sees both in the settings and lifts them there", async () => {
  const before = await (await request("/einstellungen/umgang", { session })).text();
  expect(before).toContain("Sie haben niemanden blockiert");
  const answer = await act("blockieren");
  expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/@karl@laut.test"]);
  await act("ausblenden", { dauer: "woche" });
  expect(await relationsTo(ctx, anna.actorId, loud.id)).toEqual(new Set(["block", "mute"]));
  const profile = await (await request("/@karl@laut.test", { session })).text();
  expect(profile).toContain("Sie blockieren Karl.");
  const list = await (await request("/einstellungen/umgang", { session })).text();
  expect(list).toContain("Nicht mehr blockieren: @karl@laut.test");
  expect(list).toContain("Wieder einblenden: @karl@laut.test");
  await act("freigeben");
  await act("einblenden");
  expect(await relationsTo(ctx, anna.actorId, loud.id)).toEqual(new Set());
});

test("nobody blocks in another's name: without a session, or with a token, nothing happens", async () => {
  const form = { wem: loud.id, was: "blockieren" };
  expect((await request("/umgang", { form })).status).toBe(401);
  expect((await request("/umgang", { form, token: await tokenOf(ctx, anna) })).status).not.toBe(303);
  expect((await request("/einstellungen/umgang")).headers.get("Location")).toContain("/anmelden");
  expect(await relationsTo(ctx, anna.actorId, loud.id)).toEqual(new Set());
});

test("whom nobody knows, and an unknown wish, are not found; the own district stays", async () => {
  expect((await request("/umgang", { form: { wem: "1", was: "blockieren" }, session })).status).toBe(404);
  expect((await act("verbannen")).status).toBe(404);
  expect((await request("/umgang", { form: { wem: anna.actorId, was: "blockieren" }, session })).status).toBe(422);
});
