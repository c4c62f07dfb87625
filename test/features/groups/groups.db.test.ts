import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { refreshActorDocument } from "../../../src/features/actors/actors.usecases.ts";
import { followBetween } from "../../../src/features/follows/follows.queries.ts";
import type { GroupMode } from "../../../src/features/groups/groups.model.ts";
import {
  bansIn,
  type Group,
  groupCalled,
  listGroups,
  logOf,
  moderatorsOf,
  pinsOf,
  standingIn,
  threadsIn,
} from "../../../src/features/groups/groups.queries.ts";
import { createGroup } from "../../../src/features/groups/usecases/create.ts";
import { answerRequest, invite, joinGroup, leaveGroup } from "../../../src/features/groups/usecases/membership.ts";
import { decide } from "../../../src/features/groups/usecases/moderate.ts";
import { openThread } from "../../../src/features/groups/usecases/post.ts";
import { postById } from "../../../src/features/posts/posts.queries.ts";
import { posts } from "../../../src/features/posts/posts.table.ts";
import { publishComment } from "../../../src/features/posts/usecases/comment.ts";
import { AppError } from "../../../src/platform/errors.ts";
import { forgetOutgoing, outgoing } from "../../support/outbox.ts";
import { createMember } from "../../support/people.ts";
import { insertActor, insertFollow } from "../../support/rows.ts";
import { createSetting, insertFollower } from "../project-notes/setting.ts";

const { ctx, district, admin } = await createSetting();
let serial = 0;
let anna: Account;
let bert: Account;

beforeEach(async () => {
  serial += 1;
  anna = await createMember(ctx, `anna${serial}`);
  bert = await createMember(ctx, `bert${serial}`);
  await forgetOutgoing(ctx);
});

const found = (mode: GroupMode, more = {}): Promise<Group> =>
  createGroup(ctx, anna, { name: `Gruppe ${serial} ${mode}`, handle: "", about: "Worum es geht.", mode, ...more });

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof AppError ? error.code : String(error);
};

const stateOf = async (group: Group, who: Account): Promise<string | null> =>
  (await followBetween(ctx, who.actorId, group.actor.id))?.state ?? null;

describe("founding a group", () => {
  test("makes an actor with a name of its own, its founder a member and moderator", async () => {
    const group = await found("members", { name: `Grüne Höfe ${serial}` });
    expect(group.actor).toMatchObject({ kind: "group", type: "Group", handle: `gruene_hoefe_${serial}` });
    expect(await standingIn(ctx, group.actor.id, anna.actorId)).toMatchObject({
      membership: "accepted",
      moderator: true,
    });
    const { document } = await refreshActorDocument(ctx, group.actor.id);
    expect(document).toMatchObject({
      manuallyApprovesFollowers: true,
      attributedTo: `${group.actor.uri}/moderators`,
      "stv:partOf": district.actorUri,
      "stv:kind": "Group",
    });
  });

  test.each([
    ["a name that somebody has", { handle: "heslach" }, "actors.handle-taken"],
    ["a reserved name", { handle: "gruppen" }, "actors.handle-reserved"],
    ["no name", { name: " " }, "groups.invalid"],
    ["a mode that does not exist", { mode: "geheim" }, "groups.invalid"],
  ])("is refused with %s, and leaves nothing", async (_what, more, code) => {
    const before = (await listGroups(ctx, anna, { limit: 99 })).length;
    expect(await codeOf(found("open", more))).toBe(code);
    expect(await listGroups(ctx, anna, { limit: 99 })).toHaveLength(before);
  });

  test("internal groups are listed for members of the server only", async () => {
    const group = await found("internal");
    const seenBy = async (viewer: object | null) =>
      (await listGroups(ctx, viewer, { limit: 99 })).some(({ actor }) => actor.id === group.actor.id);
    expect([await seenBy(null), await seenBy(bert)]).toEqual([false, true]);
  });
});

