import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { actors } from "../../../src/features/actors/actors.table.ts";
import { createLocalActor } from "../../../src/features/actors/actors.usecases.ts";
import { follows } from "../../../src/features/follows/follows.table.ts";
import { postRevisions } from "../../../src/features/posts/posts.table.ts";
import type { JsonObject } from "../../../src/platform/json.ts";
import { countStatements } from "../../support/counting.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { blockHost, insertActor, insertFollow, insertPost } from "../../support/rows.ts";
import { AS2, bury, heslach, insertNote, remoteSigner, signedGet, surfaceOf } from "./surface.ts";

const ctx = await createTestCtx();
const district = await heslach(ctx);
const anna = await createLocalActor(ctx, { kind: "person", handle: "anna", name: "Anna" });
const surface = surfaceOf(ctx);
const note = await insertNote(ctx, anna, district);
const pathOf = (uri: string): string => new URL(uri).pathname;

test("an object is served byte for byte as it is stored", async () => {
  const response = await surface.get(note.uri);
  expect(response.status).toBe(200);
  expect(await response.text()).toBe(note.document);
  expect(response.headers.get("ETag")).toBe(note.etag);
  expect(response.headers.get("Content-Type")).toBe("application/activity+json; charset=utf-8");
  expect(response.headers.get("Cache-Control")).toBe("public, max-age=60, stale-while-revalidate=300");
  expect(response.headers.get("Vary")).toBe("Accept");
});

test("who has it already gets 304; HEAD gets the headers", async () => {
  const known = await surface.get(note.uri, { Accept: AS2, "If-None-Match": note.etag });
  expect(known.status).toBe(304);
  expect(await known.text()).toBe("");
  const head = await surface.get(note.uri, { Accept: AS2 }, "HEAD");
  expect(head.status).toBe(200);
  expect(head.headers.get("ETag")).toBe(note.etag);
  expect(await head.text()).toBe("");
});

test("T102 a browser is sent from the id to the page, and caches keep the two apart", async () => {
  const response = await surface.get(note.uri, { Accept: "text/html,*/*;q=0.8" });
  expect(response.status).toBe(303);
  expect(response.headers.get("Location")).toBe(note.url);
  expect(response.headers.get("Vary")).toContain("Accept");
  expect((await surface.get(note.uri, { Accept: "*/*" })).status).toBe(200);
});

test("one GET is one SQL statement", async () => {
  const counted = countStatements(ctx);
  const its = surfaceOf(counted);
  await its.get(note.uri);
  for (const uri of [note.uri, anna.uri]) {
    counted.reset();
    expect((await its.get(uri)).status).toBe(200);
    expect(counted.statements).toHaveLength(1);
  }
});

test("check 72: a deleted object answers 410 with its Tombstone for ever, and so does all below it", async () => {
  const deleted = await insertNote(ctx, anna, district);
  await bury(ctx, deleted);
  for (const path of ["", "/antworten", "/kontext", "/verlauf", "/verlauf/1"]) {
    const response = await surface.get(`${deleted.uri}${path}`);
    expect(response.status, path).toBe(410);
    expect(await response.json()).toMatchObject({ id: deleted.uri, type: "Tombstone", formerType: "Article" });
  }
  const browser = await surface.get(deleted.uri, { Accept: "text/html" });
  expect(browser.status).toBe(410);
});

test.each([["nonsense"], ["0"], ["1"], ["99999999999999999999"], ["1%00"], ["1e3"], ["-1"]])(
  "there is nothing at /ap/o/%s",
  async (id) => {
    expect((await surface.get(`/ap/o/${id}`)).status).toBe(404);
  },
);

test("a remote object is not ours to serve", async () => {
  const mallory = await insertActor(ctx, { handle: "m", host: "anderswo.test" });
  const remote = await insertPost(ctx, mallory);
  expect((await surface.get(`/ap/o/${remote.id}`)).status).toBe(404);
});

const closed = await insertNote(ctx, anna, district, { visibility: "followers" });
const whispered = await remoteSigner(ctx, { handle: "adressat", host: "freund.test" });
const direct = await insertPost(ctx, anna, { visibility: "direct" }, [whispered.actor.id]);
const follower = await remoteSigner(ctx, { handle: "folgt", host: "freund.test" });
const followId = await insertFollow(ctx, follower.actor.id, anna.id);
const stranger = await remoteSigner(ctx, { handle: "mallory", host: "freund.test" });
const pending = await remoteSigner(ctx, { handle: "wartet", host: "anderswo.test" });
await insertFollow(ctx, pending.actor.id, anna.id, "pending");
const instance = await remoteSigner(ctx, {
  handle: "instanz",
  host: "freund.test",
  type: "Application",
  kind: "instance",
});
const otherInstance = await remoteSigner(ctx, {
  handle: "instanz",
  host: "anderswo.test",
  type: "Application",
  kind: "instance",
});

const PARTS = ["", "/antworten", "/antworten/vor/5", "/kontext", "/kontext/vor/5", "/verlauf", "/verlauf/1"];

test("T097 nobody unknown sees what is not public: by any Accept, at any part of it", async () => {
  for (const post of [closed, direct]) {
    for (const part of PARTS) {
      for (const accept of [AS2, "text/html", "application/json", "*/*"]) {
        expect((await surface.get(`${post.uri}${part}`, { Accept: accept })).status).toBe(404);
      }
    }
  }
});

