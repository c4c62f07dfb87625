import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { type Actor, actorById, actorByUri } from "../../src/features/actors/actors.queries.ts";
import { actors } from "../../src/features/actors/actors.table.ts";
import { followBetween, listFollowers, listFollowRequests } from "../../src/features/follows/follows.queries.ts";
import { acceptFollow, rejectFollow, requestFollow, unfollow } from "../../src/features/follows/follows.usecases.ts";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import { ACCEPTED, deliver, ignoredFor } from "../support/inbox.ts";
import { createInstance, type Instance } from "../support/instance.ts";
import { forgetOutgoing, outgoing } from "../support/outbox.ts";
import { createPeer, type Peer, type PeerActor } from "../support/peer.ts";
import { createMember } from "../support/people.ts";
import { jobRows } from "../support/queue.ts";

let here: Instance;
let peer: Peer;
let alice: PeerActor;
let bob: Account;
let bobActor: Actor;
let serial = 0;

const freshPeer = (name: string, more = {}): Promise<PeerActor> => {
  serial += 1;
  return peer.person(`${name}${serial}`, more);
};

const rowOf = async (actor: PeerActor): Promise<Actor> => (await actorByUri(here.ctx, actor.uri))!;

beforeAll(async () => {
  here = await createInstance();
  peer = await createPeer(here.network, "victim.test", here.ctx.now);
});

beforeEach(async () => {
  serial += 1;
  alice = await freshPeer("alice");
  bob = await createMember(here.ctx, `bob${serial}`);
  bobActor = (await actorById(here.ctx, bob.actorId))!;
  await forgetOutgoing(here.ctx);
});

describe("followed from elsewhere", () => {
  test("a person's follow is accepted at once, with the whole Follow inside the Accept (check 59)", async () => {
    const follow = alice.activity("Follow", bobActor.uri, { to: bobActor.uri, content: "Hallo" });
    expect(await deliver(here, alice, follow)).toEqual(ACCEPTED);
    const [accept] = await outgoing(here.ctx);
    expect(accept?.activity).toMatchObject({
      type: "Accept",
      actor: bobActor.uri,
      to: [alice.uri],
      object: { id: follow.id, type: "Follow", actor: alice.uri, object: bobActor.uri, content: "Hallo" },
    });
    expect(accept?.activity.object).not.toHaveProperty("@context");
    expect(accept?.recipients).toEqual({ actors: [(await rowOf(alice)).id] });
    expect((await actorById(here.ctx, bob.actorId))?.followersCount).toBe(1);
    const jobs = (await jobRows(here.ctx, "background")).map(({ payload }) => JSON.parse(payload));
    expect(jobs).toContainEqual({ kind: "peer-info", host: "victim.test" });
  });

  test("who follows again is answered again, and counted once", async () => {
    await deliver(here, alice, alice.activity("Follow", bobActor.uri));
    await forgetOutgoing(here.ctx);
    const again = alice.activity("Follow", bobActor.uri);
    expect(await deliver(here, alice, again)).toEqual(ACCEPTED);
    const [accept] = await outgoing(here.ctx);
    expect(accept?.activity.object).toMatchObject({ id: again.id });
    expect((await actorById(here.ctx, bob.actorId))?.followersCount).toBe(1);
  });

  test.each(["Group", "Application"])("check 59: a follow by a %s waits for a person", async (type) => {
    const group = await freshPeer("group", { type });
    await deliver(here, group, group.activity("Follow", here.district.actorUri));
    expect(await outgoing(here.ctx)).toEqual([]);
    const row = await rowOf(group);
    expect((await followBetween(here.ctx, row.id, here.district.actorId))?.state).toBe("pending");
    const [request] = await listFollowRequests(here.ctx, here.district.actorId, { limit: 1 });
    const admin = await createMember(here.ctx, `admin${serial}${type.toLowerCase()}`, "admin");
    await acceptFollow(here.ctx, admin, request!.followId);
    expect((await followBetween(here.ctx, row.id, here.district.actorId))?.state).toBe("accepted");
    expect((await outgoing(here.ctx))[0]?.activity).toMatchObject({ type: "Accept", actor: here.district.actorUri });
  });

  test("T060 of a member who approves by hand a follow is pending, grants nothing, and others cannot grant it", async () => {
    await here.ctx.db.update(actors).set({ manuallyApprovesFollowers: true }).where(eq(actors.id, bob.actorId));
    await deliver(here, alice, alice.activity("Follow", bobActor.uri));
    const row = await rowOf(alice);
    expect(await listFollowers(here.ctx, bob.actorId, { limit: 10 })).toEqual([]);
    const follow = await followBetween(here.ctx, row.id, bob.actorId);
    expect(follow?.state).toBe("pending");
    const admin = await createMember(here.ctx, `chef${serial}`, "admin");
    await expect(acceptFollow(here.ctx, admin, follow!.id)).rejects.toMatchObject({ code: "follows.not-yours" });
    await rejectFollow(here.ctx, bob, follow!.id);
    expect((await outgoing(here.ctx))[0]?.activity).toMatchObject({ type: "Reject", object: { type: "Follow" } });
  });

  test("T070 a follower whose inbox lies here, or nowhere, gets no answer", async () => {
    const looping = await freshPeer("loop", { inbox: `${here.ctx.origin}/ap/inbox` });
    expect((await looping.post(here.inbox, looping.activity("Follow", bobActor.uri))).status).toBe(401);
    const silent = await freshPeer("silent", { inbox: null });
    expect((await silent.post(here.inbox, silent.activity("Follow", bobActor.uri))).status).toBe(401);
    expect(await outgoing(here.ctx)).toEqual([]);
  });

  test("a follow of somebody who is not ours has no effect", async () => {
    expect(await deliver(here, alice, alice.activity("Follow", `${here.ctx.origin}/ap/a/1`))).toEqual(
      ignoredFor("not-ours"),
    );
  });
});

