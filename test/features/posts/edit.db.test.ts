import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import type { Actor } from "../../../src/features/actors/actors.queries.ts";
import type { District } from "../../../src/features/district/district.model.ts";
import { addToLedger } from "../../../src/features/posts/ledger.queries.ts";
import { reactionsOf, statsOf, visiblePost } from "../../../src/features/posts/posts.queries.ts";
import { pollOptions, polls, postRevisions, posts } from "../../../src/features/posts/posts.table.ts";
import { publishComment } from "../../../src/features/posts/usecases/comment.ts";
import { deletePost } from "../../../src/features/posts/usecases/delete.ts";
import { editPost } from "../../../src/features/posts/usecases/edit.ts";
import { publishPost } from "../../../src/features/posts/usecases/publish.ts";
import { react, unreact } from "../../../src/features/posts/usecases/react.ts";
import { PUBLIC } from "../../../src/platform/ap-uris.ts";
import { notifications } from "../../../src/platform/notifications.table.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { forgetOutgoing, outgoing } from "../../support/outbox.ts";
import { createMember, setUpDistrict } from "../../support/people.ts";
import { insertActor, insertFollow, insertPost } from "../../support/rows.ts";

let ctx: TestCtx;
let district: District;
let anna: Account;
let bela: Account;
let mona: Account;
let carla: Actor;
let dora: Actor;

beforeAll(async () => {
  ctx = await createTestCtx();
  district = await setUpDistrict(ctx);
  anna = await createMember(ctx, "anna");
  bela = await createMember(ctx, "bela");
  mona = await createMember(ctx, "mona", "moderator");
  carla = await insertActor(ctx, { host: "c.test", handle: "carla" });
  dora = await insertActor(ctx, { host: "d.test", handle: "dora" });
  await insertFollow(ctx, carla.id, anna.actorId);
});

beforeEach(() => forgetOutgoing(ctx));

const rowOf = async (id: string) => (await ctx.db.select().from(posts).where(eq(posts.id, id)))[0]!;
const documentOf = async (id: string) => JSON.parse((await rowOf(id)).document);
const sent = async () =>
  (await outgoing(ctx)).map(({ type, activity, recipients, dueIn }) => ({ type, activity, recipients, dueIn }));

