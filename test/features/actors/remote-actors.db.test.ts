import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { type RemoteActor, readActorDocument } from "../../../src/features/actors/actor-reading.activitypub.ts";
import { actorByHandle, actorById, actorByUri } from "../../../src/features/actors/actors.queries.ts";
import { createLocalActor, upsertRemoteActor } from "../../../src/features/actors/actors.usecases.ts";
import type { JsonObject } from "../../../src/platform/json.ts";
import { createTestCtx } from "../../support/ctx.ts";

const ctx = await createTestCtx();
const pem = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .publicKey.export({ type: "spki", format: "pem" })
  .toString();

const URI = "https://anderswo.test/users/Berta";
const berta = (more: JsonObject = {}): JsonObject => ({
  "@context": "https://www.w3.org/ns/activitystreams",
  id: URI,
  type: "Person",
  preferredUsername: "Berta",
  name: "Berta & Co",
  summary: "<p>Hallo<script>alert(1)</script></p>",
  url: "https://anderswo.test/@Berta",
  inbox: `${URI}/inbox`,
  outbox: `${URI}/outbox`,
  followers: `${URI}/followers`,
  endpoints: { sharedInbox: "https://anderswo.test/inbox" },
  publicKey: { id: `${URI}#main-key`, owner: URI, publicKeyPem: pem },
  ...more,
});
const read = (more: JsonObject = {}): RemoteActor | null => {
  const document = berta(more);
  return readActorDocument(document, JSON.stringify(document));
};

test("an actor is read as it says, its HTML made harmless, its text kept", () => {
  expect(read()).toMatchObject({
    uri: URI,
    type: "Person",
    kind: "person",
    handle: "berta",
    name: "Berta & Co",
    summary: "<p>Hallo</p>",
    url: "https://anderswo.test/@Berta",
    inboxUri: `${URI}/inbox`,
    sharedInboxUri: "https://anderswo.test/inbox",
    followingUri: null,
    publicKeyId: `${URI}#main-key`,
    publicKeyPem: pem,
    discoverable: false,
    document: JSON.stringify(berta()),
  });
});

test.each<[string, JsonObject, Partial<RemoteActor>]>([
  ["several types", { type: ["Thing", "Group"] }, { type: "Group", kind: "group" }],
  ["a district", { type: "Group", "stv:kind": "District" }, { kind: "district" }],
  ["a person that calls itself a district", { "stv:kind": "District" }, { kind: "person" }],
  ["an instance actor", { type: "Application" }, { kind: "instance" }],
  ["a bot", { type: "Service" }, { type: "Service", kind: "person" }],
  ["no name", { name: null }, { name: "berta" }],
  ["a name with markup and NUL", { name: "<b>B\u0000e</b>" }, { name: "Be" }],
  ["summary null", { summary: null }, { summary: "" }],
  [
    "url as a list of links",
    { url: [{ type: "Link", href: "https://anderswo.test/b" }] },
    { url: "https://anderswo.test/b" },
  ],
  ["url as javascript", { url: "javascript:alert(1)" }, { url: URI }],
  [
    "icon as an object",
    { icon: { type: "Image", url: "https://anderswo.test/i.png" } },
    { iconUrl: "https://anderswo.test/i.png" },
  ],
  [
    "icon as a list",
    { icon: [{ type: "Image", url: { href: "https://anderswo.test/i.png" } }] },
    { iconUrl: "https://anderswo.test/i.png" },
  ],
  ["shared inbox elsewhere", { endpoints: { sharedInbox: "https://victim.test/inbox" } }, { sharedInboxUri: null }],
  ["followers elsewhere", { followers: "https://victim.test/f" }, { followersUri: null }],
  ["a list of keys", { publicKey: [{ id: `${URI}#main-key`, owner: URI, publicKeyPem: pem }] }, { publicKeyPem: pem }],
  [
    "somebody else's key",
    { publicKey: { id: `${URI}#main-key`, owner: "https://anderswo.test/x", publicKeyPem: pem } },
    { publicKeyId: null },
  ],
  [
    "a key on another host",
    { publicKey: { id: "https://evil.test/k", owner: URI, publicKeyPem: pem } },
    { publicKeyId: null },
  ],
  [
    "a broken key",
    { publicKey: { id: `${URI}#main-key`, owner: URI, publicKeyPem: "nonsense" } },
    { publicKeyId: null, publicKeyPem: null },
  ],
  [
    "bytes after the key (snac2)",
    { publicKey: { id: `${URI}#main-key`, owner: URI, publicKeyPem: `${pem}\u0000x` } },
    { publicKeyPem: pem },
  ],
  ["a sector we know", { "stv:sector": "church" }, { sector: "church" }],
  ["a sector we do not", { "stv:sector": "casino" }, { sector: null }],
  ["no publication date", { published: "gestern" }, { publishedAt: null }],
])("check 102: %s is tolerated", (_what, more, expected) => {
  expect(read(more)).toMatchObject(expected);
});

