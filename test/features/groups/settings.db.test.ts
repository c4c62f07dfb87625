import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { actorById } from "../../../src/features/actors/actors.queries.ts";
import { followBetween } from "../../../src/features/follows/follows.queries.ts";
import type { GroupMode } from "../../../src/features/groups/groups.model.ts";
import { GROUP_MODES, modesFrom } from "../../../src/features/groups/groups.model.ts";
import { type Group, groupById, groupCalled, logOf, threadsIn } from "../../../src/features/groups/groups.queries.ts";
import { groupLog } from "../../../src/features/groups/groups.table.ts";
import { removedFrom } from "../../../src/features/groups/settings.queries.ts";
import { changeGroup } from "../../../src/features/groups/usecases/change.ts";
import { archiveGroup, deleteGroup, emptyGroup } from "../../../src/features/groups/usecases/close.ts";
import { createGroup } from "../../../src/features/groups/usecases/create.ts";
import { joinGroup } from "../../../src/features/groups/usecases/membership.ts";
import { decide } from "../../../src/features/groups/usecases/moderate.ts";
import { openThread } from "../../../src/features/groups/usecases/post.ts";
import { takeDown } from "../../../src/features/moderation/usecases/remove-post.ts";
import { postById, visiblePost } from "../../../src/features/posts/posts.queries.ts";
import { posts } from "../../../src/features/posts/posts.table.ts";
import { publishComment } from "../../../src/features/posts/usecases/comment.ts";
import { AppError } from "../../../src/platform/errors.ts";
import { forgetOutgoing, outgoing } from "../../support/outbox.ts";
import { createMember } from "../../support/people.ts";
import { jobRows } from "../../support/queue.ts";
import { insertActor, insertFollow, insertPost } from "../../support/rows.ts";
import { createSetting } from "../project-notes/setting.ts";

const { ctx, district, admin } = await createSetting();
let serial = 0;
let anna: Account;
let bert: Account;

beforeEach(async () => {
  serial += 1;
  anna = await createMember(ctx, `anna${serial}`);
  bert = await createMember(ctx, `bert${serial}`);
  await ctx.sql`delete from jobs`;
});

const found = (mode: GroupMode): Promise<Group> =>
  createGroup(ctx, anna, { name: `Gruppe ${serial} ${mode}`, handle: "", about: "Worum es geht.", mode });
const fresh = async ({ actor }: Group): Promise<Group> => (await groupById(ctx, actor.id))!;
const thread = (group: Group, who = anna) => openThread(ctx, who, group, { title: "Kuchen", text: "Wer backt?" });
const to = (group: Group, mode: GroupMode) =>
  changeGroup(ctx, anna, group, { name: group.actor.name, about: "Worum es geht.", mode });

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof AppError ? error.code : String(error);
};

