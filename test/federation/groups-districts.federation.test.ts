import { beforeAll, expect, test, vi } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { actorById } from "../../src/features/actors/actors.queries.ts";
import { followBetween, listFollowRequests } from "../../src/features/follows/follows.queries.ts";
import { requestFollow } from "../../src/features/follows/follows.usecases.ts";
import { type Group, submissionsOf, threadsIn } from "../../src/features/groups/groups.queries.ts";
import { createGroup } from "../../src/features/groups/usecases/create.ts";
import { answerRequest } from "../../src/features/groups/usecases/membership.ts";
import { decide, review } from "../../src/features/groups/usecases/moderate.ts";
import { openThread } from "../../src/features/groups/usecases/post.ts";
import { notificationsOf } from "../../src/features/notifications/notifications.queries.ts";
import { postByUri, postsBy, threadOf, visiblePost } from "../../src/features/posts/posts.queries.ts";
import { publishComment } from "../../src/features/posts/usecases/comment.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { lookUp } from "../../src/federation/fetch/lookup.ts";
import { createDistricts, type RunningDistrict } from "../support/districts.ts";
import { createPeer, type Peer, type PeerActor } from "../support/peer.ts";
import { createMember } from "../support/people.ts";

vi.setConfig({ testTimeout: 90_000 });

let heslach: RunningDistrict;
let sendling: RunningDistrict;
/** A microblog server, and somebody there. */
let microblog: Peer;
let reader: PeerActor;
/** Anna founds the groups, Carl writes in them, Bela joins from the other district, Dora lives there and does not. */
let anna: Account;
let carl: Account;
let bela: Account;
let dora: Account;

const soon = <T>(check: () => Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 60_000, interval: 50 });

beforeAll(async () => {
  const districts = await createDistricts();
  [heslach, sendling] = [await districts.start("heslach.test"), await districts.start("sendling.test")];
  microblog = await createPeer(districts.network, "microblog.test");
  reader = await microblog.person("leserin");
  anna = await createMember(heslach.ctx, "anna");
  carl = await createMember(heslach.ctx, "carl");
  bela = await createMember(sendling.ctx, "bela");
  dora = await createMember(sendling.ctx, "dora");
});

const found = (handle: string, mode: "open" | "closed"): Promise<Group> =>
  createGroup(heslach.ctx, anna, { name: handle, handle, about: "", mode });

/** Bela's row of the group, once she may follow it. */
async function follow(group: Group): Promise<string> {
  const there = await lookUp(sendling.ctx, `@${group.actor.handle}@heslach.test`, bela);
  await requestFollow(sendling.ctx, bela, there!.id);
  if (group.mode === "closed") {
    const request = await soon(async () => {
      const [waiting] = await listFollowRequests(heslach.ctx, group.actor.id, { limit: 1 });
      expect(waiting).toBeDefined();
      return waiting!;
    });
    await answerRequest(heslach.ctx, anna, group, request.followId, "accept");
  }
  await soon(async () => expect((await followBetween(sendling.ctx, bela.actorId, there!.id))?.state).toBe("accepted"));
  // Until its NodeInfo was read the other district counts as a microblog.
  await soon(async () => {
    const [peer] = await heslach.ctx.sql`select announce_form as form from peers where host = 'sendling.test'`;
    expect(peer?.form).toBe("wrapped");
  });
  return there!.id;
}

test("check 49: a closed group reaches its members elsewhere, their answers reach it, and nobody else sees any of it", async () => {
  const group = await found("vorstand", "closed");
  const there = await follow(group);
  const { id, uri } = await openThread(heslach.ctx, anna, group, { title: "Vertraulich", text: "Unter uns." });
  const arrived = await soon(async () => {
    const post = await postByUri(sendling.ctx, uri);
    expect(post).toMatchObject({ title: "Vertraulich", visibility: "group", groupId: there });
    return post!;
  });
  const seen = await Promise.all([bela, dora, null].map((who) => visiblePost(sendling.ctx, who, arrived.id)));
  expect(seen.map((post) => post?.id)).toEqual([arrived.id, undefined, undefined]);
  const answer = await publishComment(sendling.ctx, bela, { postId: arrived.id, text: "Verstanden." });
  await soon(async () => {
    const [entry] = await threadOf(heslach.ctx, anna, id);
    expect(entry?.post).toMatchObject({ uri: answer.uri, visibility: "group" });
  });
  expect(await threadOf(heslach.ctx, null, id)).toEqual([]);
  // Signed by a host without a member it does not exist.
  expect((await reader.get(uri)).status).toBe(404);
});

