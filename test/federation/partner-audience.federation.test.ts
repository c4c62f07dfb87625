import { beforeAll, expect, test, vi } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { type Actor, actorById } from "../../src/features/actors/actors.queries.ts";
import { noteAbout } from "../../src/features/partners/partners.store.ts";
import { postByUri, visiblePost } from "../../src/features/posts/posts.queries.ts";
import { deletePost } from "../../src/features/posts/usecases/delete.ts";
import { editPost } from "../../src/features/posts/usecases/edit.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { listProjectNotes } from "../../src/features/project-notes/project-notes.queries.ts";
import { deleteProjectNote } from "../../src/features/project-notes/usecases/delete.ts";
import { publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import { fetchDocument } from "../../src/federation/fetch/fetch-document.ts";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import { PUBLIC } from "../../src/platform/ap-uris.ts";
import type { Id } from "../../src/platform/ids.ts";
import { SHORT_REQUEST } from "../features/project-notes/notes.ts";
import { createDistricts, type RunningDistrict } from "../support/districts.ts";
import type { Network } from "../support/network.ts";
import { createPeer, type Peer, type PeerActor } from "../support/peer.ts";
import { createMember } from "../support/people.ts";
import { insertFollow } from "../support/rows.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let network: Network;
let heslach: RunningDistrict;
let sendling: RunningDistrict;
/** Follows Heslach and is followed by nobody there: no partner. */
let kalk: RunningDistrict;
let microblog: Peer;
/** Follows Anna and the district, from a server that is no partner. */
let reader: PeerActor;
let anna: Account;
let bela: Account;
/** Row id of Sendling in Heslach. */
let partner: Id;

const soon = <T>(check: () => Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 30_000, interval: 50 });

/** Both sides as if they had asked and granted. */
async function knowEachOther(one: RunningDistrict, other: RunningDistrict, back: boolean): Promise<Id> {
  const there = await resolveActor(one.ctx, other.district.actorUri);
  const here = await resolveActor(other.ctx, one.district.actorUri);
  await insertFollow(one.ctx, there.id, one.district.actorId);
  await insertFollow(other.ctx, other.district.actorId, here.id);
  if (back) {
    await insertFollow(one.ctx, one.district.actorId, there.id);
    await insertFollow(other.ctx, here.id, other.district.actorId);
  }
  return there.id;
}

beforeAll(async () => {
  const districts = await createDistricts();
  network = districts.network;
  heslach = await districts.start("heslach.test");
  sendling = await districts.start("sendling.test");
  kalk = await districts.start("kalk.test");
  anna = await createMember(heslach.ctx, "anna");
  bela = await createMember(sendling.ctx, "bela");
  partner = await knowEachOther(heslach, sendling, true);
  await knowEachOther(heslach, kalk, false);
  microblog = await createPeer(network, "mikro.test");
  reader = await microblog.person("rita");
  const rita = await resolveActor(heslach.ctx, reader.uri);
  await insertFollow(heslach.ctx, rita.id, anna.actorId);
  await insertFollow(heslach.ctx, rita.id, heslach.district.actorId);
});

/** What a server gets that asks as its instance actor. */
async function fetchedBy({ ctx }: RunningDistrict, uri: string): Promise<string> {
  try {
    return (await fetchDocument(ctx, uri)).text;
  } catch (error) {
    return (error as { kind: string }).kind;
  }
}

const postsTo = (host: string): string[] => network.asked.filter((asked) => asked.startsWith(`POST https://${host}`));