describe("an edit", () => {
  test("tells whom it mentions anew, once, also in a message for few, and nobody whom it mentioned before", async () => {
    const told = async (postId: string) => {
      const rows = await ctx.db.select().from(notifications).where(eq(notifications.postId, postId));
      return rows.map(({ type, recipientId }) => [type, recipientId]);
    };
    const open = await publishPost(ctx, anna, { text: "Eins" });
    const few = await publishPost(ctx, anna, { text: "@mona unter uns", visibility: "direct" });
    await ctx.db.delete(notifications);
    for (const text of ["Zwei @bela", "Drei @bela"]) await editPost(ctx, anna, open.id, { text });
    await editPost(ctx, anna, few.id, { text: "@mona @bela unter uns" });
    expect(await told(open.id)).toEqual([["mention", bela.actorId]]);
    expect(await told(few.id)).toEqual([["mention", bela.actorId]]);
  });

  test("19 raises version and `updated`, keeps the old text, and goes to all who were given the post", async () => {
    const { id, uri } = await publishPost(ctx, anna, { text: "Erste Fassung #eins" });
    await forgetOutgoing(ctx);
    expect(await editPost(ctx, anna, id, { text: "Zweite Fassung #zwei" })).toMatchObject({ id, uri });
    const document = await documentOf(id);
    expect(document).toMatchObject({ id: uri, "stv:version": 2, to: [PUBLIC] });
    expect(document.content).toContain("Zweite Fassung");
    expect(document.tag.map(({ name }: { name: string }) => name)).toEqual(["#zwei"]);
    expect(Date.parse(document.updated)).toBeGreaterThan(Date.parse(document.published));
    const kept = await ctx.db.select().from(postRevisions).where(eq(postRevisions.postId, id));
    expect(kept.map(({ version, editorId }) => [version, editorId])).toEqual([[1, anna.accountId]]);
    expect(JSON.parse(kept[0]!.document).content).toContain("Erste Fassung");
    expect(await sent()).toEqual([
      {
        type: "Update",
        activity: expect.objectContaining({ id: `${uri}#update-2` }),
        recipients: { followersOf: [anna.actorId], ledgerOf: id, recordFor: id },
        dueIn: 0,
      },
    ]);
    await editPost(ctx, anna, id, { text: "Dritte Fassung" });
    await editPost(ctx, anna, id, { text: "Vierte Fassung" });
    const waiting = (await sent()).slice(1);
    expect(waiting.map(({ dueIn, activity }) => [dueIn, activity.id])).toEqual([[300, `${uri}#update-4`]]);
  });

  test("that changes nothing does nothing", async () => {
    const input = { title: "Titel", text: "Hallo @carla@c.test #da", summary: "Kurz" };
    const { id } = await publishPost(ctx, anna, input);
    const reply = await publishComment(ctx, bela, { postId: id, text: "Ja @carla@c.test @mona" });
    await forgetOutgoing(ctx);
    await editPost(ctx, anna, id, input);
    await editPost(ctx, bela, reply.id, { text: "Ja @carla@c.test @mona" });
    expect(await sent()).toEqual([]);
    expect([(await rowOf(id)).version, (await rowOf(reply.id)).version]).toEqual([1, 1]);
  });

  test("of an answer keeps whom it answers, and its readers", async () => {
    const root = await insertPost(ctx, dora, { document: "{}" });
    const { id } = await publishComment(ctx, anna, { postId: root.id, text: "Ja" });
    await editPost(ctx, anna, id, { text: "Nein, @carla@c.test" });
    const document = await documentOf(id);
    expect(document.cc).toEqual(expect.arrayContaining([dora.uri, carla.uri]));
    expect(document.tag.map(({ href }: { href: string }) => href).sort()).toEqual([carla.uri, dora.uri].sort());
    expect(document).not.toHaveProperty("name");
    await expect(editPost(ctx, anna, id, { text: "Nein", visibility: "direct" })).rejects.toMatchObject({
      code: "posts.readers-stay",
    });
  });

  test("is for the author only, and never wider or of another kind", async () => {
    const { id } = await publishPost(ctx, anna, { text: "Meins", visibility: "unlisted" });
    for (const other of [bela, mona]) {
      await expect(editPost(ctx, other, id, { text: "Deins" })).rejects.toMatchObject({ code: "posts.not-yours" });
    }
    await expect(editPost(ctx, anna, id, { text: "x", visibility: "public" })).rejects.toMatchObject({
      code: "posts.never-wider",
    });
    await expect(editPost(ctx, anna, id, { text: "x", title: "T" })).rejects.toMatchObject({ code: "posts.title-new" });
    const secret = await publishPost(ctx, anna, { text: "Für @dora@d.test", visibility: "direct" });
    await expect(editPost(ctx, bela, secret.id, { text: "x" })).rejects.toMatchObject({ code: "posts.not-found" });
    const remote = await insertPost(ctx, carla);
    await expect(editPost(ctx, anna, remote.id, { text: "x" })).rejects.toMatchObject({ code: "posts.not-yours" });
  });

  test.each(["followers", "direct"] as const)(
    "T107 from public to %s deletes the old post everywhere; its readers never get the new text",
    async (visibility) => {
      const { id, uri } = await publishPost(ctx, anna, { text: "Offen für @carla@c.test" });
      await addToLedger(ctx, id, ["https://alt.test/inbox"]);
      await forgetOutgoing(ctx);
      const now = await editPost(ctx, anna, id, { text: "Geheim für @carla@c.test", visibility });
      expect(now.id).not.toBe(id);
      const activities = await sent();
      expect(activities.map(({ type }) => type)).toEqual(["Delete", "Create"]);
      expect(activities[0]).toMatchObject({ recipients: { ledgerOf: id }, activity: { object: { id: uri } } });
      expect(JSON.stringify(activities[0]?.activity)).not.toContain("Geheim");
      expect(activities[1]?.recipients.ledgerOf).toBeUndefined();
      expect(activities[1]?.recipients.actors).toEqual([carla.id]);
      expect(activities[1]?.recipients.followersOf).toEqual(visibility === "followers" ? [anna.actorId] : undefined);
      expect(await documentOf(id)).toMatchObject({ type: "Tombstone", formerType: "Note" });
      expect((await rowOf(now.id)).visibility).toBe(visibility);
      expect(await visiblePost(ctx, bela, now.id)).toBeNull();
    },
  );

  test("T107 who is not mentioned any more is told that the message is gone, and nothing else", async () => {
    const text = "Für @carla@c.test und @dora@d.test";
    const { id, uri } = await publishPost(ctx, anna, { text, visibility: "direct" });
    await addToLedger(ctx, id, [carla.inboxUri, dora.inboxUri]);
    await forgetOutgoing(ctx);
    await editPost(ctx, anna, id, { text: "Neu, nur für @carla@c.test" });
    const activities = await sent();
    expect(activities.map(({ type, recipients }) => [type, recipients])).toEqual([
      ["Update", { actors: [carla.id], recordFor: id }],
      ["Delete", { actors: [dora.id] }],
    ]);
    expect(activities[1]?.activity).toMatchObject({ object: { id: uri, type: "Tombstone" } });
    expect(JSON.stringify(activities[1]?.activity)).not.toContain("Neu");
    expect(await visiblePost(ctx, { actorId: dora.id }, id)).toBeNull();
  });
});