test("check 58: what moderators of an open group decide holds in the other district too", async () => {
  const group = await found("garten", "open");
  const there = await follow(group);
  const { id, uri } = await openThread(heslach.ctx, carl, group, { title: "Beete", text: "Wer gießt?" });
  const arrived = await soon(async () => {
    const post = await postByUri(sendling.ctx, uri);
    expect(post?.groupId).toBe(there);
    return post!;
  });
  await decide(heslach.ctx, anna, group, { action: "lock", postId: id, reason: "Geklärt" });
  await soon(async () => expect((await postByUri(sendling.ctx, uri))?.lockedAt).not.toBeNull());
  await expect(publishComment(sendling.ctx, bela, { postId: arrived.id, text: "Ich" })).rejects.toMatchObject({
    code: "posts.locked",
  });
  await decide(heslach.ctx, anna, group, { action: "remove", postId: id, reason: "Doppelt" });
  await soon(async () => expect((await postByUri(sendling.ctx, uri))?.removedAt).not.toBeNull());
  expect(await threadsIn(sendling.ctx, bela, there, { limit: 9 })).toEqual([]);
});

test("who is let into a group elsewhere is told, and what was written into it stands on its page in both districts", async () => {
  const group = await found("gruenpflege", "closed");
  const open = await found("giesskreis", "open");
  await follow(group);
  const notices = await notificationsOf(sendling.ctx, bela.actorId, { limit: 9 });
  expect(notices.map(({ type, path }) => [type, path])).toContainEqual([
    "follow_accepted",
    "/@gruenpflege@heslach.test",
  ]);
  const there = (await actorById(sendling.ctx, await follow(open)))!;
  expect(await notificationsOf(sendling.ctx, bela.actorId, { limit: 9 })).toHaveLength(notices.length);
  const own = await publishPost(sendling.ctx, bela, {
    text: "Gießplan\n\nWie macht ihr das? @giesskreis@heslach.test",
    visibility: "public",
  });
  // The first of somebody new is looked at before it stands there.
  const first = await soon(async () => {
    const [waiting] = await submissionsOf(heslach.ctx, open.actor.id, 9);
    expect(waiting).toBeDefined();
    return waiting!;
  });
  await review(heslach.ctx, anna, open, first.post.id, "admit");
  const answer = await openThread(heslach.ctx, anna, open, { title: "Kannen", text: "Drei stehen im Hof." });
  await soon(async () => {
    const listed = await postsBy(sendling.ctx, bela, there, { limit: 9 });
    // Of what was published in the same second nobody knows which came first.
    expect(new Map(listed.map(({ post, author }) => [post.uri, author.handle]))).toEqual(
      new Map([
        [answer.uri, "anna"],
        [own.uri, "bela"],
      ]),
    );
  });
});

test("check 51, 52, 55: on a microblog each thread arrives once, as a boost, and no comment ever", async () => {
  const group = await found("werkstatt", "open");
  for (const target of [group.actor.uri, heslach.district.actorUri]) {
    await reader.post("https://heslach.test/ap/inbox", reader.activity("Follow", target));
  }
  const got = (type: string): unknown[] =>
    microblog.inboxed.map((request) => request.json()).filter((activity) => activity.type === type);
  await soon(async () => expect(got("Accept")).toHaveLength(2));
  const { id, uri } = await openThread(heslach.ctx, anna, group, { title: "Löten", text: "Wer kann das?" });
  await publishComment(heslach.ctx, anna, { postId: id, text: "Ich lerne es gerade." });
  const own = await openThread(heslach.ctx, anna, group, { title: "Zweites", text: "Noch etwas." });
  // Sent in order: when the second thread is there, all of the first is.
  await soon(async () => expect(got("Announce")).toHaveLength(4));
  expect(
    got("Announce")
      .map((activity) => [(activity as { actor: string }).actor, (activity as { object: unknown }).object])
      .sort(),
  ).toEqual(
    [
      [group.actor.uri, uri],
      [group.actor.uri, own.uri],
      [heslach.district.actorUri, uri],
      [heslach.district.actorUri, own.uri],
    ].sort(),
  );
  expect(got("Create")).toEqual([]);
});