describe("changing a group", () => {
  test("new name and description stand in its document, which its followers and partners get; the log says so", async () => {
    const group = await found("open");
    ctx.advance(5_000);
    await changeGroup(ctx, anna, group, { name: "Werkstatt <neu>", about: "Alles\n\nNeue", mode: "open" });
    const { actor } = await fresh(group);
    expect(actor).toMatchObject({ name: "Werkstatt <neu>", summary: "<p>Alles</p><p>Neue</p>" });
    const sent = await outgoing(ctx);
    expect(sent).toMatchObject([
      {
        type: "Update",
        actorId: actor.id,
        recipients: { followersOf: [actor.id], partners: true },
        activity: { object: { id: actor.uri, name: "Werkstatt <neu>", updated: expect.any(String) } },
      },
    ]);
    expect(JSON.parse(actor.document)).toMatchObject({ name: "Werkstatt <neu>" });
    expect((await logOf(ctx, anna, actor.id, { limit: 9 })).map(({ action }) => action)).toEqual(["edit"]);
  });

  test.each([
    ["somebody who does not moderate it", async () => bert, "groups.only-moderators"],
    ["an admin", async () => admin, null],
  ])("is done by %s or not", async (_who, who, code) => {
    const group = await found("open");
    const change = changeGroup(ctx, await who(), group, { name: "Neu", about: "", mode: "open" });
    if (code === null) await change;
    else expect(await codeOf(change)).toBe(code);
    expect((await fresh(group)).actor.name === "Neu").toBe(code === null);
  });

  test("is refused without a name, with a mode that does not exist, and for the district", async () => {
    const group = await found("open");
    const about = { about: "", mode: "open" };
    expect(await codeOf(changeGroup(ctx, anna, group, { ...about, name: " " }))).toBe("groups.invalid");
    expect(await codeOf(changeGroup(ctx, anna, group, { ...about, name: "x", mode: "geheim" }))).toBe("groups.invalid");
    const ours = (await groupById(ctx, district.actorId))!;
    expect(await codeOf(changeGroup(ctx, admin, ours, { ...about, name: "Anders" }))).toBe("groups.not-found");
    expect((await actorById(ctx, district.actorId))?.name).toBe("Heslach");
  });

  const changes = GROUP_MODES.flatMap((from) =>
    modesFrom(from).flatMap((mode) => (mode === from ? [] : [[from, mode]])),
  );
  test.each(changes as [GroupMode, GroupMode][])(
    "from %s to %s: what was written before keeps its readers, the new has the new ones",
    async (from, mode) => {
      const group = await found(from);
      const before = await thread(group);
      await publishComment(ctx, anna, { postId: before.id, text: "Ich." });
      await decide(ctx, anna, group, { action: "lock", postId: before.id, reason: "Geheim genug" });
      const readers = [null, bert, anna];
      const seenBy = (id: string) =>
        Promise.all(readers.map(async (who) => (await visiblePost(ctx, who, id)) !== null));
      const sawBefore = await seenBy(before.id);
      await to(group, mode);
      const changed = await fresh(group);
      expect(changed.mode).toBe(mode);
      expect(await seenBy(before.id)).toEqual(sawBefore);
      const rows = await ctx.db.select().from(posts).where(eq(posts.rootId, before.id));
      const own = { open: "public", members: "public", closed: "group", internal: "local" } as const;
      expect(rows.map(({ visibility }) => visibility)).toEqual([own[from], own[from]]);
      const { id } = await thread(changed);
      expect((await postById(ctx, id))?.visibility).toBe(own[mode]);
      expect(changed.actor.manuallyApprovesFollowers).toBe(mode === "members" || mode === "closed");
      expect(changed.actor.discoverable).toBe(mode === "open" || mode === "members");
      const lines = await logOf(ctx, null, group.actor.id, { limit: 9, modes: ["open", "members"] });
      const wasPublic = from === "open" || from === "members";
      expect(lines.some(({ reason }) => reason === "Geheim genug")).toBe(wasPublic);
    },
  );

  test.each(["open", "members", "closed"] as const)(
    "%s never becomes internal: other servers know it",
    async (mode) => {
      const group = await found(mode);
      expect(await codeOf(to(group, "internal"))).toBe("groups.mode-refused");
      expect((await fresh(group)).mode).toBe(mode);
    },
  );

  test("internal: nobody elsewhere hears of a change; opened, nothing of before is sent", async () => {
    const group = await found("internal");
    await thread(group);
    await changeGroup(ctx, anna, group, { name: "Still", about: "", mode: "internal" });
    expect(await outgoing(ctx)).toEqual([]);
    await changeGroup(ctx, anna, group, { name: "Still", about: "", mode: "open" });
    const sent = await outgoing(ctx);
    expect(sent.map(({ type }) => type)).toEqual(["Update"]);
    expect(JSON.stringify(sent)).not.toContain("Kuchen");
    const lines = await ctx.db.select().from(groupLog).where(eq(groupLog.groupId, group.actor.id));
    expect(lines.map(({ action, mode }) => [action, mode])).toEqual([
      ["edit", "internal"],
      ["modeOpen", null],
    ]);
  });

  test("where nobody is asked any more, whoever waited is let in, and their server told", async () => {
    const group = await found("members");
    await joinGroup(ctx, bert, group);
    const remote = await insertActor(ctx, { host: "fern.test", handle: `gast${serial}` });
    await insertFollow(ctx, remote.id, group.actor.id, "pending");
    await to(group, "open");
    for (const id of [bert.actorId, remote.id]) {
      expect((await followBetween(ctx, id, group.actor.id))?.state).toBe("accepted");
    }
    expect((await outgoing(ctx)).map(({ type, recipients }) => [type, recipients.actors])).toContainEqual([
      "Accept",
      [remote.id],
    ]);
  });
});

