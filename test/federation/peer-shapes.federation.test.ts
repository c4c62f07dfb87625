import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { type Actor, actorById, actorByUri } from "../../src/features/actors/actors.queries.ts";
import { followBetween } from "../../src/features/follows/follows.queries.ts";
import { type Post, postByUri, statsOf, threadOf } from "../../src/features/posts/posts.queries.ts";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import { ACCEPTED, deliver, ignoredFor } from "../support/inbox.ts";
import { createInstance, type Instance } from "../support/instance.ts";
import { outgoing } from "../support/outbox.ts";
import { createPeer, type Peer, type PeerActor, type Wire } from "../support/peer.ts";
import { createMember } from "../support/people.ts";
import { insertFollow, insertPost } from "../support/rows.ts";

/** Activities in the shape in which each server sends them (reference/interop.md §4, §7), written by us. */
let here: Instance;
let bob: Account;
let bobActor: Actor;
let note: Post;

beforeAll(async () => {
  here = await createInstance();
  bob = await createMember(here.ctx, "bob");
  bobActor = (await actorById(here.ctx, bob.actorId))!;
  note = await insertPost(here.ctx, bobActor, { groupId: here.district.actorId });
});

interface Server {
  peer: Peer;
  actor: PeerActor;
  group: PeerActor;
  load(name: string): Wire;
  give(name: string, by?: PeerActor): ReturnType<typeof deliver>;
}

async function server(software: string): Promise<Server> {
  const peer = await createPeer(here.network, `${software}.test`, here.ctx.now);
  const actor = await peer.person("anna");
  const group = await peer.person("garten", { type: "Group" });
  const places: Record<string, string> = {
    origin: peer.origin,
    actor: actor.uri,
    group: group.uri,
    bob: bobActor.uri,
    note: note.uri,
    district: here.district.actorUri,
  };
  const load = (name: string): Wire => {
    const text = readFileSync(`test/fixtures/activitypub/${software}-${name}.json`, "utf8");
    return JSON.parse(text.replace(/\{\{(\w+)\}\}/g, (_, place: string) => places[place] ?? ""));
  };
  return { peer, actor, group, load, give: (name, by = actor) => deliver(here, by, load(name)) };
}

const counts = async () => (await statsOf(here.ctx, [note.id])).get(note.id)!;
const stored = async (activity: Wire): Promise<Post | null> =>
  postByUri(here.ctx, String((activity.object as Wire).id));
const follow = async ({ actor }: Server) => {
  const row = await actorByUri(here.ctx, actor.uri);
  return row && followBetween(here.ctx, row.id, bob.actorId);
};
const followHer = async (actor: PeerActor): Promise<void> => {
  await insertFollow(here.ctx, bob.actorId, (await resolveActor(here.ctx, actor.uri)).id);
};

const TAKES_BACK: Readonly<Record<string, [string, "likes" | "boosts"][]>> = {
  mastodon: [
    ["undo-like", "likes"],
    ["undo-announce", "boosts"],
  ],
  snac: [["undo-like", "likes"]],
};

describe.each(["mastodon", "gotosocial", "snac"])("%s", (software) => {
  let it: Server;
  beforeAll(async () => {
    it = await server(software);
  });

  test("check 99: follows and unfollows", async () => {
    expect(await it.give("follow")).toEqual(ACCEPTED);
    expect((await follow(it))?.state).toBe("accepted");
    const accept = (await outgoing(here.ctx)).at(-1);
    const { "@context": _, ...inner } = it.load("follow");
    expect(accept?.activity).toMatchObject({ type: "Accept", object: inner });
    expect(await it.give("undo-follow")).toEqual(ACCEPTED);
    expect(await follow(it)).toBeNull();
  });

  test("check 99: writes and edits", async () => {
    await followHer(it.actor);
    const create = it.load("create-note");
    expect(await it.give("create-note")).toEqual(ACCEPTED);
    const object = create.object as Wire;
    expect(await stored(create)).toMatchObject({
      kind: "note",
      visibility: "public",
      content: expect.stringContaining(String(object.content).slice(0, 8)),
      publishedAt: new Date("2026-11-20T08:00:00Z"),
    });
    expect(await it.give("update-note")).toEqual(ACCEPTED);
    const edited = it.load("update-note").object as Wire;
    expect((await stored(create))?.content).toBe(edited.content);
  });

  test("check 99: answers, likes and shares ours", async () => {
    const before = await counts();
    for (const name of ["create-reply", "like", "announce"]) expect(await it.give(name), name).toEqual(ACCEPTED);
    expect(await counts()).toEqual({
      replies: before.replies + 1,
      likes: before.likes + 1,
      boosts: before.boosts + 1,
    });
    const thread = await threadOf(here.ctx, null, note.id);
    expect(thread.map(({ author }) => author.uri)).toContain(it.actor.uri);
  });

  test.each(TAKES_BACK[software] ?? [])("check 99: takes back: %s", async (name, counter) => {
    const before = await counts();
    expect(await it.give(name)).toEqual(ACCEPTED);
    expect((await counts())[counter]).toBe(before[counter] - 1);
  });

  // snac2 deletes by its web pages only.
  test.each(software === "snac" ? [] : ["delete"])("check 99: deletes what it wrote: %s", async (name) => {
    expect(await it.give(name)).toEqual(ACCEPTED);
    expect((await stored(it.load("create-note")))?.deletedAt).toBeInstanceOf(Date);
  });
});

