import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { accounts } from "../../../src/features/accounts/accounts.table.ts";
import { actors } from "../../../src/features/actors/actors.table.ts";
import { knownDistricts } from "../../../src/features/partners/partners.table.ts";
import { PUBLIC } from "../../../src/platform/ap-uris.ts";
import type { JsonObject } from "../../../src/platform/json.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { blockHost, insertActor, insertFollow, insertPost } from "../../support/rows.ts";
import { bury, entriesOf, heslach, insertNote, sha256, surfaceOf } from "./surface.ts";

const ctx = await createTestCtx();
const district = await heslach(ctx);
const surface = surfaceOf(ctx);

/** The district without anything in it but Anna. */
async function town() {
  await ctx.db.execute(sql`truncate posts, follows, accounts, known_districts cascade`);
  await ctx.db.execute(sql`delete from actors where kind not in ('instance') and id <> ${district.actorId}`);
  const anna = await insertActor(ctx, { handle: "anna", name: "Anna" });
  return { ctx, district, anna, surface };
}

const idsOf = (items: readonly JsonObject[]): unknown[] => items.map(({ id }) => id);

test("the outbox of a person holds the Create of each public note, newest first, with the stored object", async () => {
  const { ctx, district, anna, surface } = await town();
  const first = await insertNote(ctx, anna, district);
  ctx.advance(1000);
  const second = await insertNote(ctx, anna, district);
  expect(await surface.json(`${anna.uri}/outbox`)).toMatchObject({ type: "OrderedCollection", totalItems: 2 });
  const { items } = await entriesOf(surface, `${anna.uri}/outbox`);
  expect(idsOf(items)).toEqual([`${second.uri}#create`, `${first.uri}#create`]);
  const { "@context": _, ...stored } = JSON.parse(first.document);
  expect(items[1]).toMatchObject({ type: "Create", actor: anna.uri, to: [PUBLIC, district.actorUri], object: stored });
});

test("check 18: numbers stand in the outbox as they stand in the object", async () => {
  const { ctx, district, anna, surface } = await town();
  await insertNote(ctx, anna, district);
  const response = await surface.get(`${anna.uri}/outbox/vor/9223372036854775807`);
  expect(await response.text()).toContain('"latitude":48.0');
});

test("the outbox of the district holds one Announce of each id, of remote posts too, and no comment", async () => {
  const { ctx, district, anna, surface } = await town();
  const note = await insertNote(ctx, anna, district);
  await insertPost(ctx, anna, { groupId: district.actorId, inReplyToUri: note.uri, rootId: note.id });
  const mallory = await insertActor(ctx, { handle: "m", host: "anderswo.test" });
  const remote = await insertPost(ctx, mallory, { groupId: district.actorId });
  const { items } = await entriesOf(surface, `${district.actorUri}/outbox`);
  expect(items.map(({ object }) => object)).toEqual([remote.uri, note.uri]);
  expect(items[1]).toEqual({
    id: `${district.actorUri}#announce-${note.id}`,
    type: "Announce",
    actor: district.actorUri,
    published: expect.any(String),
    to: [PUBLIC],
    cc: [`${district.actorUri}/followers`, anna.uri],
    object: note.uri,
  });
});

test("check 88: pages by id, fifty at a time, miss and repeat nothing while notes come and change", async () => {
  const { ctx, district, anna, surface } = await town();
  for (let n = 0; n < 101; n += 1) {
    ctx.advance(10);
    await insertNote(ctx, anna, district);
  }
  const uri = `${district.actorUri}/projekte`;
  const { items, sizes } = await entriesOf(surface, uri);
  expect(sizes).toEqual([50, 50, 1]);
  expect(new Set(idsOf(items)).size).toBe(101);
  const page = await surface.json((await surface.json(uri)).first as string);
  await insertNote(ctx, anna, district);
  const later = await surface.json(page.next as string);
  expect(idsOf(later.orderedItems as JsonObject[])).toEqual(idsOf(items).slice(50, 100));
});

test("a page of the outbox stays small enough to be read, however long the notes are", async () => {
  const { ctx, district, anna, surface } = await town();
  const fields = { measures: "lang ".repeat(2000), goal: "lang ".repeat(2000), benefit: "lang ".repeat(2000) };
  for (let n = 0; n < 14; n += 1) {
    ctx.advance(10);
    await insertNote(ctx, anna, district, { fields });
  }
  const { items, sizes } = await entriesOf(surface, `${anna.uri}/outbox`);
  expect(sizes.length).toBeGreaterThan(1);
  expect(new Set(idsOf(items)).size).toBe(14);
  const text = await (await surface.get(`${anna.uri}/outbox/vor/9223372036854775807`)).text();
  expect(text.length).toBeLessThan(1_000_000);
});

