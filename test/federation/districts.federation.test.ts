import { and, eq } from "drizzle-orm";
import { beforeAll, expect, test, vi } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { actorByUri } from "../../src/features/actors/actors.queries.ts";
import { peers } from "../../src/features/actors/actors.table.ts";
import { followBetween, listFollowRequests } from "../../src/features/follows/follows.queries.ts";
import { acceptFollow, requestFollow } from "../../src/features/follows/follows.usecases.ts";
import { postByUri, statsOf, type ThreadEntry, threadOf } from "../../src/features/posts/posts.queries.ts";
import { posts } from "../../src/features/posts/posts.table.ts";
import { publishComment } from "../../src/features/posts/usecases/comment.ts";
import { deletePost } from "../../src/features/posts/usecases/delete.ts";
import { listProjectNotes } from "../../src/features/project-notes/project-notes.queries.ts";
import { deleteProjectNote } from "../../src/features/project-notes/usecases/delete.ts";
import { editProjectNote } from "../../src/features/project-notes/usecases/edit.ts";
import { publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import { lookUp } from "../../src/federation/fetch/lookup.ts";
import type { Ctx } from "../../src/platform/ctx.ts";
import { createDistricts, type RunningDistrict } from "../support/districts.ts";
import { createPeer, type Peer, type PeerActor, type Wire } from "../support/peer.ts";
import { createMember } from "../support/people.ts";

// Three whole districts on two cores, and a second between the steps of a backfill.
vi.setConfig({ testTimeout: 60_000 });

const SHORT = {
  title: "Brotkasten am Marienplatz",
  summary: "Die Bäckerei gibt ab, was am Samstag übrig ist.",
  goal: "Kein Brot im Müll.",
  targetGroups: ["alle im Viertel"],
  measures: "Zwei von uns öffnen den Kasten.",
  outcome: "ongoing" as const,
};

let heslach: RunningDistrict;
let sendling: RunningDistrict;
let kalk: RunningDistrict;
let microblog: Peer;
let reader: PeerActor;
let anna: Account;
let bela: Account;
let cora: Account;

const soon = <T>(check: () => Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 30_000, interval: 50 });

/** Follows somebody elsewhere as a member would, and waits until it counts. */
async function follow({ ctx }: RunningDistrict, who: Account, address: string): Promise<void> {
  const found = await lookUp(ctx, address, who);
  expect(found).not.toBeNull();
  await requestFollow(ctx, who, found!.id);
  await soon(async () => expect((await followBetween(ctx, who.actorId, found!.id))?.state).toBe("accepted"));
}

const documentAt = async (ctx: Ctx, uri: string): Promise<string | undefined> =>
  (
    await ctx.db
      .select({ text: posts.document })
      .from(posts)
      .where(and(eq(posts.uri, uri)))
  )[0]?.text;

beforeAll(async () => {
  const districts = await createDistricts();
  [heslach, sendling, kalk] = [
    await districts.start("heslach.test"),
    await districts.start("sendling.test"),
    await districts.start("kalk.test"),
  ];
  microblog = await createPeer(districts.network, "microblog.test");
  reader = await microblog.person("leserin");
  anna = await createMember(heslach.ctx, "anna");
  bela = await createMember(sendling.ctx, "bela");
  cora = await createMember(kalk.ctx, "cora");
});

test("what a district published before is there after following it, and what comes later too, byte for byte", async () => {
  const old = await publishProjectNote(heslach.ctx, anna, { ...SHORT, title: "Schon länger da" });
  await follow(sendling, bela, "@heslach@heslach.test");
  await follow(kalk, cora, heslach.district.actorUri);
  const received = async (uri: string): Promise<void> => {
    for (const { ctx } of [sendling, kalk]) {
      expect(await documentAt(ctx, uri)).toBe(await documentAt(heslach.ctx, uri));
    }
  };
  await soon(() => received(old.uri));
  const fresh = await publishProjectNote(heslach.ctx, anna, SHORT);
  await soon(() => received(fresh.uri));
  const shown = await listProjectNotes(sendling.ctx, null, { scope: "all", limit: 10 });
  expect(shown.map(({ fields, district }) => [fields.title, district.name])).toEqual([
    ["Brotkasten am Marienplatz", "Heslach"],
    ["Schon länger da", "Heslach"],
  ]);
  await editProjectNote(heslach.ctx, anna, fresh.id, { ...SHORT, outcome: "succeeded" });
  await soon(() => received(fresh.uri));
  expect((await postByUri(sendling.ctx, fresh.uri))?.version).toBe(2);
  await deleteProjectNote(heslach.ctx, anna, old.id);
  await soon(async () => {
    for (const { ctx } of [sendling, kalk]) expect((await postByUri(ctx, old.uri))?.deletedAt).toBeInstanceOf(Date);
  });
});