describe("lemmy", () => {
  let it: Server;
  const served = (activity: Wire): Wire => (activity.object as Wire).object as Wire;
  beforeAll(async () => {
    it = await server("lemmy");
    await insertFollow(here.ctx, bob.actorId, (await resolveActor(here.ctx, it.group.uri)).id);
    for (const name of ["announce-create-page", "announce-create-comment"]) {
      const object = served(it.load(name));
      it.peer.serve(new URL(String(object.id)).pathname, { "@context": it.load(name)["@context"], ...object });
    }
  });

  test("check 99: follows and unfollows", async () => {
    expect(await it.give("follow")).toEqual(ACCEPTED);
    expect((await follow(it))?.state).toBe("accepted");
    expect(await it.give("undo-follow")).toEqual(ACCEPTED);
    expect(await follow(it)).toBeNull();
  });

  test("check 100: a community's post and comment, in both forms, appear once, with their thread", async () => {
    expect(await it.give("announce-create-page", it.group)).toEqual(ACCEPTED);
    expect((await it.give("announce-page", it.group)).result).toBe("accepted");
    expect(await it.give("announce-create-comment", it.group)).toEqual(ACCEPTED);
    const page = await postByUri(here.ctx, String(served(it.load("announce-create-page")).id));
    expect(page).toMatchObject({
      kind: "page",
      title: "Repair-Café im Süden",
      language: "de",
      content: "<p>Wer macht mit?</p>",
      groupId: (await actorByUri(here.ctx, it.group.uri))?.id,
      imageUrl: "https://lemmy.test/pictrs/image/1.png",
    });
    const thread = await threadOf(here.ctx, null, page!.id);
    expect(thread.map(({ post }) => post.content)).toEqual(["<p>Ich!</p>"]);
    expect((await statsOf(here.ctx, [page!.id])).get(page!.id)).toEqual({ replies: 1, likes: 0, boosts: 0 });
  });

  test("check 99: votes that a community passes on are not counted; its deletions when the post is gone", async () => {
    expect(await it.give("announce-like", it.group)).toEqual(ignoredFor("not-verifiable"));
    expect(await it.give("announce-delete-page", it.group)).toEqual(ignoredFor("not-gone"));
    it.peer.serve("/post/1", {
      "@context": "https://www.w3.org/ns/activitystreams",
      id: "https://lemmy.test/post/1",
      type: "Tombstone",
    });
    const again = { ...it.load("announce-delete-page"), id: "https://lemmy.test/activities/announce/delete/2" };
    expect(await deliver(here, it.group, again)).toEqual(ACCEPTED);
    expect((await postByUri(here.ctx, "https://lemmy.test/post/1"))?.deletedAt).toBeInstanceOf(Date);
  });

  test("check 99: answers and likes ours", async () => {
    const before = await counts();
    expect(await it.give("create-comment")).toEqual(ACCEPTED);
    expect(await it.give("like")).toEqual(ACCEPTED);
    expect(await counts()).toMatchObject({ replies: before.replies + 1, likes: before.likes + 1 });
  });
});