describe("membership", () => {
  test.each([
    ["open", "accepted"],
    ["internal", "accepted"],
    ["members", "pending"],
    ["closed", "pending"],
  ] as const)("of a group that is %s begins %s", async (mode, state) => {
    const group = await found(mode);
    await joinGroup(ctx, bert, group);
    expect(await stateOf(group, bert)).toBe(state);
    await leaveGroup(ctx, bert, group);
    expect(await stateOf(group, bert)).toBeNull();
  });

  test("is granted or declined by moderators alone; the log names nobody who asked", async () => {
    const group = await found("closed");
    await joinGroup(ctx, bert, group);
    const follow = await followBetween(ctx, bert.actorId, group.actor.id);
    expect(await codeOf(answerRequest(ctx, bert, group, follow!.id, "accept"))).toBe("groups.only-moderators");
    await answerRequest(ctx, anna, group, follow!.id, "decline");
    expect(await stateOf(group, bert)).toBe("rejected");
    await joinGroup(ctx, bert, group);
    await answerRequest(ctx, anna, group, follow!.id, "accept");
    expect(await stateOf(group, bert)).toBe("accepted");
    const log = await logOf(ctx, anna, group.actor.id, { limit: 9 });
    expect(log.map(({ action, about }) => [action, about])).toEqual([
      ["accept", null],
      ["decline", null],
    ]);
  });

  test("a request to another group is not answered by this one's moderators", async () => {
    const [mine, other] = [await found("closed"), await createGroup(ctx, bert, aGroup("closed"))];
    await joinGroup(ctx, anna, other);
    const follow = await followBetween(ctx, anna.actorId, other.actor.id);
    expect(await codeOf(answerRequest(ctx, anna, mine, follow!.id, "accept"))).toBe("follows.not-found");
    expect(await stateOf(other, anna)).toBe("pending");
  });

  test("who is invited is let in at once, before or after asking; only moderators invite", async () => {
    const group = await found("closed");
    expect(await codeOf(invite(ctx, bert, group, `@${anna.handle}`))).toBe("groups.only-moderators");
    expect(await codeOf(invite(ctx, anna, group, "@niemand"))).toBe("groups.person-unknown");
    await invite(ctx, anna, group, `@${bert.handle}`);
    expect(await joinGroup(ctx, bert, group)).toBe(true);
    const carla = await createMember(ctx, `carla${serial}`);
    await joinGroup(ctx, carla, group);
    await invite(ctx, anna, group, carla.handle);
    expect(await stateOf(group, carla)).toBe("accepted");
  });

  test("a moderator who leaves steps down", async () => {
    const group = await found("open");
    await leaveGroup(ctx, anna, group);
    expect(await standingIn(ctx, group.actor.id, anna.actorId)).toMatchObject({ membership: null, moderator: false });
  });
});

const aGroup = (mode: GroupMode) => ({ name: `Andere ${serial} ${mode}`, handle: "", about: "", mode });
const thread = { title: "Werkzeug gesucht", text: "Wer hat einen Lötkolben?" };

