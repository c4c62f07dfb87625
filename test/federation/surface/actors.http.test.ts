import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { actors } from "../../../src/features/actors/actors.table.ts";
import { createLocalActor } from "../../../src/features/actors/actors.usecases.ts";
import { lookUp } from "../../../src/federation/fetch/lookup.ts";
import type { JsonObject } from "../../../src/platform/json.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { insertActor } from "../../support/rows.ts";
import { AS2, heslach, remoteSigner, signedGet, surfaceOf } from "./surface.ts";

const ctx = await createTestCtx();
const district = await heslach(ctx);
const surface = surfaceOf(ctx);
const anna = await createLocalActor(ctx, { kind: "person", handle: "anna", name: "Anna" });
const instanceUri = `${ctx.origin}/ap/a/${district.instanceActorId}`;

const withoutKeys = ({ publicKey: _p, assertionMethod: _a, published: _d, ...rest }: JsonObject): JsonObject => rest;

test("the district's document is the one of wire §2.1", async () => {
  const uri = district.actorUri;
  expect(withoutKeys(await surface.json(uri))).toEqual({
    "@context": [
      "https://www.w3.org/ns/activitystreams",
      "https://w3id.org/security/v1",
      "https://w3id.org/security/multikey/v1",
      "https://purl.archive.org/socialweb/webfinger",
      expect.objectContaining({ stv: "https://w3id.org/stadtteilvernetzer/ns#" }),
    ],
    id: uri,
    type: "Group",
    preferredUsername: "heslach",
    webfinger: "heslach@heslach.test",
    name: "Stadtteil Heslach",
    summary: "<p>Nachbarinnen &amp; Nachbarn in Heslach.</p>",
    url: "https://heslach.test/@heslach",
    inbox: `${uri}/inbox`,
    outbox: `${uri}/outbox`,
    followers: `${uri}/followers`,
    following: `${uri}/following`,
    featured: `${uri}/featured`,
    endpoints: { sharedInbox: "https://heslach.test/ap/inbox" },
    attributedTo: `${uri}/moderators`,
    attributionDomains: ["heslach.test"],
    manuallyApprovesFollowers: false,
    discoverable: true,
    indexable: true,
    postingRestrictedToMods: false,
    attachment: [{ type: "PropertyValue", name: "Stadt", value: "Stuttgart" }],
    language: [{ identifier: "de", name: "Deutsch" }],
    "stv:kind": "District",
    "stv:profile": "1.0",
    "stv:projects": `${uri}/projekte`,
    "stv:groups": `${uri}/gruppen`,
    "stv:partnerDistricts": `${uri}/partner`,
    generator: { type: "Application", id: instanceUri, name: "Stadtteilvernetzer" },
  });
});

test("the instance actor's document is the one of wire §2.2", async () => {
  expect(withoutKeys(await surface.json(instanceUri))).toEqual({
    "@context": expect.any(Array),
    id: instanceUri,
    type: "Application",
    preferredUsername: "instanz",
    webfinger: "instanz@heslach.test",
    name: "heslach.test",
    summary: "<p>Technisches Konto dieser Instanz.</p>",
    url: "https://heslach.test/ueber",
    inbox: `${instanceUri}/inbox`,
    outbox: `${instanceUri}/outbox`,
    followers: `${instanceUri}/followers`,
    following: `${instanceUri}/following`,
    endpoints: { sharedInbox: "https://heslach.test/ap/inbox" },
    manuallyApprovesFollowers: true,
    discoverable: false,
    indexable: false,
    implements: [
      expect.objectContaining({ href: "https://datatracker.ietf.org/doc/html/rfc9421" }),
      expect.objectContaining({ href: "https://w3id.org/stadtteilvernetzer/ns#1.0" }),
    ],
    "stv:knownDistricts": `${instanceUri}/stadtteile`,
    "stv:district": district.actorUri,
  });
});

test("our own front page means the district to whoever searches for it", async () => {
  expect(await lookUp(ctx, ctx.origin)).toMatchObject({ id: district.actorId, type: "Group" });
});

test("check 5: the instance actor is had unsigned, by its id, at `/` and through NodeInfo", async () => {
  expect((await surface.json("/")).id).toBe(instanceUri);
  const { links } = (await surface.json("/.well-known/nodeinfo")) as unknown as {
    links: { rel: string; href: string }[];
  };
  const application = links.find(({ rel }) => rel === "https://www.w3.org/ns/activitystreams#Application");
  expect(application?.href).toBe(instanceUri);
});

test("check 5: a signature that cannot be checked does not keep anybody from an actor", async () => {
  const mallory = await remoteSigner(ctx, { handle: "m", host: "anderswo.test" });
  for (const uri of [instanceUri, anna.uri]) {
    const headers = { ...signedGet(ctx, mallory, "/elsewhere"), Accept: AS2 };
    expect((await surface.get(uri, headers)).status).toBe(200);
  }
});

test("check 6: each actor has one RSA key, a list of assertion methods, and its WebFinger name", async () => {
  for (const uri of [instanceUri, district.actorUri, anna.uri]) {
    const actor = await surface.json(uri);
    expect(actor.publicKey).toMatchObject({
      id: `${uri}#main-key`,
      owner: uri,
      publicKeyPem: expect.stringMatching(/^-----BEGIN PUBLIC KEY-----\n/),
    });
    expect(actor.assertionMethod).toEqual([expect.objectContaining({ id: `${uri}#ed25519`, controller: uri })]);
    const jrd = await surface.json(`/.well-known/webfinger?resource=${encodeURIComponent(uri)}`);
    expect(jrd.subject).toBe(`acct:${actor.webfinger}`);
  }
});

test("a browser goes from the id of an actor to its page", async () => {
  const response = await surface.get(anna.uri, { Accept: "text/html,*/*;q=0.8" });
  expect(response.status).toBe(303);
  expect(response.headers.get("Location")).toBe("https://heslach.test/@anna");
});

test("304 for who has the document", async () => {
  const response = await surface.get(anna.uri, { Accept: AS2, "If-None-Match": anna.etag });
  expect(response.status).toBe(304);
});

test("remote actors, suspended ones and ids that are none are not there, all alike", async () => {
  const remote = await insertActor(ctx, { handle: "r", host: "anderswo.test" });
  const suspended = await insertActor(ctx, { handle: "s", suspendedAt: ctx.now() });
  const answers = new Set<string>();
  for (const id of [remote.id, suspended.id, "1", "x", "99999999999999999999"]) {
    const response = await surface.get(`/ap/a/${id}`);
    const headers = [...response.headers].filter(([name]) => name !== "x-request-id");
    answers.add(JSON.stringify([response.status, await response.text(), headers]));
  }
  expect(answers.size).toBe(1);
  expect([...answers][0]).toContain("404");
});

test("a closed account answers 410 with a Tombstone, its collections are gone", async () => {
  const gone = await insertActor(ctx, { handle: "weg", document: '{"name":"geheim"}' });
  await ctx.db.update(actors).set({ deletedAt: ctx.now() }).where(eq(actors.id, gone.id));
  const response = await surface.get(gone.uri);
  expect(response.status).toBe(410);
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ id: gone.uri, type: "Tombstone", formerType: "Person" });
  expect(text).not.toContain("geheim");
  expect((await surface.get(`${gone.uri}/outbox`)).status).toBe(404);
  expect((await surface.get(`/.well-known/webfinger?resource=acct:weg@heslach.test`)).status).toBe(404);
});
