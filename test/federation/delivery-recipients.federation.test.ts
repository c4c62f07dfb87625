import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { actors, peers } from "../../src/features/actors/actors.table.ts";
import { updateProfile } from "../../src/features/actors/actors.usecases.ts";
import { addToLedger, ledgerOf } from "../../src/features/posts/ledger.queries.ts";
import { PUBLIC } from "../../src/platform/ap-uris.ts";
import { recordOutbox } from "../../src/platform/outbox.ts";
import { createTestCtx } from "../support/ctx.ts";
import { activityOf, districtActor, followerOn, sendToFollowers, startSending } from "../support/delivering.ts";
import { createMember } from "../support/people.ts";
import { countRows, jobRows } from "../support/queue.ts";
import { blockHost, insertActor, insertFollow, insertPost } from "../support/rows.ts";
import { startSinks } from "../support/sinks.ts";

async function setUp() {
  const ctx = await createTestCtx();
  const sinks = await startSinks(ctx.config);
  const group = await districtActor(ctx);
  const addresses = (): string[] => sinks.taken.map(({ host, path }) => `${host}${path}`).sort();
  /** Waits until nothing is left to send. */
  const sent = async (): Promise<string[]> => {
    await expect.poll(() => countRows(ctx, "jobs")).toBe(0);
    return addresses();
  };
  return { ctx, sinks, group, sent };
}

test("check 33: one delivery for each shared inbox, one for each personal inbox without a shared one", async () => {
  const { ctx, group, sent } = await setUp();
  for (let number = 0; number < 5; number += 1) await followerOn(ctx, group, "big.test");
  const single = [await followerOn(ctx, group, "gts.test", false), await followerOn(ctx, group, "gts.test", false)];
  startSending(ctx);
  await sendToFollowers(ctx, group, 1);
  const personal = single.map((actor) => actor.inboxUri.replace("https://", ""));
  expect(await sent()).toEqual(["big.test/inbox", ...personal].sort());
});

test("nothing goes to ourselves, to who only asked to follow, is gone, suspended or blocked", async () => {
  const { ctx, group, sent } = await setUp();
  const local = await insertActor(ctx, { local: true });
  await insertFollow(ctx, local.id, group.id);
  const waiting = await insertActor(ctx, { host: "pending.test" });
  await insertFollow(ctx, waiting.id, group.id, "pending");
  const gone = await followerOn(ctx, group, "gone.test");
  const suspended = await followerOn(ctx, group, "suspended.test");
  await ctx.db.update(actors).set({ deletedAt: ctx.now() }).where(sql`id = ${gone.id}`);
  await ctx.db.update(actors).set({ suspendedAt: ctx.now() }).where(sql`id = ${suspended.id}`);
  await followerOn(ctx, group, "deep.blocked.test");
  await blockHost(ctx, "blocked.test");
  await followerOn(ctx, group, "good.test");
  startSending(ctx);
  await sendToFollowers(ctx, group, 1, { recipients: { followersOf: [group.id], actors: [local.id, suspended.id] } });
  expect(await sent()).toEqual(["good.test/inbox"]);
});

test("T109 a host blocked after queueing gets nothing more", async () => {
  const { ctx, sinks, group, sent } = await setUp();
  await followerOn(ctx, group, "late.test");
  const first = startSending(ctx, { concurrency: 0 });
  await sendToFollowers(ctx, group, 1);
  await expect.poll(async () => (await jobRows(ctx, "delivery")).length).toBe(1);
  await first.stop();
  await blockHost(ctx, "late.test");
  startSending(ctx);
  expect(await sent()).toEqual([]);
  expect(sinks.asked).toEqual([]);
});

test("T105 a direct message goes to the addressee's own inbox only, and hidden recipients stay here", async () => {
  const { ctx, sinks, group, sent } = await setUp();
  await followerOn(ctx, group, "follower.test");
  const friend = await insertActor(ctx, { host: "friend.test", sharedInboxUri: "https://friend.test/inbox" });
  startSending(ctx);
  const hidden = ["https://secret.test/users/x"];
  const direct = activityOf(group, 1, { to: [friend.uri], cc: [], bcc: hidden });
  const object = { id: `${group.uri}/note-1`, type: "Note", attributedTo: group.uri, to: [friend.uri], bto: hidden };
  await recordOutbox(ctx, {
    actorId: group.id,
    activity: { ...direct, object },
    recipients: { actors: [friend.id] },
    orderingKey: "o",
  });
  expect(await sent()).toEqual([friend.inboxUri.replace("https://", "")]);
  expect(sinks.taken[0]?.body).not.toMatch(/secret\.test|"b(to|cc)"/);
  expect(sinks.taken[0]?.json.to).toEqual([friend.uri]);
});

test("T106 a followers-only post names the collection, and an addressee on a follower's server gets no second copy", async () => {
  const { ctx, sinks, group, sent } = await setUp();
  const followers = [];
  for (const host of ["a.test", "b.test", "c.test"]) followers.push(await followerOn(ctx, group, host));
  startSending(ctx);
  await recordOutbox(ctx, {
    actorId: group.id,
    activity: activityOf(group, 1, { to: [`${group.uri}/followers`], cc: [] }),
    recipients: { followersOf: [group.id], actors: [followers[0]?.id ?? ""] },
    orderingKey: "o",
  });
  expect(await sent()).toEqual(["a.test/inbox", "b.test/inbox", "c.test/inbox"]);
  for (const { body } of sinks.taken) for (const { uri } of followers) expect(body).not.toContain(uri);
});