test("a conversation across three districts: everybody sees every answer once, counted", async () => {
  const note = await publishProjectNote(heslach.ctx, anna, { ...SHORT, title: "Fragen willkommen" });
  const at = async ({ ctx }: RunningDistrict) => (await soon(async () => (await postByUri(ctx, note.uri)) ?? fail()))!;
  const there = await at(sendling);
  const question = await publishComment(sendling.ctx, bela, { postId: there.id, text: "Wer hat den Schlüssel?" });
  const texts = async (where: RunningDistrict): Promise<string[]> => {
    const root = await at(where);
    const flat = (entries: readonly ThreadEntry[]): string[] =>
      entries.flatMap(({ post, replies }) => [post.content, ...flat(replies)]);
    return flat(await threadOf(where.ctx, null, root.id));
  };
  const asked = "<p>Wer hat den Schlüssel?</p>";
  // Heslach gets it from its author, Kalk as Heslach's wrapped Announce (check 54).
  for (const where of [heslach, kalk]) await soon(async () => expect(await texts(where)).toEqual([asked]));
  const root = await at(heslach);
  const parent = (await postByUri(heslach.ctx, question.uri))!;
  const reply = await publishComment(heslach.ctx, anna, { postId: parent.id, text: "Die Bäckerin." });
  for (const where of [sendling, kalk]) {
    await soon(async () => expect(await texts(where)).toEqual([asked, "<p>Die Bäckerin.</p>"]));
    const here = await at(where);
    expect((await statsOf(where.ctx, [here.id])).get(here.id)).toMatchObject({ replies: 1, comments: 2, boosts: 0 });
  }
  await deletePost(heslach.ctx, anna, reply.id);
  for (const where of [sendling, kalk]) await soon(async () => expect(await texts(where)).toEqual([asked]));
  expect((await statsOf(heslach.ctx, [root.id])).get(root.id)?.replies).toBe(1);
});

const fail = (): never => {
  throw new Error("not there yet");
};

test("checks 51, 52, 54: a microblog gets one boost a note and never a comment; our own kind the wrapped form", async () => {
  await reader.post(`https://heslach.test/ap/inbox`, reader.activity("Follow", heslach.district.actorUri));
  await soon(async () => expect(microblog.inboxed.map((request) => request.json().type)).toContain("Accept"));
  const [own] = await heslach.ctx.db.select().from(peers).where(eq(peers.host, "sendling.test"));
  expect(own).toMatchObject({ announceForm: "wrapped", software: "stadtteilvernetzer" });
  const note = await publishProjectNote(heslach.ctx, anna, { ...SHORT, title: "Nur einmal" });
  const boosts = (): Wire[] =>
    microblog.inboxed.map((request) => request.json()).filter(({ type }) => type === "Announce");
  await soon(async () => expect(boosts()).toHaveLength(1));
  expect(boosts()[0]).toMatchObject({ actor: heslach.district.actorUri, object: note.uri });
  const there = (await soon(async () => (await postByUri(sendling.ctx, note.uri)) ?? fail()))!;
  const question = await publishComment(sendling.ctx, bela, { postId: there.id, text: "Und bei Regen?" });
  await soon(async () => expect(await postByUri(kalk.ctx, question.uri)).not.toBeNull());
  await publishComment(heslach.ctx, anna, { postId: note.id, text: "Mit Schirm." });
  await soon(async () => {
    const root = (await postByUri(kalk.ctx, note.uri))!;
    expect(await threadOf(kalk.ctx, null, root.id)).toHaveLength(2);
  });
  expect(boosts()).toHaveLength(1);
  expect(microblog.inboxed.every((request) => !request.body.includes("Schirm"))).toBe(true);
});

test("two districts become partners: a follow by a district waits for a person", async () => {
  const chief = await createMember(sendling.ctx, "chefin", "admin");
  const target = await lookUp(sendling.ctx, "@heslach@heslach.test", chief);
  await requestFollow(sendling.ctx, chief, target!.id, sendling.district.actorId);
  const [request] = await soon(async () => {
    const waiting = await listFollowRequests(heslach.ctx, heslach.district.actorId, { limit: 5 });
    return waiting.length > 0 ? waiting : fail();
  });
  expect(request?.actor.uri).toBe(sendling.district.actorUri);
  const admin = await createMember(heslach.ctx, "leitung", "admin");
  await acceptFollow(heslach.ctx, admin, request!.followId);
  await soon(async () => {
    const followed = await actorByUri(sendling.ctx, heslach.district.actorUri);
    const state = (await followBetween(sendling.ctx, sendling.district.actorId, followed!.id))?.state;
    expect(state).toBe("accepted");
  });
});
