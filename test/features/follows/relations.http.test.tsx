import { expect, test } from "vitest";
import { followBetween } from "../../../src/features/follows/follows.queries.ts";
import { chooseOfFollow } from "../../../src/features/follows/follows.usecases.ts";
import { relationsTo } from "../../../src/features/follows/relations.queries.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createTestApp } from "../../support/http.ts";
import { createMember, sessionOf, setUpDistrict, tokenOf } from "../../support/people.ts";
import { insertActor, insertFollow } from "../../support/rows.ts";

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

test("what one wants of whom one follows is chosen on their profile and shown as it stands, what an app chose, too", async () => {
  const profile = async () => (await request("/@karl@laut.test", { session })).text();
  expect(await profile()).not.toContain('action="/folgen/wuensche"');
  await insertFollow(ctx, anna.actorId, loud.id);
  const wish = (form: Record<string, string | string[]>, more: object = { session }) =>
    request("/folgen/wuensche", { form: { wem: loud.id, zurueck: "/@karl@laut.test", ...form }, ...more });
  const chosen = async () => {
    const { boosts, notify, languages } = (await followBetween(ctx, anna.actorId, loud.id)) ?? {};
    return [boosts, notify, languages];
  };
  const isTicked = (html: string, name: string, value = "ja") =>
    new RegExp(`<input[^>]*name="${name}"[^>]*value="${value}"[^>]*checked`).test(html);
  const before = await profile();
  expect([isTicked(before, "geteiltes"), isTicked(before, "mitteilen")]).toEqual([true, false]);
  const answer = await wish({ mitteilen: "ja", sprachen: ["de", "tr"] });
  expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/@karl@laut.test"]);
  expect(await chosen()).toEqual([false, true, ["de", "tr"]]);
  await chooseOfFollow(ctx, anna, loud.id, { languages: ["de", "gsw"] });
  const html = await profile();
  expect([isTicked(html, "geteiltes"), isTicked(html, "mitteilen")]).toEqual([false, true]);
  expect(["de", "gsw", "tr"].map((code) => isTicked(html, "sprachen", code))).toEqual([true, true, false]);
  await wish({ geteiltes: "ja" });
  expect(await chosen()).toEqual([true, false, null]);
  expect((await wish({ sprachen: "<b>" })).status).toBe(422);
  expect((await wish({}, {})).status).toBe(401);
  expect((await wish({ wem: "x" })).status).toBe(404);
  expect(await chosen()).toEqual([true, false, null]);
});
