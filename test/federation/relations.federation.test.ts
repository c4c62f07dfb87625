import { beforeEach, expect, test } from "vitest";
import { actorById, actorByUri } from "../../src/features/actors/actors.queries.ts";
import { followBetween } from "../../src/features/follows/follows.queries.ts";
import { requestFollow } from "../../src/features/follows/follows.usecases.ts";
import { endOfMute } from "../../src/features/follows/relations.model.ts";
import { hasBlocked, listRelations } from "../../src/features/follows/relations.queries.ts";
import { blockActor, muteActor, unblockActor } from "../../src/features/follows/relations.usecases.ts";
import { homeFeed, statsOf, threadOf } from "../../src/features/posts/posts.queries.ts";
import { publishComment } from "../../src/features/posts/usecases/comment.ts";
import { processBackgroundJob } from "../../src/federation/background.ts";
import type { Ctx } from "../../src/platform/ctx.ts";
import { useCast } from "../support/cast.ts";
import { ACCEPTED, deliver, ignoredFor } from "../support/inbox.ts";
import { forgetOutgoing, outgoing } from "../support/outbox.ts";
import { createMember } from "../support/people.ts";
import { jobRows } from "../support/queue.ts";
import { insertFollow, insertPost } from "../support/rows.ts";

const cast = useCast();
let ctx: Ctx;
let malloryId: string;

beforeEach(async () => {
  ctx = cast.here.ctx;
  malloryId = (await actorByUri(ctx, cast.mallory.uri))!.id;
  await forgetOutgoing(ctx);
});

test("blocking ends the follows both ways, with Undo and Reject, and tells nobody of the block", async () => {
  const follow = cast.mallory.activity("Follow", cast.bobActor.uri);
  await deliver(cast.here, cast.mallory, follow);
  await forgetOutgoing(ctx);
  await blockActor(ctx, cast.bob, malloryId);
  const sent = await outgoing(ctx);
  expect(sent.map(({ type }) => type)).toEqual(["Undo", "Reject"]);
  expect(sent[0]?.activity).toMatchObject({ actor: cast.bobActor.uri, object: { type: "Follow" } });
  expect(sent[1]?.activity).toMatchObject({ object: { id: follow.id, type: "Follow" } });
  expect(await followBetween(ctx, cast.bob.actorId, malloryId)).toBeNull();
  expect((await followBetween(ctx, malloryId, cast.bob.actorId))?.state).toBe("rejected");
  expect((await actorById(ctx, cast.bob.actorId))?.followersCount).toBe(0);
});

test("who is blocked may not follow: each Follow gets a Reject", async () => {
  await blockActor(ctx, cast.bob, malloryId);
  await forgetOutgoing(ctx);
  const follow = cast.mallory.activity("Follow", cast.bobActor.uri);
  expect(await deliver(cast.here, cast.mallory, follow)).toEqual(ACCEPTED);
  expect((await outgoing(ctx)).map(({ type }) => type)).toEqual(["Reject"]);
  expect((await followBetween(ctx, malloryId, cast.bob.actorId))?.state).toBe("rejected");
  await unblockActor(ctx, cast.bob, malloryId);
  await deliver(cast.here, cast.mallory, cast.mallory.activity("Follow", cast.bobActor.uri));
  expect((await followBetween(ctx, malloryId, cast.bob.actorId))?.state).toBe("accepted");
});

test("answers, mentions, likes and boosts of who is blocked have no effect; others' have", async () => {
  const own = await insertPost(ctx, cast.bobActor);
  await blockActor(ctx, cast.bob, malloryId);
  const { mallory, alice } = cast;
  const reply = mallory.note("so nicht", { inReplyTo: own.uri, to: [cast.bobActor.uri] });
  expect((await deliver(cast.here, mallory, cast.create(mallory, reply))).result).toBe("ignored");
  const mention = mallory.note("he", { tag: [{ type: "Mention", href: cast.bobActor.uri, name: "@bob" }] });
  expect((await deliver(cast.here, mallory, cast.create(mallory, mention))).result).toBe("ignored");
  expect(await deliver(cast.here, mallory, mallory.activity("Like", own.uri))).toEqual(ignoredFor("no-such-post"));
  expect(await deliver(cast.here, mallory, mallory.activity("Announce", own.uri))).toEqual(
    ignoredFor("blocked-by-author"),
  );
  expect(await cast.stored(reply)).toBeNull();
  expect(await cast.stored(mention)).toBeNull();
  expect(await deliver(cast.here, alice, alice.activity("Like", own.uri))).toEqual(ACCEPTED);
  expect((await statsOf(ctx, [own.id])).get(own.id)).toEqual({ replies: 0, comments: 0, likes: 1, boosts: 0 });
});

