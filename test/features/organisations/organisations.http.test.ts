import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { actorByHandle } from "../../../src/features/actors/actors.queries.ts";
import { followBetween } from "../../../src/features/follows/follows.queries.ts";
import { createOrganisation, inviteEditor } from "../../../src/features/organisations/organisations.usecases.ts";
import { posts } from "../../../src/features/posts/posts.table.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { doubleIds, foreignParts, outlineProblems } from "../../support/html.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { createMember, sessionOf, setUpDistrict, tokenOf } from "../../support/people.ts";
import { insertActor, insertFollow } from "../../support/rows.ts";
import { SHORT_REQUEST } from "../project-notes/notes.ts";

let ctx: TestCtx;
let app: TestApp;
let anna: Account;
let bert: Account;
let session: string;
let other: string;
let serial = 0;
let org: string;

const FORM = {
  name: "Turnverein Süd",
  about: "Sport für alle.",
  sector: "nonprofit",
  kind: "association",
  address: "",
  website: "",
};

const NOTE_FORM = {
  title: SHORT_REQUEST.title,
  summary: SHORT_REQUEST.summary,
  goal: "Kein Brot im Müll.",
  targetGroups: "alle im Viertel",
  measures: "Zwei von uns öffnen den Kasten.",
  outcome: "ongoing",
};

beforeAll(async () => {
  ctx = await createTestCtx();
  await setUpDistrict(ctx);
  app = createTestApp(ctx);
  anna = await createMember(ctx, "anna");
  bert = await createMember(ctx, "bert");
  session = await sessionOf(ctx, anna);
  other = await sessionOf(ctx, bert);
});

beforeEach(async () => {
  serial += 1;
  org = `turnverein${serial}`;
  await ctx.sql`delete from rate_limits`;
});

const found = (handle = org) =>
  createOrganisation(ctx, anna, { ...FORM, sector: "nonprofit", kind: "association", handle });

async function page(path: string, as?: string): Promise<string> {
  const response = await app.request(path, as === undefined ? {} : { session: as });
  expect(response.status).toBe(200);
  const html = await response.text();
  expect(outlineProblems(html), path).toEqual([]);
  expect(doubleIds(html), path).toEqual([]);
  expect(foreignParts(html, ctx.origin), path).toEqual([]);
  return html;
}

