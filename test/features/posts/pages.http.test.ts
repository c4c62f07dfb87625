import { and, eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import type { Actor } from "../../../src/features/actors/actors.queries.ts";
import type { District } from "../../../src/features/district/district.model.ts";
import { createGroup } from "../../../src/features/groups/usecases/create.ts";
import { pollsOf } from "../../../src/features/posts/polls.queries.ts";
import { statsOf } from "../../../src/features/posts/posts.queries.ts";
import { pollOptions, polls, postReactions, posts } from "../../../src/features/posts/posts.table.ts";
import { publishPost } from "../../../src/features/posts/usecases/publish.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { createMember, sessionOf, setUpDistrict } from "../../support/people.ts";
import { insertActor, insertFollow, insertPost } from "../../support/rows.ts";
import { phonePhoto } from "../media/media.files.ts";

let ctx: TestCtx;
let app: TestApp;
let district: District;
let anna: Account;
let bela: Account;
let carla: Actor;
let asAnna: string;
let asBela: string;

beforeAll(async () => {
  ctx = await createTestCtx();
  app = createTestApp(ctx);
  district = await setUpDistrict(ctx);
  anna = await createMember(ctx, "anna");
  bela = await createMember(ctx, "bela");
  carla = await insertActor(ctx, { host: "c.test", handle: "carla", url: "https://c.test/@carla" });
  [asAnna, asBela] = [await sessionOf(ctx, anna), await sessionOf(ctx, bela)];
});

const page = async (path: string, session?: string) => {
  const answer = await app.request(path, session === undefined ? {} : { session });
  return { status: answer.status, html: await answer.text(), headers: answer.headers };
};

const NEW = { text: "Hallo Nachbarschaft", fuer: "public", sprache: "de", aktion: "veroeffentlichen" };
const send = (form: Record<string, string | string[]>, session = asAnna, path = "/schreiben/beitrag") =>
  app.request(path, { form, session });
/** Publishes by the form; the path of the new post. */
async function write(form: Record<string, string | string[]>, session = asAnna): Promise<string> {
  const answer = await send({ ...NEW, ...form }, session);
  expect(answer.status, await answer.clone().text()).toBe(303);
  return answer.headers.get("Location") ?? "";
}
const idOf = (path: string): string => /(\d+)$/.exec(path)?.[1] ?? "";
const rowAt = async (path: string) =>
  (
    await ctx.db
      .select()
      .from(posts)
      .where(eq(posts.id, idOf(path)))
  )[0]!;

describe("writing", () => {
  test("a few words are a post with a page, a line on the front page, in the list and on the profile", async () => {
    const path = await write({ text: "Wer gießt im Sommer? #Garten" });
    expect(path).toMatch(/^\/@anna\/\d+$/);
    const { status, html } = await page(path);
    expect(status).toBe(200);
    expect(html).toContain("Beitrag von anna");
    expect(html).toContain("Wer gießt im Sommer?");
    expect(html.match(/<h1/g)).toHaveLength(1);
    for (const list of ["/", "/beitraege", "/@anna", "/beitraege?von=anna"]) {
      expect((await page(list)).html, list).toContain(`href="${path}"`);
    }
    expect((await page("/beitraege?von=bela")).html).not.toContain(path);
  });

  test("with a title it is long; with a warning it is folded; both are refused and kept", async () => {
    const long = await page(await write({ titel: "Unser Sommer", text: "Viel <b>Text</b>", kurz: "In Kürze" }));
    expect(long.html).toContain("<bdi>Unser Sommer</bdi>");
    expect(long.html).toContain("In Kürze");
    expect(long.html).toContain("Viel &lt;b&gt;Text&lt;/b&gt;");
    const folded = await page(await write({ warnung: "Unfall", text: "Auf der Kreuzung" }));
    expect(folded.html).toMatch(/<details[^>]*><summary[^>]*><bdi>Unfall<\/bdi><\/summary>/);
    const both = await send({ ...NEW, titel: "T", warnung: "W", text: "bleibt stehen" });
    const html = await both.text();
    expect(both.status).toBe(422);
    for (const kept of ["bleibt stehen", 'value="T"', 'value="W"', 'href="#warnung"']) expect(html).toContain(kept);
  });

  test("a poll is asked with two answers at least, and what was typed stays", async () => {
    const one = await send({ ...NEW, text: "Wohin?", wahl: ["Park", "", ""], dauer: "24" });
    const html = await one.text();
    expect([one.status, html.includes('value="Park"'), html.includes('href="#wahl"')]).toEqual([422, true, true]);
    const path = await write({ text: "Wohin?", wahl: ["Park", "Platz", ""], dauer: "24" });
    expect((await pollsOf(ctx, [idOf(path)])).get(idOf(path))?.options.map(({ name }) => name)).toEqual([
      "Park",
      "Platz",
    ]);
    expect((await page(path)).html).toContain("Umfrage von anna");
  });

  test("a poll is added, left as it is, and taken away on the page where the post is changed", async () => {
    const path = await write({ text: "Wohin?" });
    const change = (form: Record<string, string | string[]>) =>
      send({ ...NEW, text: "Wohin?", ...form }, asAnna, `${path}/bearbeiten`);
    const asked = async () => (await pollsOf(ctx, [idOf(path)])).get(idOf(path));
    expect((await page(`${path}/bearbeiten`, asAnna)).html).toContain('name="wahl"');
    expect((await change({ wahl: ["Park", "Platz"], dauer: "24" })).status).toBe(303);
    const first = await asked();
    expect(first?.options.map(({ name }) => name)).toEqual(["Park", "Platz"]);
    await send({ beitrag: idOf(path), wahl: ["1"], zurueck: path }, asBela, "/abstimmen");
    const { html } = await page(`${path}/bearbeiten`, asAnna);
    for (const kept of ['value="Park"', "wie bisher", "beginnt die Umfrage neu"]) expect(html).toContain(kept);
    const version = (await rowAt(path)).version;
    expect((await change({ wahl: ["Park", "Platz"], dauer: "" })).status).toBe(303);
    expect([(await asked())?.endsAt, (await asked())?.voters, (await rowAt(path)).version]).toEqual([
      first?.endsAt,
      1,
      version,
    ]);
    await change({ text: "Wohin am Montag?" });
    expect((await asked())?.voters).toBe(1);
    ctx.advance(25 * 3_600_000);
    const late = await change({ wahl: ["Park", "Wiese"], dauer: "" });
    expect([late.status, (await late.text()).includes("wie lange sie offen ist")]).toEqual([422, true]);
    expect((await change({ wahl: ["Park", "Wiese"], dauer: "6" })).status).toBe(303);
    expect(await asked()).toMatchObject({ voters: 0, options: [{ votes: 0 }, { votes: 0 }] });
    expect((await change({ wahl: ["", ""], dauer: "" })).status).toBe(303);
    expect([await asked(), (await rowAt(path)).kind]).toEqual([undefined, "note"]);
    expect((await page(path)).html).toContain("Beitrag von anna");
  });

  test("for whom it is stands in words, and others find nothing", async () => {
    const path = await write({ fuer: "direct", text: "Nur für @bela" });
    expect((await page(path, asBela)).html).toContain("nur für Erwähnte");
    const cara = await sessionOf(ctx, await createMember(ctx, "cara"));
    for (const session of [undefined, cara]) {
      expect((await page(path, session)).status).toBe(404);
      expect((await page(`${path}/verlauf`, session)).status).toBe(404);
      expect((await page("/beitraege", session)).html).not.toContain(path);
    }
    const nobody = await send({ ...NEW, fuer: "direct", text: "Für wen?" });
    expect([nobody.status, (await nobody.text()).includes("Nennen Sie im Text mit @")]).toEqual([422, true]);
  });

  test("in the district it goes through the district; in no other group", async () => {
    const path = await write({ fuer: `group:${district.actorId}` });
    expect((await rowAt(path)).groupId).toBe(district.actorId);
    const { actor } = await createGroup(ctx, bela, {
      name: "Vorstand",
      handle: "vorstand",
      about: "",
      mode: "members",
    });
    const refused = await send({ ...NEW, fuer: `group:${actor.id}` });
    expect([refused.status, (await refused.text()).includes("In dieser Gruppe")]).toEqual([422, true]);
  });

  test("a picture is uploaded, described, and shown with its words", async () => {
    const data = new FormData();
    for (const [name, value] of Object.entries({ ...NEW, aktion: "hochladen" })) data.set(name, value);
    data.set("neu:bilder", new File([new Uint8Array(await phonePhoto())], "baum.jpg"));
    const uploaded = await app.request("/schreiben/beitrag", { method: "POST", body: data, session: asAnna });
    const html = await uploaded.text();
    const mediaId = /name="bild.0.id" value="(\d+)"/.exec(html)?.[1] ?? "";
    expect([uploaded.status, mediaId !== "", html.includes("Hallo Nachbarschaft")]).toEqual([200, true, true]);
    const wordless = await send({ ...NEW, "bild.0.id": mediaId, "bild.0.alt": "" });
    expect([wordless.status, (await wordless.text()).includes('href="#bild.0.alt"')]).toEqual([422, true]);
    const shown = await page(await write({ "bild.0.id": mediaId, "bild.0.alt": "Eine Linde" }));
    expect(shown.html).toMatch(/<img class="photo" src="\/media\/[^"]+" alt="Eine Linde"/);
    const gone = await send({ ...NEW, "bild.0.id": mediaId, "bild.0.alt": "x", aktion: "entfernen:0" });
    expect([gone.status, (await gone.text()).includes("bild.0.id")]).toEqual([200, false]);
  });

  test("sent twice it is one post; without a login the text comes back and nothing is stored", async () => {
    const key = { ...NEW, text: "einmal", schluessel: "77" };
    const [one, other] = [await send(key), await send(key)];
    expect(other.headers.get("Location")).toBe(one.headers.get("Location"));
    const stranger = await app.request("/schreiben/beitrag", { form: { ...NEW, text: "noch nicht verloren" } });
    expect([stranger.status, (await stranger.text()).includes("noch nicht verloren")]).toEqual([401, true]);
    expect((await app.request("/schreiben/beitrag")).headers.get("Location")).toMatch(/^\/anmelden/);
  });
});

describe("changing and deleting", () => {
  test("the author edits with everything in the form; all versions can be read", async () => {
    const path = await write({ text: "Erste @bela #eins" });
    const { html } = await page(`${path}/bearbeiten`, asAnna);
    expect(html).toContain("Erste @bela #eins");
    const saved = await send({ ...NEW, text: "Zweite" }, asAnna, `${path}/bearbeiten`);
    expect([saved.status, saved.headers.get("Location")]).toEqual([303, path]);
    const changed = await page(path);
    expect(changed.html).toContain("geändert am");
    const history = await page(`${path}/verlauf`);
    expect(history.html).toContain("Zweite");
    expect(history.html).toContain("Erste");
    const empty = await send({ ...NEW, text: "" }, asAnna, `${path}/bearbeiten`);
    expect(empty.status).toBe(422);
  });

  test("others find no such page; deleted it is gone for good", async () => {
    const path = await write({});
    for (const action of ["bearbeiten", "loeschen"]) {
      expect((await page(`${path}/${action}`, asBela)).status).toBe(404);
      expect((await send({ ...NEW, text: "fremd" }, asBela, `${path}/${action}`)).status).toBe(404);
    }
    expect((await page(`${path}/loeschen`, asAnna)).html).toContain("Beitrag löschen");
    expect((await send({ sicher: "ja" }, asAnna, `${path}/loeschen`)).status).toBe(303);
    expect((await page(path)).status).toBe(410);
    expect((await page("/beitraege")).html).not.toContain(path);
  });

  test("T107 a smaller circle makes it anew, and the old address is gone", async () => {
    const path = await write({});
    const answer = await send({ ...NEW, text: "leiser", fuer: "followers" }, asAnna, `${path}/bearbeiten`);
    const now = answer.headers.get("Location") ?? "";
    expect(now).not.toBe(path);
    expect([(await page(path)).status, (await page(now)).status, (await page(now, asAnna)).status]).toEqual([
      410, 404, 200,
    ]);
    const wider = await send({ ...NEW, fuer: "public" }, asAnna, `${now}/bearbeiten`);
    expect(wider.status).toBe(422);
  });
});

describe("answering, liking, voting", () => {
  test("an answer stands below what it answers, has a page, and what is refused is kept", async () => {
    const path = await write({ text: "Frage" });
    const answered = await send({ text: "Antwort", auf: idOf(path), fuer: "public" }, asBela, `${path}/antworten`);
    expect([answered.status, answered.headers.get("Location")]).toEqual([303, expect.stringMatching(/#antwort-\d+$/)]);
    const id = idOf(answered.headers.get("Location") ?? "");
    const { html } = await page(path, asAnna);
    expect(html).toContain(`id="antwort-${id}"`);
    const own = await page(`/@bela/${id}`);
    expect(own.html).toContain("Antwort von bela");
    expect(own.html).toContain(`<a href="${path}">`);
    const long = await send({ text: "x".repeat(5001), auf: id }, asBela, `${path}/antworten`);
    expect([long.status, (await long.text()).includes("x".repeat(5001))]).toEqual([422, true]);
    const stranger = await app.request(`${path}/antworten`, { form: { text: "nicht verloren" } });
    expect([stranger.status, (await stranger.text()).includes("nicht verloren")]).toEqual([401, true]);
  });

  test("a peer's post has a page here, with its thread, and is answered from here", async () => {
    const post = await insertPost(ctx, carla, { content: "<p>Aus der Ferne</p>", url: "https://c.test/@carla/1" });
    const path = `/beitraege/c.test/${post.id}`;
    const { status, html } = await page(path, asAnna);
    expect([status, html.includes("Aus der Ferne"), html.includes("https://c.test/@carla/1")]).toEqual([
      200,
      true,
      true,
    ]);
    expect((await page(`/beitraege/andere.test/${post.id}`)).status).toBe(404);
    expect((await page(`/@carla/${post.id}`)).status).toBe(404);
    const answered = await send({ text: "Gruß", auf: post.id }, asAnna, `${path}/antworten`);
    expect(answered.status).toBe(303);
    expect((await page(path)).html).toContain("Gruß");
  });

  test("T108 what only followers may read is answered to its author alone", async () => {
    await insertFollow(ctx, anna.actorId, carla.id);
    const post = await insertPost(ctx, carla, { visibility: "followers" });
    const path = `/beitraege/c.test/${post.id}`;
    expect((await page(path)).status).toBe(404);
    expect((await page(path, asAnna)).html).toContain("Diese Antwort liest nur");
    const refused = await send({ text: "laut", auf: post.id, fuer: "public" }, asAnna, `${path}/antworten`);
    expect([refused.status, (await refused.text()).includes("laut")]).toEqual([422, true]);
  });

  test("a like and a boost are given and taken back by a button", async () => {
    const path = await write({});
    const press = (was: string, session = asBela) =>
      send({ beitrag: idOf(path), was, zurueck: path }, session, "/reagieren");
    for (const was of ["like", "boost", "like"]) {
      const answer = await press(was);
      expect([answer.status, answer.headers.get("Location")]).toEqual([303, path]);
    }
    expect((await statsOf(ctx, [idOf(path)])).get(idOf(path))).toMatchObject({ likes: 1, boosts: 1 });
    expect((await page(path, asBela)).html).toContain('value="like:nicht"');
    await press("like:nicht");
    await press("boost:nicht");
    for (const visibility of ["unlisted", "followers"] as const) {
      await press(`boost:${visibility}`);
      const [boost] = await ctx.db
        .select({ visibility: postReactions.visibility })
        .from(postReactions)
        .where(and(eq(postReactions.postId, idOf(path)), eq(postReactions.kind, "boost")));
      expect(boost).toEqual({ visibility });
      await press("boost:nicht");
    }
    expect((await statsOf(ctx, [idOf(path)])).get(idOf(path))).toMatchObject({ likes: 0, boosts: 0 });
    expect((await press("kuss")).status).toBe(404);
    const secret = await publishPost(ctx, anna, { text: "Für @bela", visibility: "direct" });
    const refused = await send({ beitrag: secret.id, was: "boost", zurueck: "/" }, asBela, "/reagieren");
    expect(refused.status).toBe(403);
  });

  test("a member votes once and then sees how it stands", async () => {
    const path = await write({ text: "Wohin?", wahl: ["Park", "Platz"], dauer: "24" });
    expect((await page(path, asBela)).html).toContain('action="/abstimmen"');
    const vote = (wahl: string[]) => send({ beitrag: idOf(path), wahl, zurueck: path }, asBela, "/abstimmen");
    const none = await vote([]);
    expect([none.status, (await none.text()).includes("Bitte wählen Sie mindestens eine")]).toEqual([422, true]);
    expect((await vote(["1"])).status).toBe(303);
    const again = await vote(["0"]);
    expect([again.status, (await again.text()).includes("schon abgestimmt")]).toEqual([409, true]);
    const { html } = await page(path, asBela);
    expect(html).not.toContain('action="/abstimmen"');
    expect(html).toContain("100 % (1)");
  });

  test("a peer's poll is shown as one, folded when it says so, closed when it has ended", async () => {
    const post = await insertPost(ctx, carla, {
      kind: "question",
      type: "Question",
      summary: "Politik",
      content: "<p>?</p>",
    });
    await ctx.db.insert(polls).values({ postId: post.id, multiple: false, endsAt: new Date(0), voters: 3 });
    await ctx.db.insert(pollOptions).values([
      { postId: post.id, position: 0, name: "<i>Ja</i>", votes: 2 },
      { postId: post.id, position: 1, name: "Nein", votes: 1 },
    ]);
    const { html } = await page(`/beitraege/c.test/${post.id}`, asAnna);
    expect(html).toContain("&lt;i&gt;Ja&lt;/i&gt;</bdi>: 67 % (2)");
    expect(html).toContain("<bdi>Politik</bdi></summary>");
    expect(html).toContain("beendet am");
    expect(html).not.toContain('action="/abstimmen"');
  });
});

test("the page answers its document to whoever asks for ActivityStreams, and only what all may read", async () => {
  const headers = { Accept: "application/activity+json" };
  const open = await write({});
  const document = await app.request(open, { headers });
  expect(document.headers.get("Content-Type")).toContain("application/activity+json");
  expect(await document.json()).toMatchObject({ type: "Note", url: `https://heslach.test${open}` });
  const few = await write({ fuer: "followers" });
  expect((await app.request(few, { headers, session: asAnna })).status).toBe(404);
});

test("the list goes on page by page, each post once", async () => {
  for (let n = 0; n < 16; n += 1) await publishPost(ctx, bela, { text: `Nummer ${n}` });
  const first = await page("/beitraege?von=bela");
  const next = /href="(\/beitraege\?von=[^"]*vor=\d+)"/.exec(first.html)?.[1]?.replaceAll("&amp;", "&") ?? "";
  const second = await page(next);
  const seen = [...(first.html + second.html).matchAll(/Nummer (\d+)</g)].map(([, n]) => n);
  expect(seen.length).toBe(16);
  expect(new Set(seen).size).toBe(16);
});
