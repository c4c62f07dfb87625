import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { accessTokens, accounts } from "../../../src/features/accounts/accounts.table.ts";
import { actors } from "../../../src/features/actors/actors.table.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createTestApp } from "../../support/http.ts";
import { createMember, PASSWORD, sessionOf, setUpDistrict, tokenOf } from "../../support/people.ts";

const ctx = await createTestCtx();
const { request } = createTestApp(ctx);
await setUpDistrict(ctx);
const anna = await createMember(ctx, "anna");
const karim = await createMember(ctx, "karim");
const session = await sessionOf(ctx, anna);

const profile = { name: "Anna B.", summary: "Ich backe.\n\nUnd ich rede gern.", approveFollowers: "ja" };
const actorOfAnna = async () => (await ctx.db.select().from(actors).where(eq(actors.id, anna.actorId)))[0];

test("the profile is changed, and its document and the followers' Update with it", async () => {
  const form = { ...profile, "fields.0.name": "Webseite", "fields.0.value": "https://anna.example/" };
  const answer = await request("/einstellungen/profil", { form, session });
  expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/einstellungen?gespeichert=profil"]);
  const actor = await actorOfAnna();
  expect(actor?.name).toBe("Anna B.");
  expect(actor?.manuallyApprovesFollowers).toBe(true);
  expect(actor?.fields[0]?.value).toBe(
    '<a href="https://anna.example/" rel="me nofollow noopener noreferrer">https://anna.example/</a>',
  );
  expect(JSON.parse(actor?.document ?? "").name).toBe("Anna B.");
  const jobs = await ctx.sql<{ payload: string }[]>`select payload from jobs where queue = 'outbox'`;
  expect(jobs.map(({ payload }) => JSON.parse(payload).activity.type)).toContain("Update");
  const page = await (await request("/einstellungen?gespeichert=profil", { session })).text();
  expect(page).toContain("Ihr Profil ist geändert.");
  expect(page).toContain("Ich backe.\n\nUnd ich rede gern.");
});

test("what is wrong comes back with 422 and everything that was typed", async () => {
  const form = { ...profile, name: " ", summary: "bleibt stehen" };
  const answer = await request("/einstellungen/profil", { form, session });
  expect(answer.status).toBe(422);
  const page = await answer.text();
  expect(page).toContain("Bitte geben Sie einen Namen an.");
  expect(page).toContain("bleibt stehen");
});

test.each(["role", "approved", "id", "domain", "followers_count", "createdAt", "handle", "kind", "__proto__"])(
  "T188 a profile form with %s is refused and changes nothing",
  async (name) => {
    const before = await actorOfAnna();
    const answer = await request("/einstellungen/profil", {
      form: { ...profile, name: "Admin", [name]: "admin" },
      session,
    });
    expect(answer.status).toBe(422);
    expect(await actorOfAnna()).toEqual(before);
    const [account] = await ctx.db.select().from(accounts).where(eq(accounts.id, anna.accountId));
    expect(account?.role).toBe("member");
  },
);

test("T143 changing the password ends all other sessions and all access tokens", async () => {
  const [here, elsewhere] = [await sessionOf(ctx, karim), await sessionOf(ctx, karim)];
  const token = await tokenOf(ctx, karim);
  const change = (current: string, next: string) =>
    request("/einstellungen/passwort", { form: { username: "karim", current, next }, session: here });
  expect((await change("falsch", "vier Esel am Brunnen")).status).toBe(422);
  expect((await change(PASSWORD, "passwort")).status).toBe(422);
  expect((await request("/einstellungen", { session: elsewhere })).status).toBe(200);
  expect((await change(PASSWORD, "vier Esel am Brunnen")).status).toBe(303);
  expect((await request("/einstellungen", { session: here })).status).toBe(200);
  expect((await request("/einstellungen", { session: elsewhere })).status).toBe(303);
  expect((await request("/api/v1/stadtteil/projects", { token, method: "POST" })).status).toBe(401);
  const again = await request("/anmelden", { form: { wer: "karim", passwort: "vier Esel am Brunnen" } });
  expect(again.status).toBe(303);
});

test("the current password cannot be guessed without end", async () => {
  const form = { current: "falsch", next: "fünf Esel am Brunnen" };
  for (let i = 0; i < 10; i++) await request("/einstellungen/passwort", { form, session });
  const answer = await request("/einstellungen/passwort", { form: { ...form, current: PASSWORD }, session });
  expect(await answer.text()).toContain("zu viele Versuche");
});

test("T168 an access token is shown once, and kept as a hash only", async () => {
  const answer = await request("/einstellungen/zugriff", {
    form: { tokenName: "Wetterstation", scopes: ["write", "read"] },
    session,
  });
  const token = /stv_[\w-]{43}/.exec(await answer.text())?.[0] ?? "";
  const [row] = await ctx.db.select().from(accessTokens).where(eq(accessTokens.accountId, anna.accountId));
  expect([row?.name, row?.scopes]).toEqual(["Wetterstation", "read write"]);
  expect(row?.tokenHash).toMatch(/^[0-9a-f]{64}$/);
  expect(JSON.stringify(row)).not.toContain(token.slice(4));
  expect(await (await request("/einstellungen", { session })).text()).not.toContain(token);
  expect((await request("/api/v1/gibt-es-nicht", { token })).status).toBe(404);
  const other = await request(`/einstellungen/zugriff/${row?.id}/beenden`, {
    method: "POST",
    session: await sessionOf(ctx, karim),
  });
  expect(other.status).toBe(404);
  expect((await request("/api/v1/gibt-es-nicht", { token })).status).toBe(404);
  expect((await request(`/einstellungen/zugriff/${row?.id}/beenden`, { method: "POST", session })).status).toBe(303);
  expect((await request("/api/v1/gibt-es-nicht", { token })).status).toBe(401);
});

test("a token needs a name and at least one scope that exists", async () => {
  const wrong = await request("/einstellungen/zugriff", { form: { tokenName: "", scopes: "admin" }, session });
  expect(wrong.status).toBe(422);
  const page = await wrong.text();
  expect(page).toContain('href="#tokenName"');
  expect(page).toContain("Dieses Recht gibt es nicht.");
});

test("the other devices are logged out at a word", async () => {
  const elsewhere = await sessionOf(ctx, anna);
  expect((await request("/einstellungen/geraete", { method: "POST", session })).status).toBe(303);
  expect((await request("/einstellungen", { session: elsewhere })).status).toBe(303);
  expect((await request("/einstellungen", { session })).status).toBe(200);
});

test("the account's language wins over the browser's", async () => {
  await request("/einstellungen/sprache", { form: { locale: "en" }, session });
  const page = await (await request("/einstellungen", { session, headers: { "Accept-Language": "de" } })).text();
  expect(page).toContain('<html lang="en">');
  await request("/einstellungen/sprache", { form: { locale: "de" }, session });
});
