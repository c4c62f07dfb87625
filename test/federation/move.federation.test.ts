import { beforeEach, expect, test } from "vitest";
import { actorById, actorByUri } from "../../src/features/actors/actors.queries.ts";
import { followBetween } from "../../src/features/follows/follows.queries.ts";
import { requestFollow } from "../../src/features/follows/follows.usecases.ts";
import { comeBack, moveOut, setAliases } from "../../src/features/follows/moving.usecases.ts";
import { hasBlocked, relationsTo } from "../../src/features/follows/relations.queries.ts";
import { blockActor, muteActor } from "../../src/features/follows/relations.usecases.ts";
import { listReports } from "../../src/features/moderation/moderation.queries.ts";
import { lookUpActor } from "../../src/federation/fetch/lookup.ts";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import type { Ctx } from "../../src/platform/ctx.ts";
import { useCast } from "../support/cast.ts";
import { ACCEPTED, deliver, ignoredFor } from "../support/inbox.ts";
import { forgetOutgoing, outgoing } from "../support/outbox.ts";
import type { PeerActor } from "../support/peer.ts";
import { createMember, PASSWORD } from "../support/people.ts";
import { insertFollow } from "../support/rows.ts";

const DAY = 24 * 3_600_000;
const cast = useCast();
let ctx: Ctx;
/** Alice's new account, on another server. */
let fresh: PeerActor;

beforeEach(async () => {
  ctx = cast.here.ctx;
  fresh = await cast.evil.person(`alice-neu${cast.serial}`);
  await forgetOutgoing(ctx);
});

const idOf = async (actor: PeerActor): Promise<string> => (await resolveActor(ctx, actor.uri)).id;

/** What both accounts say of each other when somebody moves. */
function link(from: PeerActor, to: PeerActor): void {
  from.document = { ...from.document, movedTo: to.uri };
  to.document = { ...to.document, alsoKnownAs: [from.uri] };
}

const move = (from: PeerActor, to: PeerActor) =>
  deliver(cast.here, from, from.activity("Move", from.uri, { target: to.uri }));

const follows = async (who: PeerActor): Promise<string | undefined> => {
  const known = await actorByUri(ctx, who.uri);
  return known ? (await followBetween(ctx, cast.bob.actorId, known.id))?.state : undefined;
};

test("check 92: who follows somebody that moves follows the new account: Follow there, Undo here", async () => {
  link(cast.alice, fresh);
  expect(await move(cast.alice, fresh)).toEqual(ACCEPTED);
  expect(await follows(cast.alice)).toBeUndefined();
  expect(await follows(fresh)).toBe("pending");
  const sent = await outgoing(ctx);
  expect(sent.map(({ type, activity }) => [type, activity.actor])).toEqual([
    ["Follow", cast.bobActor.uri],
    ["Undo", cast.bobActor.uri],
  ]);
  expect(sent[0]?.activity.object).toBe(fresh.uri);
});

test("T065 a Move without the new account's back-link, or without the old one's word, has no effect", async () => {
  expect(await move(cast.alice, fresh)).toEqual(ignoredFor("not-moved"));
  cast.alice.document = { ...cast.alice.document, movedTo: fresh.uri };
  expect(await move(cast.alice, fresh)).toEqual(ignoredFor("not-linked"));
  expect(await follows(cast.alice)).toBe("accepted");
  const forged = cast.mallory.activity("Move", cast.alice.uri, { target: cast.mallory.uri });
  expect(await deliver(cast.here, cast.mallory, forged)).toEqual(ignoredFor("not-a-move"));
  expect(await outgoing(ctx)).toEqual([]);
});

test("T065 of a chain only one hop is gone, and what it leads to is not even asked for", async () => {
  const third = await cast.victim.person(`dritte${cast.serial}`);
  link(fresh, third);
  link(cast.alice, fresh);
  cast.here.network.asked.length = 0;
  expect(await move(cast.alice, fresh)).toEqual(ACCEPTED);
  expect(await follows(fresh)).toBe("pending");
  expect(cast.here.network.asked.filter((line) => line.includes(third.uri))).toEqual([]);
  // The second link of the chain, right after the first.
  expect(await move(fresh, third)).toEqual(ignoredFor("moved-lately"));
  expect(await follows(third)).toBeUndefined();
});

test("T065 check 92: twice in a week is refused; after 7 days it works", async () => {
  link(cast.alice, fresh);
  expect(await move(cast.alice, fresh)).toEqual(ACCEPTED);
  const carol = await createMember(ctx, `carol${cast.serial}`);
  await insertFollow(ctx, carol.actorId, await idOf(cast.alice));
  const third = await cast.evil.person(`dritte${cast.serial}`);
  link(cast.alice, third);
  cast.here.ctx.advance(6 * DAY);
  expect(await move(cast.alice, third)).toEqual(ignoredFor("moved-lately"));
  cast.here.ctx.advance(DAY + 1000);
  expect(await move(cast.alice, third)).toEqual(ACCEPTED);
  expect((await followBetween(ctx, carol.actorId, (await actorByUri(ctx, third.uri))!.id))?.state).toBe("pending");
});

