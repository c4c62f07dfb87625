import { expect, test } from "vitest";
import { createLocalActor, updateProfile } from "../../../src/features/actors/actors.usecases.ts";
import type { Json, JsonObject } from "../../../src/platform/json.ts";
import type { Viewer } from "../../../src/platform/viewer.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { canonize, expand, expand10 } from "../../support/json-ld.ts";
import { jobRows } from "../../support/queue.ts";
import { insertActor, insertPost } from "../../support/rows.ts";
import { AS2, bury, heslach, insertNote, surfaceOf } from "./surface.ts";

const ctx = await createTestCtx();
const district = await heslach(ctx);
const surface = surfaceOf(ctx);
const anna = await createLocalActor(ctx, { kind: "person", handle: "anna", name: "Anna" });
const viewer: Viewer = { accountId: "1", actorId: anna.id, handle: "anna", name: "Anna", role: "member" };
ctx.advance(5000);
await updateProfile(ctx, viewer, {
  name: "Anna",
  summary: "Hallo",
  fields: [{ name: "Web", value: "https://anna.example/" }],
});
const house = await createLocalActor(ctx, {
  kind: "organization",
  handle: "buergerhaus",
  name: "Bürgerhaus",
  summary: "<p>Ein Haus.</p>",
  sector: "nonprofit",
});
await insertActor(ctx, { handle: "s", host: "sendling.test", type: "Group", kind: "district", discoverable: true });
const note = await insertNote(ctx, anna, district);
await insertNote(ctx, house, district, { version: 2 });
await bury(ctx, await insertNote(ctx, anna, district));
await insertPost(ctx, await insertActor(ctx, { handle: "m", host: "anderswo.test" }), {
  inReplyToUri: note.uri,
  rootId: note.id,
});

const instanceUri = `${ctx.origin}/ap/a/${district.instanceActorId}`;
const START = [instanceUri, district.actorUri, anna.uri, house.uri];

/** Every document that is reached from the actors by following ids of ours; inboxes are for posting only. */
async function crawl(): Promise<Map<string, JsonObject>> {
  const found = new Map<string, JsonObject>();
  const waiting = [...START];
  for (let uri = waiting.pop(); uri !== undefined; uri = waiting.pop()) {
    if (found.has(uri)) continue;
    const response = await surface.get(uri);
    const document = (await response.json()) as JsonObject;
    expect([200, 410], uri).toContain(response.status);
    found.set(uri, document);
    waiting.push(...stringsIn(document).filter(isFetchable));
  }
  return found;
}

const isFetchable = (text: string): boolean =>
  text.startsWith(`${ctx.origin}/ap/`) && !text.includes("#") && !text.endsWith("/inbox");

function stringsIn(value: Json): string[] {
  if (typeof value === "string") return [value];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(stringsIn) : [];
}

const documents = await crawl();
const each = [...documents].map(([uri, document]): [string, JsonObject] => [new URL(uri).pathname, document]);
const outboxed = (await jobRows(ctx, "outbox")).map((job): [string, JsonObject] => {
  const { activity } = JSON.parse(job.payload) as { activity: JsonObject };
  return [`${activity.type}`, activity];
});
const emitted = [...each, ...outboxed];

test("the crawl saw every kind of document", () => {
  const kinds = new Set(each.map(([path]) => path.replace(/\/\d+/g, "/n")));
  expect([...kinds].sort()).toEqual([
    "/ap/a/n",
    "/ap/a/n/featured",
    "/ap/a/n/followers",
    "/ap/a/n/following",
    "/ap/a/n/gruppen",
    "/ap/a/n/moderators",
    "/ap/a/n/outbox",
    "/ap/a/n/outbox/vor/n",
    "/ap/a/n/partner",
    "/ap/a/n/projekte",
    "/ap/a/n/projekte/vor/n",
    "/ap/a/n/stadtteile",
    "/ap/o/n",
    "/ap/o/n/antworten",
    "/ap/o/n/antworten/vor/n",
    "/ap/o/n/kontext",
    "/ap/o/n/kontext/vor/n",
    "/ap/o/n/uebernahmen",
    "/ap/o/n/verlauf",
    "/ap/o/n/verlauf/n",
  ]);
});

test("check 3: the id of a document is the address it was asked at", () => {
  for (const [uri, document] of documents) {
    const expected = uri.includes("/verlauf/") ? uri.replace(/\/verlauf\/\d+$/, "") : uri;
    expect(document.id).toBe(expected);
  }
});

test("check 3: every way to ask that Mastodon, Lemmy and GoToSocial have gets the document", async () => {
  const profile = 'profile="https://www.w3.org/ns/activitystreams"';
  const ways = [
    AS2,
    `application/ld+json; ${profile}`,
    `application/activity+json, application/ld+json; ${profile}, text/html;q=0.1`,
    `application/activity+json,application/ld+json;${profile}`,
    "*/*",
  ];
  for (const uri of [...START, note.uri]) {
    for (const Accept of ways) {
      const response = await surface.get(uri, { Accept });
      expect(response.status).toBe(200);
      expect(response.headers.get("Content-Type")).toMatch(/^application\/(activity|ld)\+json/);
      expect(((await response.json()) as JsonObject).id).toBe(uri);
    }
  }
});

