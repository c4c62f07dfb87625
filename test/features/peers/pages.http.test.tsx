import { beforeEach, expect, test } from "vitest";
import { districtOf } from "../../../src/features/district/district.queries.ts";
import { ruleFor, trustedPeers } from "../../../src/features/peers/peers.queries.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createTestApp } from "../../support/http.ts";
import { createMember, sessionOf, setUpDistrict } from "../../support/people.ts";

const ctx = await createTestCtx();
const { request } = createTestApp(ctx);
await setUpDistrict(ctx);
const session = await sessionOf(ctx, await createMember(ctx, "vera", "admin"));
const HOME = "/verwaltung/verbindungen";
const page = async (path: string): Promise<string> => (await request(path, { session })).text();
const post = (path: string, form: Record<string, string | string[]>) => request(`${HOME}${path}`, { session, form });

beforeEach(() => ctx.sql`delete from peers`);

test("moderators, members and strangers find nothing there, and can do nothing", async () => {
  const moderator = await sessionOf(ctx, await createMember(ctx, "mona", "moderator"));
  for (const path of ["", "/server", "/listen", "/listen/sperren.csv", "/listen/vertrauen.csv"]) {
    expect([path, (await request(`${HOME}${path}`, { session: moderator })).status]).toEqual([path, 404]);
    expect([path, (await request(`${HOME}${path}`)).status]).toEqual([path, 404]);
  }
  for (const [path, form] of Object.entries({
    "/modus": { modus: "closed" },
    "/server/sperren": { host: "a.example", stufe: "suspend" },
    "/server/entsperren": { host: "a.example" },
    "/server/aufnehmen": { name: "a.example" },
    "/server/streichen": { name: "a.example" },
    "/listen/uebernehmen": { art: "rules", text: "a.example" },
    "/freigeben": { host: "a.example" },
    "/wiederholen": { was: "alles" },
  })) {
    expect([path, (await request(`${HOME}${path}`, { session: moderator, form })).status]).toEqual([path, 404]);
  }
  expect((await districtOf(ctx))?.mode).toBe("partnersWrite");
  expect(await ruleFor(ctx, "a.example")).toBeNull();
});

test("the mode is chosen, and what it means stands beside it", async () => {
  expect(await page(HOME)).toMatch(/value="partnersWrite" checked/);
  expect((await post("/modus", { modus: "allowList" })).headers.get("Location")).toBe(`${HOME}?getan=gespeichert`);
  expect(await districtOf(ctx)).toMatchObject({ mode: "allowList", publishesBlocks: false });
  expect(await page(HOME)).toMatch(/value="allowList" checked/);
  const wrong = await post("/modus", { modus: "irgendwie", liste: "ja" });
  expect(wrong.status).toBe(422);
  const again = await wrong.text();
  expect(again).toContain("Bitte wählen Sie, mit wem wir uns austauschen.");
  expect(again).toMatch(/name="liste" value="ja" checked/);
  await post("/modus", { modus: "partnersWrite" });
});

test("a closed district says so to its visitors and its admin", async () => {
  await post("/modus", { modus: "closed" });
  expect(await (await request("/ueber")).text()).toContain("tauscht sich zurzeit mit niemandem aus");
  expect(await page("/verwaltung")).toContain("Der Austausch ist geschlossen");
  await post("/modus", { modus: "partnersWrite" });
  expect(await (await request("/ueber")).text()).not.toContain("tauscht sich zurzeit mit niemandem aus");
});

test("a server is ruled on by name, address or handle, with reasons; changed; and let in again", async () => {
  const rule = { stufe: "suspend", auch: ["medien", "verdeckt"], oeffentlich: "Werbung", intern: "Anruf vom 3." };
  for (const host of ["STOERT.example", "https://stoert.example/abc", "@wer@stoert.example", "stoert.example."]) {
    expect((await post("/server/sperren", { host, ...rule })).status).toBe(303);
  }
  expect(await ruleFor(ctx, "stoert.example")).toMatchObject({
    severity: "suspend",
    rejectMedia: true,
    rejectReports: false,
    obfuscated: true,
    publicReason: "Werbung",
    privateReason: "Anruf vom 3.",
  });
  const list = await page(`${HOME}/server`);
  for (const text of ["stoert.example", "Ganz aussperren", "Werbung", "Anruf vom 3.", "gelöscht"]) {
    expect(list).toContain(text);
  }
  const edit = await page(`${HOME}/server?host=stoert.example`);
  expect(edit).toMatch(/value="suspend" checked/);
  expect(edit).toContain('value="Anruf vom 3."');
  await post("/server/sperren", { host: "stoert.example", stufe: "media" });
  expect(await ruleFor(ctx, "stoert.example")).toMatchObject({ severity: "noop", rejectMedia: true });
  await post("/server/entsperren", { host: "stoert.example" });
  expect(await ruleFor(ctx, "stoert.example")).toBeNull();
});

