import { beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { isBannedFrom } from "../../src/features/audience/bans.queries.ts";
import { followBetween } from "../../src/features/follows/follows.queries.ts";
import { removeFollow } from "../../src/features/follows/follows.store.ts";
import { pinsOf } from "../../src/features/groups/groups.queries.ts";
import { publishComment } from "../../src/features/posts/usecases/comment.ts";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import { PUBLIC } from "../../src/platform/ap-uris.ts";
import { useCast } from "../support/cast.ts";
import { ACCEPTED, deliver, ignoredFor } from "../support/inbox.ts";
import type { Instance } from "../support/instance.ts";
import { outgoing } from "../support/outbox.ts";
import type { Peer, PeerActor, Wire } from "../support/peer.ts";
import { insertFollow } from "../support/rows.ts";

const cast = useCast();
const { stored, create } = cast;
let here: Instance;
let evil: Peer;
let alice: PeerActor;
let mallory: PeerActor;
let bob: Account;
/** A group on the evil host that Bob follows. Mallory moderates it, Alice writes in it. */
let group: PeerActor;
let note: Wire & { id: string };

const AS2 = "https://www.w3.org/ns/activitystreams";
const moderatorsAre = (...uris: string[]): void =>
  evil.serve(new URL(`${group.uri}/moderators`).pathname, {
    "@context": AS2,
    id: `${group.uri}/moderators`,
    type: "OrderedCollection",
    orderedItems: uris,
  });

const wrap = (inner: Wire): Wire => group.activity("Announce", inner, { to: [PUBLIC] });
const by = (who: PeerActor, type: string, object: unknown, more: Wire = {}): Wire =>
  who.activity(type, object, { to: [PUBLIC], cc: [group.uri], audience: group.uri, ...more });

beforeEach(async () => {
  ({ here, evil, alice, mallory, bob } = cast);
  const name = `forum${cast.serial}`;
  const uri = `${evil.origin}/users/${name}`;
  group = await evil.person(name, { type: "Group", attributedTo: `${uri}/moderators`, featured: `${uri}/featured` });
  moderatorsAre(mallory.uri);
  await insertFollow(here.ctx, bob.actorId, (await resolveActor(here.ctx, group.uri)).id);
  note = alice.note("<p>Text</p>", { type: "Page", name: "Titel", audience: group.uri });
  await deliver(here, group, wrap(create(alice, note)));
});

describe("check 58: what a moderator of a group elsewhere did", () => {
  test("a removal hides the post here, though its origin still has it", async () => {
    expect(await deliver(here, group, wrap(by(mallory, "Delete", note.id, { summary: "Werbung" })))).toEqual(ACCEPTED);
    expect(await stored(note)).toMatchObject({ removedAt: expect.any(Date), deletedAt: null });
  });

  test("a lock keeps our members from answering until it is undone", async () => {
    const lock = by(mallory, "Lock", note.id);
    expect(await deliver(here, group, wrap(lock))).toEqual(ACCEPTED);
    const id = (await stored(note))!.id;
    await expect(publishComment(here.ctx, bob, { postId: id, text: "Aber" })).rejects.toMatchObject({
      code: "posts.locked",
    });
    expect(await deliver(here, group, wrap(by(mallory, "Undo", lock)))).toEqual(ACCEPTED);
    await publishComment(here.ctx, bob, { postId: id, text: "Doch" });
  });

  test("a ban of one of ours keeps that member from writing there", async () => {
    const block = by(mallory, "Block", cast.bobActor.uri, { target: group.uri });
    expect(await deliver(here, group, wrap(block))).toEqual(ACCEPTED);
    const post = (await stored(note))!;
    await expect(publishComment(here.ctx, bob, { postId: post.id, text: "Aber" })).rejects.toMatchObject({
      code: "posts.banned",
    });
    expect(await deliver(here, group, wrap(by(mallory, "Undo", block)))).toEqual(ACCEPTED);
    expect(await isBannedFrom(here.ctx, post.groupId!, bob.actorId)).toBe(false);
  });

  test("pins are taken over, from the moderator wrapped and from the group itself", async () => {
    const id = (await stored(note))!.groupId!;
    const pin = { target: `${group.uri}/featured` };
    expect(await deliver(here, group, wrap(by(mallory, "Add", note.id, pin)))).toEqual(ACCEPTED);
    expect((await pinsOf(here.ctx, null, id)).map(({ post }) => post.uri)).toEqual([note.id]);
    expect(await deliver(here, group, group.activity("Remove", note.id, pin))).toEqual(ACCEPTED);
    expect(await pinsOf(here.ctx, null, id)).toEqual([]);
  });

  test("who is named moderator counts from then on, and who is dismissed no more", async () => {
    const deputy = await evil.person(`vize${cast.serial}`);
    const lock = by(deputy, "Lock", note.id);
    expect(await deliver(here, group, wrap(lock))).toEqual(ignoredFor("not-a-moderator"));
    moderatorsAre(mallory.uri, deputy.uri);
    const moderators = { target: `${group.uri}/moderators` };
    expect(await deliver(here, group, wrap(by(mallory, "Add", deputy.uri, moderators)))).toEqual(
      ignoredFor("not-in-group"),
    );
    expect(await deliver(here, group, wrap(by(deputy, "Lock", note.id)))).toEqual(ACCEPTED);
  });
});

describe("check 58: what has no effect", () => {
  const harmless = async (): Promise<void> => {
    expect(await stored(note)).toMatchObject({ removedAt: null, lockedAt: null, deletedAt: null });
  };

  test.each(["Lock", "Delete", "Block", "Add"])("a %s by somebody whom the group does not list", async (type) => {
    const nobody = await evil.person(`niemand${cast.serial}`);
    const target = type === "Block" ? { target: group.uri } : type === "Add" ? { target: `${group.uri}/featured` } : {};
    const object = type === "Block" ? alice.uri : note.id;
    const outcome = await deliver(here, group, wrap(by(nobody, type, object, target)));
    expect(outcome).toEqual(ignoredFor("not-a-moderator"));
    await harmless();
  });

  test("the same act sent by the moderator alone, without the group", async () => {
    expect((await deliver(here, mallory, by(mallory, "Lock", note.id))).result).toBe("ignored");
    expect((await deliver(here, mallory, by(mallory, "Delete", note.id))).result).toBe("ignored");
    await harmless();
  });

  test("an act in another group's thread, or passed on by another group", async () => {
    const uri = `${evil.origin}/users/andere${cast.serial}`;
    const other = await evil.person(`andere${cast.serial}`, {
      type: "Group",
      attributedTo: `${group.uri}/moderators`,
      featured: `${uri}/f`,
    });
    await insertFollow(here.ctx, bob.actorId, (await resolveActor(here.ctx, other.uri)).id);
    const act = other.activity("Announce", by(mallory, "Lock", note.id), { to: [PUBLIC] });
    expect(await deliver(here, other, act)).toEqual(ignoredFor("not-in-group"));
    await harmless();
  });

  test("anything about what our members wrote", async () => {
    const id = (await stored(note))!.id;
    const { uri } = await publishComment(here.ctx, bob, { postId: id, text: "Unser" });
    expect(await deliver(here, group, wrap(by(mallory, "Delete", uri)))).toEqual(ignoredFor("ours"));
    expect(await stored({ id: uri })).toMatchObject({ removedAt: null, deletedAt: null });
  });

  test("an act of a group that nobody here follows", async () => {
    const follow = await followBetween(here.ctx, bob.actorId, (await stored(note))!.groupId!);
    await removeFollow(here.ctx, follow!.id);
    expect(await deliver(here, group, wrap(by(mallory, "Lock", note.id)))).toEqual(ignoredFor("not-asked-for"));
    await harmless();
  });
});

test("an answer in a thread elsewhere is sent to its group and author, and announced by nobody here", async () => {
  const post = (await stored(note))!;
  await publishComment(here.ctx, bob, { postId: post.id, text: "Guten Tag" });
  const sent = await outgoing(here.ctx);
  expect(sent.filter(({ type }) => type === "Announce")).toEqual([]);
  expect(sent.at(-1)?.recipients.actors).toContain(post.groupId);
});
