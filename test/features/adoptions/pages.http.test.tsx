import { beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { adoptionsFor, claimOf } from "../../../src/features/adoptions/adoptions.queries.ts";
import { adoptionRequests } from "../../../src/features/adoptions/adoptions.table.ts";
import { adoptProject } from "../../../src/features/adoptions/usecases/adopt.ts";
import { setAdoptionPolicy } from "../../../src/features/adoptions/usecases/answer.ts";
import { requestOf } from "../../../src/features/project-notes/project-notes.model.ts";
import { projectNoteBySlug } from "../../../src/features/project-notes/project-notes.queries.ts";
import { editProjectNote } from "../../../src/features/project-notes/usecases/edit.ts";
import { type PublishedNote, publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import { lookAtLineage } from "../../../src/federation/fetch/lineage.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { createMember, sessionOf, setUpDistrict, tokenOf } from "../../support/people.ts";
import { SHORT_REQUEST } from "../project-notes/notes.ts";

let ctx: TestCtx;
let site: TestApp;
let anna: Account;
let ben: Account;
let note: PublishedNote;

beforeEach(async () => {
  ctx = await createTestCtx();
  await setUpDistrict(ctx);
  site = createTestApp(ctx);
  anna = await createMember(ctx, "anna");
  ben = await createMember(ctx, "ben");
  note = await publishProjectNote(ctx, anna, { ...SHORT_REQUEST, title: "Lastenrad" });
});

const session = (account: Account) => sessionOf(ctx, account);
const draft = (more: Record<string, string> = {}) => ({
  von: note.uri,
  title: "Lastenrad Süd",
  summary: "Auch bei uns.",
  goal: "Weniger Autos.",
  targetGroups: "alle\n\nFamilien",
  measures: "Ausleihen im Laden.",
  message: "Dürfen wir anrufen?",
  schluessel: "k1",
  as: "",
  ...more,
});
const adoptedSlug = async (form = draft()): Promise<string> => {
  const answer = await site.request("/uebernehmen", { session: await session(ben), form });
  expect(answer.status).toBe(303);
  return (answer.headers.get("Location") ?? "").replace("/projekte/", "");
};
const PROGRESS = {
  state: "running",
  reason: "",
  outcome: "ongoing",
  adapted: "kürzere Runde",
  worked: "",
  didNotWork: "",
  wouldChange: "",
};

describe("taking over as a member", () => {
  test("the note leads to a draft in which the origin's words stand, and that publishes a note that points back", async () => {
    const page = await site.request(`/projekte/${note.slug}`, { session: await session(ben) });
    expect(await page.text()).toContain(`href="/projekte/${note.slug}/uebernehmen"`);
    const way = await site.request(`/projekte/${note.slug}/uebernehmen`, { session: await session(ben) });
    expect(way.headers.get("Location")).toBe(`/uebernehmen?von=${encodeURIComponent(note.uri)}`);
    const form = await site.request(way.headers.get("Location") ?? "", { session: await session(ben) });
    expect(await form.text()).toContain(SHORT_REQUEST.measures);
    const slug = await adoptedSlug();
    const adopted = await projectNoteBySlug(ctx, ben, slug);
    expect(adopted).toMatchObject({
      status: "idea",
      fields: { title: "Lastenrad Süd", targetGroups: ["alle", "Familien"] },
      adoption: {
        originUri: note.uri,
        state: "interested",
        named: { title: "Lastenrad", authorHandle: "@anna@heslach.test" },
      },
    });
    expect(await adoptedSlug()).toBe(slug);
    expect(await adoptionsFor(ctx, note.id, { limit: 5 })).toHaveLength(1);
  });

  test("nobody gets there without logging in, and what is missing comes back with everything kept", async () => {
    const guest = await site.request(`/uebernehmen?von=${encodeURIComponent(note.uri)}`);
    expect(guest.headers.get("Location")).toContain("/anmelden?weiter=");
    expect((await site.request("/uebernehmen", { form: draft() })).status).toBe(401);
    const answer = await site.request("/uebernehmen", { session: await session(ben), form: draft({ goal: "" }) });
    expect(answer.status).toBe(422);
    const html = await answer.text();
    expect(html).toContain("Ausleihen im Laden.");
    expect(html).toContain("Dürfen wir anrufen?");
    expect(html).toContain('id="goal-fehler"');
    const own = await site.request("/uebernehmen", { session: await session(anna), form: draft() });
    expect(own.status).toBe(422);
    const nowhere = await site.request("/uebernehmen?von=https://heslach.test/ap/o/1", { session: await session(ben) });
    expect(nowhere.status).toBe(404);
  });

  test("the kit comes along to be adapted, unless it is left out; what stands as at the origin is marked until it runs", async () => {
    const transferKit = {
      steps: [{ name: "Laden <suchen>" }, { name: "Rad kaufen" }],
      pitfalls: ["Regen"],
      support: "Wir helfen.",
    };
    await editProjectNote(ctx, anna, note.id, { ...SHORT_REQUEST, title: "Lastenrad", transferKit });
    const von = `/uebernehmen?von=${encodeURIComponent(note.uri)}`;
    const page = await (await site.request(von, { session: await session(ben) })).text();
    expect(page).toContain("Aus dem Paket von Heslach");
    expect(page).toContain("<bdi>Laden &lt;suchen&gt;</bdi>");
    expect(page).toMatch(/name="paket" value="ja" checked/);
    expect(page).not.toContain("Bilder und Dateien");
    const back = await site.request("/uebernehmen", { session: await session(ben), form: draft({ goal: "" }) });
    expect(await back.text()).toMatch(/name="paket" value="ja"(?! checked)/);

    const slug = await adoptedSlug(draft({ paket: "ja" }));
    const adopted = await projectNoteBySlug(ctx, ben, slug);
    const { support: _support, ...taken } = transferKit;
    expect(adopted?.fields.transferKit).toEqual(taken);
    expect(adopted?.transferReady).toBe(false);
    const shown = async (who: Account) =>
      (await site.request(`/projekte/${slug}`, { session: await session(who) })).text();
    expect(await shown(ben)).toContain("3 Angaben darin stehen noch so da wie beim Ursprung");
    expect(await shown(ben)).toContain("Jetzt anpassen");
    expect(await shown(anna)).toContain("3 Angaben darin");
    expect(await shown(anna)).not.toContain("Jetzt anpassen");
    const input = { ...(adopted && requestOf(adopted.fields)), transferKit: { ...taken, pitfalls: ["Schnee"] } };
    await editProjectNote(ctx, ben, adopted?.id ?? "", input);
    expect(await shown(ben)).toContain("2 Angaben darin");
    await site.request(`/projekte/${slug}/uebernahme`, { session: await session(ben), form: PROGRESS });
    expect(await shown(ben)).not.toContain("Angaben darin");

    const cem = await createMember(ctx, "cem");
    const without = await site.request("/uebernehmen", {
      session: await session(cem),
      form: draft({ schluessel: "k2" }),
    });
    const bare = (without.headers.get("Location") ?? "").replace("/projekte/", "");
    expect((await projectNoteBySlug(ctx, null, bare))?.fields.transferKit).toBeUndefined();
  });

  test("pictures and files stay at the origin: linked where its licence is free, else one asks", async () => {
    const von = `/uebernehmen?von=${encodeURIComponent(note.uri)}`;
    const page = async () => (await site.request(von, { session: await session(ben) })).text();
    await ctx.sql`
      update project_notes set fields = fields || jsonb_build_object('licence', 'CC-BY-4.0', 'transferKit',
        '{"files": [{"name": "Plakat", "url": "https://heslach.test/media/a.pdf", "mediaType": "application/pdf"}]}'::jsonb)`;
    expect(await page()).toContain("Bilder und Dateien (1) bleiben beim Ursprung. Sie dürfen sie verwenden");
    expect(await page()).toContain(`href="${note.url}#paket"`);
    expect(await page()).not.toContain('name="paket"');
    await ctx.sql`update project_notes set fields = fields - 'licence'`;
    await ctx.sql`update posts set local = false`;
    expect(await page()).toContain("Bitte fragen Sie Heslach");
    expect(await page()).not.toContain("#paket");
    await ctx.sql`update posts set local = true`;
  });

  test("a note that takes no adoptions offers none, and refuses them", async () => {
    await setAdoptionPolicy(ctx, anna, note.id, { policy: "closed" });
    const page = await (await site.request(`/projekte/${note.slug}`, { session: await session(ben) })).text();
    expect(page).not.toContain("Wir übernehmen das");
    const answer = await site.request("/uebernehmen", { session: await session(ben), form: draft() });
    expect(answer.status).toBe(409);
  });
});

describe("what the people of the notes see and do", () => {
  test("a comment that cannot be taken comes back on the whole page, family tree and all", async () => {
    await adoptedSlug();
    await lookAtLineage(ctx, note.uri);
    const form = { text: "x".repeat(100_000) };
    const path = `/projekte/${note.slug}/kommentieren`;
    const answer = await site.request(path, { session: await session(ben), form });
    expect(answer.status).toBe(422);
    const html = await answer.text();
    expect(html).toContain("xxx");
    expect(html).toContain('<ul class="tree">');
    expect(html).toContain("Lastenrad Süd");
    expect(html).toContain(`href="/projekte/${note.slug}/uebernehmen"`);
  });

  test("only who may edit the note answers, and each answer shows on the page", async () => {
    await setAdoptionPolicy(ctx, anna, note.id, { policy: "manual" });
    const slug = await adoptedSlug();
    const [entry] = await adoptionsFor(ctx, note.id, { limit: 5 });
    const path = `/projekte/${note.slug}/uebernahmen`;
    const answer = `${path}/${entry?.adoption.id}`;
    expect((await site.request(path, { session: await session(ben) })).status).toBe(404);
    expect((await site.request(answer, { session: await session(ben), form: { answer: "accept" } })).status).toBe(404);
    expect((await site.request(answer, { form: { answer: "accept" } })).status).toBe(401);
    const page = await (await site.request(path, { session: await session(anna) })).text();
    expect(page).toContain("Dürfen wir anrufen?");
    expect(await (await site.request(`/projekte/${note.slug}`, { session: await session(anna) })).text()).toContain(
      "1 möchten dieses Projekt übernehmen",
    );
    expect((await site.request(answer, { session: await session(anna), form: { answer: "accept" } })).status).toBe(303);
    const adopted = await projectNoteBySlug(ctx, null, slug);
    expect((await claimOf(ctx, adopted?.id ?? ""))?.state).toBe("confirmed");
    expect(await (await site.request(`/projekte/${slug}`)).text()).toContain("Vom Ursprung bestätigt");
    const again = await site.request(answer, { session: await session(anna), form: { answer: "accept" } });
    expect(again.status).toBe(422);
    await site.request(answer, { session: await session(anna), form: { answer: "revoke" } });
    expect(await (await site.request(`/projekte/${slug}`)).text()).toContain("Bestätigung zurückgenommen");
  });

  test("the adopter says how far it is; who stops says why; nobody else can", async () => {
    const slug = await adoptedSlug();
    const path = `/projekte/${slug}/uebernahme`;
    expect((await site.request(path, { session: await session(anna) })).status).toBe(404);
    const why = await site.request(path, { session: await session(ben), form: { ...PROGRESS, state: "stopped" } });
    expect(why.status).toBe(422);
    expect(await why.text()).toContain("kürzere Runde");
    const form = { ...PROGRESS, worked: "Klingeln\nKuchen" };
    expect((await site.request(path, { session: await session(ben), form })).status).toBe(303);
    expect(await projectNoteBySlug(ctx, null, slug)).toMatchObject({
      status: "running",
      adoption: { state: "running", adapted: ["kürzere Runde"] },
      fields: { lessons: { worked: ["Klingeln", "Kuchen"] } },
    });
    const plain = await site.request(`/projekte/${note.slug}/uebernahme`, { session: await session(anna) });
    expect(plain.status).toBe(404);
  });
});

describe("without an account", () => {
  const ask = (form: Record<string, string>, from?: string) =>
    site.request(`/projekte/${note.slug}/uebernehmen`, { form, ...(from !== undefined && { from }) });
  const MEHMET = { name: "Mehmet", email: "mehmet@post.example", message: "Bitte um Rat." };

  test("a request reaches the networkers' list, and its data go when it was dealt with", async () => {
    const page = await (await site.request(`/projekte/${note.slug}/uebernehmen`)).text();
    expect(page).toContain('action="/mitmachen-von-aussen"');
    expect((await ask({ ...MEHMET, email: "keine" })).status).toBe(422);
    expect((await ask(MEHMET)).headers.get("Location")).toContain("gesendet=1");
    const moderator = await createMember(ctx, "mia", "moderator");
    expect((await site.request("/verwaltung/uebernahmen", { session: await session(ben) })).status).toBe(404);
    const list = await (await site.request("/verwaltung/uebernahmen", { session: await session(moderator) })).text();
    expect(list).toContain("mehmet@post.example");
    const [row] = await ctx.db.select().from(adoptionRequests);
    const finish = `/verwaltung/uebernahmen/${row?.id}/erledigt`;
    expect((await site.request(finish, { session: await session(ben), form: {} })).status).toBe(404);
    expect((await site.request(finish, { session: await session(moderator), form: {} })).status).toBe(303);
    expect(await ctx.db.select().from(adoptionRequests)).toEqual([]);
  });

  test("one visitor, and one address, are limited", async () => {
    for (let index = 0; index < 3; index += 1) expect((await ask(MEHMET, `198.51.100.${index}`)).status).toBe(303);
    const more = await ask(MEHMET, "198.51.100.9");
    expect(more.status).toBe(429);
    expect(Number(more.headers.get("Retry-After"))).toBeGreaterThan(0);
    for (let index = 0; index < 5; index += 1) await ask({ ...MEHMET, email: `m${index}@post.example` });
    expect((await ask({ ...MEHMET, email: "m9@post.example" })).status).toBe(429);
  });
});

describe("the API", () => {
  const path = (end: string) => `/api/v1/stadtteil/projects/${note.id}/${end}`;

  test("adopts with a token that may write, and says what the family tree is", async () => {
    expect((await site.request(path("adopt"), { json: {} })).status).toBe(401);
    const reader = await tokenOf(ctx, ben, ["read"]);
    expect((await site.request(path("adopt"), { json: {}, token: reader })).status).toBe(403);
    const token = await tokenOf(ctx, ben);
    const answer = await site.request(path("adopt"), { json: { title: "Lastenrad Nord", message: "Hallo" }, token });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ adoption: { originUri: note.uri, state: "interested" } });
    expect((await site.request(path("adopt"), { json: {}, token })).status).toBe(409);
    const wrong = await site.request(path("adopt"), { json: { foo: 1 }, token: await tokenOf(ctx, anna) });
    expect(wrong.status).toBe(422);
    const lineage = await site.request(path("lineage"));
    expect(await lineage.json()).toMatchObject({ uri: note.uri, nodes: [] });
    expect((await site.request("/api/v1/stadtteil/projects/1/lineage")).status).toBe(404);
  });

  test("a note that is private to nobody's eyes is adopted by nobody", async () => {
    await ctx.sql`update posts set visibility = 'direct' where id = ${note.id}`;
    await expect(adoptProject(ctx, ben, note.id, {})).rejects.toMatchObject({ code: "adoptions.not-adoptable" });
  });
});
