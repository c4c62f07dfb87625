import { desc } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { REASONS } from "../../../src/features/moderation/moderation.model.ts";
import { reports } from "../../../src/features/moderation/moderation.table.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createTestApp } from "../../support/http.ts";
import { createMember, sessionOf, setUpDistrict, tokenOf } from "../../support/people.ts";
import { insertActor, insertPost } from "../../support/rows.ts";

const ctx = await createTestCtx();
const { request } = createTestApp(ctx);
await setUpDistrict(ctx);
const [vera, mona, karim] = [
  await createMember(ctx, "vera", "admin"),
  await createMember(ctx, "mona", "moderator"),
  await createMember(ctx, "karim"),
];
const [admin, moderator, member] = [
  await sessionOf(ctx, vera),
  await sessionOf(ctx, mona),
  await sessionOf(ctx, karim),
];
const remote = await insertActor(ctx, { host: "laut.test", handle: "karl", name: "Karl" });

const latest = async () => (await ctx.db.select().from(reports).orderBy(desc(reports.id)).limit(1))[0]!;
const filled = (more: Record<string, string> = {}) => ({
  reason: "harassment",
  address: "@karl@laut.test",
  text: "Er droht.",
  name: "",
  email: "",
  goodFaith: "ja",
  ...more,
});
const report = (more: Record<string, string> = {}, options = {}) =>
  request("/melden", { form: filled(more), ...options });

beforeEach(() => ctx.sql`delete from rate_limits`);

test("anybody reports without an account, gets a receipt, and later finds the decision there", async () => {
  const post = await insertPost(ctx, remote, { content: "<p>Drohung <b>hier</b></p>" });
  const page = await (await request(`/melden?adresse=${encodeURIComponent(post.uri)}`)).text();
  expect(page).toContain(`value="${post.uri}"`);
  const answer = await report({ address: post.uri });
  expect(answer.status).toBe(303);
  const receipt = answer.headers.get("Location") ?? "";
  expect(receipt).toMatch(/^\/melden\/[\w-]{43}$/);
  const stored = await latest();
  expect(stored).toMatchObject({ origin: "form", reason: "harassment", targetId: remote.id, reporterId: null });
  expect(stored.evidence).toMatchObject([{ postId: post.id, author: "@karl@laut.test", content: post.content }]);
  expect(JSON.stringify(stored)).not.toContain(receipt.slice("/melden/".length));
  expect(await (await request(receipt)).text()).toContain("Wartet auf eine Entscheidung");
  const decision = { measure: "remove", ground: "rules", statement: "Drohungen haben hier keinen Platz." };
  expect((await request(`/verwaltung/meldungen/${stored.id}`, { form: decision, session: moderator })).status).toBe(
    303,
  );
  const after = await (await request(receipt)).text();
  expect(after).toContain("Drohungen haben hier keinen Platz.");
  expect(after).toContain("Beitrag ausgeblendet");
  const log = await (await request("/moderation")).text();
  expect(log).toContain("Beitrag ausgeblendet");
  for (const secret of ["karl", "Karl", "mona", "Drohungen haben"]) expect(log).not.toContain(secret);
});

test("an objection opens the case again, once", async () => {
  const receipt = (await report()).headers.get("Location") ?? "";
  const { id } = await latest();
  const none = { measure: "none", ground: "unfounded", statement: "Nichts gefunden." };
  await request(`/verwaltung/meldungen/${id}`, { form: none, session: moderator });
  expect((await request(receipt, { form: { appeal: "" } })).status).toBe(422);
  expect((await request(receipt, { form: { appeal: "Bitte noch einmal ansehen." } })).status).toBe(303);
  expect(await (await request(receipt)).text()).toContain("Einspruch noch einmal geprüft");
  expect(await (await request(`/verwaltung/meldungen/${id}`, { session: moderator })).text()).toContain(
    "Bitte noch einmal ansehen.",
  );
  await request(`/verwaltung/meldungen/${id}`, { form: none, session: moderator });
  expect((await request(receipt, { form: { appeal: "Und noch einmal." } })).status).toBe(422);
});

test("what is missing is said field by field, and nothing typed is lost", async () => {
  const answer = await report({ reason: "privacy", text: "Mein Foto", goodFaith: "" });
  expect(answer.status).toBe(422);
  const page = await answer.text();
  for (const text of ["Bitte bestätigen Sie", "brauchen wir Ihren Namen", "brauchen wir Ihre E-Mail-Adresse"]) {
    expect(page).toContain(text);
  }
  expect(page).toContain("Mein Foto");
  expect(page).toContain('value="@karl@laut.test"');
  expect((await report({ reason: "", address: "", text: "" })).status).toBe(422);
  expect((await report({ email: "keine" })).status).toBe(422);
});

test.each(REASONS)("a name is asked for only where the law does: %s", async (reason) => {
  const needed = ["illegal", "hate", "privacy", "copyright"].includes(reason);
  expect((await report({ reason })).status).toBe(needed ? 422 : 303);
  expect((await report({ reason, name: "Ada", email: "ada@post.example" })).status).toBe(303);
  // Members have said who they are.
  expect((await report({ reason }, { session: member })).status).toBe(303);
  expect((await latest()).reporterId).toBe(karim.actorId);
});