test("the catalogue tells of each note just enough, and of deleted ones for ninety days", async () => {
  const { ctx, district, anna, surface } = await town();
  const kept = await insertNote(ctx, anna, district, { version: 3 });
  ctx.advance(1000);
  const deleted = await insertNote(ctx, anna, district);
  await bury(ctx, deleted);
  const uri = `${district.actorUri}/projekte`;
  const { items } = await entriesOf(surface, uri);
  expect(items).toEqual([
    { id: deleted.uri, type: "Tombstone", formerType: "Article", deleted: expect.any(String) },
    {
      id: kept.uri,
      type: "Article",
      name: kept.title,
      attributedTo: anna.uri,
      updated: expect.any(String),
      "stv:kind": "ProjectNote",
      "stv:version": 3,
    },
  ]);
  expect((await surface.json(uri)).totalItems).toBe(1);
  ctx.advance(91 * 86_400_000);
  expect(idsOf((await entriesOf(surface, uri)).items)).toEqual([kept.uri]);
});

test("`stv:digest` is the XOR of SHA-256(id LF version) over the living notes", async () => {
  const { ctx, district, anna, surface } = await town();
  const uri = `${district.actorUri}/projekte`;
  const empty = await surface.json(uri);
  expect(empty).toMatchObject({ totalItems: 0, "stv:digest": "0".repeat(64) });
  expect(empty).not.toHaveProperty("stv:changedAt");
  const notes = [await insertNote(ctx, anna, district), await insertNote(ctx, anna, district, { version: 7 })];
  await bury(ctx, await insertNote(ctx, anna, district));
  const digest = notes
    .map(({ uri: id, version }) => sha256(`${id}\n${version}`))
    .reduce((sum, next) => sum.map((byte, at) => byte ^ (next[at] ?? 0)) as Buffer, Buffer.alloc(32));
  expect(await surface.json(uri)).toMatchObject({
    "stv:digest": Buffer.from(digest).toString("hex"),
    "stv:changedAt": expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  });
});

test("the catalogue holds the district's own notes only", async () => {
  const { ctx, district, anna, surface } = await town();
  const remote = await insertActor(ctx, { handle: "m", host: "anderswo.test" });
  await insertPost(ctx, remote, { kind: "projectNote", groupId: district.actorId });
  await insertPost(ctx, anna, { kind: "note", groupId: district.actorId });
  expect((await surface.json(`${district.actorUri}/projekte`)).totalItems).toBe(0);
  expect((await surface.get(`${anna.uri}/projekte`)).status).toBe(404);
});

test("T103 what is not public is neither listed nor counted anywhere", async () => {
  const { ctx, district, anna, surface } = await town();
  const note = await insertNote(ctx, anna, district);
  const hidden = [];
  for (const visibility of ["followers", "direct"] as const) {
    hidden.push(await insertNote(ctx, anna, district, { visibility }));
    const below = { groupId: district.actorId, inReplyToUri: note.uri, inReplyToId: note.id, rootId: note.id };
    hidden.push(await insertPost(ctx, anna, { ...below, visibility }));
  }
  const paged = [
    [`${anna.uri}/outbox`, 1],
    [`${district.actorUri}/outbox`, 1],
    [`${district.actorUri}/projekte`, 1],
    [`${note.uri}/antworten`, 0],
    [`${note.uri}/kontext`, 1],
  ] as const;
  for (const [uri, count] of paged) {
    expect((await surface.json(uri)).totalItems, uri).toBe(count);
    const { items } = await entriesOf(surface, uri);
    expect(items, uri).toHaveLength(count);
    for (const post of hidden) expect(JSON.stringify(items)).not.toContain(post.uri);
  }
  expect((await surface.json(`${anna.uri}/featured`)).totalItems).toBe(0);
  expect((await surface.json("/nodeinfo/2.1")).usage).toMatchObject({ localPosts: 1, localComments: 0 });
});

test("a suspended author's posts are gone from all collections", async () => {
  const { ctx, district, anna, surface } = await town();
  await insertNote(ctx, anna, district);
  await ctx.db.update(actors).set({ suspendedAt: ctx.now() }).where(eq(actors.id, anna.id));
  expect((await surface.json(`${district.actorUri}/projekte`)).totalItems).toBe(0);
  expect((await surface.json(`${district.actorUri}/outbox`)).totalItems).toBe(0);
  expect((await surface.get(`${anna.uri}/outbox`)).status).toBe(404);
});