test.each<[string, JsonObject]>([
  ["of an unknown type", { type: "Note" }],
  ["without a name for its handle", { preferredUsername: null }],
  ["whose handle would break @handle@host", { preferredUsername: "a@b" }],
  ["without an inbox", { inbox: null }],
  ["T070 whose inbox lies on another host", { inbox: "https://victim.test/inbox" }],
  ["whose id is no web address", { id: "urn:x" }],
])("a document %s is no actor for us", (_what, more) => {
  expect(read(more)).toBeNull();
});

test("T117 pictures, pages, collections and inboxes with other schemes than http are dropped", () => {
  for (const url of [
    "javascript:alert(1)",
    "data:image/png;base64,AA",
    "vbscript:x",
    "file:///etc/passwd",
    "//x.test/",
  ]) {
    const image = { type: "Image", url: { type: "Link", href: url } };
    const collections = { outbox: url, followers: url, following: url, featured: url, endpoints: { sharedInbox: url } };
    expect(read({ url: [url, { type: "Link", href: url }], icon: image, image: url, ...collections })).toMatchObject({
      url: URI,
      iconUrl: null,
      imageUrl: null,
      outboxUri: null,
      followersUri: null,
      followingUri: null,
      featuredUri: null,
      sharedInboxUri: null,
    });
    expect(read({ inbox: url })).toBeNull();
  }
});

test("T071 fifty fields are cut to ten, each made harmless", () => {
  const attachment = Array.from({ length: 50 }, (_, n) => ({
    type: "PropertyValue",
    name: `F${n}`,
    value: `<a href="javascript:x" onclick="y">${n}</a>`,
  }));
  const fields = read({ attachment })?.fields ?? [];
  expect(fields).toHaveLength(10);
  expect(JSON.stringify(fields)).not.toMatch(/javascript|onclick/);
});

test("a second reading changes the row, not its id", async () => {
  const first = await upsertRemoteActor(ctx, read()!);
  expect(first).toMatchObject({ local: false, host: "anderswo.test", fetchedAt: ctx.now() });
  ctx.advance(1000);
  const second = await upsertRemoteActor(ctx, read({ name: "Berta Neu" })!);
  expect(second).toMatchObject({ id: first.id, name: "Berta Neu", fetchedAt: ctx.now() });
});

test("a handle that its host gave to another id goes to the newcomer", async () => {
  const old = await upsertRemoteActor(ctx, read()!);
  const uri = "https://anderswo.test/users/2";
  const newcomer = await upsertRemoteActor(
    ctx,
    read({ id: uri, inbox: `${uri}/inbox`, publicKey: { id: `${uri}#k`, owner: uri, publicKeyPem: pem } })!,
  );
  expect((await actorByHandle(ctx, "berta", "anderswo.test"))?.id).toBe(newcomer.id);
  expect((await actorById(ctx, old.id))?.uri).toBe(URI);
});

test("an actor of ours cannot be brought in from outside", async () => {
  const anna = await createLocalActor(ctx, { kind: "person", handle: "anna", name: "Anna" });
  const forged = read({ id: anna.uri, inbox: anna.inboxUri, publicKey: null })!;
  await expect(upsertRemoteActor(ctx, forged)).rejects.toMatchObject({ code: "actors.ours" });
  expect((await actorByUri(ctx, anna.uri))?.name).toBe("Anna");
});