test("an address that we do not know is taken too; what the reporter may not see is not kept as evidence", async () => {
  expect((await report({ address: "https://nirgends.test/bild.png" })).status).toBe(303);
  expect(await latest()).toMatchObject({ targetId: null, evidence: [], address: "https://nirgends.test/bild.png" });
  const secret = await insertPost(ctx, remote, { visibility: "direct" });
  await report({ address: secret.uri });
  expect(await latest()).toMatchObject({ targetId: null, evidence: [] });
  await report({ address: `${ctx.origin}/@karim` });
  expect((await latest()).targetId).toBe(karim.actorId);
});

test("the address may be of any page of a post, with what the browser adds to it", async () => {
  const post = await insertPost(ctx, remote, { url: "https://laut.test/@karl/1" });
  for (const address of [
    post.url,
    `${post.url}?lang=de#oben`,
    `${ctx.origin}/beitraege/laut.test/${post.id}`,
    `${ctx.origin}/projekte/laut.test/${post.id}?einfach=1`,
    `${ctx.origin}/@karl@laut.test/${post.id}#antworten`,
  ]) {
    await report({ address }, { session: member });
    expect((await latest()).evidence, address).toMatchObject([{ postId: post.id }]);
  }
});

test("the eleventh report of an hour from one place is refused", async () => {
  for (let count = 0; count < 10; count += 1) expect((await report()).status).toBe(303);
  expect((await report()).status).toBe(429);
  expect((await report({}, { session: member })).status).toBe(303);
});

test("only moderators see reports and decide; moderators do not suspend members", async () => {
  await report({ address: "@karim" });
  const { id } = await latest();
  const path = `/verwaltung/meldungen/${id}`;
  const suspend = { measure: "suspend", ground: "rules", statement: "Weil." };
  for (const session of [undefined, member]) {
    const who = session === undefined ? {} : { session };
    for (const at of ["/verwaltung/meldungen", path, "/verwaltung/konten", `/verwaltung/konten/${karim.actorId}`]) {
      expect((await request(at, who)).status).toBe(404);
    }
    expect((await request(path, { form: suspend, ...who })).status).toBe(404);
  }
  expect((await request("/verwaltung/mitglieder", { session: moderator })).status).toBe(404);
  expect((await request(path, { form: suspend, session: moderator })).status).toBe(403);
  expect((await request(path, { session: moderator })).status).toBe(200);
  expect((await latest()).decidedAt).toBeNull();
  expect((await request(path, { form: { ...suspend, statement: "" }, session: admin })).status).toBe(422);
  expect((await request(path, { form: { ...suspend, measure: "remove" }, session: admin })).status).toBe(422);
  expect((await request("/verwaltung/meldungen/1", { session: admin })).status).toBe(404);
});

test("T110 a suspended member is out at once, sees why, and comes back when it is lifted", async () => {
  const lea = await createMember(ctx, "lea");
  const [session, token] = [await sessionOf(ctx, lea), await tokenOf(ctx, lea)];
  const post = await insertPost(
    ctx,
    { id: lea.actorId, local: true, host: "heslach.test" },
    { url: `${ctx.origin}/x` },
  );
  const api = "/api/v1/stadtteil/projects";
  expect((await request(api, { token })).status).toBe(200);
  const form = { reason: "spam", ground: "rules", statement: "Nur Werbung.", was: "sperren" };
  const path = `/verwaltung/konten/${lea.actorId}`;
  expect((await request(path, { form, session: moderator })).status).toBe(403);
  expect((await request(path, { form, session: admin })).status).toBe(303);
  expect((await request("/einstellungen", { session })).headers.get("Location")).toContain("/anmelden");
  expect((await request(api, { token })).status).toBe(403);
  expect((await request("/@lea")).status).toBe(404);
  expect((await request(`/ap/o/${post.id}`, { headers: { accept: "application/activity+json" } })).status).toBe(404);
  expect((await request(`/ap/a/${lea.actorId}`, { headers: { accept: "application/activity+json" } })).status).toBe(
    404,
  );
  const login = await request("/anmelden", { form: { wer: "lea", passwort: "drei Esel am Brunnen" } });
  expect([login.status, await login.text()]).toEqual([403, expect.stringContaining("Nur Werbung.")]);
  expect(await (await request("/anmelden", { form: { wer: "lea", passwort: "falsch" } })).text()).not.toContain(
    "Werbung",
  );
  await request(path, { form: { ...form, statement: "Irrtum.", was: "entsperren" }, session: admin });
  expect((await request("/@lea")).status).toBe(200);
  expect((await request("/einstellungen", { session })).status).toBe(303);
  expect((await request(api, { token })).status).toBe(401);
  const own = await request("/einstellungen/entscheidungen", { session: await sessionOf(ctx, lea) });
  expect(await own.text()).toContain("Nur Werbung.");
});

test("nobody suspends themselves, and the last admin stays", async () => {
  const form = { reason: "rules", ground: "rules", statement: "Schluss.", was: "sperren" };
  expect((await request(`/verwaltung/konten/${vera.actorId}`, { form, session: admin })).status).toBe(403);
  const ada = await createMember(ctx, "ada", "admin");
  const second = await sessionOf(ctx, ada);
  expect((await request(`/verwaltung/konten/${vera.actorId}`, { form, session: second })).status).toBe(303);
  expect((await request(`/verwaltung/konten/${ada.actorId}`, { form, session: second })).status).toBe(403);
  await request(`/verwaltung/konten/${vera.actorId}`, { form: { ...form, was: "entsperren" }, session: second });
});
