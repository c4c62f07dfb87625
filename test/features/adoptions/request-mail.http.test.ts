import { expect, test } from "vitest";
import { adoptionRequests } from "../../../src/features/adoptions/adoptions.table.ts";
import { sweepRequests } from "../../../src/features/adoptions/usecases/request.ts";
import { publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createTestApp } from "../../support/http.ts";
import { startMailServer } from "../../support/mail-server.ts";
import { createMember, sessionOf, setUpDistrict } from "../../support/people.ts";
import { SHORT_REQUEST } from "../project-notes/notes.ts";

const mail = await startMailServer();
const ctx = await createTestCtx(mail.environment);
await setUpDistrict(ctx);
const { request } = createTestApp(ctx);
const anna = await createMember(ctx, "anna");
const mia = await createMember(ctx, "mia", "moderator");
const adam = await createMember(ctx, "adam", "admin");
const note = await publishProjectNote(ctx, anna, { ...SHORT_REQUEST, title: "Lastenrad" });

const MEHMET = { name: "Mehmet", email: "mehmet@post.example", message: "Kauft bei evil.example!" };
const ask = (form: typeof MEHMET) => request(`/projekte/${note.slug}/uebernehmen`, { form });
const told = () => ctx.sql<{ path: string }[]>`select path from notifications where type = 'adoption_request'`;
const list = async () => (await request("/verwaltung/uebernahmen", { session: await sessionOf(ctx, mia) })).text();

test("who asks without an account confirms the address by the link in a mail; only then, and once, the networkers hear of it", async () => {
  const answer = await ask(MEHMET);
  expect([answer.status, answer.headers.get("Location")]).toEqual([
    303,
    `/projekte/${note.slug}/uebernehmen?gesendet=bestaetigen`,
  ]);
  const [letter, ...more] = await mail.sent(ctx);
  expect(more).toEqual([]);
  expect(letter).toMatchObject({ from: "post@heslach.test", to: ["mehmet@post.example"] });
  expect(letter?.text).toContain("„Lastenrad“");
  // Whoever types somebody else's address cannot say anything to them.
  expect(letter?.text).not.toContain("Mehmet");
  expect(letter?.text).not.toContain("evil.example");
  const path = /https:\/\/heslach\.test(\/uebernahme-anfrage\/\S+)/.exec(letter?.text ?? "")?.[1] ?? "";
  const [row] = await ctx.db.select().from(adoptionRequests);
  expect(JSON.stringify(row)).not.toContain(path.replace("/uebernahme-anfrage/", ""));
  expect([await told(), (await list()).includes("mehmet@post.example")]).toEqual([[], false]);

  // A program that looks at every link in a mail confirms nothing.
  const page = await request(path);
  expect([page.status, page.headers.get("Cache-Control")]).toEqual([200, "no-store"]);
  expect(await page.text()).toContain("Ja, das war ich");
  expect((await ctx.db.select().from(adoptionRequests))[0]?.confirmedAt).toBeNull();
  for (const wrong of [`${path}x`, "/uebernahme-anfrage/x"]) {
    expect((await request(wrong)).status).toBe(404);
    expect((await request(wrong, { form: {} })).status).toBe(404);
  }
  expect(await mail.sent(ctx)).toEqual([]);

  const confirmed = await request(path, { form: {} });
  expect([confirmed.status, confirmed.headers.get("Location")]).toEqual([303, path]);
  expect(await (await request(path)).text()).toContain("Bestätigt.");
  const letters = await mail.sent(ctx);
  expect(letters.map(({ to }) => to[0]).sort()).toEqual([adam.email, mia.email]);
  for (const { text } of letters) expect(text).toContain("Mehmet (mehmet@post.example)");
  expect(await told()).toEqual([{ path: "/verwaltung/uebernahmen" }, { path: "/verwaltung/uebernahmen" }]);
  expect(await list()).toContain("mehmet@post.example");

  expect((await request(path, { form: {} })).status).toBe(303);
  expect([await mail.sent(ctx), await told()]).toMatchObject([[], { length: 2 }]);
  await ctx.sql`delete from adoption_requests`;
  expect((await request(path)).status).toBe(404);
});

test("a link is good for 90 days, and of a note that is gone nobody hears", async () => {
  const linkOf = async () => {
    const [letter] = await mail.sent(ctx);
    return /https:\/\/heslach\.test(\/uebernahme-anfrage\/\S+)/.exec(letter?.text ?? "")?.[1] ?? "";
  };
  await ask({ ...MEHMET, email: "erste@post.example" });
  const old = await linkOf();
  ctx.advance(89 * 24 * 60 * 60 * 1000);
  await ask({ ...MEHMET, email: "zweite@post.example" });
  const fresh = await linkOf();
  await sweepRequests(ctx);
  expect((await request(old)).status).toBe(200);
  ctx.advance(2 * 24 * 60 * 60 * 1000);
  await sweepRequests(ctx);
  expect((await ctx.db.select().from(adoptionRequests)).map(({ email }) => email)).toEqual(["zweite@post.example"]);
  expect((await request(old)).status).toBe(404);
  const before = (await told()).length;
  await ctx.sql`update posts set removed_at = now() where id = ${note.id}`;
  expect((await request(fresh, { form: {} })).status).toBe(303);
  expect([await mail.sent(ctx), (await told()).length]).toEqual([[], before]);
});