test.each(emitted)("check 10: no address of ours in %s has a query", (_name, document) => {
  const ours = stringsIn(document).filter((text) => text.startsWith(ctx.origin));
  expect(ours.filter((text) => text.includes("?"))).toEqual([]);
});

/** ActivityStreams maps every word that it does not know to a blank node, so that safe mode alone lets them pass. */
const expanded = async (document: JsonObject): Promise<string> => JSON.stringify(await expand(document));

test.each(emitted)("checks 11, 26: %s expands in safe mode, all terms defined, no network", async (_n, document) => {
  const text = await expanded(document);
  expect(text).toContain(`"@id":"${document.id}"`);
  expect(text).not.toContain('"_:');
});

test("check 26: a term without a definition would be noticed", async () => {
  expect(await expanded({ ...documents.get(anna.uri)!, favouriteCake: "Käse" })).toContain('"_:favouriteCake"');
});

test.each(emitted)("check 12: %s expands by JSON-LD 1.0 with its inline context", async (_name, document) => {
  const inline = (document["@context"] as Json[]).filter((entry) => typeof entry === "object");
  const plain = { ...document, "@context": ["https://www.w3.org/ns/activitystreams", ...inline] };
  await expect(expand10(plain)).resolves.toHaveLength(1);
});

test.each(emitted)("check 13: %s can be canonicalised", async (_name, document) => {
  expect(await canonize(document)).toContain(String(document.id));
});

test.each(emitted)("the inline context of %s holds only what it uses", (_name, document) => {
  const text = JSON.stringify({ ...document, "@context": [] });
  const inline = (document["@context"] as Json[]).filter((entry) => typeof entry === "object") as JsonObject[];
  const names = inline.flatMap((entry) => Object.keys(entry));
  const definitions = JSON.stringify(inline);
  for (const name of names) {
    const used = text.includes(`"${name}"`) || text.includes(`"${name}:`) || definitions.includes(`"${name}:`);
    expect(used, name).toBe(true);
  }
});

/** Each member of each object in a document, outside of contexts. */
function members(value: Json, visit: (key: string, inner: Json, owner: JsonObject) => void): void {
  if (Array.isArray(value)) for (const item of value) members(item, visit);
  else if (value !== null && typeof value === "object") {
    for (const [key, inner] of Object.entries(value)) {
      if (key === "@context") continue;
      visit(key, inner, value);
      members(inner, visit);
    }
  }
}

test.each(emitted)("checks 15, 16: %s has single and multiple values where peers expect them", (_name, document) => {
  members(document, (key, value, owner) => {
    if (key === "type") expect(typeof value).toBe("string");
    if (["to", "cc", "tag", "attachment", "orderedItems", "assertionMethod"].includes(key)) {
      expect(Array.isArray(value), key).toBe(true);
    }
    if (["attributedTo", "actor", "audience", "context", "url", "replies", "inbox", "first", "next"].includes(key)) {
      expect(typeof value, key).toBe("string");
    }
    if (["publicKey", "endpoints", "icon", "image", "location", "generator"].includes(key)) {
      expect(Array.isArray(value), key).toBe(false);
      expect(typeof value, key).toBe("object");
    }
    if (key === "orderedItems" && owner.type !== undefined) {
      for (const item of value as (string | JsonObject)[]) {
        expect(typeof (typeof item === "string" ? item : item.id)).toBe("string");
      }
    }
  });
});

test.each(emitted)("check 27: %s has no null, and nothing empty but lists that must be there", (_name, document) => {
  const mayBeEmpty = ["to", "cc", "tag", "attachment", "orderedItems"];
  members(document, (key, value) => {
    expect(value, key).not.toBeNull();
    expect(value, key).not.toBe("");
    if (Array.isArray(value) && !mayBeEmpty.includes(key)) expect(value.length, key).toBeGreaterThan(0);
    if (value !== null && typeof value === "object" && !Array.isArray(value)) {
      expect(Object.keys(value).length, key).toBeGreaterThan(0);
    }
  });
});

test("check 24: ids are lower case, https, without fragment for objects", () => {
  for (const uri of documents.keys()) {
    expect(uri).toBe(uri.toLowerCase());
    expect(uri).toMatch(/^https:\/\/heslach\.test\/ap\/[ao]\/\d+/);
  }
});

test("T001 a tampered host is refused and never gets into a document", async () => {
  for (const headers of [{ Accept: AS2, Host: "evil.example" }]) {
    const response = await surface.get(anna.uri, headers);
    expect(response.status).toBe(421);
    expect(await response.text()).not.toContain("evil.example");
  }
  expect(JSON.stringify([...documents])).not.toContain("evil.example");
});

test("T003 inboxes answer nothing but POST with 405 and say so", async () => {
  for (const path of ["/ap/inbox", `${anna.uri}/inbox`]) {
    for (const method of ["GET", "HEAD", "PUT", "DELETE", "PATCH"]) {
      const response = await surface.get(path, { Accept: AS2, Origin: ctx.origin }, method);
      expect(response.status, `${method} ${path}`).toBe(405);
      expect(response.headers.get("Allow")).toBe("POST");
    }
    const unsigned = await surface.get(path, { "Content-Type": AS2 }, "POST");
    expect(unsigned.status).toBe(401);
  }
});