test("check 92: blocks and mutes go along; who blocks the new account does not follow it", async () => {
  const [carol, dora] = [await createMember(ctx, `carol${cast.serial}`), await createMember(ctx, `dora${cast.serial}`)];
  const [aliceId, freshId] = [await idOf(cast.alice), await idOf(fresh)];
  await blockActor(ctx, carol, aliceId);
  await muteActor(ctx, dora, aliceId, null);
  await blockActor(ctx, cast.bob, freshId);
  link(cast.alice, fresh);
  expect(await move(cast.alice, fresh)).toEqual(ACCEPTED);
  expect(await hasBlocked(ctx, carol.actorId, freshId)).toBe(true);
  expect(await relationsTo(ctx, dora.actorId, freshId)).toEqual(new Set(["mute"]));
  expect(await follows(fresh)).toBeUndefined();
});

test("check 92: the district's partnership is not inherited; moderators get a task", async () => {
  await insertFollow(ctx, cast.here.district.actorId, await idOf(cast.alice));
  link(cast.alice, fresh);
  expect(await move(cast.alice, fresh)).toEqual(ACCEPTED);
  const freshId = await idOf(fresh);
  expect(await followBetween(ctx, cast.here.district.actorId, freshId)).toBeNull();
  const [task] = await listReports(ctx, true, 1);
  expect(task?.report).toMatchObject({ origin: "task", targetId: freshId, text: `${cast.alice.uri} → ${fresh.uri}` });
});

test("somebody moves in: who names the old account here takes its local followers over", async () => {
  const nina = await createMember(ctx, `nina${cast.serial}`);
  const ninaActor = (await actorById(ctx, nina.actorId))!;
  await setAliases(ctx, nina, [(await lookUpActor(ctx, cast.alice.uri))!]);
  const document = JSON.parse((await actorById(ctx, nina.actorId))!.document);
  expect(document.alsoKnownAs).toEqual([cast.alice.uri]);
  expect((await outgoing(ctx)).map(({ type }) => type)).toEqual(["Update"]);
  cast.alice.document = { ...cast.alice.document, movedTo: ninaActor.uri };
  const activity = cast.alice.activity("Move", cast.alice.uri, { target: ninaActor.uri });
  expect(await deliver(cast.here, cast.alice, activity)).toEqual(ACCEPTED);
  expect((await followBetween(ctx, cast.bob.actorId, nina.actorId))?.state).toBe("accepted");
});

test("moving out: Update and Move to all followers, movedTo in the document, no new followers (S24, check 92)", async () => {
  const carol = await createMember(ctx, `carol${cast.serial}`);
  await insertFollow(ctx, carol.actorId, cast.bob.actorId);
  fresh.document = { ...fresh.document, alsoKnownAs: cast.bobActor.uri };
  const target = (await lookUpActor(ctx, fresh.uri))!;
  await expect(moveOut(ctx, cast.bob, target, "falsch")).rejects.toMatchObject({ code: "accounts.wrong-password" });
  await moveOut(ctx, cast.bob, target, PASSWORD);
  const sent = await outgoing(ctx);
  expect(sent.map(({ type }) => type)).toEqual(["Update", "Move", "Follow"]);
  expect(sent[1]).toMatchObject({
    activity: { actor: cast.bobActor.uri, object: cast.bobActor.uri, target: fresh.uri },
    recipients: { followersOf: [cast.bob.actorId] },
  });
  expect((await cast.alice.get(cast.bobActor.uri)).json()).toMatchObject({ movedTo: fresh.uri });
  expect((await followBetween(ctx, carol.actorId, target.id))?.state).toBe("pending");
  await forgetOutgoing(ctx);
  await deliver(cast.here, cast.alice, cast.alice.activity("Follow", cast.bobActor.uri));
  expect((await outgoing(ctx)).map(({ type }) => type)).toEqual(["Reject"]);
  await expect(requestFollow(ctx, carol, cast.bob.actorId)).rejects.toMatchObject({ code: "follows.moved" });
  await comeBack(ctx, cast.bob);
  expect((await cast.alice.get(cast.bobActor.uri)).json()).not.toHaveProperty("movedTo");
  await expect(moveOut(ctx, cast.bob, target, PASSWORD)).rejects.toMatchObject({ code: "follows.moved-lately" });
  cast.here.ctx.advance(7 * DAY + 1000);
  await moveOut(ctx, cast.bob, target, PASSWORD);
});

test("nobody moves to an account that does not name them, that has moved, or to themselves", async () => {
  const out = async () => moveOut(ctx, cast.bob, (await lookUpActor(ctx, fresh.uri))!, PASSWORD);
  await expect(out()).rejects.toMatchObject({ code: "follows.cannot-move-to" });
  fresh.document = { ...fresh.document, alsoKnownAs: [cast.bobActor.uri], movedTo: cast.alice.uri };
  await expect(out()).rejects.toMatchObject({ code: "follows.cannot-move-to" });
  await expect(setAliases(ctx, cast.bob, [cast.bobActor])).rejects.toMatchObject({ code: "follows.alias-refused" });
  expect(await outgoing(ctx)).toEqual([]);
});