describe("the directory", () => {
  test("is for everybody, and says what to do while it is empty", async () => {
    const fresh = await createTestCtx();
    await setUpDistrict(fresh);
    const visitor = await (await createTestApp(fresh).request("/organisationen")).text();
    expect(visitor).toContain("Hier hat sich noch keine Organisation eingetragen.");
    expect(visitor).toContain("/anmelden?weiter=%2Forganisationen%2Fneu");
  });

  test("lists by sector, narrows, and says when a choice has nothing", async () => {
    await found();
    const html = await page("/organisationen");
    expect(html).toMatch(/<h2 id="bereich-nonprofit">Gemeinnützig<\/h2>.*?href="\/@turnverein/s);
    expect(await page("/organisationen?bereich=nonprofit&art=association")).toContain(`/@${org}"`);
    expect(await page("/organisationen?offen=ja")).toContain("Zu dieser Auswahl gibt es noch keine Organisation.");
    expect(await page("/organisationen?bereich=quatsch&nach=xyz")).toContain(`/@${org}"`);
  });
});

describe("founding by form", () => {
  test("makes the organisation and shows its profile; the handle comes from the name", async () => {
    const form = { ...FORM, name: `Möhre ${serial}`, handle: "", openForCooperation: "ja" };
    const answer = await app.request("/organisationen/neu", { session, form });
    expect(answer.status).toBe(303);
    expect(answer.headers.get("Location")).toBe(`/@moehre_${serial}`);
    const html = await page(`/@moehre_${serial}`, session);
    expect(html).toContain("Verein");
    expect(html).toContain("Offen für Zusammenarbeit");
    expect(html).toContain(`href="/organisationen/moehre_${serial}/verwalten"`);
    expect(await page(`/@moehre_${serial}`)).not.toContain("/verwalten");
  });

  test("keeps everything that was typed when something is wrong", async () => {
    const form = { ...FORM, sector: "", handle: "verwaltung", website: "verein" };
    const answer = await app.request("/organisationen/neu", { session, form });
    expect(answer.status).toBe(422);
    const html = await answer.text();
    for (const text of ["Turnverein Süd", "Sport für alle.", 'value="verwaltung"', 'value="verein"']) {
      expect(html).toContain(text);
    }
    expect(html).toContain('href="#sector"');
    expect(html).toContain("Das ist keine Webadresse.");
    expect(html).toMatch(/<option value="association" selected/);
  });

  test("is for members only", async () => {
    expect((await app.request("/organisationen/neu")).status).toBe(303);
    expect((await app.request("/organisationen/neu", { form: FORM })).status).toBe(401);
    expect(await actorByHandle(ctx, "turnverein_sued")).toBeNull();
  });
});

describe("managing", () => {
  test("an editor changes it", async () => {
    await found();
    expect(await page(`/organisationen/${org}/bearbeiten`, session)).toContain("Sport für alle.");
    const form = { ...FORM, name: "TV Süd", kind: "initiative" };
    const answer = await app.request(`/organisationen/${org}/bearbeiten`, { session, form });
    expect(answer.headers.get("Location")).toBe(`/@${org}`);
    expect(await page(`/@${org}`)).toContain("TV Süd");
    const wrong = await app.request(`/organisationen/${org}/bearbeiten`, { session, form: { ...form, name: "" } });
    expect(wrong.status).toBe(422);
  });

  test("invites, accepts, leaves", async () => {
    await found();
    const path = `/organisationen/${org}`;
    const typo = await app.request(`${path}/einladen`, { session, form: { handle: "bret" } });
    expect(typo.status).toBe(422);
    expect(await typo.text()).toContain('value="bret"');
    await app.request(`${path}/einladen`, { session, form: { handle: "bert" } });
    expect(await page(`${path}/verwalten`, session)).toMatch(/bert<\/bdi><\/a><span class="soft"> \(eingeladen\)/);
    expect(await page("/organisationen", other)).toContain(`action="${path}/einladung"`);
    const accepted = await app.request(`${path}/einladung`, { session: other, form: { antwort: "ja" } });
    expect(accepted.headers.get("Location")).toBe(`${path}/verwalten`);
    const left = await app.request(`${path}/verlassen`, { session: other, method: "POST" });
    expect(left.headers.get("Location")).toBe(`/@${org}`);
    expect((await app.request(`${path}/verwalten`, { session: other })).status).toBe(404);
  });

  test("the last one is told to invite somebody first", async () => {
    await found();
    expect(await page(`/organisationen/${org}/verwalten`, session)).toContain("Sie sind zurzeit allein.");
    const refused = await app.request(`/organisationen/${org}/verlassen`, { session, method: "POST" });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain("Laden Sie erst jemanden ein.");
  });

  test("shows and answers who asks to follow", async () => {
    const actor = await found();
    const group = await insertActor(ctx, {
      host: "forum.test",
      handle: `forum${serial}`,
      type: "Group",
      kind: "group",
    });
    const id = await insertFollow(ctx, group.id, actor.id, "pending");
    expect(await page(`/organisationen/${org}/verwalten`, session)).toContain(`anfragen/${id}`);
    await app.request(`/organisationen/${org}/anfragen/${id}`, { session, form: { antwort: "ja" } });
    expect((await followBetween(ctx, group.id, actor.id))?.state).toBe("accepted");
  });

  test.each([
    ["GET", "bearbeiten"],
    ["GET", "verwalten"],
    ["POST", "bearbeiten"],
    ["POST", "einladen"],
    ["POST", "einladung"],
    ["POST", "verlassen"],
    ["POST", "anfragen/1"],
  ])("T185 %s …/%s: who has nothing to do with it finds nothing", async (method, what) => {
    await found();
    const path = `/organisationen/${org}/${what}`;
    const sent = method === "GET" ? {} : { form: { ...FORM, handle: "bert", antwort: "ja" } };
    expect((await app.request(path, { session: other, ...sent })).status).toBe(404);
    expect((await app.request(path, sent)).status).toBe(method === "GET" ? 303 : 401);
    expect((await actorByHandle(ctx, org))?.name).toBe("Turnverein Süd");
  });

  test("who is invited may only answer", async () => {
    await found();
    await inviteEditor(ctx, anna, org, "bert");
    expect((await app.request(`/organisationen/${org}/verwalten`, { session: other })).status).toBe(404);
    expect(await page(`/@${org}`, other)).toContain("Sie sind eingeladen");
  });
});

describe("following in its name", () => {
  test("from a profile, by editors only", async () => {
    const actor = await found();
    const peer = await insertActor(ctx, { host: "post.test", handle: `maria${serial}` });
    const profile = `/@maria${serial}@post.test`;
    expect(await page(profile, session)).toContain(`<option value="${org}">`);
    const form = { wem: peer.id, als: org, aktion: "folgen", zurueck: profile };
    const answer = await app.request("/organisationen/folgen", { session, form });
    expect(answer.headers.get("Location")).toBe(profile);
    expect((await followBetween(ctx, actor.id, peer.id))?.state).toBe("pending");
    expect(await page(profile, session)).toContain("Turnverein Süd (angefragt)");
    expect((await app.request("/organisationen/folgen", { session: other, form })).status).toBe(403);
    await app.request("/organisationen/folgen", { session, form: { ...form, aktion: "entfolgen" } });
    expect(await followBetween(ctx, actor.id, peer.id)).toBeNull();
  });
});

describe("writing in its name", () => {
  const authorOf = async (url: string) => {
    const [row] = await ctx.db.select().from(posts).where(eq(posts.url, url));
    return { authorId: row?.authorId, actedById: row?.actedById };
  };

  test("by form: the choice is offered to editors, kept in the preview, and published", async () => {
    const actor = await found();
    expect(await page("/schreiben/projekt", session)).toContain(`<option value="${org}">Turnverein Süd</option>`);
    expect(await page("/schreiben/projekt", other)).not.toContain("Schreiben als");
    const form = { ...NOTE_FORM, title: `Lauftreff ${serial}`, as: org };
    const kept = await app.request("/schreiben/projekt", { session, form: { ...form, aktion: "vorschau" } });
    expect(await page(kept.headers.get("Location") ?? "", session)).toContain(`href="/@${org}"`);
    const done = await app.request("/schreiben/projekt", { session, form: { ...form, aktion: "veroeffentlichen" } });
    expect(done.status).toBe(303);
    const path = done.headers.get("Location") ?? "";
    expect(await authorOf(`${ctx.origin}${path}`)).toEqual({ authorId: actor.id, actedById: anna.accountId });
    expect(await page(path, session)).toContain("Im Namen der Organisation geschrieben von anna.");
    for (const html of [await page(path), await page(path, other), await page(`${path}/verlauf`)]) {
      expect(html).not.toContain("anna");
    }
  });

  test("by form: who does not write for it gets the text back", async () => {
    await found();
    const form = { ...NOTE_FORM, as: org, aktion: "veroeffentlichen" };
    const answer = await app.request("/schreiben/projekt", { session: other, form });
    expect(answer.status).toBe(422);
    const html = await answer.text();
    expect(html).toContain("Sie schreiben nicht (mehr) für diese Organisation.");
    expect(html).toContain(SHORT_REQUEST.title);
  });

  test("by API", async () => {
    const actor = await found();
    const token = await tokenOf(ctx, anna);
    const path = "/api/v1/stadtteil/projects";
    const answer = await app.request(path, { token, json: { ...SHORT_REQUEST, as: org } });
    expect(answer.status).toBe(201);
    const made = (await answer.json()) as { id: string; url: string; author: { handle: string } };
    expect(made.author.handle).toBe(`${org}@heslach.test`);
    expect(JSON.stringify(made)).not.toContain("anna");
    expect(await authorOf(made.url)).toEqual({ authorId: actor.id, actedById: anna.accountId });
    const strange = await app.request(path, { token: await tokenOf(ctx, bert), json: { ...SHORT_REQUEST, as: org } });
    expect(strange.status).toBe(403);
    expect(await strange.json()).toMatchObject({ error: "organisations.not-editor" });
    const wrong = await app.request(path, { token, json: { ...SHORT_REQUEST, as: 7 } });
    expect(wrong.status).toBe(422);
    expect(await wrong.json()).toMatchObject({ fields: { as: "A text is expected here." } });
    const moved = await app.request(`${path}/${made.id}`, { token, method: "PATCH", json: { as: "bert" } });
    expect(moved.status).toBe(422);
  });
});