test("an answer to who blocks has no effect even when somebody else here follows its author", async () => {
  const carol = await createMember(ctx, `carol${cast.serial}`);
  await insertFollow(ctx, carol.actorId, malloryId);
  const own = await insertPost(ctx, cast.bobActor);
  await blockActor(ctx, cast.bob, malloryId);
  const reply = cast.mallory.note("doch", { inReplyTo: own.uri });
  expect(await deliver(cast.here, cast.mallory, cast.create(cast.mallory, reply))).toEqual(
    ignoredFor("blocked-by-addressee"),
  );
  const free = cast.mallory.note("für Carol");
  expect(await deliver(cast.here, cast.mallory, cast.create(cast.mallory, free))).toEqual(ACCEPTED);
});

test("blocked and muted people are not shown to the one who did it, and to everybody else", async () => {
  const carol = await createMember(ctx, `carol${cast.serial}`);
  const note = cast.mallory.note("laut");
  await deliver(cast.here, cast.mallory, cast.create(cast.mallory, note));
  const aliceNote = cast.alice.note("leise");
  await deliver(cast.here, cast.alice, cast.create(cast.alice, aliceNote));
  const reply = cast.mallory.note("Antwort", { inReplyTo: aliceNote.id });
  await deliver(cast.here, cast.mallory, cast.create(cast.mallory, reply));
  const root = (await cast.stored(aliceNote))!;
  const feedOf = async (who: { actorId: string }) =>
    (await homeFeed(ctx, who, { limit: 50 })).map(({ post }) => post.uri);
  await insertFollow(ctx, carol.actorId, malloryId);
  expect(await feedOf(cast.bob)).toContain(note.id);
  await muteActor(ctx, cast.bob, malloryId, null);
  expect(await feedOf(cast.bob)).not.toContain(note.id);
  expect(await feedOf(carol)).toContain(note.id);
  expect(await threadOf(ctx, cast.bob, root.id)).toEqual([]);
  expect(await threadOf(ctx, carol, root.id)).toHaveLength(1);
  expect((await followBetween(ctx, cast.bob.actorId, malloryId))?.state).toBe("accepted");
});

test("T063 a boost by who is muted brings nothing into the feed", async () => {
  const stranger = await cast.victim.person(`fremd${cast.serial}`);
  const note = stranger.note("geteilt");
  await deliver(cast.here, cast.mallory, cast.mallory.activity("Announce", note.id));
  const feed = async () => (await homeFeed(ctx, cast.bob, { limit: 50 })).map(({ post }) => post.uri);
  expect(await feed()).toContain(note.id);
  await muteActor(ctx, cast.bob, malloryId, null);
  expect(await feed()).not.toContain(note.id);
});

test("T063 a boost by somebody followed of who is blocked does not reach the blocker's feed", async () => {
  const stranger = await cast.victim.person(`fremd${cast.serial}`);
  const note = stranger.note("geteilt");
  await deliver(cast.here, cast.mallory, cast.mallory.activity("Announce", note.id));
  await blockActor(ctx, cast.bob, (await actorByUri(ctx, stranger.uri))!.id);
  expect((await homeFeed(ctx, cast.bob, { limit: 50 })).map(({ post }) => post.uri)).not.toContain(note.id);
});