describe("an archived group", () => {
  test("can be read, and nobody joins, writes or answers; opened again everything goes on", async () => {
    const group = await found("open");
    const { id } = await thread(group);
    const comment = () => publishComment(ctx, bert, { postId: id, text: "Ich." });
    await comment();
    await forgetOutgoing(ctx);
    expect(await codeOf(archiveGroup(ctx, bert, group, true))).toBe("groups.only-moderators");
    await archiveGroup(ctx, anna, group, true);
    const archived = await fresh(group);
    expect(await outgoing(ctx)).toMatchObject([
      { type: "Update", activity: { object: { id: group.actor.uri, postingRestrictedToMods: true } } },
    ]);
    expect(await threadsIn(ctx, null, group.actor.id, { limit: 9 })).toHaveLength(1);
    // Its moderators, too: they open it first.
    expect(await codeOf(thread(archived))).toBe("groups.may-not-post");
    expect(await codeOf(comment())).toBe("posts.archived");
    expect(await codeOf(joinGroup(ctx, bert, archived))).toBe("groups.archived");
    await archiveGroup(ctx, anna, archived, true);
    expect((await logOf(ctx, null, group.actor.id, { limit: 9 })).map(({ action }) => action)).toEqual(["archive"]);
    await archiveGroup(ctx, anna, archived, false);
    await comment();
    await thread(await fresh(group));
    expect(await joinGroup(ctx, bert, group)).toBe(true);
    expect((await outgoing(ctx)).some(({ activity }) => isOpenAgain(activity.object))).toBe(true);
  });

  test("declines who waited to be let in", async () => {
    const group = await found("closed");
    await joinGroup(ctx, bert, group);
    await archiveGroup(ctx, anna, group, true);
    expect((await followBetween(ctx, bert.actorId, group.actor.id))?.state).toBe("rejected");
  });
});

const isOpenAgain = (object: unknown): boolean =>
  (object as { postingRestrictedToMods?: unknown }).postingRestrictedToMods === false;

describe("deleting a group", () => {
  const emptied = async (): Promise<void> => {
    for (;;) {
      const [job] = (await jobRows(ctx, "background")).filter(({ payload }) => payload.includes("empty-group"));
      if (!job) return;
      await ctx.sql`delete from jobs where id = ${job.id}`;
      await emptyGroup(ctx, (JSON.parse(job.payload) as { actorId: string }).actorId);
    }
  };

  test("needs its short name typed, leaves a tombstone, tells every server, and removes what was written in it", async () => {
    const group = await found("open");
    const remote = await insertActor(ctx, { host: "fern.test", handle: `fern${serial}` });
    await insertFollow(ctx, remote.id, group.actor.id);
    const { id } = await thread(group);
    const answer = await publishComment(ctx, bert, { postId: id, text: "Ich." });
    const theirs = await insertPost(ctx, remote, { groupId: group.actor.id });
    await forgetOutgoing(ctx);
    expect(await codeOf(deleteGroup(ctx, anna, group, "falsch"))).toBe("groups.address-differs");
    expect(await codeOf(deleteGroup(ctx, bert, group, group.actor.handle))).toBe("groups.only-moderators");
    expect(await groupCalled(ctx, group.actor.handle)).not.toBeNull();
    await deleteGroup(ctx, anna, group, `@${group.actor.handle}`);

    expect(await groupCalled(ctx, group.actor.handle)).toBeNull();
    expect(await actorById(ctx, group.actor.id)).toMatchObject({ summary: "", document: "", deletedAt: ctx.now() });
    expect(await outgoing(ctx)).toMatchObject([
      {
        type: "Delete",
        activity: { actor: group.actor.uri, object: group.actor.uri },
        recipients: { everybody: true },
      },
    ]);
    await emptied();
    for (const postId of [id, answer.id]) {
      expect(await postById(ctx, postId)).toMatchObject({ content: "", deletedAt: ctx.now() });
    }
    expect(await postById(ctx, theirs.id)).toMatchObject({ removedAt: ctx.now(), deletedAt: null });
    expect(await followBetween(ctx, remote.id, group.actor.id)).toBeNull();
    const deletions = (await outgoing(ctx))
      .filter(({ type }) => type === "Delete")
      .map(({ activity }) => activity.object);
    expect(deletions).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: (await postById(ctx, id))!.uri, type: "Tombstone" }),
        expect.objectContaining({ id: answer.uri, type: "Tombstone" }),
      ]),
    );
    expect(
      await codeOf(createGroup(ctx, bert, { name: "x", handle: group.actor.handle, about: "", mode: "open" })),
    ).toBe("actors.handle-taken");
  });

  test("an internal one is nobody's business elsewhere, in going either", async () => {
    const group = await found("internal");
    await thread(group);
    await deleteGroup(ctx, anna, group, group.actor.handle);
    await emptied();
    expect(await outgoing(ctx)).toEqual([]);
  });

  test("more than one batch of posts is removed", async () => {
    const group = await found("open");
    const author = { id: anna.actorId, local: true, host: "heslach.test" };
    const attributedTo = (await actorById(ctx, anna.actorId))!.uri;
    for (let number = 0; number < 51; number += 1) {
      const document = JSON.stringify({ id: `https://heslach.test/ap/o/${number}`, type: "Note", attributedTo });
      await insertPost(ctx, author, { groupId: group.actor.id, document });
    }
    await deleteGroup(ctx, anna, group, group.actor.handle);
    await emptied();
    const rows = await ctx.db.select().from(posts).where(eq(posts.groupId, group.actor.id));
    expect([rows.length, rows.filter(({ deletedAt }) => deletedAt === null).length]).toEqual([51, 0]);
  });
});

