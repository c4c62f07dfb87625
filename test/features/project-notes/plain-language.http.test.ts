import { beforeAll, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { createOrganisation } from "../../../src/features/organisations/organisations.usecases.ts";
import { readWire } from "../../../src/features/project-notes/note-reading.activitypub.ts";
import { plainHints } from "../../../src/features/project-notes/plain-language.hints.ts";
import { noteDocument, projectNoteById } from "../../../src/features/project-notes/project-notes.queries.ts";
import { editProjectNote } from "../../../src/features/project-notes/usecases/edit.ts";
import { type PublishOptions, publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { createMember, sessionOf } from "../../support/people.ts";
import { SHORT_REQUEST } from "./notes.ts";
import { createSetting, type Setting } from "./setting.ts";

let setting: Setting;
let app: TestApp;
let carla: Account;

beforeAll(async () => {
  setting = await createSetting();
  app = createTestApp(setting.ctx);
  carla = await createMember(setting.ctx, "carla");
});

const PLAIN = "Wir teilen Brot. Alle dürfen kommen.";
const publish = (options: PublishOptions = {}, plainText: string | undefined = PLAIN) =>
  publishProjectNote(setting.ctx, setting.anna, { ...SHORT_REQUEST, plainText }, options);
const view = (id: string) => projectNoteById(setting.ctx, null, id);
const check = async (slug: string, who: Account | null, form: Record<string, string> = { pruefung: "ja" }) =>
  (
    await app.request(`/projekte/${slug}/einfach-geprueft`, {
      form,
      ...(who && { session: await sessionOf(setting.ctx, who) }),
    })
  ).status;

describe("hints", () => {
  test.each<[string, number, string[]]>([
    ["Wir essen zusammen. Alle dürfen kommen.", 0, []],
    ["Eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn.", 1, []],
    ["Die Ehrenamtskoordination hilft.", 0, ["Ehrenamtskoordination"]],
    ["Der Rollstuhl-Fahrer kommt z. B. am Montag, usw.", 0, ["z. B.", "usw."]],
    ["", 0, []],
  ])("%s", async (text, long, hard) => {
    const hints = await plainHints(text, "de");
    expect([hints.long.length, hints.hard]).toEqual([long, hard]);
  });

  test("of English are English", async () => {
    expect((await plainHints("Volunteering responsibility.", "en")).hard).toEqual(["Volunteering", "responsibility"]);
  });

  test("stand in the form again after a mistake, and in the preview", async () => {
    const session = await sessionOf(setting.ctx, setting.anna);
    const form = { title: "Brot", summary: "Kurz.", plainText: "Die Ehrenamtskoordination hilft.", language: "de" };
    const refused = await app.request("/schreiben/projekt", { session, form: { ...form, aktion: "veroeffentlichen" } });
    expect([refused.status, (await refused.text()).includes("Ehrenamtskoordination</bdi>")]).toEqual([422, true]);
    const preview = await app.request("/schreiben/projekt", { session, form: { ...form, aktion: "vorschau" } });
    const page = await app.request(`${preview.headers.get("Location")}?einfach=1`, { session });
    expect(await page.text()).toContain("Was noch einfacher geht");
  });

  test("come while one types, for members, and nothing typed in them is markup", async () => {
    const session = await sessionOf(setting.ctx, setting.anna);
    const text = `${"wort ".repeat(20)}<script>alert(1)</script>.`;
    const answer = await app.request("/schreiben/lesbarkeit", { session, form: { text } });
    const html = await answer.text();
    expect(html).toContain("mehr als 15 Wörter");
    expect(html).not.toContain("<script");
    expect((await app.request("/schreiben/lesbarkeit", { session, form: { text: " " } })).status).toBe(204);
    expect((await app.request("/schreiben/lesbarkeit", { form: { text } })).status).toBe(401);
  });
});

describe("a check", () => {
  test("by another member is shown with name, day and for whom", async () => {
    const { id, slug } = await publish();
    const before = await (await app.request(`/projekte/${slug}?einfach=1`)).text();
    expect(before).toContain("Noch hat niemand geprüft");
    expect(before).not.toContain("einfach-geprueft");
    expect(await check(slug, carla, { pruefung: "ja", zielgruppe: "ja" })).toBe(303);
    expect((await view(id))?.plainCheck).toMatchObject({ by: { handle: "carla" }, byReader: true });
    const after = await (await app.request(`/projekte/${slug}?einfach=1`)).text();
    expect(after).toMatch(/Geprüft von.*carla.*liest selbst Einfache Sprache/s);
    expect(after).toContain("nicht Leichte Sprache");
  });

  test("is refused to who wrote or edited it, and to nobody known", async () => {
    const { id, slug } = await publish({ coAuthors: ["bert"] });
    await editProjectNote(setting.ctx, setting.admin, id, { ...SHORT_REQUEST, plainText: `${PLAIN} Immer.` });
    for (const who of [setting.anna, setting.bert, setting.admin]) expect(await check(slug, who)).toBe(403);
    expect(await check(slug, null)).toBe(401);
    expect((await view(id))?.plainCheck).toBeNull();
  });

  test("is refused to the editors of the organisation that wrote it", async () => {
    const { ctx, anna } = setting;
    await createOrganisation(ctx, anna, { name: "Haus", handle: "haus", sector: "civic", kind: "initiative" });
    const { slug } = await publish({ as: "haus" });
    expect(await check(slug, anna)).toBe(403);
    expect(await check(slug, carla)).toBe(303);
  });

  test("is refused where there is no plain-language text", async () => {
    const { slug } = await publishProjectNote(setting.ctx, setting.anna, SHORT_REQUEST);
    expect(await check(slug, carla)).toBe(403);
  });

  test("ends when the text changes, not when something else does, and when it is taken back", async () => {
    const { ctx, anna } = setting;
    const { id, slug } = await publish();
    await check(slug, carla);
    await editProjectNote(ctx, anna, id, { ...SHORT_REQUEST, plainText: PLAIN, title: "Anderer Titel" });
    expect((await view(id))?.plainCheck).not.toBeNull();
    await editProjectNote(ctx, anna, id, { ...SHORT_REQUEST, plainText: "Anders." });
    expect((await view(id))?.plainCheck).toBeNull();
    await check(slug, carla);
    expect(await check(slug, setting.bert, { pruefung: "zurueck" })).toBe(303);
    expect((await view(id))?.plainCheck).not.toBeNull();
    await check(slug, carla, { pruefung: "zurueck" });
    expect((await view(id))?.plainCheck).toBeNull();
  });
});

describe("the switch", () => {
  const remember = (merken: string, cookie?: string) =>
    app.request("/sprache/einfach", {
      form: { merken, weiter: "/projekte" },
      ...(cookie && { headers: { Cookie: cookie } }),
    });

  test("keeps the choice in the address, without a cookie", async () => {
    const { slug } = await publish();
    const answer = await app.request(`/projekte/${slug}?einfach=1`);
    expect(answer.headers.get("Set-Cookie")).toBeNull();
    expect(await answer.text()).toContain("Alle dürfen kommen.");
    expect(await (await app.request(`/projekte/${slug}`)).text()).not.toContain("Alle dürfen kommen.");
  });

  test("is remembered only by who asks for it, and forgotten again", async () => {
    const { slug } = await publish();
    const answer = await remember("ja");
    const cookie = answer.headers.get("Set-Cookie") ?? "";
    expect(cookie).toMatch(/^einfach=1; .*HttpOnly; Secure; SameSite=Lax/);
    const read = async (query = "") =>
      (await app.request(`/projekte/${slug}${query}`, { headers: { Cookie: "einfach=1" } })).text();
    expect(await read()).toContain("Alle dürfen kommen.");
    expect(await read("?einfach=0")).not.toContain("Alle dürfen kommen.");
    expect(await read()).toContain('value="nein"');
    expect((await remember("nein", "einfach=1")).headers.get("Set-Cookie")).toMatch(/^einfach=; Max-Age=0/);
  });
});

test("the twin travels in contentMap after the main language, and back", async () => {
  const { id } = await publish();
  const { text } = (await noteDocument(setting.ctx, null, id)) ?? { text: "{}" };
  const document = JSON.parse(text);
  expect(Object.keys(document.contentMap)).toEqual(["de", "de-simple"]);
  expect(document.content).toBe(document.contentMap.de);
  expect(document.contentMap["de-simple"]).toBe(`<p>${PLAIN}</p>`);
  expect(readWire(document).fields.plainText).toBe(PLAIN);
  expect(readWire({ ...document, contentMap: { en: "x", "en-simple": "<p>Bread</p>" } }).fields.plainText).toBe(
    "Bread",
  );
});