test("followers and followees are told as numbers only", async () => {
  const { ctx, anna, surface } = await town();
  await ctx.db.update(actors).set({ followersCount: 12, followingCount: 3 }).where(eq(actors.id, anna.id));
  const followers = await surface.json(`${anna.uri}/followers`);
  expect(followers).toMatchObject({ id: `${anna.uri}/followers`, type: "OrderedCollection", totalItems: 12 });
  expect(followers).not.toHaveProperty("first");
  expect(followers).not.toHaveProperty("orderedItems");
  expect((await surface.json(`${anna.uri}/following`)).totalItems).toBe(3);
});

test("check 7: moderators and pinned posts are unpaged; people have no moderators", async () => {
  const { ctx, district, anna, surface } = await town();
  const berta = await insertActor(ctx, { handle: "berta" });
  for (const [actor, role] of [[anna, "admin"] as const, [berta, "member"] as const]) {
    await ctx.db.insert(accounts).values({
      id: ctx.newId(),
      actorId: actor.id,
      email: `${actor.handle}@heslach.test`,
      passwordHash: "x",
      role,
      createdAt: ctx.now(),
    });
  }
  const group = await surface.json(district.actorUri);
  expect(await surface.json(group.attributedTo as string)).toMatchObject({ totalItems: 1, orderedItems: [anna.uri] });
  expect(await surface.json(group.featured as string)).toMatchObject({ totalItems: 0, orderedItems: [] });
  expect(group.postingRestrictedToMods).toBe(false);
  expect((await surface.get(`${anna.uri}/moderators`)).status).toBe(404);
});

test("the instance actor tells which districts it knows, and how", async () => {
  const { ctx, district, surface } = await town();
  const elsewhere = async (handle: string, more = {}, verifiedAt = ctx.now()) => {
    const host = `${handle}.test`;
    const actor = await insertActor(ctx, {
      handle,
      host,
      type: "Group",
      kind: "district",
      discoverable: true,
      ...more,
    });
    const { uri, id: actorId } = actor;
    const seen = { heardAt: verifiedAt, checkedAt: verifiedAt, verifiedAt, state: "verified" as const };
    await ctx.db.insert(knownDistricts).values({ uri, host, actorId, depth: 1, ...seen });
    return actor;
  };
  const partner = await elsewhere("sendling");
  const followed = await elsewhere("giesing");
  await insertFollow(ctx, district.actorId, partner.id);
  await insertFollow(ctx, partner.id, district.actorId);
  await insertFollow(ctx, district.actorId, followed.id);
  const known = await elsewhere("au");
  await insertFollow(ctx, district.actorId, known.id, "pending");
  await elsewhere("versteckt", { discoverable: false });
  await elsewhere("alt", {}, new Date(ctx.now().getTime() - 31 * 86_400_000));
  const blocked = await elsewhere("gesperrt");
  await blockHost(ctx, blocked.host);
  const instance = await surface.json(`/ap/a/${district.instanceActorId}`);
  const list = await surface.json(instance["stv:knownDistricts"] as string);
  const relations = (list.orderedItems as JsonObject[]).map((item) => [item.id, item["stv:relation"]]);
  expect(Object.fromEntries(relations)).toEqual({
    [partner.uri]: "partner",
    [followed.uri]: "follows",
    [known.uri]: "known",
  });
});

test("the thread of a note has all of it, and the replies only the direct ones", async () => {
  const { ctx, district, anna, surface } = await town();
  const note = await insertNote(ctx, anna, district);
  const remote = await insertActor(ctx, { handle: "m", host: "anderswo.test" });
  const below = { groupId: district.actorId, rootId: note.id };
  const reply = await insertPost(ctx, remote, { ...below, inReplyToUri: note.uri, visibility: "unlisted" });
  const deeper = await insertPost(ctx, anna, { ...below, inReplyToUri: reply.uri });
  const replies = await entriesOf(surface, `${note.uri}/antworten`);
  expect(replies.items).toEqual([reply.uri]);
  const thread = await entriesOf(surface, `${note.uri}/kontext`);
  expect(thread.items).toEqual([deeper.uri, reply.uri, note.uri]);
  expect(await surface.json(`${note.uri}/kontext`)).toMatchObject({ attributedTo: district.actorUri, totalItems: 3 });
  expect((await surface.get(`${deeper.uri}/kontext`)).status).toBe(404);
  expect((await surface.get(`${deeper.uri}/antworten`)).status).toBe(200);
});

test.each([["/vor/0"], ["/vor/abc"], ["/vor/-1"], ["/vor/99999999999999999999"], ["/vor/1%20or%201"]])(
  "a page %s that cannot be is not there",
  async (path) => {
    const { anna, surface } = await town();
    expect((await surface.get(`${anna.uri}/outbox${path}`)).status).toBe(404);
  },
);