describe("what a moderator removed", () => {
  const removed = async (group: Group, id: string): Promise<void> => {
    await decide(ctx, anna, group, { action: "remove", postId: id, reason: "Werbung" });
    await forgetOutgoing(ctx);
  };

  test("is put back by one, which the log says; forums are told by Undo{Delete}, microblogs by a new boost", async () => {
    // What the tests before posted is not counted any more.
    ctx.advance(25 * 60 * 60 * 1000);
    const group = await found("open");
    const { id, uri } = await thread(group, bert);
    await removed(group, id);
    expect((await removedFrom(ctx, group.actor.id, 9)).map(({ post }) => post.id)).toEqual([id]);
    expect(await codeOf(decide(ctx, bert, group, { action: "restore", postId: id, reason: "" }))).toBe(
      "groups.only-moderators",
    );
    await decide(ctx, anna, group, { action: "restore", postId: id, reason: "Irrtum" });
    expect(await visiblePost(ctx, null, id)).not.toBeNull();
    expect(await removedFrom(ctx, group.actor.id, 9)).toEqual([]);
    expect((await logOf(ctx, null, group.actor.id, { limit: 1 }))[0]).toMatchObject({
      action: "restore",
      reason: "Irrtum",
      post: { id },
    });
    const sent = (await outgoing(ctx)).map(({ activity, recipients }) => [recipients.announceForm, activity.object]);
    expect(sent).toEqual([
      [
        "wrapped",
        expect.objectContaining({ type: "Undo", object: expect.objectContaining({ type: "Delete", object: uri }) }),
      ],
      ["plain", uri],
      // The district had boosted it, too.
      ["plain", uri],
    ]);
    expect(await codeOf(decide(ctx, anna, group, { action: "restore", postId: id, reason: "" }))).toBe(
      "groups.not-in-group",
    );
  });

  test("an answer is put back, too, and boosted by nobody", async () => {
    const group = await found("open");
    const { id } = await thread(group);
    const answer = await publishComment(ctx, bert, { postId: id, text: "Ich." });
    await removed(group, answer.id);
    await decide(ctx, anna, group, { action: "restore", postId: answer.id, reason: "" });
    expect(await visiblePost(ctx, null, answer.id)).not.toBeNull();
    expect((await outgoing(ctx)).map(({ recipients }) => recipients.announceForm)).toEqual(["wrapped"]);
  });

  test("of another group, or hidden by this server's moderators, it is not theirs to show", async () => {
    const [group, other] = [
      await found("open"),
      await createGroup(ctx, bert, { name: "B", handle: "", about: "", mode: "open" }),
    ];
    const { id } = await thread(group);
    await removed(group, id);
    expect(await codeOf(decide(ctx, bert, other, { action: "restore", postId: id, reason: "" }))).toBe(
      "groups.not-in-group",
    );
    const remote = await insertActor(ctx, { host: "fern.test", handle: `laut${serial}` });
    const theirs = await insertPost(ctx, remote, { groupId: group.actor.id });
    await removed(group, theirs.id);
    // Hidden here after its group had removed it: the stronger word counts.
    expect(await takeDown(ctx, theirs.id)).toBe("hidePost");
    await decide(ctx, anna, group, { action: "restore", postId: theirs.id, reason: "" });
    expect((await postById(ctx, theirs.id))?.removedAt).not.toBeNull();
    expect(await visiblePost(ctx, anna, theirs.id)).toBeNull();
  });
});
