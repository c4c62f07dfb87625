import { beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { followBetween } from "../../src/features/follows/follows.queries.ts";
import type { GroupMode } from "../../src/features/groups/groups.model.ts";
import {
  bansIn,
  type Group,
  groupCalled,
  logOf,
  moderatorsOf,
  pinsOf,
  submissionsOf,
  threadsIn,
} from "../../src/features/groups/groups.queries.ts";
import { archiveGroup } from "../../src/features/groups/usecases/close.ts";
import { createGroup } from "../../src/features/groups/usecases/create.ts";
import { invite } from "../../src/features/groups/usecases/membership.ts";
import { decide, review } from "../../src/features/groups/usecases/moderate.ts";
import { openThread } from "../../src/features/groups/usecases/post.ts";
import { postByUri, threadOf } from "../../src/features/posts/posts.queries.ts";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import { PUBLIC } from "../../src/platform/ap-uris.ts";
import { useCast } from "../support/cast.ts";
import { ACCEPTED, deliver, ignoredFor } from "../support/inbox.ts";
import type { Instance } from "../support/instance.ts";
import { forgetOutgoing, outgoing } from "../support/outbox.ts";
import type { Peer, PeerActor, Wire } from "../support/peer.ts";
import { insertActor, insertFollow } from "../support/rows.ts";

const cast = useCast();
const { stored, create } = cast;
let here: Instance;
let evil: Peer;
let alice: PeerActor;
let mallory: PeerActor;
/** Founds the groups. Alice's server becomes a partner in one of the tests, Mallory's never. */
let bob: Account;
let serial = 0;

beforeEach(async () => {
  ({ here, evil, alice, mallory, bob } = cast);
  await forgetOutgoing(here.ctx);
});

const found = (mode: GroupMode): Promise<Group> => {
  serial += 1;
  return createGroup(here.ctx, bob, { name: `Gruppe ${serial}`, handle: `gruppe_${serial}`, about: "", mode });
};

const join = async (group: Group, who: PeerActor): Promise<void> => {
  await insertFollow(here.ctx, (await resolveActor(here.ctx, who.uri)).id, group.actor.id);
};

/** A note as Mastodon sends it when somebody mentions a group. */
const mentioning = (who: PeerActor, group: Group, text: string, more: Wire = {}) =>
  who.note(
    `<p><span class="h-card"><a href="${group.actor.url}">@<span>${group.actor.handle}</span></a></span> ${text}</p>`,
    {
      cc: [`${who.uri}/followers`, group.actor.uri],
      tag: [{ type: "Mention", href: group.actor.uri, name: `@${group.actor.handle}@heslach.test` }],
      ...more,
    },
  );

const titles = async (group: Group): Promise<(string | null)[]> =>
  (await threadsIn(here.ctx, bob, group.actor.id, { limit: 20 })).map(({ post }) => post.title);

const announced = async () =>
  (await outgoing(here.ctx))
    .filter(({ type }) => type === "Announce")
    .map(({ actorId, recipients }) => [actorId, recipients.announceForm]);

describe("check 56: a Mastodon note that mentions the group", () => {
  test("opens one thread named by its first line, and is announced in both forms", async () => {
    const group = await found("open");
    await join(group, mallory);
    const first = mentioning(mallory, group, "Erster Beitrag");
    expect(await deliver(here, mallory, create(mallory, first))).toEqual(ACCEPTED);
    const [held] = await submissionsOf(here.ctx, group.actor.id, 9);
    await review(here.ctx, bob, group, held!.post.id, "admit");
    await forgetOutgoing(here.ctx);
    const note = mentioning(mallory, group, "Wer hat eine Nähmaschine?</p><p>Meine ist hin.");
    expect(await deliver(here, mallory, create(mallory, note))).toEqual(ACCEPTED);
    expect(await titles(group)).toEqual(["Wer hat eine Nähmaschine?", "Erster Beitrag"]);
    expect((await announced()).slice(0, 2)).toEqual([
      [group.actor.id, "plain"],
      [group.actor.id, "wrapped"],
    ]);
    const wrapped = (await outgoing(here.ctx)).find(({ recipients }) => recipients.announceForm === "wrapped");
    expect(wrapped?.activity).toMatchObject({
      audience: group.actor.uri,
      object: { type: "Create", actor: mallory.uri, object: { id: note.id } },
    });
    const again = create(mallory, note);
    await forgetOutgoing(here.ctx);
    await deliver(here, mallory, again);
    expect(await announced()).toEqual([]);
    expect(await titles(group)).toHaveLength(2);
  });

  test("and answers something opens none: it is a comment where it answers", async () => {
    const group = await found("open");
    await join(group, alice);
    const { id, uri } = await openThread(here.ctx, bob, group, { title: "Oben", text: "Text" });
    await forgetOutgoing(here.ctx);
    const reply = mentioning(alice, group, "Ich!", { inReplyTo: uri });
    expect(await deliver(here, alice, create(alice, reply))).toEqual(ACCEPTED);
    expect(await titles(group)).toEqual(["Oben"]);
    expect((await threadOf(here.ctx, null, id)).map(({ post }) => post.uri)).toEqual([reply.id]);
    // check 52 and 54: comments are passed on to forums, never to microblogs.
    expect(await announced()).toEqual([[group.actor.id, "wrapped"]]);
  });

  test("opens one in the district, too", async () => {
    const district = await groupCalled(here.ctx, here.district.handle);
    // Alice lives in a partner district.
    const partner = await insertActor(here.ctx, { host: "victim.test", type: "Group", kind: "district" });
    await insertFollow(here.ctx, here.district.actorId, partner.id);
    await insertFollow(here.ctx, partner.id, here.district.actorId);
    const note = mentioning(alice, district!, "Baustelle am Platz");
    expect(await deliver(here, alice, create(alice, note))).toEqual(ACCEPTED);
    expect((await stored(note))?.groupId).toBe(district!.actor.id);
    // Its own are not passed on a second time (check 55).
    expect(await announced()).toEqual([
      [district!.actor.id, "plain"],
      [district!.actor.id, "wrapped"],
    ]);
  });

  test("in private opens nothing", async () => {
    const group = await found("open");
    await join(group, alice);
    for (const to of [[group.actor.uri], [`${alice.uri}/followers`]]) {
      const note = mentioning(alice, group, "Nur für euch", { to, cc: [group.actor.uri] });
      await deliver(here, alice, create(alice, note));
      expect((await stored(note))?.groupId ?? null).toBeNull();
    }
    expect(await submissionsOf(here.ctx, group.actor.id, 9)).toEqual([]);
    expect(await announced()).toEqual([]);
  });

  test("an edit gives the thread its new title, and goes on to forums only", async () => {
    const group = await found("members");
    await join(group, alice);
    const note = mentioning(alice, group, "Alt");
    await deliver(here, alice, create(alice, note));
    await forgetOutgoing(here.ctx);
    here.ctx.advance(5000);
    const edited = { ...mentioning(alice, group, "Neu"), id: note.id, updated: here.ctx.now().toISOString() };
    expect(await deliver(here, alice, alice.activity("Update", edited))).toEqual(ACCEPTED);
    expect(await titles(group)).toEqual(["Neu"]);
    expect(await announced()).toEqual([[group.actor.id, "wrapped"]]);
  });

  test("its deletion goes on to forums, and microblogs are told that the boost is over", async () => {
    const group = await found("members");
    await join(group, alice);
    const note = mentioning(alice, group, "Kurz");
    await deliver(here, alice, create(alice, note));
    const id = (await stored(note))!.id;
    await forgetOutgoing(here.ctx);
    expect(await deliver(here, alice, alice.activity("Delete", note.id))).toEqual(ACCEPTED);
    expect(await titles(group)).toEqual([]);
    const sent = await outgoing(here.ctx);
    expect(sent[0]?.activity.object).toMatchObject({ type: "Delete", object: note.id });
    expect(sent[1]?.activity.object).toMatchObject({ type: "Announce", id: `${group.actor.uri}#announce-${id}` });
  });
});

describe("check 57: who may write", () => {
  const addressed = (who: PeerActor, group: Group, more: Wire = {}) =>
    who.note("<p>Text</p>", {
      type: "Page",
      name: "Titel",
      audience: group.actor.uri,
      to: [PUBLIC, group.actor.uri],
      ...more,
    });

  test("the first post of a newcomer waits; what a moderator turns away never comes back", async () => {
    const group = await found("open");
    await join(group, mallory);
    const note = addressed(mallory, group);
    expect(await deliver(here, mallory, create(mallory, note))).toEqual(ACCEPTED);
    expect(await titles(group)).toEqual([]);
    expect(await announced()).toEqual([]);
    const [held] = await submissionsOf(here.ctx, group.actor.id, 9);
    expect(held).toMatchObject({ post: { uri: note.id }, author: { uri: mallory.uri } });
    await review(here.ctx, bob, group, held!.post.id, "turnAway");
    await deliver(here, mallory, create(mallory, note));
    expect(await submissionsOf(here.ctx, group.actor.id, 9)).toEqual([]);
    expect(await titles(group)).toEqual([]);
    expect(await logOf(here.ctx, null, group.actor.id, { limit: 1 })).toMatchObject([
      { action: "turnAway", about: null, post: null },
    ]);
  });

  test.each(["open", "members", "closed"] as const)(
    "in a group that is %s a stranger's post has no effect at all",
    async (mode) => {
      const group = await found(mode);
      const stranger = await evil.person(`fremd${serial}`);
      const note = addressed(stranger, group);
      expect(await deliver(here, stranger, create(stranger, note))).toEqual(ignoredFor("not-asked-for"));
      expect(await stored(note)).toBeNull();
      expect(await outgoing(here.ctx)).toEqual([]);
    },
  );

  test("members write at once where members write", async () => {
    const group = await found("members");
    await join(group, alice);
    expect(await deliver(here, alice, create(alice, addressed(alice, group)))).toEqual(ACCEPTED);
    expect(await titles(group)).toEqual(["Titel"]);
  });

  test("check 49: a member's post in a closed group is passed on to members only, and in no plain form", async () => {
    const group = await found("closed");
    await join(group, alice);
    const note = addressed(alice, group, { to: [`${group.actor.uri}/followers`, group.actor.uri], cc: [] });
    expect(await deliver(here, alice, create(alice, note))).toEqual(ACCEPTED);
    expect(await stored(note)).toMatchObject({ visibility: "group", groupId: group.actor.id });
    expect(await threadsIn(here.ctx, null, group.actor.id, { limit: 9 })).toEqual([]);
    expect(await announced()).toEqual([[group.actor.id, "wrapped"]]);
    const [sent] = await outgoing(here.ctx);
    expect(sent?.activity.to).toEqual([`${group.actor.uri}/followers`]);
  });

  test("an internal group does not exist for others", async () => {
    const group = await found("internal");
    const note = addressed(alice, group);
    await deliver(here, alice, create(alice, note));
    expect((await stored(note))?.groupId ?? null).toBeNull();
    const follow = alice.activity("Follow", group.actor.uri);
    expect(await deliver(here, alice, follow)).toEqual(ignoredFor("not-ours"));
    expect((await alice.get(group.actor.uri)).status).toBe(404);
    const name = `acct:${group.actor.handle}@heslach.test`;
    expect((await alice.get(`${here.ctx.origin}/.well-known/webfinger?resource=${name}`)).status).toBe(404);
  });

  test("who is banned writes neither threads nor answers, and is refused when following", async () => {
    const group = await found("open");
    await join(group, alice);
    const actor = await resolveActor(here.ctx, alice.uri);
    const { uri } = await openThread(here.ctx, bob, group, { title: "Oben", text: "Text" });
    await decide(here.ctx, bob, group, { action: "ban", actorId: actor.id, reason: "Werbung" });
    await forgetOutgoing(here.ctx);
    await deliver(here, alice, create(alice, addressed(alice, group)));
    expect(await titles(group)).toEqual(["Oben"]);
    const reply = alice.note("Aber", { inReplyTo: uri });
    expect(await deliver(here, alice, create(alice, reply))).toEqual(ignoredFor("banned"));
    expect(await deliver(here, alice, alice.activity("Follow", group.actor.uri))).toEqual(ACCEPTED);
    expect((await outgoing(here.ctx)).map(({ type }) => type)).toEqual(["Reject"]);
    expect(await followBetween(here.ctx, actor.id, group.actor.id)).toMatchObject({ state: "rejected" });
  });

  test("a locked thread takes no new answer, but an edit of an old one", async () => {
    const group = await found("open");
    const { id, uri } = await openThread(here.ctx, bob, group, { title: "Oben", text: "Text" });
    const old = alice.note("Alt", { inReplyTo: uri });
    await deliver(here, alice, create(alice, old));
    await decide(here.ctx, bob, group, { action: "lock", postId: id, reason: "Geklärt" });
    const late = alice.note("Spät", { inReplyTo: uri });
    expect(await deliver(here, alice, create(alice, late))).toEqual(ignoredFor("locked"));
    here.ctx.advance(5000);
    const edited = { ...old, content: "Neu", updated: here.ctx.now().toISOString() };
    expect(await deliver(here, alice, alice.activity("Update", edited))).toEqual(ACCEPTED);
    expect((await stored(old))?.content).toBe("Neu");
  });

  test("only members answer in a closed group, whatever they know of it", async () => {
    const group = await found("closed");
    const { uri } = await openThread(here.ctx, bob, group, { title: "Geheim", text: "Text" });
    const reply = mallory.note("Ich weiß davon", { inReplyTo: uri, to: [`${group.actor.uri}/followers`], cc: [] });
    expect((await deliver(here, mallory, create(mallory, reply))).result).toBe("ignored");
    expect(await stored(reply)).toBeNull();
  });
});

test("an archived group takes in nothing any more, and refuses who would follow it", async () => {
  const group = await found("open");
  await join(group, alice);
  const { id, uri } = await openThread(here.ctx, bob, group, { title: "Oben", text: "Text" });
  await archiveGroup(here.ctx, bob, group, true);
  await forgetOutgoing(here.ctx);
  const reply = alice.note("<p>Zu spät</p>", { inReplyTo: uri });
  expect(await deliver(here, alice, create(alice, reply))).toEqual(ignoredFor("archived"));
  expect(await threadOf(here.ctx, bob, id)).toEqual([]);
  await deliver(here, alice, create(alice, mentioning(alice, group, "Neues Thema")));
  expect(await titles(group)).toEqual(["Oben"]);
  await deliver(here, mallory, mallory.activity("Follow", group.actor.uri));
  const there = await resolveActor(here.ctx, mallory.uri);
  expect((await followBetween(here.ctx, there.id, group.actor.id))?.state).toBe("rejected");
  expect((await outgoing(here.ctx)).map(({ type }) => type)).toEqual(["Reject"]);
});

describe("joining from elsewhere", () => {
  test("R7: Join and Leave are Follow and Undo; the Accept embeds the whole Join", async () => {
    const group = await found("open");
    const actor = await resolveActor(here.ctx, alice.uri);
    const asked = alice.activity("Join", group.actor.uri);
    expect(await deliver(here, alice, asked)).toEqual(ACCEPTED);
    const [accept] = await outgoing(here.ctx);
    expect(accept).toMatchObject({
      type: "Accept",
      activity: { object: { id: asked.id, type: "Join", actor: alice.uri } },
    });
    expect(await followBetween(here.ctx, actor.id, group.actor.id)).toMatchObject({ state: "accepted" });
    expect(await deliver(here, alice, alice.activity("Leave", group.actor.uri))).toEqual(ACCEPTED);
    expect(await followBetween(here.ctx, actor.id, group.actor.id)).toBeNull();
  });

  test("waits where the group asks first, unless somebody invited the newcomer", async () => {
    const group = await found("closed");
    await deliver(here, alice, alice.activity("Follow", group.actor.uri));
    expect(await outgoing(here.ctx)).toEqual([]);
    const actor = await resolveActor(here.ctx, mallory.uri);
    await invite(here.ctx, bob, group, `@${actor.handle}@${actor.host}`);
    await deliver(here, mallory, mallory.activity("Follow", group.actor.uri));
    expect(await followBetween(here.ctx, actor.id, group.actor.id)).toMatchObject({ state: "accepted" });
    expect((await outgoing(here.ctx)).map(({ type }) => type)).toEqual(["Accept"]);
  });

  test.each(["Group", "Application"])("check 59: a Follow by a %s always waits for a person", async (type) => {
    const group = await found("open");
    const follower = await evil.person(`${type.toLowerCase()}${serial}`, { type });
    const follow = follower.activity("Follow", group.actor.uri);
    expect(await deliver(here, follower, follow)).toEqual(ACCEPTED);
    expect(await outgoing(here.ctx)).toEqual([]);
    const actor = await resolveActor(here.ctx, follower.uri);
    expect(await followBetween(here.ctx, actor.id, group.actor.id)).toMatchObject({ state: "pending" });
  });
});

describe("a moderator elsewhere", () => {
  let group: Group;

  beforeEach(async () => {
    group = await found("open");
    await join(group, alice);
    const actor = await resolveActor(here.ctx, alice.uri);
    await decide(here.ctx, bob, group, { action: "appoint", actorId: actor.id, reason: "" });
    await forgetOutgoing(here.ctx);
  });

  const aThread = () => openThread(here.ctx, bob, group, { title: "Oben", text: "Text" });

  test("T052 takes a post out of the group: hidden here, noted in the log, passed on to forums", async () => {
    const { uri } = await aThread();
    await forgetOutgoing(here.ctx);
    const act = alice.activity("Delete", uri, { summary: "Werbung", to: [PUBLIC], cc: [group.actor.uri] });
    expect(await deliver(here, alice, act)).toEqual(ACCEPTED);
    expect(await titles(group)).toEqual([]);
    expect(await logOf(here.ctx, null, group.actor.id, { limit: 1 })).toMatchObject([
      { action: "remove", reason: "Werbung", moderator: { uri: alice.uri } },
    ]);
    const [sent] = await outgoing(here.ctx);
    expect(sent?.activity.object).toMatchObject({ id: act.id, actor: alice.uri, type: "Delete" });
    // It may be taken back, so its id is not gone for ever (FEP-4f05).
    const answer = await alice.get(uri);
    expect([answer.status, JSON.parse(answer.body).type]).toEqual([200, "Tombstone"]);
  });

  test("T053 puts back what was taken out by an Undo, which somebody else's does not", async () => {
    const { uri } = await aThread();
    const about = { to: [PUBLIC], cc: [group.actor.uri], audience: group.actor.uri };
    const act = alice.activity("Delete", uri, about);
    await deliver(here, alice, act);
    const theirs = mallory.activity("Undo", { ...act, actor: mallory.uri }, about);
    expect(await deliver(here, mallory, theirs)).toEqual(ignoredFor("not-a-moderator"));
    expect(await titles(group)).toEqual([]);
    await forgetOutgoing(here.ctx);
    expect(await deliver(here, alice, alice.activity("Undo", act, about))).toEqual(ACCEPTED);
    expect(await titles(group)).toEqual(["Oben"]);
    expect(JSON.parse((await alice.get(uri)).body)).toMatchObject({ id: uri, name: "Oben" });
    const [sent] = await outgoing(here.ctx);
    expect(sent?.activity).toMatchObject({ type: "Announce", object: { type: "Undo", actor: alice.uri } });
  });

  test("T053 does nothing after the dismissal, nor in another group, nor without ever having been one", async () => {
    const { uri } = await aThread();
    const other = await found("open");
    const foreign = await openThread(here.ctx, bob, other, { title: "Anderswo", text: "Text" });
    expect(await deliver(here, alice, alice.activity("Delete", foreign.uri))).toEqual(ignoredFor("foreign-object"));
    const lie = alice.activity("Delete", foreign.uri, { audience: group.actor.uri });
    expect(await deliver(here, alice, lie)).toEqual(ignoredFor("not-in-group"));
    expect(await deliver(here, mallory, mallory.activity("Delete", uri))).toEqual(ignoredFor("foreign-object"));
    const actor = await resolveActor(here.ctx, alice.uri);
    await decide(here.ctx, bob, group, { action: "dismiss", actorId: actor.id, reason: "" });
    expect(await deliver(here, alice, alice.activity("Delete", uri))).toEqual(ignoredFor("foreign-object"));
    expect([await titles(group), await titles(other)]).toEqual([["Oben"], ["Anderswo"]]);
  });

  test("locks and opens, pins and unpins, bans and lifts", async () => {
    const { uri } = await aThread();
    const about = { to: [PUBLIC], cc: [group.actor.uri], audience: group.actor.uri };
    const lock = alice.activity("Lock", uri, about);
    expect(await deliver(here, alice, lock)).toEqual(ACCEPTED);
    expect((await postByUri(here.ctx, uri))?.lockedAt).not.toBeNull();
    expect(await deliver(here, alice, alice.activity("Undo", lock, about))).toEqual(ACCEPTED);
    expect((await postByUri(here.ctx, uri))?.lockedAt).toBeNull();
    const featured = { ...about, target: `${group.actor.uri}/featured` };
    expect(await deliver(here, alice, alice.activity("Add", uri, featured))).toEqual(ACCEPTED);
    expect(await pinsOf(here.ctx, null, group.actor.id)).toHaveLength(1);
    expect(await deliver(here, alice, alice.activity("Remove", uri, featured))).toEqual(ACCEPTED);
    expect(await pinsOf(here.ctx, null, group.actor.id)).toEqual([]);
    const block = alice.activity("Block", mallory.uri, { ...about, target: group.actor.uri, summary: "Werbung" });
    expect(await deliver(here, alice, block)).toEqual(ACCEPTED);
    expect((await bansIn(here.ctx, group.actor.id)).map(({ actor }) => actor.uri)).toEqual([mallory.uri]);
    expect(await deliver(here, alice, alice.activity("Undo", block, about))).toEqual(ACCEPTED);
    expect(await bansIn(here.ctx, group.actor.id)).toEqual([]);
  });

  test("acts on an own thread like on any other", async () => {
    const note = mentioning(alice, group, "Meins");
    await deliver(here, alice, create(alice, note));
    expect(await deliver(here, alice, alice.activity("Lock", note.id, { audience: group.actor.uri }))).toEqual(
      ACCEPTED,
    );
    expect((await stored(note))?.lockedAt).not.toBeNull();
  });

  test("names another, who can then act; the founder's server stands above them", async () => {
    const target = { target: `${group.actor.uri}/moderators`, audience: group.actor.uri };
    expect(await deliver(here, alice, alice.activity("Add", mallory.uri, target))).toEqual(ACCEPTED);
    expect((await moderatorsOf(here.ctx, group.actor.id)).map(({ uri }) => uri)).toContain(mallory.uri);
    const block = mallory.activity("Block", alice.uri, { target: group.actor.uri });
    expect(await deliver(here, mallory, block)).toEqual(ignoredFor("a-moderator"));
    expect(await deliver(here, mallory, mallory.activity("Remove", alice.uri, target))).toEqual(ACCEPTED);
    expect((await moderatorsOf(here.ctx, group.actor.id)).map(({ uri }) => uri)).not.toContain(alice.uri);
  });

  test.each([
    ["Add", "featured"],
    ["Remove", "featured"],
    ["Add", "moderators"],
    ["Remove", "moderators"],
  ])("T067 %s on %s by anybody else changes nothing", async (type, collection) => {
    const { uri } = await aThread();
    await forgetOutgoing(here.ctx);
    const before = [await pinsOf(here.ctx, null, group.actor.id), await moderatorsOf(here.ctx, group.actor.id)];
    const object = collection === "featured" ? uri : mallory.uri;
    const act = mallory.activity(type, object, { target: `${group.actor.uri}/${collection}` });
    expect(await deliver(here, mallory, act)).toEqual(ignoredFor("not-a-moderator"));
    expect([await pinsOf(here.ctx, null, group.actor.id), await moderatorsOf(here.ctx, group.actor.id)]).toEqual(
      before,
    );
    expect(await outgoing(here.ctx)).toEqual([]);
  });

  test("deletes an own post as its author, without an entry in the log", async () => {
    const note = mentioning(alice, group, "Meins");
    await deliver(here, alice, create(alice, note));
    expect(await titles(group)).toEqual(["Meins"]);
    expect(await deliver(here, alice, alice.activity("Delete", note.id))).toEqual(ACCEPTED);
    expect((await stored(note))?.deletedAt).not.toBeNull();
    const [entry] = await logOf(here.ctx, null, group.actor.id, { limit: 1 });
    expect(entry?.action).toBe("appoint");
  });
});
