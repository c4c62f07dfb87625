import { expect, test } from "vitest";
import { accounts } from "../../../src/features/accounts/accounts.table.ts";
import { districtOf } from "../../../src/features/district/district.queries.ts";
import { ensureSetupLink } from "../../../src/features/setup/setup.usecases.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createTestApp } from "../../support/http.ts";

const FORM = {
  "district.name": "Möhringen-Süd",
  "district.handle": "",
  "district.city": "Stuttgart",
  "district.about": "Wir wohnen gern hier.",
  "district.accent": "#205a3c",
  "district.imprint.name": "",
  "district.imprint.representative": "",
  "district.imprint.address": "",
  "district.imprint.email": "",
  "district.imprint.phone": "",
  "district.imprint.responsible": "",
  "admin.name": "Anna Beispiel",
  "admin.handle": "",
  "admin.email": "anna@post.example",
  "admin.password": "drei Esel am Brunnen",
};

async function freshInstance() {
  const ctx = await createTestCtx();
  const { request } = createTestApp(ctx);
  const link = (await ensureSetupLink(ctx)) ?? "";
  const schluessel = new URL(link, ctx.origin).searchParams.get("schluessel") ?? "";
  const post = (changes: Record<string, string> = {}) =>
    request("/einrichten", { form: { ...FORM, schluessel, ...changes } });
  return { ctx, request, link, post };
}

test("the wizard sets the district up, logs the admin in, and its link is dead", async () => {
  const { ctx, request, link, post } = await freshInstance();
  const page = await (await request(link)).text();
  expect(page).toContain("<h1>Ihr Stadtteil zieht ein</h1>");
  const answer = await post();
  expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/verwaltung"]);
  const session = /__Host-stv=([^;]+)/.exec(answer.headers.get("Set-Cookie") ?? "")?.[1] ?? "";
  expect((await request("/verwaltung", { session })).status).toBe(200);
  const district = await districtOf(ctx);
  expect(district).toMatchObject({ name: "Möhringen-Süd", handle: "moehringen_sued", imprint: null });
  const [account] = await ctx.db.select().from(accounts);
  expect([account?.role, account?.email]).toEqual(["admin", "anna@post.example"]);
  expect((await request(link)).status).toBe(404);
  expect((await post()).status).toBe(404);
  expect(await ensureSetupLink(ctx)).toBeNull();
});

test("what is wrong comes back with 422, every fault named and everything kept but the password", async () => {
  const { ctx, post } = await freshInstance();
  const answer = await post({
    "district.city": "",
    "district.accent": "#ffee00",
    "district.imprint.email": "post@heslach.example",
    "admin.handle": "admin",
    "admin.password": "kurz",
  });
  expect(answer.status).toBe(422);
  const page = await answer.text();
  for (const kept of [
    "Möhringen-Süd",
    "Wir wohnen gern hier.",
    "#ffee00",
    "post@heslach.example",
    "anna@post.example",
  ]) {
    expect(page).toContain(kept);
  }
  expect(page).not.toContain('kurz"');
  for (const name of ["district.city", "district.accent", "district.imprint.name", "admin.handle", "admin.password"]) {
    expect(page).toContain(`href="#${name}"`);
  }
  expect(page).toContain("Diese Farbe ist zu hell");
  expect(await districtOf(ctx)).toBeNull();
});

test("the district and its admin cannot have one name, and nothing is left half-done", async () => {
  const { ctx, post } = await freshInstance();
  expect((await post({ "district.handle": "anna", "admin.handle": "anna" })).status).toBe(422);
  expect(await districtOf(ctx)).toBeNull();
  expect((await post()).status).toBe(303);
});

test("only the last link opens the wizard; everybody else reads that nothing is here yet", async () => {
  const { ctx, request, link, post } = await freshInstance();
  expect(await (await request("/einrichten?schluessel=falsch")).text()).toContain("noch nicht eingerichtet");
  const newer = (await ensureSetupLink(ctx)) ?? "";
  expect(await (await request(link)).text()).toContain("noch nicht eingerichtet");
  expect((await post()).status).toBe(404);
  expect(await (await request(newer)).text()).toContain("Ihr Stadtteil zieht ein");
});

test("sent twice at once it makes one district", async () => {
  const { ctx, post } = await freshInstance();
  const answers = await Promise.all([post(), post({ "admin.handle": "berta", "admin.email": "b@post.example" })]);
  expect(answers.map(({ status }) => status).filter((status) => status === 303)).toHaveLength(1);
  expect(await ctx.db.select().from(accounts)).toHaveLength(1);
});