describe("a thread", () => {
  test("is refused to who may not write, and needs a text", async () => {
    const group = await found("members");
    expect(await codeOf(openThread(ctx, bert, group, thread))).toBe("groups.may-not-post");
    expect(await codeOf(openThread(ctx, anna, group, { title: "x", text: " " }))).toBe("posts.invalid");
  });

  test("check 51: goes out once in each form, and the district boosts it in the plain one", async () => {
    const group = await found("open");
    await insertFollower(ctx, group.actor.id, "mastodon.test", "plain");
    const { id, uri } = await openThread(ctx, anna, group, thread);
    const sent = await outgoing(ctx);
    expect(
      sent.map(({ type, actorId, recipients }) => [type, actorId, recipients.followersOf, recipients.announceForm]),
    ).toEqual([
      ["Create", anna.actorId, [anna.actorId], undefined],
      ["Announce", group.actor.id, [group.actor.id], "plain"],
      ["Announce", group.actor.id, [group.actor.id], "wrapped"],
      ["Announce", district.actorId, [district.actorId], "plain"],
    ]);
    expect(sent[1]?.activity).toMatchObject({ object: uri, id: `${group.actor.uri}#announce-${id}` });
    expect(sent[2]?.activity).toMatchObject({
      audience: group.actor.uri,
      object: { type: "Create", object: { id: uri } },
    });
    expect(sent[3]?.activity).toMatchObject({ actor: district.actorUri, object: uri });
  });

  test("check 55: the district boosts twelve a day, and its own are never counted", async () => {
    ctx.advance(25 * 60 * 60 * 1000);
    const group = await found("open");
    const boosts = async (): Promise<number> =>
      (await outgoing(ctx)).filter(
        ({ actorId, recipients }) => actorId === district.actorId && recipients.announceForm === "plain",
      ).length;
    const own = await groupCalled(ctx, district.handle);
    await openThread(ctx, anna, own!, thread);
    expect(await boosts()).toBe(1);
    await forgetOutgoing(ctx);
    for (let number = 0; number < 14; number += 1) await openThread(ctx, anna, group, thread);
    expect(await boosts()).toBe(12);
    await forgetOutgoing(ctx);
    ctx.advance(25 * 60 * 60 * 1000);
    await openThread(ctx, anna, group, thread);
    expect(await boosts()).toBe(1);
  });

  test("check 49: in a closed group is read by its members alone, and no plain Announce tells of it", async () => {
    const group = await found("closed");
    const { id } = await openThread(ctx, anna, group, thread);
    const sent = await outgoing(ctx);
    expect(sent.map(({ type, recipients }) => [type, recipients.followersOf, recipients.announceForm])).toEqual([
      ["Create", [group.actor.id], "plain"],
      ["Announce", [group.actor.id], "wrapped"],
    ]);
    const addressed = sent.map(({ activity }) => activity.to);
    expect(addressed).toEqual([[`${group.actor.uri}/followers`, group.actor.uri], [`${group.actor.uri}/followers`]]);
    expect(JSON.stringify(sent.map(({ activity }) => activity["@context"]))).not.toContain("data-integrity");
    const readers = [null, bert, anna, admin];
    const seen = await Promise.all(readers.map((reader) => threadsIn(ctx, reader, group.actor.id, { limit: 9 })));
    expect(seen.map((threads) => threads.map(({ post }) => post.id))).toEqual([[], [], [id], []]);
  });

  test("in an internal group leaves this server by no way", async () => {
    const group = await found("internal");
    const { id } = await openThread(ctx, bert, group, thread);
    await publishComment(ctx, anna, { postId: id, text: "Ich!" });
    await decide(ctx, anna, group, { action: "lock", postId: id, reason: "Geklärt" });
    expect(await outgoing(ctx)).toEqual([]);
    expect(await threadsIn(ctx, null, group.actor.id, { limit: 9 })).toEqual([]);
    expect(await threadsIn(ctx, { host: "anderswo.test" }, group.actor.id, { limit: 9 })).toEqual([]);
    expect(await threadsIn(ctx, anna, group.actor.id, { limit: 9 })).toHaveLength(1);
  });

  test("an answer in a closed group is read by the same people, and sent to the members only", async () => {
    const group = await found("closed");
    const { id } = await openThread(ctx, anna, group, thread);
    await forgetOutgoing(ctx);
    const answer = await publishComment(ctx, anna, { postId: id, text: "Noch etwas" });
    expect(await postById(ctx, answer.id)).toMatchObject({ visibility: "group", groupId: group.actor.id });
    const sent = await outgoing(ctx);
    expect(sent.map(({ recipients }) => [recipients.followersOf, recipients.announceForm])).toEqual([
      [[group.actor.id], "plain"],
      [[group.actor.id], "wrapped"],
    ]);
    expect(sent[0]?.activity.to).toEqual([`${group.actor.uri}/followers`, group.actor.uri]);
    expect(await codeOf(publishComment(ctx, bert, { postId: id, text: "Darf ich?" }))).toBe("posts.not-found");
  });
});

