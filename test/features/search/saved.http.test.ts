import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { indexNotes } from "../../../src/features/project-notes/catalogue.store.ts";
import { projectNotes } from "../../../src/features/project-notes/project-notes.table.ts";
import { publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import { savedSearchesOf } from "../../../src/features/search/saved.queries.ts";
import { mailSearches } from "../../../src/features/search/usecases/mail-searches.ts";
import type { Mail } from "../../../src/platform/mail.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { createMember, sessionOf, setUpDistrict } from "../../support/people.ts";
import { insertActor, insertPost } from "../../support/rows.ts";
import { SHORT_REQUEST } from "../project-notes/notes.ts";

const HOUR = 60 * 60 * 1000;
let ctx: TestCtx;
let app: TestApp;
let bert: Account;
let anna: Account;
let session: string;
let serial = 0;

beforeAll(async () => {
  ctx = await createTestCtx({ SMTP_URL: "smtp://127.0.0.1:9", MAIL_FROM: "post@heslach.test" });
  await setUpDistrict(ctx);
  app = createTestApp(ctx);
  bert = await createMember(ctx, "bert");
});

beforeEach(async () => {
  serial += 1;
  anna = await createMember(ctx, `anna${serial}`);
  session = await sessionOf(ctx, anna);
});

const publish = (title: string, outcome: "failed" | "succeeded" = "failed") =>
  publishProjectNote(ctx, bert, { ...SHORT_REQUEST, title, outcome });
const keep = (choice: string, post: string) =>
  app.request("/suche/merken", { session, form: { auswahl: choice, post } });
const kept = () => savedSearchesOf(ctx, anna);

/** The mails to Anna that wait to be sent. */
async function mails(): Promise<Mail[]> {
  await mailSearches(ctx);
  const jobs = await ctx.sql<{ payload: string }[]>`delete from jobs where queue = 'mail' returning payload`;
  return jobs.map(({ payload }) => JSON.parse(payload) as Mail).filter(({ to }) => to === anna.email);
}

describe("keeping a search", () => {
  test("asks how often, keeps the choice without order and page, and lists it", async () => {
    const page = await app.request("/suche/merken?q=Brot&ergebnis=failed&vor=12&sortiert=date", { session });
    const html = await page.text();
    expect(html).toContain("Brot, Nicht gelungen");
    expect(html).toContain('name="auswahl" value="q=Brot&amp;ergebnis=failed"');
    const answer = await keep("q=Brot&ergebnis=failed&vor=12", "weekly");
    expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/suche/gemerkt"]);
    expect(await kept()).toMatchObject([{ parameters: "q=Brot&ergebnis=failed", mail: "weekly" }]);
    const list = await (await app.request("/suche/gemerkt", { session })).text();
    expect(list).toContain('href="/projekte?q=Brot&amp;ergebnis=failed"');
    expect(list).toContain('href="/projekte/feed.atom?q=Brot&amp;ergebnis=failed"');
  });

  test("the same twice is one, with the last interval", async () => {
    await keep("ergebnis=failed", "weekly");
    await keep("vor=3&ergebnis=failed", "daily");
    expect(await kept()).toMatchObject([{ parameters: "ergebnis=failed", mail: "daily" }]);
  });

  test("has an end", async () => {
    for (let n = 0; n < 30; n += 1) await keep(`q=wort${n}`, "never");
    const answer = await keep("q=noch+eins", "never");
    expect([answer.status, (await kept()).length]).toEqual([409, 30]);
  });

  test("needs a login", async () => {
    const form = { auswahl: "", post: "never" };
    expect((await app.request("/suche/merken", { form })).status).toBe(401);
    const answer = await app.request("/suche/merken?q=Brot");
    expect(answer.headers.get("Location")).toContain("/anmelden?weiter=");
    expect((await app.request("/suche/gemerkt")).status).toBe(303);
  });

  test("is nobody else's business", async () => {
    await keep("q=Brot", "daily");
    const [search] = await kept();
    const other = await sessionOf(ctx, bert);
    const change = { session: other, form: { post: "never" } };
    expect((await app.request(`/suche/gemerkt/${search?.id}`, change)).status).toBe(404);
    expect((await app.request(`/suche/gemerkt/${search?.id}/loeschen`, change)).status).toBe(404);
    expect(await kept()).toMatchObject([{ mail: "daily" }]);
    await app.request(`/suche/gemerkt/${search?.id}`, { session, form: { post: "weekly" } });
    expect(await kept()).toMatchObject([{ mail: "weekly" }]);
    await app.request(`/suche/gemerkt/${search?.id}/loeschen`, { session, form: {} });
    expect(await kept()).toEqual([]);
  });
});

describe("mail", () => {
  test("comes with what is new and fits, once, and not when nothing is", async () => {
    await publish("Altes Brot");
    ctx.advance(2 * HOUR);
    await keep("ergebnis=failed", "daily");
    ctx.advance(25 * HOUR);
    expect(await mails()).toEqual([]);
    await publish("Neues Brot");
    await publish("Gelungenes Brot", "succeeded");
    ctx.advance(25 * HOUR);
    const [mail, ...others] = await mails();
    expect(others).toEqual([]);
    expect(mail?.subject).toBe("Heslach: Neues zu „Nicht gelungen“");
    expect(mail?.text).toContain("Neues Brot (Heslach)");
    expect(mail?.text).toContain(`${ctx.origin}/projekte/neues-brot`);
    expect(mail?.text).not.toMatch(/Altes Brot|Gelungenes Brot/);
    ctx.advance(25 * HOUR);
    expect(await mails()).toEqual([]);
  });

  test("comes as often as was chosen", async () => {
    await keep("", "weekly");
    ctx.advance(HOUR);
    await publish("Montag");
    ctx.advance(25 * HOUR);
    expect(await mails()).toEqual([]);
    ctx.advance(6 * 24 * HOUR);
    expect((await mails()).map(({ text }) => text.includes("Montag"))).toEqual([true]);
  });

  test("brings what arrived late although it was written early", async () => {
    await keep("q=Nachzügler", "daily");
    ctx.advance(25 * HOUR);
    expect(await mails()).toEqual([]);
    const author = await insertActor(ctx, { host: "feuerbach.test" });
    const id = ctx.newId(new Date(ctx.now().getTime() - 365 * 24 * HOUR));
    await insertPost(ctx, author, { id, kind: "projectNote", type: "Article" });
    await ctx.db.insert(projectNotes).values({
      postId: id,
      status: "running",
      outcome: "ongoing",
      fields: { title: "Nachzügler", summary: "" },
      districtName: "Feuerbach",
    });
    await indexNotes(ctx);
    ctx.advance(25 * HOUR);
    expect(await mails()).toHaveLength(1);
  });

  test("does not tell members of their own, nor of what they may not see", async () => {
    await keep("", "daily");
    ctx.advance(HOUR);
    await publishProjectNote(ctx, anna, { ...SHORT_REQUEST, title: "Mein eigenes" });
    const { id } = await publish("Nur hier");
    await ctx.sql`update posts set visibility = 'direct' where id = ${id}`;
    ctx.advance(25 * HOUR);
    expect(await mails()).toEqual([]);
  });

  test("ends by the address in it, without login, after a question; a made-up one ends nothing", async () => {
    await keep("", "daily");
    ctx.advance(HOUR);
    await publish("Noch eins");
    ctx.advance(25 * HOUR);
    const [mail] = await mails();
    const path = (mail?.unsubscribe ?? "").replace(ctx.origin, "");
    expect(mail?.text).toContain(mail?.unsubscribe);
    expect((await app.request(path)).status).toBe(200);
    expect(await kept()).toMatchObject([{ mail: "daily" }]);
    const forged = `${path.slice(0, -1)}${path.endsWith("a") ? "b" : "a"}`;
    const byProgram = { method: "POST", headers: { Origin: "https://mail.example" } };
    expect((await app.request(forged, byProgram)).status).toBe(404);
    expect((await app.request(path, byProgram)).status).toBe(200);
    expect(await kept()).toMatchObject([{ mail: "never" }]);
  });
});