describe("undone", () => {
  const followed = async () => {
    const follow = alice.activity("Follow", bobActor.uri);
    await deliver(here, alice, follow);
    const isFollowing = async () =>
      (await followBetween(here.ctx, (await rowOf(alice)).id, bob.actorId))?.state === "accepted";
    expect(await isFollowing()).toBe(true);
    return { follow, isFollowing };
  };

  test.each([
    ["the embedded Follow", (follow: object) => follow],
    ["the Follow's id", (follow: { id?: unknown }) => follow.id],
    ["a Follow without id", ({ id: _, ...follow }: Record<string, unknown>) => follow],
  ])("by %s", async (_, shape) => {
    const { follow, isFollowing } = await followed();
    expect(await deliver(here, alice, alice.activity("Undo", shape(follow)))).toEqual(ACCEPTED);
    expect(await isFollowing()).toBe(false);
    expect((await actorById(here.ctx, bob.actorId))?.followersCount).toBe(0);
  });

  test("as snac2 does: the followed actor as a bare address, the id on our host; again after a new follow", async () => {
    const { isFollowing } = await followed();
    const undo = { ...alice.activity("Undo", bobActor.uri), id: `${bobActor.uri}/Undo` };
    expect(await deliver(here, alice, undo)).toEqual(ACCEPTED);
    expect(await isFollowing()).toBe(false);
    await followed();
    expect(await deliver(here, alice, undo)).toEqual(ACCEPTED);
    expect(await isFollowing()).toBe(false);
  });

  test("T051 by somebody else: nothing changes", async () => {
    const { follow, isFollowing } = await followed();
    const mallory = await freshPeer("mallory");
    for (const object of [follow, follow.id, bobActor.uri]) {
      expect((await deliver(here, mallory, mallory.activity("Undo", object))).result).toBe("ignored");
    }
    expect(await isFollowing()).toBe(true);
  });

  test("a peer that gives all its follows of one actor the same id can follow again later", async () => {
    const { follow, isFollowing } = await followed();
    await deliver(here, alice, alice.activity("Undo", follow));
    expect(await deliver(here, alice, follow)).toEqual(ignoredFor("duplicate"));
    here.ctx.advance(3 * 60 * 60 * 1000);
    expect(await deliver(here, alice, follow)).toEqual(ACCEPTED);
    expect(await isFollowing()).toBe(true);
  });
});

