import { beforeAll, describe, expect, test } from "vitest";
import { atomXml } from "../../../src/platform/atom.ts";
import { createContent } from "../../support/content.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";

let ctx: TestCtx;
let app: TestApp;

beforeAll(async () => {
  ctx = await createTestCtx();
  await createContent(ctx);
  app = createTestApp(ctx);
});

const read = async (path: string) => {
  const answer = await app.request(path);
  return { answer, text: await answer.text() };
};

describe("the page", () => {
  test("says how many there are, and counts each choice under the others", async () => {
    const { text } = await read("/projekte?ergebnis=failed");
    expect(text).toMatch(/<h2 id="treffer">1 Projekt<\/h2>/);
    const count = (value: string) =>
      new RegExp(`value="${value}"[^>]*>.*?<span class="soft">\\((\\d+)\\)`, "s").exec(text)?.[1];
    expect(["failed", "mixed", "succeeded", "stopped"].map(count)).toEqual(["1", "1", "1", "1"]);
  });

  test("keeps a choice in the form and offers to take it away", async () => {
    const { text } = await read("/projekte?q=Brett&ergebnis=failed&stadtteil=Feuerbach&nur=elsewhere");
    expect(text).toMatch(/<input[^>]*value="Feuerbach"[^>]*checked/);
    expect(text).toContain('href="/projekte?q=Brett&amp;ergebnis=failed&amp;stadtteil=Feuerbach"');
    expect(text).toContain("Noch nicht bei uns in Heslach, Auswahl entfernen");
  });

  test("says what it searched for when a word was mistyped", async () => {
    const { text } = await read("/projekte?q=Schockoladenseiten");
    expect(text).toContain("Gesucht wurde stattdessen nach „schokoladenseiten“");
    expect(text).toContain("Schokoladenseiten: ein Tag der offenen Türen");
  });

  test("says what to do when nothing fits", async () => {
    const { text } = await read("/projekte?q=Raumfahrt");
    expect(text).toContain("Versuchen Sie ein anderes oder ein allgemeineres Wort");
    expect(text).toContain('href="/suche/merken?q=Raumfahrt"');
  });

  test("offers every order, and none by outcome", async () => {
    const { text } = await read("/projekte?q=Tisch");
    expect(text).toContain('href="/projekte?q=Tisch&amp;sortiert=date"');
    expect(text).toContain('href="/projekte?q=Tisch&amp;sortiert=nearness&amp;nah=Heslach"');
    expect((await read("/projekte?sortiert=outcome")).text).toContain("Datum, Neuestes zuerst</b>");
    expect((await read("/projekte?sortiert=nearness")).text).toContain("steht bisher in keinem Projekt");
  });
});

describe("the feed", () => {
  test("is Atom for anybody, of the same choice, and names itself and the page", async () => {
    const { answer, text } = await read("/projekte/feed.atom?ergebnis=failed&ergebnis=mixed");
    expect([answer.status, answer.headers.get("Content-Type")]).toEqual([200, "application/atom+xml; charset=utf-8"]);
    expect([...text.matchAll(/<entry[^>]*>\n<id>[^<]+<\/id>\n<title>([^<]+)</g)].map(([, title]) => title)).toEqual([
      "Brotkasten am Marienplatz",
      "Digitales Schwarzes Brett",
    ]);
    const address = "https://heslach.test/projekte/feed.atom?ergebnis=mixed&amp;ergebnis=failed";
    expect(text).toContain(`<id>${address}</id>`);
    expect(text).toContain(`<link rel="self" type="application/atom+xml" href="${address}"/>`);
    expect(text).toContain("<title>Neue Projekte: Heslach, Auswahl „Teils gelungen, Nicht gelungen“</title>");
    expect(text).toContain("<name>Feuerbach (Feuerbach)</name>");
  });

  test("is not sent again to who has it, until something changes", async () => {
    const { answer } = await read("/projekte/feed.atom");
    const etag = answer.headers.get("ETag") ?? "";
    expect(etag).toMatch(/^"/);
    const again = await app.request("/projekte/feed.atom", { headers: { "If-None-Match": etag } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    const other = await app.request("/projekte/feed.atom?q=Brot", { headers: { "If-None-Match": etag } });
    expect(other.status).toBe(200);
  });

  test("stands in the head of the page", async () => {
    const { text } = await read("/projekte?thema=tauschring");
    expect(text).toContain(
      'href="https://heslach.test/projekte/feed.atom?thema=tauschring" type="application/atom+xml"',
    );
  });

  test("T125 stays well-formed and without markup and other schemes, whatever stands in it", () => {
    const evil = "x]]>\u0000\u0008\uD800<script>alert(1)</script>&\"'";
    const xml = atomXml({
      title: evil,
      self: "https://heslach.test/f?a=1&b=2",
      page: "javascript:alert(1)",
      author: evil,
      since: new Date(0),
      entries: [
        {
          id: evil,
          title: evil,
          url: "javascript:alert(1)",
          author: evil,
          summary: evil,
          language: '"><script>',
          categories: [evil],
          publishedAt: new Date(0),
          updatedAt: new Date(1000),
        },
      ],
    });
    expect(xml).not.toMatch(/<script|javascript:|\]\]>/);
    expect([...xml].filter((letter) => letter < " " && letter !== "\n")).toEqual([]);
    expect(xml.isWellFormed()).toBe(true);
    expect(xml).toContain("x]]&gt;\uFFFD&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;");
    // Every tag that opens closes, in the right order.
    const open: string[] = [];
    for (const [, close, name = "", empty] of xml.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/g)) {
      if (close) expect(open.pop()).toBe(name);
      else if (!empty) open.push(name);
    }
    expect(open).toEqual([]);
  });
});

describe("the API", () => {
  const get = async (query: string) => {
    const answer = await app.request(`/api/v1/stadtteil/search?${query}`);
    return { answer, json: (await answer.json()) as Record<string, never> };
  };

  test("takes what the page takes, and gives facets with counts", async () => {
    const { json } = await get("ergebnis=failed&q=Brett");
    expect(json).toMatchObject({
      total: 1,
      more: false,
      corrected: {},
      flags: { kit: 0, ready: 0, elsewhere: 1 },
      projects: [{ title: "Digitales Schwarzes Brett", outcome: "failed", district: { name: "Feuerbach" } }],
      facets: { district: [{ value: "Feuerbach", name: "Feuerbach", count: 1 }] },
    });
  });

  test("names the next page", async () => {
    const seen: string[] = [];
    let path: string | undefined = "/api/v1/stadtteil/search?limit=2";
    while (path) {
      const answer: Response = await app.request(path);
      const { projects } = (await answer.json()) as { projects: { title: string }[] };
      seen.push(...projects.map(({ title }) => title));
      path = /<https:\/\/heslach\.test([^>]+)>; rel="next"/.exec(answer.headers.get("Link") ?? "")?.[1];
    }
    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
  });

  test("says which words it took for mistyped ones", async () => {
    expect((await get("q=Tauschrink")).json).toMatchObject({ corrected: { tauschrink: "tauschring" }, total: 1 });
  });
});
