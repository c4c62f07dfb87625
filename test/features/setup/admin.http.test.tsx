import { expect, test } from "vitest";
import { districtOf } from "../../../src/features/district/district.queries.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createTestApp } from "../../support/http.ts";
import { createMember, PASSWORD, sessionOf, setUpDistrict } from "../../support/people.ts";

const ctx = await createTestCtx();
const { request } = createTestApp(ctx);
await setUpDistrict(ctx);
const session = await sessionOf(ctx, await createMember(ctx, "vera", "admin"));
const page = async (path: string): Promise<string> => (await request(path, { session })).text();
const connections = "/verwaltung/verbindungen";

test("the district's data are changed, faults come back with what was typed", async () => {
  const form = {
    "district.name": "Heslach Süd",
    "district.city": "Stuttgart",
    "district.about": "Neu",
    "district.accent": "#1f4e79",
    "district.imprint.name": "Verein",
    "district.imprint.address": "Weg 1",
    "district.imprint.email": "post@heslach.test",
  };
  const wrong = await request("/verwaltung/stadtteil", { session, form: { ...form, "district.accent": "#ffffff" } });
  expect(wrong.status).toBe(422);
  expect(await wrong.text()).toContain("Heslach Süd");
  const right = await request("/verwaltung/stadtteil", { session, form });
  expect(right.headers.get("Location")).toBe("/verwaltung/stadtteil?getan=gespeichert");
  expect(await districtOf(ctx)).toMatchObject({ name: "Heslach Süd", accent: "#1f4e79", about: "Neu" });
  expect(await page("/verwaltung/stadtteil?getan=gespeichert")).toContain("Gespeichert");
});

test("an account is made with its role, and its holder logs in", async () => {
  const form = { name: "Karim Y.", handle: "", email: "karim@post.example", password: PASSWORD, role: "moderator" };
  expect((await request("/verwaltung/mitglieder", { session, form })).status).toBe(303);
  expect(await page("/verwaltung/mitglieder")).toContain("@karim_y");
  expect((await request("/anmelden", { form: { wer: "karim_y", passwort: PASSWORD } })).status).toBe(303);
  const again = await request("/verwaltung/mitglieder", { session, form: { ...form, handle: "karim2" } });
  expect(again.status).toBe(422);
  expect(await again.text()).toContain("schon ein Konto mit dieser E-Mail-Adresse");
});

test("held servers are released, dead deliveries tried again, without showing what is in them", async () => {
  await ctx.sql`insert into peers (host, failures, failing_since, held_until, last_error)
    values ('weg.example', 5, now(), now() + interval '1 hour', '503')`;
  await ctx.sql`insert into jobs (queue, host, payload, attempts, dead_at, last_error)
    values ('delivery', 'weg.example', 'streng geheim', 36, now(), '503 from the inbox')`;
  const before = await page(connections);
  expect(before).toContain("weg.example");
  expect(before).toContain("503 from the inbox");
  expect(before).not.toContain("geheim");
  const retried = await request(`${connections}/wiederholen`, { session, form: { was: "alles" } });
  expect(retried.status).toBe(303);
  expect(await ctx.sql`select 1 from jobs where dead_at is not null`).toHaveLength(0);
  await request(`${connections}/freigeben`, { session, form: { host: "weg.example" } });
  expect(await ctx.sql`select failures, held_until from peers`).toEqual([{ failures: 0, held_until: null }]);
});