describe("following others", () => {
  const asked = async () => {
    const target = await resolveActor(here.ctx, alice.uri);
    expect(await requestFollow(here.ctx, bob, target.id)).toBe("pending");
    const [sent] = await outgoing(here.ctx);
    const follow = sent!.activity;
    expect(follow).toMatchObject({ type: "Follow", actor: bobActor.uri, object: alice.uri, to: [alice.uri] });
    expect(String(follow.id)).toMatch(new RegExp(`^${bobActor.uri}#follow-\\d+$`));
    const state = async () => (await followBetween(here.ctx, bob.actorId, target.id))?.state;
    return { follow, target, state };
  };

  test.each([
    ["the embedded Follow", (follow: object) => follow],
    ["the Follow's id", (follow: { id?: unknown }) => follow.id],
    [
      "full actors in the Follow (Hollo)",
      (follow: Record<string, unknown>) => ({
        ...follow,
        actor: { id: follow.actor, type: "Person" },
        object: { id: follow.object, type: "Person" },
      }),
    ],
  ])("an Accept with %s makes it count, and what was published is fetched", async (_, shape) => {
    const { follow, target, state } = await asked();
    expect(await deliver(here, alice, alice.activity("Accept", shape(follow)))).toEqual(ACCEPTED);
    expect(await state()).toBe("accepted");
    expect((await actorById(here.ctx, bob.actorId))?.followingCount).toBe(1);
    const jobs = (await jobRows(here.ctx, "background")).map(({ payload }) => JSON.parse(payload));
    expect(jobs).toContainEqual({ kind: "backfill", actorId: target.id });
  });

  test("T057 an Accept of a follow that was never sent has no effect", async () => {
    const uri = `${bobActor.uri}#follow-1`;
    const forged = { id: uri, type: "Follow", actor: bobActor.uri, object: alice.uri };
    expect(await deliver(here, alice, alice.activity("Accept", forged))).toEqual(ignoredFor("never-asked"));
    expect((await actorById(here.ctx, bob.actorId))?.followingCount).toBe(0);
  });

  test("T058 an Accept by somebody else leaves it pending", async () => {
    const { follow, state } = await asked();
    const mallory = await freshPeer("mallory");
    expect(await deliver(here, mallory, mallory.activity("Accept", follow))).toEqual(ignoredFor("never-asked"));
    expect(await state()).toBe("pending");
  });

  test("T059 a Reject after the Accept ends the follow", async () => {
    const { follow, state } = await asked();
    await deliver(here, alice, alice.activity("Accept", follow));
    expect(await deliver(here, alice, alice.activity("Reject", follow))).toEqual(ACCEPTED);
    expect(await state()).toBe("rejected");
    expect((await actorById(here.ctx, bob.actorId))?.followingCount).toBe(0);
    expect(await deliver(here, alice, alice.activity("Accept", follow))).toEqual(ignoredFor("not-waiting"));
  });

  test("unfollowing sends Undo with the whole Follow", async () => {
    const { follow, target, state } = await asked();
    await forgetOutgoing(here.ctx);
    await unfollow(here.ctx, bob, target.id);
    expect(await state()).toBeUndefined();
    const [undo] = await outgoing(here.ctx);
    expect(undo?.activity).toMatchObject({ type: "Undo", actor: bobActor.uri, to: [alice.uri] });
    const { "@context": _, ...bare } = follow;
    expect(undo?.activity.object).toEqual(bare);
  });

  test("of somebody here nothing is sent, and it counts at once", async () => {
    const carla = await createMember(here.ctx, `carla${serial}`);
    expect(await requestFollow(here.ctx, bob, carla.actorId)).toBe("accepted");
    expect(await requestFollow(here.ctx, bob, carla.actorId)).toBe("accepted");
    expect(await outgoing(here.ctx)).toEqual([]);
    expect((await actorById(here.ctx, carla.actorId))?.followersCount).toBe(1);
    await unfollow(here.ctx, bob, carla.actorId);
    expect((await actorById(here.ctx, carla.actorId))?.followersCount).toBe(0);
    await expect(requestFollow(here.ctx, bob, bob.actorId)).rejects.toMatchObject({ code: "follows.self" });
  });

  test("only an admin follows for the district", async () => {
    const target = await resolveActor(here.ctx, alice.uri);
    const { actorId } = here.district;
    await expect(requestFollow(here.ctx, bob, target.id, actorId)).rejects.toMatchObject({ code: "follows.not-yours" });
    const admin = await createMember(here.ctx, `leitung${serial}`, "admin");
    await requestFollow(here.ctx, admin, target.id, actorId);
    expect((await outgoing(here.ctx))[0]?.activity).toMatchObject({ type: "Follow", actor: here.district.actorUri });
  });
});