describe("moderators", () => {
  const wrapped = async () => (await outgoing(ctx)).filter(({ recipients }) => recipients.announceForm === "wrapped");

  test("nobody else moderates", async () => {
    const group = await found("open");
    const { id } = await openThread(ctx, anna, group, thread);
    for (const action of ["remove", "lock", "pin"] as const) {
      const decision = { action, postId: id, reason: "Weil" };
      expect(await codeOf(decide(ctx, bert, group, decision)), action).toBe("groups.only-moderators");
    }
    const ban = { action: "ban", actorId: anna.actorId, reason: "Weil" };
    expect(await codeOf(decide(ctx, bert, group, ban))).toBe("groups.only-moderators");
    expect(await postById(ctx, id)).toMatchObject({ removedAt: null, lockedAt: null });
  });

  test("T053 the moderator of one group does nothing in another", async () => {
    const [mine, other] = [await found("open"), await createGroup(ctx, bert, aGroup("open"))];
    const { id } = await openThread(ctx, bert, other, thread);
    const decision = { action: "remove", postId: id, reason: "Weil" };
    expect(await codeOf(decide(ctx, anna, other, decision))).toBe("groups.only-moderators");
    expect(await codeOf(decide(ctx, anna, mine, decision))).toBe("groups.not-in-group");
  });

  test("check 58: a removal hides the post, stands in the log and federates wrapped; boosts are taken back", async () => {
    const group = await found("open");
    const { id, uri } = await openThread(ctx, bert, group, thread);
    await forgetOutgoing(ctx);
    expect(await codeOf(decide(ctx, anna, group, { action: "remove", postId: id, reason: "" }))).toBe("groups.invalid");
    await decide(ctx, anna, group, { action: "remove", postId: id, reason: "Werbung" });
    expect(await threadsIn(ctx, bert, group.actor.id, { limit: 9 })).toEqual([]);
    expect(await logOf(ctx, null, group.actor.id, { limit: 1 })).toMatchObject([
      { action: "remove", reason: "Werbung", moderator: { id: anna.actorId }, about: { id: bert.actorId }, post: null },
    ]);
    expect((await wrapped()).map(({ activity }) => activity.object)).toMatchObject([
      { type: "Delete", actor: `${ctx.origin}/ap/a/${anna.actorId}`, object: uri, summary: "Werbung" },
    ]);
    const undone = (await outgoing(ctx)).filter(({ type }) => type === "Undo");
    expect(undone.map(({ activity }) => activity.object)).toMatchObject([
      { type: "Announce", id: `${group.actor.uri}#announce-${id}`, object: uri },
      { type: "Announce", id: `${district.actorUri}#announce-${id}`, object: uri },
    ]);
  });

  test("a locked thread takes no answer until it is opened again", async () => {
    const group = await found("open");
    const { id } = await openThread(ctx, anna, group, thread);
    await decide(ctx, anna, group, { action: "lock", postId: id, reason: "" });
    expect(await codeOf(publishComment(ctx, bert, { postId: id, text: "Aber" }))).toBe("posts.locked");
    await decide(ctx, anna, group, { action: "unlock", postId: id, reason: "" });
    await publishComment(ctx, bert, { postId: id, text: "Doch" });
    expect((await wrapped()).map(({ activity }) => (activity.object as { type: string }).type)).toEqual([
      "Create",
      "Lock",
      "Undo",
      "Create",
    ]);
  });

  test("a ban ends membership and writing, until its end or until it is lifted", async () => {
    const group = await found("open");
    await joinGroup(ctx, bert, group);
    const { id } = await openThread(ctx, anna, group, thread);
    await decide(ctx, anna, group, { action: "ban", actorId: bert.actorId, reason: "Beleidigung", days: "3" });
    expect(await stateOf(group, bert)).toBe("rejected");
    expect(await codeOf(joinGroup(ctx, bert, group))).toBe("groups.banned");
    expect(await codeOf(openThread(ctx, bert, group, thread))).toBe("groups.may-not-post");
    expect(await codeOf(publishComment(ctx, bert, { postId: id, text: "Aber" }))).toBe("posts.banned");
    const [ban] = await bansIn(ctx, group.actor.id);
    expect(ban?.until?.getTime()).toBe(ctx.now().getTime() + 3 * 24 * 60 * 60 * 1000);
    ctx.advance(4 * 24 * 60 * 60 * 1000);
    expect(await joinGroup(ctx, bert, group)).toBe(true);
    await decide(ctx, anna, group, { action: "ban", actorId: bert.actorId, reason: "Wieder", days: "" });
    expect(await bansIn(ctx, group.actor.id)).toMatchObject([{ until: null }]);
    await decide(ctx, anna, group, { action: "unban", actorId: bert.actorId, reason: "Ausgesprochen" });
    expect(await joinGroup(ctx, bert, group)).toBe(true);
    const log = await logOf(ctx, null, group.actor.id, { limit: 9 });
    expect(log.map(({ action, reason }) => [action, reason])).toEqual([
      ["unban", "Ausgesprochen"],
      ["ban", "Wieder"],
      ["ban", "Beleidigung"],
    ]);
  });

  test("nobody bans moderators or themselves", async () => {
    const group = await found("open");
    const ban = (actorId: string) => decide(ctx, anna, group, { action: "ban", actorId, reason: "Weil" });
    expect(await codeOf(ban(anna.actorId))).toBe("groups.not-themselves");
    expect(await codeOf(ban(admin.actorId))).toBe("groups.not-moderators");
  });

  test("a banned member elsewhere is told by a Reject of the Follow", async () => {
    const group = await found("open");
    const remote = await insertActor(ctx, { host: "anderswo.test" });
    await insertFollow(ctx, remote.id, group.actor.id);
    await decide(ctx, anna, group, { action: "ban", actorId: remote.id, reason: "Werbung" });
    const reject = (await outgoing(ctx)).find(({ type }) => type === "Reject");
    expect(reject).toMatchObject({ recipients: { actors: [remote.id] }, activity: { object: { type: "Follow" } } });
  });

  test("members become moderators and stop being it; others cannot be named", async () => {
    const group = await found("open");
    const appoint = { action: "appoint", actorId: bert.actorId, reason: "" };
    expect(await codeOf(decide(ctx, anna, group, appoint))).toBe("groups.not-in-group");
    await joinGroup(ctx, bert, group);
    await decide(ctx, anna, group, appoint);
    const named = async () => (await moderatorsOf(ctx, group.actor.id)).map(({ id }) => id);
    expect(await named()).toContain(bert.actorId);
    await decide(ctx, bert, group, { action: "dismiss", actorId: anna.actorId, reason: "Auf Wunsch" });
    expect(await named()).not.toContain(anna.actorId);
    expect((await wrapped()).map(({ activity }) => activity.object)).toMatchObject([
      { type: "Add", object: `${ctx.origin}/ap/a/${bert.actorId}`, target: `${group.actor.uri}/moderators` },
      { type: "Remove", actor: `${ctx.origin}/ap/a/${bert.actorId}`, target: `${group.actor.uri}/moderators` },
    ]);
  });

  test("five posts can be pinned; microblogs get it from the group, forums from the moderator", async () => {
    const group = await found("open");
    const ids: string[] = [];
    for (let number = 0; number < 6; number += 1) ids.push((await openThread(ctx, anna, group, thread)).id);
    await forgetOutgoing(ctx);
    for (const postId of ids.slice(0, 5)) await decide(ctx, anna, group, { action: "pin", postId, reason: "" });
    expect(await codeOf(decide(ctx, anna, group, { action: "pin", postId: ids[5], reason: "" }))).toBe(
      "groups.too-many-pins",
    );
    expect(await pinsOf(ctx, null, group.actor.id)).toHaveLength(5);
    const [forum, microblog] = await outgoing(ctx);
    expect(forum?.activity.object).toMatchObject({ type: "Add", actor: `${ctx.origin}/ap/a/${anna.actorId}` });
    expect(microblog).toMatchObject({ type: "Add", actorId: group.actor.id, recipients: { announceForm: "plain" } });
    expect(microblog?.activity).toMatchObject({ actor: group.actor.uri, target: `${group.actor.uri}/featured` });
    await decide(ctx, anna, group, { action: "unpin", postId: ids[0], reason: "" });
    expect(await pinsOf(ctx, null, group.actor.id)).toHaveLength(4);
  });

  test("what was removed is pinned no more, and counts as nobody's first post", async () => {
    const group = await found("open");
    const { id } = await openThread(ctx, bert, group, thread);
    await decide(ctx, anna, group, { action: "pin", postId: id, reason: "" });
    await decide(ctx, anna, group, { action: "remove", postId: id, reason: "Irrtum" });
    expect(await pinsOf(ctx, null, group.actor.id)).toEqual([]);
    expect(await standingIn(ctx, group.actor.id, bert.actorId)).toMatchObject({ posted: false });
    const [row] = await ctx.db.select().from(posts).where(eq(posts.id, id));
    expect(row?.removedAt).not.toBeNull();
  });
});