test("a mute ends by itself at its hour, and lasts as long as was asked last", async () => {
  await muteActor(ctx, cast.bob, malloryId, endOfMute(ctx.now(), "tag"));
  await muteActor(ctx, cast.bob, malloryId, endOfMute(ctx.now(), "woche"));
  const ends = (await jobRows(ctx, "background")).filter(({ payload }) => payload.includes("end-mutes"));
  expect(ends.map(({ due_in }) => due_in)).toEqual([24 * 3600, 7 * 24 * 3600]);
  cast.here.ctx.advance(24 * 3_600_000);
  await processBackgroundJob(ctx, JSON.stringify({ kind: "end-mutes" }));
  expect(await listRelations(ctx, cast.bob.actorId, { limit: 10 })).toMatchObject([{ kind: "mute" }]);
  cast.here.ctx.advance(6 * 24 * 3_600_000);
  await processBackgroundJob(ctx, JSON.stringify({ kind: "end-mutes" }));
  expect(await listRelations(ctx, cast.bob.actorId, { limit: 10 })).toEqual([]);
});

test("T099 a follower who was blocked reads nothing of what is for followers", async () => {
  await deliver(cast.here, cast.mallory, cast.mallory.activity("Follow", cast.bobActor.uri));
  const secret = await insertPost(ctx, cast.bobActor, { visibility: "followers" });
  expect((await cast.mallory.get(secret.uri)).status).toBe(200);
  await blockActor(ctx, cast.bob, malloryId);
  expect((await cast.mallory.get(secret.uri)).status).toBe(404);
  const other = await cast.evil.person(`andere${cast.serial}`);
  expect((await other.get(secret.uri)).status).toBe(404);
});

test("members of one district: who is blocked can neither follow nor answer", async () => {
  const carol = await createMember(ctx, `carol${cast.serial}`);
  const own = await insertPost(ctx, cast.bobActor);
  await requestFollow(ctx, carol, cast.bob.actorId);
  await blockActor(ctx, cast.bob, carol.actorId);
  expect((await followBetween(ctx, carol.actorId, cast.bob.actorId))?.state).toBe("rejected");
  await expect(requestFollow(ctx, carol, cast.bob.actorId)).rejects.toMatchObject({ code: "follows.parted" });
  await expect(requestFollow(ctx, cast.bob, carol.actorId)).rejects.toMatchObject({ code: "follows.parted" });
  await expect(publishComment(ctx, carol, { postId: own.id, text: "doch" })).rejects.toMatchObject({
    code: "posts.not-found",
  });
  await expect(blockActor(ctx, cast.bob, cast.here.district.actorId)).rejects.toMatchObject({
    code: "follows.not-to-part",
  });
  await expect(blockActor(ctx, cast.bob, cast.bob.actorId)).rejects.toMatchObject({ code: "follows.not-to-part" });
});

test("a Block that comes in ends the follows both ways, silently, until its Undo", async () => {
  await deliver(cast.here, cast.mallory, cast.mallory.activity("Follow", cast.bobActor.uri));
  await forgetOutgoing(ctx);
  const block = cast.mallory.activity("Block", cast.bobActor.uri);
  expect(await deliver(cast.here, cast.mallory, block)).toEqual(ACCEPTED);
  expect(await followBetween(ctx, malloryId, cast.bob.actorId)).toBeNull();
  expect((await followBetween(ctx, cast.bob.actorId, malloryId))?.state).toBe("rejected");
  expect(await outgoing(ctx)).toEqual([]);
  await expect(requestFollow(ctx, cast.bob, malloryId)).rejects.toMatchObject({ code: "follows.parted" });
  // Somebody else undoes nothing.
  expect((await deliver(cast.here, cast.alice, cast.alice.activity("Undo", block))).result).toBe("ignored");
  expect(await hasBlocked(ctx, malloryId, cast.bob.actorId)).toBe(true);
  expect(await deliver(cast.here, cast.mallory, cast.mallory.activity("Undo", block))).toEqual(ACCEPTED);
  expect(await requestFollow(ctx, cast.bob, malloryId)).toBe("pending");
});

test("nobody blocks the district, nor somebody of another server, by a Block", async () => {
  const { mallory } = cast;
  expect(await deliver(cast.here, mallory, mallory.activity("Block", cast.here.district.actorUri))).toEqual(
    ignoredFor("not-ours"),
  );
  expect(await deliver(cast.here, mallory, mallory.activity("Block", cast.alice.uri))).toEqual(ignoredFor("not-ours"));
});
