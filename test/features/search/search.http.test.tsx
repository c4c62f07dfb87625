import { beforeAll, describe, expect, test } from "vitest";
import { createApp } from "../../../src/app/http.ts";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { actorByUri } from "../../../src/features/actors/actors.queries.ts";
import { createDistrict } from "../../../src/features/district/district.usecases.ts";
import { followBetween } from "../../../src/features/follows/follows.queries.ts";
import { publishPost } from "../../../src/features/posts/usecases/publish.ts";
import { publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { createNetwork } from "../../support/network.ts";
import { createPeer, type Peer, type PeerActor } from "../../support/peer.ts";
import { createMember, sessionOf } from "../../support/people.ts";

let ctx: TestCtx;
let app: TestApp;
let bob: Account;
let session: string;
let peer: Peer;
let anna: PeerActor;
let asked: readonly string[];

beforeAll(async () => {
  ctx = await createTestCtx();
  const network = createNetwork(ctx);
  asked = network.asked;
  await createDistrict(ctx, {
    name: "Heslach",
    handle: "heslach",
    city: "Stuttgart",
    about: "",
    accent: "#205a3c",
    imprint: { name: "Verein", address: "Weg 1\n70199 Stuttgart", email: "post@heslach.test" },
  });
  await network.addDistrict("heslach.test", createApp(ctx).fetch);
  app = createTestApp(ctx);
  bob = await createMember(ctx, "bob");
  session = await sessionOf(ctx, bob);
  peer = await createPeer(network, "peer.test", ctx.now);
  anna = await peer.person("anna", { name: "Anna <script>", summary: "<p>Gärtnerin</p><script>x</script>" });
  peer.serve(`/.well-known/webfinger?resource=${encodeURIComponent("acct:anna@peer.test")}`, {
    headers: { "content-type": "application/jrd+json" },
    text: JSON.stringify({ links: [{ rel: "self", type: "application/activity+json", href: anna.uri }] }),
  });
});

const search = async (query: string, member = true): Promise<{ status: number; html: string }> => {
  const answer = await app.request(`/suche?q=${encodeURIComponent(query)}`, member ? { session } : {});
  return { status: answer.status, html: await answer.text() };
};

test("words find our own notes, for anybody, without asking others", async () => {
  await publishProjectNote(ctx, bob, {
    title: "Repair-Café im Süden",
    summary: "Wir reparieren zusammen.",
    goal: "Weniger Müll",
    targetGroups: ["alle"],
    measures: "Werkzeug und Kuchen",
    outcome: "succeeded",
  });
  const before = asked.length;
  const { status, html } = await search("Werkzeuge", false);
  expect(status).toBe(200);
  expect(html).toContain('href="/projekte/repair-cafe-im-sueden"');
  expect((await search("Schwimmbad", false)).html).toContain("kein Projekt gefunden");
  expect(asked.length).toBe(before);
});

test("members also find posts, with filters, page by page; others find projects alone", async () => {
  for (let n = 0; n < 21; n++) await publishPost(ctx, bob, { text: `Regentonne ${n}` });
  const { html } = await search("regentonne");
  expect([html.includes("Regentonne 20"), html.includes("Regentonne 0<")]).toEqual([true, false]);
  expect(html).toContain("ab=20");
  const next = await (await app.request("/suche?q=regentonne&ab=20", { session })).text();
  expect([next.includes("Regentonne 0<"), next.includes("Projekte zu")]).toEqual([true, false]);
  expect((await search("regentonne", false)).html).not.toContain("Regentonne 20");
  const before = asked.length;
  const own = await search("from:bob@heslach.test regentonne");
  expect(own.html).toContain("Regentonne 20");
  expect((await search("from:bob@heslach.test")).html).toContain("Regentonne 20");
  expect((await search("regentonne has:poll")).html).toContain("keinen Beitrag gefunden");
  expect(asked.length).toBe(before);
});

test("an empty search shows the form, and markup in a search stays text", async () => {
  expect((await app.request("/suche")).status).toBe(200);
  const { html } = await search('"><script>alert(1)</script>', false);
  expect(html).not.toContain("<script>alert");
});

test("nobody looks up others through us without logging in", async () => {
  const before = asked.length;
  const { html } = await search("@anna@peer.test", false);
  expect(html).toContain("/anmelden?weiter=%2Fsuche");
  expect(asked.length).toBe(before);
});

describe("a member", () => {
  test("finds somebody by handle, follows and unfollows by form", async () => {
    const { html } = await search("@anna@peer.test");
    expect(html).toContain("Anna");
    expect(html).not.toContain("<script>x");
    const found = await actorByUri(ctx, anna.uri);
    expect(html).toContain(`name="wem" value="${found?.id}"`);
    expect(html).not.toContain('value="stadtteil"');
    const form = { wem: found!.id, zurueck: "/suche?q=%40anna%40peer.test" };
    const answer = await app.request("/folgen", { session, form });
    expect([answer.status, answer.headers.get("Location")]).toEqual([303, form.zurueck]);
    expect((await followBetween(ctx, bob.actorId, found!.id))?.state).toBe("pending");
    expect((await search("@anna@peer.test")).html).toContain("noch nicht geantwortet");
    await app.request("/entfolgen", { session, form });
    expect(await followBetween(ctx, bob.actorId, found!.id)).toBeNull();
  });

  test("finds a post by its address", async () => {
    const note = anna.note("<p>Kuchen am Samstag</p>");
    const { html } = await search(note.id);
    expect(html).toContain("Kuchen am Samstag");
  });

  test("T120 sees remote names apart from our own text, with their host, however they are written", async () => {
    const name = "Admin\u202egnihtyna\u200b";
    const evil = await peer.person("evil", { name });
    const { html } = await search(evil.uri);
    expect(html).toMatch(/<h2 id="gefunden"><bdi>Admin\u202egnihtyna\u200b<\/bdi><\/h2>/);
    expect(html).toContain("@evil@peer.test");
  });

  test("is told why nothing was found", async () => {
    expect((await search("@niemand@peer.test")).html).toContain("Ist die Adresse richtig geschrieben?");
    expect((await search("@x@gibt-es-nicht.test")).html).toContain("antwortet gerade nicht");
  });

  test("who is no admin does not follow for the district", async () => {
    const found = await actorByUri(ctx, anna.uri);
    const answer = await app.request("/folgen", { session, form: { wem: found!.id, fuer: "stadtteil" } });
    expect(answer.status).toBe(403);
    const chef = await sessionOf(ctx, await createMember(ctx, "chefin", "admin"));
    expect((await app.request("/folgen", { session: chef, form: { wem: found!.id, fuer: "stadtteil" } })).status).toBe(
      303,
    );
  });

  test("looks up a limited number of addresses", async () => {
    const carla = await sessionOf(ctx, await createMember(ctx, "carla"));
    const statuses: number[] = [];
    for (let n = 0; n < 61; n += 1) {
      statuses.push((await app.request("/suche?q=%40bob%40heslach.test", { session: carla })).status);
    }
    expect([statuses.slice(0, 60).every((status) => status === 200), statuses[60]]).toEqual([true, 429]);
  });
});

test("following needs a login, an existing account and our own page", async () => {
  expect((await app.request("/folgen", { form: { wem: bob.actorId } })).status).toBe(401);
  expect((await app.request("/folgen", { session, form: { wem: "x" } })).status).toBe(404);
  expect((await app.request("/folgen", { session, form: { wem: bob.actorId } })).status).toBe(422);
  const foreign = { session, form: { wem: "1" }, headers: { Origin: "https://evil.test" } };
  expect((await app.request("/folgen", foreign)).status).toBe(403);
});
