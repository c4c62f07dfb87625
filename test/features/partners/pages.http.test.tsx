import { beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { actorByUri } from "../../../src/features/actors/actors.queries.ts";
import { noteRead } from "../../../src/features/partners/catalogue.store.ts";
import { noteMentions } from "../../../src/features/partners/directory.store.ts";
import { partnerView } from "../../../src/features/partners/partners.queries.ts";
import { noteAbout, noteWish } from "../../../src/features/partners/partners.store.ts";
import { resolveActor } from "../../../src/federation/fetch/resolve.ts";
import type { Id } from "../../../src/platform/ids.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { createInstance, type Instance } from "../../support/instance.ts";
import { outgoing } from "../../support/outbox.ts";
import { type Elsewhere, remoteDistrict } from "../../support/partners.ts";
import { createMember, sessionOf, tokenOf } from "../../support/people.ts";
import { insertActor, insertFollow } from "../../support/rows.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const HOME = "/verwaltung/partner";
const API = "/api/v1/stadtteil/partners";

let here: Instance;
let app: TestApp;
let vera: Account;
let session: string;
let sendling: Elsewhere;
/** Row id of Sendling. */
let id: Id;

beforeAll(async () => {
  here = await createInstance();
  app = createTestApp(here.ctx);
  vera = await createMember(here.ctx, "vera", "admin");
  session = await sessionOf(here.ctx, vera);
  sendling = await elsewhere("sendling.test", "Sendling <b>am Berg</b>");
});

async function elsewhere(host: string, name: string): Promise<Elsewhere> {
  const origin = `https://${host}`;
  const found = await remoteDistrict(here.network, here.ctx.now, host, {
    name,
    attachment: [{ type: "PropertyValue", name: "Stadt", value: "München" }],
    "stv:projects": `${origin}/projekte`,
  });
  const context = "https://www.w3.org/ns/activitystreams";
  found.peer.serve("/projekte", {
    "@context": context,
    id: `${origin}/projekte`,
    type: "OrderedCollection",
    totalItems: 212,
  });
  const nodeInfo = "http://nodeinfo.diaspora.software/ns/schema/2.1";
  found.peer.serve("/.well-known/nodeinfo", { links: [{ rel: nodeInfo, href: `${origin}/nodeinfo/2.1` }] });
  found.peer.serve("/nodeinfo/2.1", { version: "2.1", software: { name: "stadtteilvernetzer", version: "0.9" } });
  return found;
}

const page = async (path: string): Promise<string> => (await app.request(path, { session })).text();
const view = () => partnerView(here.ctx, id);

test("moderators, members and strangers find nothing there, and can do nothing", async () => {
  const known = await insertActor(here.ctx, { host: "au.test", type: "Group", kind: "district" });
  const moderator = await sessionOf(here.ctx, await createMember(here.ctx, "mona", "moderator"));
  for (const path of [
    HOME,
    `${HOME}/neu?adresse=sendling.test`,
    `${HOME}/${known.id}`,
    `${HOME}/${known.id}/beenden`,
  ]) {
    expect([path, (await app.request(path, { session: moderator })).status]).toEqual([path, 404]);
    expect([path, (await app.request(path)).status]).toEqual([path, 404]);
  }
  for (const path of [
    "/neu",
    ...["antworten", "ruhen", "vergleichen", "beenden"].map((act) => `/${known.id}/${act}`),
  ]) {
    const form = { wen: known.id, worte: "x", antwort: "ja", was: "ruhen" };
    expect([path, (await app.request(`${HOME}${path}`, { session: moderator, form })).status]).toEqual([path, 404]);
  }
  expect(sendling.peer.requests).toEqual([]);
  expect(await outgoing(here.ctx)).toEqual([]);
});

test("an address leads to who is there and what would be exchanged, and nobody is asked by looking", async () => {
  const html = await page(`${HOME}/neu?adresse=%40sendling%40sendling.test`);
  for (const words of [
    "Sendling am Berg",
    "München",
    "stadtteilvernetzer 0.9",
    "212",
    "E-Mail-Adressen, Entwürfe",
    "Nie",
  ]) {
    expect(html).toContain(words);
  }
  expect(html).not.toContain("<b>am Berg</b>");
  id = (await actorByUri(here.ctx, sendling.actor.uri))!.id;
  expect((await view())?.state).toBe("known");
  expect(await outgoing(here.ctx)).toEqual([]);
});

test.each([
  ["was?", "keine Adresse, die wir verstehen"],
  ["https://sendling.test/nichts", "Unter dieser Adresse gibt es nichts"],
  ["nirgends.test", "antwortet gerade nicht"],
  ["@heslach@heslach.test", "Das sind wir selbst"],
  ["@vera@heslach.test", "kein Stadtteil wie unserer"],
])("the address %s comes back with a reason and everything that was typed", async (address, reason) => {
  const response = await app.request(`${HOME}/neu?adresse=${encodeURIComponent(address)}`, { session });
  const html = await response.text();
  expect(response.status).toBe(422);
  expect(html).toContain(reason);
  expect(html).toContain(`value="${address}"`);
});

test("a request goes out with its words; too many of them come back", async () => {
  const long = await app.request(`${HOME}/neu`, { session, form: { wen: id, worte: "x".repeat(501) } });
  expect(long.status).toBe(422);
  expect(await long.text()).toContain("x".repeat(501));
  const asked = await app.request(`${HOME}/neu`, { session, form: { wen: id, worte: "Wir lernen <gern>." } });
  expect(asked.headers.get("Location")).toBe(`${HOME}/${id}?getan=gefragt`);
  const [sent] = await outgoing(here.ctx);
  expect(sent?.activity).toMatchObject({
    type: "Follow",
    actor: here.district.actorUri,
    object: sendling.actor.uri,
    "stv:partnership": true,
    content: "<p>Wir lernen &lt;gern&gt;.</p>",
  });
  expect(await page(`${HOME}/${id}`)).toContain("Wir lernen &lt;gern&gt;.");
  expect(await page("/partner")).toContain("Anfrage läuft");
});

test("a request can be taken back", async () => {
  expect(await page(`${HOME}/${id}/beenden`)).toContain("Zurückziehen");
  await app.request(`${HOME}/${id}/beenden`, { session, form: { sicher: "ja" } });
  expect((await view())?.state).toBe("known");
  expect((await outgoing(here.ctx)).map(({ activity }) => activity.type)).toEqual(["Follow", "Undo"]);
});

test("who asks is shown with words and what it means, and is answered", async () => {
  await insertFollow(here.ctx, id, here.district.actorId, "pending");
  await noteWish(here.ctx, id, "Dürfen wir <mit>?");
  expect((await view())?.wants).toEqual(expect.anything());
  expect(await page(HOME)).toContain("möchte Partnerstadtteil werden");
  // Not for everybody to see.
  expect(await page("/partner")).not.toContain("Sendling");
  const html = await page(`${HOME}/${id}`);
  expect(html).toContain("Dürfen wir &lt;mit&gt;?");
  expect(html).toContain("Was Partner voneinander bekommen");
  await app.request(`${HOME}/${id}/antworten`, { session, form: { antwort: "nein", worte: "Später." } });
  const rejected = (await outgoing(here.ctx)).at(-1)?.activity;
  expect(rejected).toMatchObject({ type: "Reject", content: "<p>Später.</p>" });
  expect((await view())?.wants).toBeNull();
  const again = await app.request(`${HOME}/${id}/antworten`, { session, form: { antwort: "ja", worte: "Doch" } });
  expect(again.status).toBe(422);
  expect(await again.text()).toContain("Doch");
});

test("a partner's page shows how much is here, lets it rest and compares", async () => {
  await here.ctx.sql`delete from follows`;
  await insertFollow(here.ctx, here.district.actorId, id);
  await insertFollow(here.ctx, id, here.district.actorId);
  await noteRead(here.ctx, id, { phase: "objects", total: 212, startedAt: here.ctx.now() });
  const html = await page(`${HOME}/${id}`);
  expect(html).toContain("0 von 212 Projekten sind hier.");
  expect(html).toContain("Es wird noch gelesen");
  await app.request(`${HOME}/${id}/ruhen`, { session, form: { was: "ruhen" } });
  expect((await view())?.state).toBe("paused");
  await app.request(`${HOME}/${id}/ruhen`, { session, form: { was: "weiter" } });
  await noteRead(here.ctx, id, { phase: "idle", finishedAt: here.ctx.now() });
  expect(await page(`${HOME}/${id}`)).toContain("Zuletzt verglichen am");
  await here.ctx.sql`delete from jobs`;
  await app.request(`${HOME}/${id}/vergleichen`, { session, form: {} });
  const [job] = await here.ctx.sql<{ payload: string }[]>`select payload from jobs where queue = 'background'`;
  expect(JSON.parse(job?.payload ?? "{}")).toEqual({ kind: "catalogue", actorId: id });
});

test("everybody sees who exchanges with whom, drawn and as a list; blocked servers and who asks are not told", async () => {
  const giesing = await resolveActor(here.ctx, (await elsewhere("giesing.test", "Giesing")).actor.uri);
  await insertFollow(here.ctx, here.district.actorId, giesing.id);
  const asking = await resolveActor(here.ctx, (await elsewhere("laim.test", "Laim")).actor.uri);
  await insertFollow(here.ctx, asking.id, here.district.actorId, "pending");
  await noteWish(here.ctx, asking.id, "");
  const html = await (await app.request("/partner")).text();
  expect(html).toContain("In beide Richtungen");
  expect(html).toContain("Wir lesen dort mit");
  expect(html).not.toContain("Laim");
  expect(html.match(/class="stroke stroke--dash"/g)).toHaveLength(1);
  expect(html).toContain(">Giesing</text>");
  await here.ctx.sql`insert into peers (host, blocked_at) values ('giesing.test', now())
    on conflict (host) do update set blocked_at = now()`;
  expect(await (await app.request("/partner")).text()).not.toContain("Giesing");
});

test("known districts are listed for everybody; nothing is said when there are none", async () => {
  expect(await (await app.request("/stadtteile")).text()).toContain("Noch wissen wir von keinem anderen Stadtteil");
  await here.ctx.sql`insert into known_districts (uri, host, actor_id, depth, state, heard_at, checked_at, verified_at)
    values (${sendling.actor.uri}, 'sendling.test', ${id}, 1, 'verified', now(), now(), now())`;
  await noteMentions(here.ctx, "sendling.test", []);
  const html = await (await app.request("/stadtteile")).text();
  expect(html).toContain("@sendling@sendling.test");
  expect(html).toContain("Partnerstadtteil");
});

const districtSchema = z.strictObject({
  id: z.string().regex(/^[1-9]\d*$/),
  uri: z.url(),
  url: z.url(),
  name: z.string().min(1),
  handle: z.string().regex(/^[^@]+@[^@]+$/),
  host: z.string().min(1),
  city: z.string().min(1).nullable(),
  relation: z.enum(["partner", "follows", "known"]),
  verifiedAt: z.iso.datetime(),
});

test("GET …/districts tells everybody what the page lists, and nothing of blocked servers", async () => {
  const districts = async () =>
    z.array(districtSchema).parse(await (await app.request("/api/v1/stadtteil/districts")).json());
  expect(await districts()).toMatchObject([
    {
      uri: sendling.actor.uri,
      handle: "sendling@sendling.test",
      host: "sendling.test",
      city: "München",
      relation: "partner",
    },
  ]);
  const blocked = (at: "now()" | "null") =>
    here.ctx.sql.unsafe(`insert into peers (host, blocked_at) values ('sendling.test', ${at})
      on conflict (host) do update set blocked_at = ${at}`);
  await blocked("now()");
  expect(await districts()).toEqual([]);
  await blocked("null");
});

const listed = async (response: Response) => (await response.json()) as { handle: string }[];

test("GET …/partners tells everybody of partners, admins of requests and progress too", async () => {
  const open = await listed(await app.request(API));
  expect(open).toEqual([expect.objectContaining({ uri: sendling.actor.uri, state: "partner", city: "München" })]);
  expect(open[0]).not.toHaveProperty("wants");
  const all = await listed(await app.request(API, { token: await tokenOf(here.ctx, vera) }));
  expect(all.find((one) => one.handle === "laim@laim.test")).toMatchObject({
    wants: "partnership",
  });
  expect(all.find((one) => one.handle === "sendling@sendling.test")).toMatchObject({
    catalogue: { total: 212, reading: false },
  });
});

test("POST …/partners asks, for admins with a token that may write", async () => {
  const body = { address: "@laim@laim.test", message: "Bitte" };
  const member = await tokenOf(here.ctx, await createMember(here.ctx, "bert"));
  expect((await app.request(API, { json: body })).status).toBe(401);
  expect((await app.request(API, { json: body, token: member })).status).toBe(403);
  expect((await app.request(API, { json: body, token: await tokenOf(here.ctx, vera, ["read"]) })).status).toBe(403);
  const token = await tokenOf(here.ctx, vera);
  const nowhere = await app.request(API, { json: { address: "nirgends.test" }, token });
  expect(nowhere.status).toBe(422);
  expect(await nowhere.json()).toHaveProperty("fields.adresse");
  // Laim has asked us: asking back says yes, and waits for its server.
  const asked = await app.request(API, { json: body, token });
  expect(asked.status).toBe(202);
  expect(await asked.json()).toMatchObject({ state: "requested" });
  await noteAbout(here.ctx, id, { pausedAt: null });
  const twice = await app.request(API, { json: { address: "@sendling@sendling.test" }, token });
  expect(twice.status).toBe(409);
});

test("a note for partner districts is written by form and API; strangers do not find it, members see whom it is for", async () => {
  const anna = await createMember(here.ctx, "anna");
  const hers = await sessionOf(here.ctx, anna);
  const form = {
    title: "Unter uns",
    summary: "Kurz.",
    goal: "Ziel",
    targetGroups: "alle",
    measures: "So.",
    outcome: "ongoing",
    readers: "partners",
    aktion: "veroeffentlichen",
  };
  expect(await (await app.request("/schreiben/projekt", { session: hers })).text()).toContain("Nur Partnerstadtteile");
  const published = await app.request("/schreiben/projekt", { session: hers, form });
  const path = published.headers.get("Location") ?? "";
  expect(path).toBe("/projekte/unter-uns");
  expect(await (await app.request(path, { session: hers })).text()).toContain(
    "Nur für Mitglieder hier und in den Partner",
  );
  expect((await app.request(path)).status).toBe(404);
  const token = await tokenOf(here.ctx, anna);
  const { aktion: _, readers: __, ...fields } = form;
  const json = { ...fields, title: "Auch unter uns", targetGroups: ["alle"], visibility: "partners" };
  const made = await app.request("/api/v1/stadtteil/projects", { json, token });
  const note = (await made.json()) as { id: string };
  expect([made.status, note]).toEqual([201, expect.objectContaining({ visibility: "partners" })]);
  expect((await app.request(`/api/v1/stadtteil/projects/${note.id}`)).status).toBe(404);
  expect((await app.request(`/api/v1/stadtteil/projects/${note.id}`, { token })).status).toBe(200);
  const wrong = await app.request("/api/v1/stadtteil/projects", { json: { ...json, visibility: "direct" }, token });
  expect(wrong.status).toBe(422);
});