test("what is wrong comes back with everything that was typed", async () => {
  for (const host of ["heslach.test", "kein name", "", "localhost"]) {
    const answer = await post("/server/sperren", { host, stufe: "silence", oeffentlich: "Ein Grund", auch: "medien" });
    expect([host, answer.status]).toEqual([host, 422]);
    const text = await answer.text();
    expect(text).toContain("Das ist kein Name eines anderen Servers.");
    expect(text).toContain('value="Ein Grund"');
    expect(text).toMatch(/value="silence" checked/);
    expect(text).toMatch(/value="medien" checked/);
  }
  const level = await post("/server/sperren", { host: "a.example" });
  expect(level.status).toBe(422);
  expect(await level.text()).toContain("Bitte wählen Sie, was gelten soll.");
  const trusted = await post("/server/aufnehmen", { name: "kein name" });
  expect(trusted.status).toBe(422);
  expect(await trusted.text()).toContain('value="kein name"');
});

test("servers are put on the list and struck off it", async () => {
  expect((await post("/server/aufnehmen", { name: "Sendling.example" })).status).toBe(303);
  expect(await trustedPeers(ctx, { limit: 5 })).toEqual(["sendling.example"]);
  expect(await page(`${HOME}/server`)).toContain("Von der Liste streichen: sendling.example");
  await post("/server/streichen", { name: "sendling.example" });
  expect(await trustedPeers(ctx, { limit: 5 })).toEqual([]);
});

const upload = (path: string, fields: Record<string, string | File>) => {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  return request(`${HOME}${path}`, { session, method: "POST", body });
};

const LIST = `#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate
spam.example,suspend,FALSE,FALSE,"Werbung, viel",FALSE
kein name,suspend,FALSE,FALSE,,FALSE
`;

test("a list is shown before it counts, its faults by line; then it counts, and goes out as it came", async () => {
  const datei = new File([LIST], "blocks.csv", { type: "text/csv" });
  const preview = await upload("/listen", { art: "rules", datei, text: "" });
  expect(preview.status).toBe(200);
  const shown = await preview.text();
  for (const text of ["Neue Regeln", "spam.example", "Zeile 3:", "kein name", "Das ist kein Name eines Servers."]) {
    expect(shown).toContain(text);
  }
  expect(await ruleFor(ctx, "spam.example")).toBeNull();
  const done = await upload("/listen/uebernehmen", { art: "rules", text: LIST });
  expect(done.headers.get("Location")).toBe(`${HOME}/server?getan=uebernommen`);
  expect(await ruleFor(ctx, "spam.example")).toMatchObject({ severity: "suspend", publicReason: "Werbung, viel" });
  const file = await request(`${HOME}/listen/sperren.csv`, { session });
  expect(file.headers.get("Content-Type")).toBe("text/csv; charset=utf-8");
  expect(file.headers.get("Content-Disposition")).toBe('attachment; filename="domain_blocks.csv"');
  expect(await file.text()).toBe(LIST.replace(/^kein name.*\n/m, ""));
  expect(await (await upload("/listen", { art: "rules", text: LIST })).text()).toContain("Es ändert sich nichts.");
});

test("a list of servers to trust is names; nothing, and too much, is refused with a sentence", async () => {
  await upload("/listen/uebernehmen", { art: "trusted", text: "#domain\nsendling.example\n" });
  expect(await trustedPeers(ctx, { limit: 5 })).toEqual(["sendling.example"]);
  expect(await page(`${HOME}/listen/vertrauen.csv`)).toBe("#domain\nsendling.example\n");
  const empty = await upload("/listen", { art: "trusted", text: "  " });
  expect(empty.status).toBe(422);
  expect(await empty.text()).toContain("Bitte wählen Sie eine Datei oder fügen Sie eine Liste ein.");
  const long = await upload("/listen", { art: "rules", text: "a".repeat(500_001) });
  expect(long.status).toBe(422);
});

test("the public list is there only when it is switched on, and has no private reason", async () => {
  await post("/server/sperren", { host: "stoert.example", stufe: "suspend", oeffentlich: "Werbung", intern: "Anruf" });
  expect((await request("/gesperrte-server")).status).toBe(404);
  expect(await (await request("/ueber")).text()).not.toContain("/gesperrte-server");
  await post("/modus", { modus: "partnersWrite", liste: "ja" });
  const list = await (await request("/gesperrte-server")).text();
  expect(list).toContain("stoert.example");
  expect(list).toContain("Werbung");
  expect(list).not.toContain("Anruf");
  expect(await (await request("/ueber")).text()).toContain("/gesperrte-server");
  await post("/modus", { modus: "partnersWrite" });
  expect((await request("/gesperrte-server")).status).toBe(404);
});

test("T111 what was given up is shown without what was in it, also where a peer sends it back", async () => {
  await ctx.sql`insert into jobs (queue, host, payload, attempts, dead_at, last_error)
    values ('delivery', 'weg.example', 'streng geheim', 36, now(), 'HTTP 400')`;
  const shown = await page(HOME);
  expect(shown).toContain("HTTP 400");
  expect(shown).not.toContain("geheim");
});