test("each host gets the form of Announce that it takes, and an unknown one the plain form", async () => {
  const { ctx, sinks, group, sent } = await setUp();
  for (const host of ["lemmy.test", "mastodon.test", "new.test"]) await followerOn(ctx, group, host);
  await ctx.db.insert(peers).values([{ host: "lemmy.test", announceForm: "wrapped" }, { host: "mastodon.test" }]);
  startSending(ctx);
  for (const announceForm of ["plain", "wrapped"] as const) {
    await sendToFollowers(ctx, group, announceForm, { recipients: { followersOf: [group.id], announceForm } });
  }
  await sent();
  const got = sinks.taken.map(({ host, json }) => `${host} ${String(json.id).replace(/.*activity-/, "")}`).sort();
  expect(got).toEqual(["lemmy.test wrapped", "mastodon.test plain", "new.test plain"]);
});

test("check 34: what was noted in the ledger is reached by the edit, former followers included", async () => {
  const { ctx, group, sent } = await setUp();
  const post = await insertPost(ctx, group);
  await followerOn(ctx, group, "stays.test");
  const leaves = await followerOn(ctx, group, "leaves.test");
  startSending(ctx);
  await sendToFollowers(ctx, group, 1, { recipients: { followersOf: [group.id], recordFor: post.id } });
  await sent();
  expect((await ledgerOf(ctx, post.id)).sort()).toEqual(["https://leaves.test/inbox", "https://stays.test/inbox"]);
  await ctx.sql`delete from follows where follower_id = ${leaves.id}`;
  await followerOn(ctx, group, "joins.test");
  await addToLedger(ctx, post.id, ["https://blocked.test/inbox", "https://stays.test/inbox"]);
  await blockHost(ctx, "blocked.test");
  const suspended = await insertActor(ctx, { host: "gts.test", suspendedAt: ctx.now() });
  await addToLedger(ctx, post.id, [suspended.inboxUri]);
  await sendToFollowers(ctx, group, 2, {
    recipients: { followersOf: [group.id], ledgerOf: post.id, recordFor: post.id },
  });
  const all = await sent();
  expect(all).toEqual(
    ["joins.test", "leaves.test", "leaves.test", "stays.test", "stays.test"].map((h) => `${h}/inbox`),
  );
  expect(await ledgerOf(ctx, post.id)).toContain("https://joins.test/inbox");
});

test("F03 an outbox entry that runs again sends the same id again", async () => {
  const { ctx, sinks, group, sent } = await setUp();
  await followerOn(ctx, group, "a.test");
  await sendToFollowers(ctx, group, 1);
  await ctx.sql`insert into jobs (queue, payload, run_at) select queue, payload, run_at from jobs`;
  startSending(ctx);
  await sent();
  expect(sinks.taken.map(({ json }) => json.id)).toEqual([`${group.uri}#activity-1`, `${group.uri}#activity-1`]);
});

test("merged edits become one delivery with the last text; a deletion follows them at once", async () => {
  const { ctx, sinks, group, sent } = await setUp();
  await followerOn(ctx, group, "a.test");
  startSending(ctx);
  const orderingKey = `${group.uri}/note`;
  const notBefore = new Date(ctx.now().getTime() + 300_000);
  for (const text of ["first", "second", "third"]) {
    await sendToFollowers(ctx, group, text, { orderingKey, merge: { key: `update ${orderingKey}`, notBefore } });
  }
  expect(await countRows(ctx, "jobs")).toBe(1);
  await sendToFollowers(ctx, group, "delete", { orderingKey });
  await sent();
  expect(sinks.taken.map(({ json }) => String(json.id).replace(/.*-/, ""))).toEqual(["third", "delete"]);
});

test("nothing is recorded while federation is off", async () => {
  const ctx = await createTestCtx({ ORIGIN: "http://localhost:8000", FEDERATION_TEST_HOSTS: "" });
  const group = await districtActor(ctx);
  await sendToFollowers(ctx, group, 1);
  expect(await countRows(ctx, "jobs")).toBe(0);
});

test("an activity for everybody reaches single actors through their shared inbox", async () => {
  const { ctx, group, sent } = await setUp();
  const friend = await insertActor(ctx, { host: "friend.test", sharedInboxUri: "https://friend.test/inbox" });
  startSending(ctx);
  const activity = activityOf(group, 1, { to: [PUBLIC], cc: [friend.uri] });
  await recordOutbox(ctx, { actorId: group.id, activity, recipients: { actors: [friend.id] }, orderingKey: "o" });
  expect(await sent()).toEqual(["friend.test/inbox"]);
});

test("a change of a profile reaches followers and partner districts, nobody else (S6)", async () => {
  const { ctx, group, sent } = await setUp();
  const anna = await createMember(ctx, "anna");
  const partner = await insertActor(ctx, { host: "partner.test", type: "Group", kind: "district" });
  const stranger = await insertActor(ctx, { host: "stranger.test", type: "Group", kind: "district" });
  const person = await insertActor(ctx, { host: "person.test" });
  const follower = await insertActor(ctx, { host: "follower.test" });
  await insertFollow(ctx, group.id, partner.id);
  await insertFollow(ctx, partner.id, group.id);
  await insertFollow(ctx, group.id, stranger.id, "pending");
  await insertFollow(ctx, group.id, person.id);
  await insertFollow(ctx, follower.id, anna.actorId);
  await updateProfile(ctx, anna, { name: "Anna", summary: "", fields: [] });
  await ctx.db.execute(sql`delete from jobs where queue = 'background'`);
  startSending(ctx);
  expect(await sent()).toEqual([partner, follower].map(({ inboxUri }) => inboxUri.replace("https://", "")).sort());
});
