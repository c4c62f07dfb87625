import { expect, test } from "vitest";
import { z } from "zod";
import { rulesOf } from "../../../src/features/district/rules.queries.ts";
import { keepRules } from "../../../src/features/district/rules.usecases.ts";
import { reportSchema } from "../../mastodon/schemas/people.ts";
import { instanceV1Schema, instanceV2Schema } from "../../mastodon/schemas.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createTestApp } from "../../support/http.ts";
import { createMember, sessionOf, setUpDistrict, tokenOf } from "../../support/people.ts";
import { insertActor } from "../../support/rows.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const { request } = createTestApp(ctx);
const [admin, anna] = [await createMember(ctx, "chefin", "admin"), await createMember(ctx, "anna")];
const [asAdmin, asAnna, token] = [await sessionOf(ctx, admin), await sessionOf(ctx, anna), await tokenOf(ctx, anna)];
const PATH = "/verwaltung/regeln";

const ruleSchema = z.object({
  id: z.string().regex(/^[1-9][0-9]*$/),
  text: z.string().min(1),
  hint: z.string(),
  translations: z.record(z.string(), z.object({ text: z.string().min(1), hint: z.string() })),
});
const inApps = async () => z.array(ruleSchema).parse(await (await request("/api/v1/instance/rules")).json());
const html = async (path: string, init = {}) => (await request(path, init)).text();
const row = (index: number, text: string, textEn = "", more: Record<string, string> = {}) =>
  Object.fromEntries(
    Object.entries({ text, textEn, ...more }).map(([name, value]) => [`rules.${index}.${name}`, value]),
  );

test("as long as nothing is written the page about us shows the network's, and apps none", async () => {
  expect(await inApps()).toEqual([]);
  expect(await html("/ueber")).toContain("Woran wir uns halten");
  expect(await html("/melden")).not.toContain("Gegen welche unserer Regeln?");
});

test("an admin writes rules in both languages, changes their order and takes one back", async () => {
  const form = { ...row(0, "Keine Werbung.", "No advertising."), ...row(1, "Freundlich bleiben.") };
  const saved = await request(PATH, { form, session: asAdmin });
  expect([saved.status, saved.headers.get("Location")]).toEqual([303, `${PATH}?getan=gespeichert`]);
  const [first, second] = await inApps();
  expect(first).toMatchObject({ text: "Keine Werbung.", translations: { en: { text: "No advertising." } } });
  expect(second?.translations.en).toBeUndefined();
  const page = await html(PATH, { session: asAdmin });
  expect(page).toContain(`value="${first?.id}"`);
  const ids = [{ id: first?.id ?? "" }, { id: second?.id ?? "" }] as const;
  const turned = {
    ...row(0, "Keine Werbung.", "No ads.", { ...ids[0], place: "2" }),
    ...row(1, "Freundlich bleiben.", "", { ...ids[1], place: "1" }),
    ...row(2, "Quellen nennen."),
  };
  await request(PATH, { form: turned, session: asAdmin });
  const now = await inApps();
  expect(now.map(({ id }) => id).slice(0, 2)).toEqual([second?.id, first?.id]);
  expect(now.map(({ text }) => text)).toEqual(["Freundlich bleiben.", "Keine Werbung.", "Quellen nennen."]);
  expect(await html("/ueber")).toContain("<li>Quellen nennen.</li>");
  expect(await html("/ueber", { headers: { "Accept-Language": "en" } })).toContain("<li>No ads.</li>");
  await request(PATH, {
    form: { ...row(0, "", "", ids[0]), ...row(1, "Freundlich bleiben.", "", ids[1]) },
    session: asAdmin,
  });
  expect((await inApps()).map(({ text }) => text)).toEqual(["Freundlich bleiben."]);
  const rules = [{ text: "Freundlich bleiben." }];
  expect(instanceV2Schema.parse(await (await request("/api/v2/instance")).json()).rules).toMatchObject(rules);
  expect(instanceV1Schema.parse(await (await request("/api/v1/instance")).json()).rules).toMatchObject(rules);
});

test("T193 others find no such page, and write nothing", async () => {
  expect((await request(PATH, { session: asAnna })).status).toBe(404);
  expect((await request(PATH, { form: row(0, "Anna bestimmt."), session: asAnna })).status).toBe(404);
  await expect(keepRules(ctx, anna, [])).rejects.toMatchObject({ code: "district.only-admins" });
  expect(await rulesOf(ctx)).toHaveLength(1);
});

test("too long or too many is refused, and everything typed stays", async () => {
  const long = "x".repeat(501);
  const answer = await request(PATH, { form: { ...row(0, long), ...row(1, "Zweite") }, session: asAdmin });
  expect(answer.status).toBe(422);
  const page = await answer.text();
  expect([page.includes(long), page.includes('value="Zweite"')]).toEqual([true, true]);
  const many = Object.assign({}, ...Array.from({ length: 21 }, (_, index) => row(index, `Regel ${index}`)));
  expect((await request(PATH, { form: many, session: asAdmin })).status).toBe(422);
  expect(await rulesOf(ctx)).toHaveLength(1);
});

test("a report names rules, from an app and by the form; moderators read them, taken back or not", async () => {
  const maria = await insertActor(ctx, { handle: "maria", host: "post.test", url: "https://post.test/@maria" });
  const [rule] = await rulesOf(ctx);
  const json = { account_id: maria.id, category: "violation", rule_ids: [rule?.id, "99", "x"], comment: "Siehe dort" };
  const sent = reportSchema.parse(await (await request("/api/v1/reports", { json, token })).json());
  expect(sent.rule_ids).toEqual([rule?.id]);
  expect(await html("/melden")).toContain("Freundlich bleiben.");
  const form = {
    address: "https://post.test/@maria",
    reason: "rules",
    rules: rule?.id ?? "",
    text: "Grob",
    goodFaith: "ja",
  };
  expect((await request("/melden", { form, session: asAnna })).status).toBe(303);
  const kept = await ctx.sql`select id::text as id, rule_ids as rules from reports order by id`;
  expect(kept.map(({ rules }) => rules)).toEqual([[rule?.id], [rule?.id]]);
  await keepRules(ctx, admin, []);
  const page = await html(`/verwaltung/meldungen/${kept[1]?.id}`, { session: asAdmin });
  expect(page).toContain("Freundlich bleiben.");
  expect(await inApps()).toEqual([]);
});