describe("a deletion", () => {
  test("72 leaves a Tombstone with its former type; versions, votes and texts go; told to all who were given it", async () => {
    const { id, uri } = await publishPost(ctx, anna, { text: "Wohin?", poll: { options: ["a", "b"], hours: 1 } });
    await editPost(ctx, anna, id, { text: "Wohin denn?" });
    await forgetOutgoing(ctx);
    // Moderators decide with reasons instead (own-cases.http.test.ts).
    for (const other of [bela, mona]) {
      await expect(deletePost(ctx, other, id)).rejects.toMatchObject({ code: "posts.not-yours" });
    }
    await deletePost(ctx, anna, id);
    expect(await documentOf(id)).toMatchObject({ id: uri, type: "Tombstone", formerType: "Question" });
    for (const table of [postRevisions, polls, pollOptions]) {
      expect(await ctx.db.select().from(table).where(eq(table.postId, id))).toEqual([]);
    }
    expect((await rowOf(id)).content).toBe("");
    expect((await sent()).map(({ type, recipients }) => [type, recipients])).toEqual([
      ["Delete", { followersOf: [anna.actorId], ledgerOf: id }],
    ]);
    await expect(deletePost(ctx, anna, id)).rejects.toMatchObject({ code: "posts.not-found" });
  });

  test("in the district is passed on wrapped", async () => {
    const { id } = await publishPost(ctx, anna, { text: "Fest", groupId: district.actorId });
    await forgetOutgoing(ctx);
    await deletePost(ctx, anna, id);
    expect((await sent()).map(({ type, recipients }) => [type, recipients.announceForm])).toEqual([
      ["Delete", undefined],
      ["Announce", "wrapped"],
    ]);
  });

  test("of a message to few is told to nobody else", async () => {
    const { id } = await publishPost(ctx, anna, { text: "Für @carla@c.test", visibility: "direct" });
    await forgetOutgoing(ctx);
    await deletePost(ctx, anna, id);
    expect((await sent()).map(({ recipients }) => recipients)).toEqual([{ actors: [carla.id], ledgerOf: id }]);
  });
});

describe("likes and boosts", () => {
  test("S9 a like is counted once, told to the author, and taken back whole", async () => {
    const post = await insertPost(ctx, carla);
    await react(ctx, anna, post.id, "like");
    await react(ctx, anna, post.id, "like");
    expect((await statsOf(ctx, [post.id])).get(post.id)).toMatchObject({ likes: 1 });
    const [like] = await sent();
    expect(like).toMatchObject({ type: "Like", recipients: { actors: [carla.id] } });
    expect(like?.activity).toMatchObject({ object: post.uri, to: [carla.uri], cc: [] });
    await unreact(ctx, anna, post.id, "like");
    await unreact(ctx, anna, post.id, "like");
    const activities = await sent();
    expect(activities.map(({ type }) => type)).toEqual(["Like", "Undo"]);
    expect(activities[1]?.activity.object).toMatchObject({ id: like?.activity.id, type: "Like", object: post.uri });
    expect((await statsOf(ctx, [post.id])).get(post.id)).toMatchObject({ likes: 0 });
  });

  test("S10 a boost goes to the followers and the author, not before what it boosts, and is taken back", async () => {
    const { id, uri } = await publishPost(ctx, bela, { text: "Weitersagen" });
    await forgetOutgoing(ctx);
    await react(ctx, anna, id, "boost");
    const [boost] = await sent();
    expect(boost?.recipients).toEqual({ followersOf: [anna.actorId], actors: [bela.actorId], recordFor: id });
    expect(boost?.activity).toMatchObject({ type: "Announce", object: uri, to: [PUBLIC] });
    expect(Date.parse(String(boost?.activity.published))).toBeGreaterThanOrEqual(
      Date.parse((await documentOf(id)).published),
    );
    expect((await reactionsOf(ctx, null, id)).map(({ kind, actor }) => [kind, actor.id])).toEqual([
      ["boost", anna.actorId],
    ]);
    await unreact(ctx, anna, id, "boost");
    expect((await sent()).at(-1)).toMatchObject({ type: "Undo", recipients: { followersOf: [anna.actorId] } });
    expect((await statsOf(ctx, [id])).get(id)?.boosts).toBe(0);
  });

  test("T061 what only some may read is boosted by nobody else, what one may not see not even liked", async () => {
    for (const visibility of ["followers", "direct"] as const) {
      const { id } = await publishPost(ctx, anna, { text: "Leise für @carla@c.test", visibility });
      await forgetOutgoing(ctx);
      if (visibility === "direct") {
        await expect(react(ctx, anna, id, "boost")).rejects.toMatchObject({ code: "posts.not-for-all" });
      }
      await expect(react(ctx, bela, id, "boost")).rejects.toMatchObject({ code: "posts.not-found" });
      await expect(react(ctx, bela, id, "like")).rejects.toMatchObject({ code: "posts.not-found" });
      expect((await statsOf(ctx, [id])).get(id)).toMatchObject({ likes: 0, boosts: 0 });
      expect(await sent()).toEqual([]);
    }
  });
});