test("93 a note for partners reaches the partner district alone; its server reads it, everybody else finds nothing", async () => {
  const { ctx } = heslach;
  const before = microblog.inboxed.length;
  const note = await publishProjectNote(
    ctx,
    anna,
    { ...SHORT_REQUEST, title: "Unter uns" },
    { visibility: "partners" },
  );
  const arrived = await soon(async () => {
    const post = await postByUri(sendling.ctx, note.uri);
    expect(post).toMatchObject({ visibility: "partners", kind: "projectNote", title: "Unter uns" });
    return post!;
  });
  const document = JSON.parse((await postByUri(ctx, note.uri))!.document);
  expect(document).toMatchObject({ to: [`${heslach.district.actorUri}/partner`], cc: [] });
  expect(JSON.stringify(document)).not.toContain(PUBLIC);
  expect(arrived.document).toBe((await postByUri(ctx, note.uri))!.document);
  // Members there and here see it, nobody else.
  expect(await visiblePost(sendling.ctx, bela, arrived.id)).not.toBeNull();
  expect(await visiblePost(sendling.ctx, null, arrived.id)).toBeNull();
  expect((await listProjectNotes(sendling.ctx, bela, { scope: "all", limit: 5 })).map(({ uri }) => uri)).toContain(
    note.uri,
  );
  expect(await listProjectNotes(ctx, null, { scope: "all", limit: 5 })).toEqual([]);
  expect(await fetchedBy(sendling, note.uri)).toBe(arrived.document);
  expect(await fetchedBy(kalk, note.uri)).toBe("notFound");
  expect((await reader.get(note.uri)).status).toBe(404);
  expect((await network.send(note.uri, { headers: { accept: "application/activity+json" } })).status).toBe(404);
  expect((await network.send(note.url, { headers: { accept: "text/html" } })).status).toBe(404);
  expect(microblog.inboxed.length).toBe(before);
  expect(postsTo("kalk.test")).toEqual([]);
  const catalogue = await network.send(`${heslach.district.actorUri}/projekte`, {
    headers: { accept: "application/activity+json" },
  });
  expect(catalogue.json()).toMatchObject({ totalItems: 0 });
});

test("93 a post for partners, its edit and its deletion go the same way; whom it mentions elsewhere hears nothing", async () => {
  const { ctx } = heslach;
  const text = "Nur unter uns, @rita@mikro.test.";
  const post = await publishPost(ctx, anna, { text, visibility: "partners" });
  await soon(async () => expect((await postByUri(sendling.ctx, post.uri))?.visibility).toBe("partners"));
  await editPost(ctx, anna, post.id, { text: "Geändert.", visibility: "partners" }, { mergeInterval: 0 });
  await soon(async () => expect((await postByUri(sendling.ctx, post.uri))?.content).toContain("Geändert."));
  await expect(editPost(ctx, anna, post.id, { text: "Für alle", visibility: "followers" })).rejects.toMatchObject({
    code: "posts.never-wider",
  });
  await deletePost(ctx, anna, post.id);
  await soon(async () => expect((await postByUri(sendling.ctx, post.uri))?.deletedAt).not.toBeNull());
  expect(microblog.inboxed.some(({ body }) => body.includes(post.uri))).toBe(false);
  expect(postsTo("kalk.test")).toEqual([]);
});

test("93 while a partnership rests, and after its end, nothing for partners goes there nor is read from there", async () => {
  const { ctx } = heslach;
  await noteAbout(ctx, partner, { pausedAt: ctx.now() });
  const sent = postsTo("sendling.test").length;
  const note = await publishProjectNote(
    ctx,
    anna,
    { ...SHORT_REQUEST, title: "Nicht hinüber" },
    { visibility: "partners" },
  );
  await soon(async () => expect(await waiting()).toBe(0));
  expect(postsTo("sendling.test").length).toBe(sent);
  expect(await fetchedBy(sendling, note.uri)).toBe("notFound");
  await noteAbout(ctx, partner, { pausedAt: null });
  await deleteProjectNote(ctx, anna, note.id);
  expect((await network.send(note.uri, { headers: { accept: "application/activity+json" } })).status).toBe(404);
});

/** Activities that are not sent yet. */
async function waiting(): Promise<number> {
  const [row] = await heslach.ctx.sql<{ n: number }[]>`
    select count(*)::int as n from jobs where queue in ('outbox', 'delivery') and dead_at is null`;
  return row?.n ?? 0;
}

test("whoever is on another server than a district cannot write for its partners", async () => {
  const { ctx } = sendling;
  const liar = await microblog.person("mallory");
  const note = liar.note("<p>Für eure Partner</p>", {
    to: [`${heslach.district.actorUri}/partner`],
    cc: [],
    audience: heslach.district.actorUri,
  });
  const answer = await liar.post("https://sendling.test/ap/inbox", liar.activity("Create", note));
  expect(answer.status).toBe(202);
  await soon(async () => {
    const [row] = await ctx.sql<{ n: number }[]>`select count(*)::int as n from jobs where queue = 'inbox'`;
    expect(row?.n).toBe(0);
  });
  const kept = await postByUri(ctx, note.id);
  expect(kept?.visibility ?? "direct").toBe("direct");
  const author: Actor | null = kept && (await actorById(ctx, kept.authorId));
  if (author) expect(await visiblePost(ctx, bela, kept!.id)).toBeNull();
});
