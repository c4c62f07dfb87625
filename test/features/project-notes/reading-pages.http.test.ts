import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { projectNoteBySlug } from "../../../src/features/project-notes/project-notes.queries.ts";
import { publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import { type Content, createContent } from "../../support/content.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { doubleIds, foreignParts, outlineProblems } from "../../support/html.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { sessionOf, setUpDistrict } from "../../support/people.ts";
import { insertActor, insertFollow, insertPost } from "../../support/rows.ts";

let ctx: TestCtx;
let app: TestApp;
let content: Content;

beforeAll(async () => {
  ctx = await createTestCtx();
  content = await createContent(ctx);
  app = createTestApp(ctx);
});

async function read(path: string, headers: Record<string, string> = {}): Promise<{ status: number; html: string }> {
  const response = await app.request(path, { headers });
  return { status: response.status, html: await response.text() };
}

const pages = (): readonly (readonly [string, number])[] => [
  ["/", 200],
  ["/projekte", 200],
  ["/projekte?ergebnis=failed", 200],
  ["/projekte?q=gibtesnicht", 200],
  [content.paths.full, 200],
  [content.paths.plain, 200],
  [content.paths.remote, 200],
  [content.paths.gone, 410],
  ["/@anna", 200],
  ["/@heslach", 200],
  ["/ueber", 200],
  ["/impressum", 200],
  ["/datenschutz", 200],
  ["/barrierefreiheit", 200],
  ["/leichte-sprache", 200],
  ["/folgen-von-aussen", 200],
];

describe.each(["de", "en"])("pages in %s", (locale) => {
  test("have the language, one h1, a sound outline, single ids, and nothing inline or from elsewhere", async () => {
    for (const [path, status] of pages()) {
      const page = await read(path, { "Accept-Language": locale });
      expect(page.status, path).toBe(status);
      expect(page.html, path).toContain(`<html lang="${locale}">`);
      expect(outlineProblems(page.html), path).toEqual([]);
      expect(doubleIds(page.html), path).toEqual([]);
      expect(foreignParts(page.html, ctx.origin), path).toEqual([]);
      expect(page.html, path).not.toMatch(/undefined|\[object |NaN|\{\w+\}/);
    }
  });
});

test("T204 no page of a visitor sets a cookie", async () => {
  for (const [path] of pages()) {
    expect((await app.request(path)).headers.get("Set-Cookie"), path).toBeNull();
  }
});

test("a page's HTML with the style sheet stays below 25 kB, and no page needs a script", async () => {
  const css = await (await app.request((await read("/")).html.match(/\/assets\/theme\.[^"]*/)?.[0] ?? "")).text();
  const packedCss = gzipSync(css).byteLength;
  for (const [path] of pages()) {
    const { html } = await read(path);
    expect(packedCss + gzipSync(html).byteLength, path).toBeLessThan(25 * 1024);
    expect(html, path).not.toContain("<script");
  }
});

describe("a note", () => {
  test("shows every field", async () => {
    const { html } = await read(content.paths.full);
    for (const text of [
      "Schokoladenseiten: ein Tag der offenen Türen",
      "Menschen, die im selben Stadtteil leben",
      "Ein kleines Team geht ab Mai",
      "Wer neu ist, findet an einem Tag",
      "alle im Viertel und neu Zugezogene",
      "seit Oktober 2013",
      "415,50",
      "Handels- und Gewerbeverein",
      "Hat davon: fünf neue Ehrenamtliche",
      "Rundmails: 40 verschickt",
      "Stufen auf der Karte zeigen",
      "Rund um den Marienplatz, 70178 Stuttgart",
      "geplant, umgesetzt und ausgewertet",
      "Drei Leute finden",
      "Regen: Wo steht der Tisch dann?",
      "Anna B.",
      "CC BY-SA 4.0",
      "Infoblatt für Läden (PDF)",
      'alt="Ein langer gedeckter Tisch auf dem Platz"',
    ]) {
      expect(html).toContain(text);
    }
  });

  test("names its document, its own address and its preview", async () => {
    const { html } = await read(content.paths.full);
    const note = await projectNoteBySlug(ctx, null, content.paths.full.replace("/projekte/", ""));
    expect(html).toContain(`<link rel="alternate" href="${note?.uri}" type="application/activity+json"/>`);
    expect(html).toContain(`<link rel="canonical" href="${ctx.origin}${content.paths.full}"/>`);
    expect(html).toContain('<meta property="og:type" content="article"/>');
    expect(html).toMatch(/<meta property="og:image" content="https:\/\/heslach\.test\/media\//);
  });

  test("gives its plain text only when asked, marked as what it is", async () => {
    const long = await read(content.paths.full);
    const plain = await read(content.paths.plain);
    expect(long.html).not.toContain("viele Türen offen");
    expect(plain.html).toContain("viele Türen offen");
    expect(plain.html).toContain('lang="de-simple"');
    expect(plain.html).not.toContain("Ein kleines Team geht ab Mai");
  });

  test("answers with its document when ActivityPub is asked for, and with the page to browsers", async () => {
    const document = await app.request(content.paths.full, { headers: { Accept: "application/activity+json" } });
    expect(document.headers.get("Content-Type")).toBe("application/activity+json; charset=utf-8");
    expect(((await document.json()) as { type: string }).type).toBe("Article");
    const page = await app.request(content.paths.full, { headers: { Accept: "text/html,*/*;q=0.8" } });
    expect(page.headers.get("Content-Type")).toContain("text/html");
    expect(page.headers.get("Vary")).toContain("Accept");
  });

  test("shows the answers as a tree, and a form only to members", async () => {
    const { html } = await read(content.paths.full);
    expect(html).toContain("Hat jemand einen Shuttle probiert?");
    expect(html.indexOf("zwei Rikschas")).toBeGreaterThan(html.indexOf("Shuttle probiert"));
    expect(html).toContain("2 Antworten, 5-mal „Gefällt mir“, 2-mal geteilt");
    expect(html).not.toContain('action="/projekte/schokoladenseiten-ein-tag-der-offenen-tueren/kommentieren"');
    const member = await app.request(content.paths.full, { session: await sessionOf(ctx, content.anna) });
    expect(await member.text()).toContain(`action="${content.paths.full}/kommentieren"`);
  });

  test("offers editing and deleting to its author, to admins deleting, to nobody else", async () => {
    const seenBy = async (session?: string) =>
      (await app.request(content.paths.full, session === undefined ? {} : { session })).text();
    expect(await seenBy()).not.toMatch(/\/bearbeiten"|\/loeschen"/);
    const author = await seenBy(await sessionOf(ctx, content.anna));
    expect(author).toContain(`href="${content.paths.full}/bearbeiten"`);
    expect(author).toContain(`href="${content.paths.full}/loeschen"`);
    expect(await seenBy(await sessionOf(ctx, content.admin))).toContain(`href="${content.paths.full}/loeschen"`);
  });

  test("that came from elsewhere says so, links to the original and belongs to its own host's address", async () => {
    const { html } = await read(content.paths.remote);
    expect(html).toContain("neckarvorstadt.test</a>");
    expect(html).toContain('<link rel="canonical" href="https://neckarvorstadt.test/projekte/1"/>');
    const id = content.paths.remote.split("/").at(-1);
    expect((await read(`/projekte/feuerbach.test/${id}`)).status).toBe(404);
    expect((await read(`/projekte/neckarvorstadt.test/9999999999999999999999`)).status).toBe(404);
  });

  test("that came from elsewhere shows its pictures through our own address", async () => {
    const { html } = await read(content.paths.remote);
    expect(html).toMatch(/<img class="photo" src="\/medien\/fremd\/b[\w-]+" alt="Eine Werkbank"/);
    expect(foreignParts(html, ctx.origin)).toEqual([]);
  });

  test("that is not there is 404, one that was deleted 410 without its title", async () => {
    expect((await read("/projekte/gibt-es-nicht")).status).toBe(404);
    const gone = await read(content.paths.gone);
    expect(gone.status).toBe(410);
    expect(gone.html).not.toContain("Verworfen");
  });
});

describe("the catalogue", () => {
  const titles = (html: string): string[] =>
    [...html.matchAll(/kern-link--stretched" href="[^"]*"><bdi>([^<]*)</g)].map((match) => match[1] ?? "");

  test("is newest first, own and others' alike, each with its outcome as a word", async () => {
    const { html } = await read("/projekte");
    expect(titles(html)).toEqual([
      "Brotkasten am Marienplatz",
      "Tauschring: eine Stunde ist eine Stunde",
      "Digitales Schwarzes Brett",
      "Repair Café im Bezirk",
      "Schokoladenseiten: ein Tag der offenen Türen",
    ]);
    for (const word of ["Gelungen", "Teils gelungen", "Nicht gelungen", "Läuft noch"]) expect(html).toContain(word);
  });

  test.each([
    ["ergebnis=failed", ["Digitales Schwarzes Brett"]],
    ["ergebnis=failed&ergebnis=mixed", ["Brotkasten am Marienplatz", "Digitales Schwarzes Brett"]],
    ["stand=stopped", ["Digitales Schwarzes Brett"]],
    ["stadtteil=Feuerbach", ["Digitales Schwarzes Brett"]],
    ["thema=repaircafé", ["Repair Café im Bezirk"]],
    ["thema=Repair+Caf%C3%A9", ["Repair Café im Bezirk"]],
    ["q=backen+OR+Bäckerei", ["Brotkasten am Marienplatz", "Schokoladenseiten: ein Tag der offenen Türen"]],
    ["q=Brotkasten+OR+Bäckerei", ["Brotkasten am Marienplatz"]],
    ["ergebnis=unsinn&vor=abc&stand=%00", 5],
  ])("narrowed by %s", async (query, expected) => {
    const found = titles((await read(`/projekte?${query}`)).html);
    expect(typeof expected === "number" ? found.length : found).toEqual(expected);
  });

  test("a choice can be taken away again by a link", async () => {
    const { html } = await read("/projekte?ergebnis=failed&stand=stopped");
    expect(html).toContain('<a class="chip" href="/projekte?stand=stopped">');
    expect(html).toContain('<a class="chip" href="/projekte?ergebnis=failed">');
    expect(html).toContain('<meta name="robots" content="noindex"/>');
  });

  test("goes on by keyset: each note once, in order", async () => {
    const other = await createTestCtx();
    const there = await createContent(other);
    for (let number = 1; number <= 20; number++) {
      other.advance(60_000);
      await publishProjectNote(other, there.anna, {
        title: `Nummer ${number}`,
        summary: "Eins von vielen.",
        goal: "Ziel",
        targetGroups: ["alle"],
        measures: "So",
        outcome: "ongoing",
      });
    }
    const site = createTestApp(other);
    const seen: string[] = [];
    let path: string | undefined = "/projekte";
    while (path !== undefined) {
      const html: string = await (await site.request(path)).text();
      seen.push(...titles(html));
      path = html
        .match(/rel="next" href="([^"]*)"|href="([^"]*)" rel="next"/)
        ?.slice(1)
        .find(Boolean);
    }
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
    expect(seen[0]).toBe("Nummer 20");
  });

  test("says what to do when there is nothing", async () => {
    expect((await read("/projekte?q=gibtesnicht")).html).toContain("Dazu ist noch nichts aufgeschrieben");
  });
});

describe("the first page", () => {
  test("shows a peer's other posts as what they are, and what it warns of only on opening", async () => {
    const actor = await insertActor(ctx, { host: "zeitung.test", handle: "blatt", name: "Blatt" });
    await insertFollow(ctx, content.district.actorId, actor.id);
    await insertPost(ctx, actor, {
      kind: "article",
      type: "Article",
      title: "Neues vom Platz",
      content: "<p>Der Brunnen <strong>läuft</strong> wieder.</p>",
    });
    await insertPost(ctx, actor, { sensitive: true, summary: "Unfall", content: "<p>Einzelheiten</p>" });
    const { html } = await read("/");
    expect(html).toContain("Neues vom Platz");
    expect(html).toContain("Der Brunnen läuft wieder.");
    expect(html).toMatch(/<summary><bdi>Unfall<\/bdi><\/summary>(<div[^>]*>)+<p>Einzelheiten<\/p>/);
  });

  test("before the first note says how to begin", async () => {
    const fresh = await createTestCtx();
    await setUpDistrict(fresh);
    const html = await (await createTestApp(fresh).request("/")).text();
    expect(html).toContain("Hier beginnt etwas");
    expect(outlineProblems(html)).toEqual([]);
  });

  test("says so when federation is off", async () => {
    const local = await createTestCtx({ ORIGIN: "http://localhost:8000" });
    await setUpDistrict(local);
    const site = createTestApp(local);
    expect(await (await site.request("/")).text()).toContain("noch nicht mit anderen verbunden");
    expect(await (await site.request("/ueber")).text()).not.toContain('action="/folgen-von-aussen"');
  });
});

describe("profiles", () => {
  test("of people here are open; of people elsewhere only members see them", async () => {
    expect((await read("/@anna")).html).toContain("Schokoladenseiten");
    const asked = await app.request("/@feuerbach@feuerbach.test");
    expect(asked.status).toBe(303);
    expect(asked.headers.get("Location")).toBe("/anmelden?weiter=%2F%40feuerbach%40feuerbach.test");
    const session = await sessionOf(ctx, content.anna);
    const seen = await app.request("/@feuerbach@feuerbach.test", { session });
    expect(await seen.text()).toContain("Digitales Schwarzes Brett");
  });

  test("answer with the actor document when ActivityPub is asked for", async () => {
    const response = await app.request("/@anna", { headers: { Accept: "application/activity+json" } });
    expect(((await response.json()) as { type: string }).type).toBe("Person");
  });

  test("with our own host lead to the short address; unknown ones are 404", async () => {
    expect((await app.request("/@anna@heslach.test")).headers.get("Location")).toBe("/@anna");
    expect((await read("/@niemand")).status).toBe(404);
  });
});

test("a hashtag of a note leads to the catalogue of its topic", async () => {
  const note = await projectNoteBySlug(ctx, null, content.paths.full.split("/").at(-1) ?? "");
  const document = JSON.parse(
    (await (
      await app.request(new URL(note?.uri ?? "").pathname, { headers: { accept: "application/activity+json" } })
    ).text()) || "{}",
  );
  const href = new URL(document.tag[0].href);
  expect(href.search).toBe("");
  const answer = await app.request(href.pathname);
  expect(answer.status).toBe(303);
  const { html } = await read(answer.headers.get("location") ?? "");
  expect(html).toContain(note?.fields.title);
});
