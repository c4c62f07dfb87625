import { beforeEach, expect, test, vi } from "vitest";
import { catalogueRead } from "../../src/features/partners/catalogue.queries.ts";
import { readCatalogue } from "../../src/features/partners/partners.store.ts";
import { postByUri } from "../../src/features/posts/posts.queries.ts";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import type { Id } from "../../src/platform/ids.ts";
import { createInstance, type Instance } from "../support/instance.ts";
import { type Elsewhere, remoteDistrict, workOff } from "../support/partners.ts";
import { createPeer, type Peer, type PeerActor, type Wire } from "../support/peer.ts";
import { insertFollow } from "../support/rows.ts";

vi.setConfig({ testTimeout: 60_000 });

let here: Instance;
let liar: Elsewhere;
let victim: Peer;
let author: PeerActor;
/** Row id of the district that lies. */
let id: Id;

beforeEach(async () => {
  here = await createInstance();
  liar = await remoteDistrict(here.network, here.ctx.now, "luegt.test", {
    "stv:projects": "https://luegt.test/projekte",
  });
  victim = await createPeer(here.network, "opfer.test", here.ctx.now);
  author = await liar.peer.person("autor");
  const actor = await resolveActor(here.ctx, liar.actor.uri);
  id = actor.id;
  await insertFollow(here.ctx, here.district.actorId, id);
  await insertFollow(here.ctx, id, here.district.actorId);
});

const page = (path: string, members: Wire): void =>
  liar.peer.serve(path, {
    "@context": "https://www.w3.org/ns/activitystreams",
    id: `https://luegt.test${path}`,
    type: path === "/projekte" ? "OrderedCollection" : "OrderedCollectionPage",
    ...members,
  });

const tells = (items: readonly unknown[], more: Wire = {}): void => {
  page("/projekte", {
    totalItems: items.length,
    "stv:digest": "0".repeat(63).concat("1"),
    first: "https://luegt.test/p/1",
  });
  page("/p/1", { orderedItems: items, ...more });
};

const note = (title: string, more: Wire = {}) =>
  author.note(`<p>${title}</p>`, {
    type: "Article",
    name: title,
    audience: liar.actor.uri,
    "stv:kind": "ProjectNote",
    "stv:version": 1,
    ...more,
  });

async function read(): Promise<number> {
  here.ctx.advance(1000);
  await readCatalogue(here.ctx, id);
  return workOff(here.ctx, "catalogue");
}

test("a catalogue brings only what lies on its own host, is a project note, and belongs to that district", async () => {
  const good = note("Gut");
  const otherGroup = note("Fremde Gruppe", { audience: "https://opfer.test/gruppe" });
  const chat = author.note("<p>Plauderei</p>", { audience: liar.actor.uri });
  const foreign = (await victim.person("alice")).note("<p>Von woanders</p>");
  tells([good, otherGroup, chat, foreign, "https://heslach.test/ap/o/1", 7, null, { type: "Article" }]);
  await read();
  expect(await postByUri(here.ctx, good.id)).toMatchObject({ title: "Gut", kind: "projectNote", groupId: id });
  for (const each of [otherGroup, chat, foreign]) expect(await postByUri(here.ctx, each.id)).toBeNull();
  expect(victim.requests).toEqual([]);
  expect((await catalogueRead(here.ctx, id))?.phase).toBe("idle");
});

test("a Tombstone in a catalogue is not believed while the note itself is there, nor is another host's", async () => {
  const good = note("Bleibt");
  tells([{ id: good.id, type: "Article", attributedTo: author.uri, "stv:version": 1 }]);
  await read();
  tells([{ id: good.id, type: "Tombstone", formerType: "Article" }]);
  await read();
  expect((await postByUri(here.ctx, good.id))?.deletedAt).toBeNull();
  liar.peer.serve(new URL(good.id).pathname, { status: 410, text: "" });
  await read();
  expect((await postByUri(here.ctx, good.id))?.deletedAt).not.toBeNull();
});

test("pages in a circle, and pages without end, end", async () => {
  page("/projekte", { totalItems: 1, first: "https://luegt.test/p/1" });
  page("/p/1", { orderedItems: ["https://luegt.test/notes/1"], next: "https://luegt.test/p/2" });
  page("/p/2", { orderedItems: ["https://luegt.test/notes/1"], next: "https://luegt.test/p/1" });
  expect(await read()).toBeLessThan(10);
  expect((await catalogueRead(here.ctx, id))?.phase).toBe("idle");
  const asked = liar.peer.requests.length;
  for (let number = 1; number <= 300; number += 1) {
    const items = Array.from({ length: 300 }, (_, n) => ({
      id: `https://luegt.test/n/${number}-${n}`,
      type: "Tombstone",
    }));
    page(`/p/${number}`, { orderedItems: items, next: `https://luegt.test/p/${number + 1}` });
  }
  await read();
  // 200 of a page's entries count, 10,000 in all.
  expect(liar.peer.requests.length - asked).toBeLessThanOrEqual(1 + 50);
  expect((await catalogueRead(here.ctx, id))?.phase).toBe("idle");
});

test("a note that cannot be had is tried three times, holds up no other, and is left for the next night", async () => {
  const good = note("Gut");
  const broken = "https://luegt.test/notes/kaputt";
  liar.peer.serve("/notes/kaputt", { status: 500, text: "" });
  tells([{ id: broken, type: "Article", "stv:version": 1 }, good]);
  await read();
  expect(await postByUri(here.ctx, good.id)).not.toBeNull();
  expect(liar.peer.at("/notes/kaputt")).toHaveLength(3);
  expect(await catalogueRead(here.ctx, id)).toMatchObject({ phase: "idle", etag: null });
});

test("a catalogue elsewhere than on the district's host, or none, is not asked for", async () => {
  liar.actor.document = { ...liar.actor.document, "stv:projects": "https://opfer.test/projekte" };
  await resolveActor(here.ctx, liar.actor.uri, { maxAgeMs: 0 });
  await read();
  expect(victim.requests).toEqual([]);
  expect((await catalogueRead(here.ctx, id))?.lastError).toContain("no catalogue");
});