test("T098 an approved follower, somebody named, and the instance actors of their servers see it", async () => {
  for (const [post, signer] of [
    [closed, follower],
    [closed, instance],
    [direct, whispered],
    [direct, instance],
  ] as const) {
    const response = await surface.get(post.uri, signedGet(ctx, signer, pathOf(post.uri)));
    expect(response.status, signer.actor.uri).toBe(200);
    expect(await response.text()).toBe(post.document);
    expect(response.headers.get("Cache-Control")).toBe("private, no-store");
    expect(response.headers.get("Vary")).toBe("Accept, Signature, Authorization, Cookie");
  }
  const part = await surface.get(`${closed.uri}/verlauf`, signedGet(ctx, follower, `${pathOf(closed.uri)}/verlauf`));
  expect(part.status).toBe(200);
  expect(part.headers.get("Cache-Control")).toBe("private, no-store");
});

test("T099 others of the same server, waiting followers and other servers do not", async () => {
  for (const [post, signer] of [
    [closed, stranger],
    [closed, pending],
    [closed, otherInstance],
    [direct, follower],
    [direct, stranger],
    [direct, otherInstance],
  ] as const) {
    expect((await surface.get(post.uri, signedGet(ctx, signer, pathOf(post.uri)))).status, signer.actor.uri).toBe(404);
  }
});

test("T099 a bad signature, a removed follower and a blocked server do not either", async () => {
  const path = pathOf(closed.uri);
  const forged = signedGet(ctx, { actor: follower.actor, key: stranger.key }, path);
  expect((await surface.get(closed.uri, forged)).status).toBe(404);
  const elsewhere = signedGet(ctx, follower, "/ap/o/1");
  expect((await surface.get(closed.uri, elsewhere)).status).toBe(404);

  await ctx.db.update(follows).set({ state: "rejected" }).where(eq(follows.id, followId));
  for (const signer of [follower, instance]) {
    const asked = await surface.get(closed.uri, signedGet(ctx, signer, path));
    expect(asked.status).toBe(404);
  }
  await ctx.db.update(follows).set({ state: "accepted" }).where(eq(follows.id, followId));
  await blockHost(ctx, "freund.test");
  expect((await surface.get(closed.uri, signedGet(ctx, follower, path))).status).toBe(404);
});

test("T100 a private object, a deleted private one and none at all give the very same answer", async () => {
  const buried = await insertNote(ctx, anna, district, { visibility: "followers" });
  await bury(ctx, buried);
  const answers = [];
  for (const uri of [closed.uri, buried.uri, direct.uri, `${ctx.origin}/ap/o/${ctx.newId()}`]) {
    for (const headers of [{ Accept: AS2 }, signedGet(ctx, pending, pathOf(uri))]) {
      const response = await surface.get(uri, headers);
      const kept = [...response.headers].filter(([name]) => name !== "x-request-id");
      answers.push(JSON.stringify([response.status, await response.text(), kept]));
    }
  }
  expect(new Set(answers).size).toBe(1);
});

test("T100 both cost the same number of statements, signed or not", async () => {
  const counted = countStatements(ctx);
  const its = surfaceOf(counted);
  const cost = async (uri: string, headers: Record<string, string>): Promise<number> => {
    await its.get(note.uri);
    counted.reset();
    await its.get(uri, headers);
    return counted.statements.length;
  };
  const missing = `${ctx.origin}/ap/o/${ctx.newId()}`;
  expect(await cost(closed.uri, { Accept: AS2 })).toBe(await cost(missing, { Accept: AS2 }));
  const signed = (uri: string) => signedGet(ctx, pending, pathOf(uri));
  expect(await cost(closed.uri, signed(closed.uri))).toBe(await cost(missing, signed(missing)));
});

test("a suspended author's objects are not there any more", async () => {
  const bert = await createLocalActor(ctx, { kind: "person", handle: "bert", name: "Bert" });
  const his = await insertNote(ctx, bert, district);
  await ctx.db.update(actors).set({ suspendedAt: ctx.now() }).where(eq(actors.id, bert.id));
  expect((await surface.get(his.uri)).status).toBe(404);
  expect((await surface.get(bert.uri)).status).toBe(404);
});

test("the history lists every version, and each text can be had", async () => {
  const edited = await insertNote(ctx, anna, district, { version: 3 });
  const text = (version: number): string =>
    JSON.stringify({ ...JSON.parse(edited.document), "stv:version": version, name: `Fassung ${version}` });
  for (const version of [1, 2]) {
    await ctx.db
      .insert(postRevisions)
      .values({ postId: edited.id, version, document: text(version), createdAt: ctx.now() });
  }
  const history = await surface.json(`${edited.uri}/verlauf`);
  expect(history).toMatchObject({ type: "OrderedCollection", totalItems: 3, attributedTo: anna.uri });
  expect((history.orderedItems as JsonObject[]).map(({ id, type, object }) => [id, type, object])).toEqual([
    [`${edited.uri}#update-3`, "Update", `${edited.uri}/verlauf/3`],
    [`${edited.uri}#update-2`, "Update", `${edited.uri}/verlauf/2`],
    [`${edited.uri}#create`, "Create", `${edited.uri}/verlauf/1`],
  ]);
  expect(await (await surface.get(`${edited.uri}/verlauf/2`)).text()).toBe(text(2));
  expect(await (await surface.get(`${edited.uri}/verlauf/3`)).text()).toBe(edited.document);
  for (const none of ["0", "4", "x", "1.5"]) {
    expect((await surface.get(`${edited.uri}/verlauf/${none}`)).status, none).toBe(404);
  }
});

test("check 24: what the id of an activity leads to has another id", async () => {
  for (const fragment of ["#create", "#update-1", "#delete"]) {
    const { id } = await surface.json(`${note.uri}${fragment}`);
    expect(id).toBe(note.uri);
  }
});
