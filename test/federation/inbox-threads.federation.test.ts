import { eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import type { Actor } from "../../src/features/actors/actors.queries.ts";
import { statsOf, threadOf } from "../../src/features/posts/posts.queries.ts";
import { posts } from "../../src/features/posts/posts.table.ts";
import { publishComment } from "../../src/features/posts/usecases/comment.ts";
import { deletePost } from "../../src/features/posts/usecases/delete.ts";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import { PUBLIC } from "../../src/platform/ap-uris.ts";
import { statusSchema } from "../mastodon/schemas/status.ts";
import { useCast } from "../support/cast.ts";
import { createTestApp } from "../support/http.ts";
import { ACCEPTED, deliver, ignoredFor } from "../support/inbox.ts";
import type { Instance } from "../support/instance.ts";
import { outgoing } from "../support/outbox.ts";
import { workOff } from "../support/partners.ts";
import type { PeerActor, Wire } from "../support/peer.ts";
import { createMember, tokenOf } from "../support/people.ts";
import { insertActor, insertPost } from "../support/rows.ts";

const cast = useCast();
const { stored, create } = cast;
let here: Instance;
let alice: PeerActor;
let mallory: PeerActor;
let bob: Account;
let bobActor: Actor;
let serial: number;

beforeEach(() => {
  ({ here, alice, mallory, bob, bobActor, serial } = cast);
});

test("replies that come before what they answer find their place, and are counted once", async () => {
  const root = alice.note("oben");
  const middle = alice.note("mitte", { inReplyTo: root.id });
  const leaf = alice.note("unten", { inReplyTo: middle.id });
  for (const note of [leaf, middle]) await deliver(here, alice, create(alice, note));
  expect((await stored(leaf))?.rootId).toBeNull();
  await deliver(here, alice, create(alice, root));
  const [top, mid, low] = await Promise.all([stored(root), stored(middle), stored(leaf)]);
  expect([mid?.rootId, low?.rootId, mid?.inReplyToId, low?.inReplyToId]).toEqual([top?.id, top?.id, top?.id, mid?.id]);
  const stats = await statsOf(here.ctx, [top!.id, mid!.id, low!.id]);
  expect([top, mid, low].map((post) => stats.get(post!.id)?.replies)).toEqual([1, 1, 0]);
  expect([top, mid, low].map((post) => stats.get(post!.id)?.comments)).toEqual([2, 1, 0]);
  const [entry] = await threadOf(here.ctx, null, top!.id);
  expect(entry?.replies.map(({ post }) => post.uri)).toEqual([leaf.id]);
});

test("T094 a circle of replies ends", async () => {
  const one = alice.note("eins");
  const two = alice.note("zwei", { inReplyTo: one.id });
  const circle = { ...one, inReplyTo: two.id };
  await deliver(here, alice, create(alice, circle));
  await deliver(here, alice, create(alice, two));
  expect([(await stored(one))?.rootId, (await stored(two))?.rootId]).toEqual([null, null]);
});

test("what only followers may read is neither listed for others nor counted", async () => {
  const own = await insertPost(here.ctx, bobActor);
  const secret = alice.note("geheim", { inReplyTo: own.uri, to: [bobActor.uri], cc: [] });
  await deliver(here, alice, create(alice, secret));
  expect((await stored(secret))?.visibility).toBe("direct");
  expect((await statsOf(here.ctx, [own.id])).get(own.id)?.replies).toBe(0);
  expect(await threadOf(here.ctx, null, own.id)).toEqual([]);
  expect(await threadOf(here.ctx, bob, own.id)).toHaveLength(1);
});

test("T062 a like of what the actor may not see has no effect; an emoji counts as a like", async () => {
  const secret = await insertPost(here.ctx, bobActor, { visibility: "followers" });
  expect(await deliver(here, alice, alice.activity("Like", secret.uri))).toEqual(ignoredFor("no-such-post"));
  const own = await insertPost(here.ctx, bobActor);
  expect(await deliver(here, alice, alice.activity("EmojiReact", own.uri, { content: "🎉" }))).toEqual(ACCEPTED);
  const like = mallory.activity("Like", own.uri);
  await deliver(here, mallory, like);
  expect((await statsOf(here.ctx, [own.id])).get(own.id)?.likes).toBe(2);
  expect((await deliver(here, alice, alice.activity("Undo", like))).result).toBe("ignored");
  expect(await deliver(here, mallory, mallory.activity("Undo", like))).toEqual(ACCEPTED);
  expect((await statsOf(here.ctx, [own.id])).get(own.id)?.likes).toBe(1);
});

test("check 54, 52: an answer in our district's thread goes on wrapped, to those who understand it only", async () => {
  const group = { id: here.district.actorId, uri: here.district.actorUri };
  const own = await insertPost(here.ctx, bobActor, { groupId: group.id });
  const answer = alice.note("Frage", { inReplyTo: own.uri });
  const activity = create(alice, answer);
  await here.ctx.db.execute(sql`delete from jobs where queue = 'outbox'`);
  expect(await deliver(here, alice, activity)).toEqual(ACCEPTED);
  const sent = await outgoing(here.ctx);
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({
    actorId: group.id,
    recipients: { followersOf: [group.id], announceForm: "wrapped" },
    activity: { type: "Announce", actor: group.uri, object: { id: activity.id, type: "Create", actor: alice.uri } },
  });
  expect((await stored(answer))?.groupId).toBe(group.id);
});

test("check 52: our own comment: Create by its author, wrapped Announce, no plain one; deleted the same way", async () => {
  const root = await insertPost(here.ctx, await insertActor(here.ctx), { groupId: here.district.actorId });
  await here.ctx.db.execute(sql`delete from jobs where queue = 'outbox'`);
  const comment = await publishComment(here.ctx, bob, { postId: root.id, text: "Danke!\n\nhttps://a.test/x" });
  const sent = await outgoing(here.ctx);
  expect(sent.map(({ activity, recipients }) => [activity.type, recipients.announceForm])).toEqual([
    ["Create", undefined],
    ["Announce", "wrapped"],
  ]);
  const note = sent[0]!.activity.object as Wire;
  expect(note).toMatchObject({
    id: comment.uri,
    type: "Note",
    attributedTo: bobActor.uri,
    inReplyTo: root.uri,
    audience: here.district.actorUri,
    to: [PUBLIC],
  });
  expect(note).not.toHaveProperty("name");
  expect(note).not.toHaveProperty("summary");
  expect(comment.url).toBe(`https://heslach.test/@${bobActor.handle}/${comment.id}`);
  expect((await statsOf(here.ctx, [root.id])).get(root.id)?.replies).toBe(1);
  const other = await createMember(here.ctx, `andere${serial}`);
  await expect(deletePost(here.ctx, other, comment.id)).rejects.toMatchObject({ code: "posts.not-yours" });
  await deletePost(here.ctx, bob, comment.id);
  const after = (await outgoing(here.ctx)).slice(2);
  expect(
    after.map(({ activity, recipients }) => [activity.type, recipients.ledgerOf ?? recipients.announceForm]),
  ).toEqual([
    ["Delete", comment.id],
    ["Announce", "wrapped"],
  ]);
  const [row] = await here.ctx.db.select().from(posts).where(eq(posts.id, comment.id));
  expect(JSON.parse(row!.document)).toMatchObject({ id: comment.uri, type: "Tombstone", formerType: "Note" });
  expect((await statsOf(here.ctx, [root.id])).get(root.id)?.replies).toBe(0);
});

test("T108 an answer to what only some may read is read by its author alone", async () => {
  const author = await resolveActor(here.ctx, alice.uri);
  const secret = await insertPost(here.ctx, author, { visibility: "followers" });
  const comment = await publishComment(here.ctx, bob, { postId: secret.id, text: "Ja" });
  expect((await stored({ id: comment.uri }))?.visibility).toBe("direct");
  const sent = (await outgoing(here.ctx)).at(-1);
  expect(sent?.activity).toMatchObject({ to: [alice.uri], cc: [] });
  expect(sent?.recipients).toEqual({ actors: [author.id], recordFor: comment.id });
  const hidden = await insertPost(here.ctx, author, { visibility: "direct" });
  await expect(publishComment(here.ctx, bob, { postId: hidden.id, text: "Ja" })).rejects.toMatchObject({
    code: "posts.not-found",
  });
  await expect(publishComment(here.ctx, bob, { postId: secret.id, text: " " })).rejects.toMatchObject({
    code: "posts.comment-empty",
  });
});

test("who is mentioned and unknown here is looked up in the background, and stands among the mentions then", async () => {
  const [carol, gone] = [await cast.evil.person(`carol${serial}`), `https://evil.test/users/nobody${serial}`];
  const tag = [carol.uri, gone].map((href) => ({ type: "Mention", href, name: "@someone@evil.test" }));
  const { request } = createTestApp(here.ctx);
  const token = await tokenOf(here.ctx, bob);
  const mentioned = async (id: string) => {
    const answer = await request(`/api/v1/statuses/${id}`, { token });
    return statusSchema.parse(await answer.json()).mentions.map(({ acct }) => acct);
  };
  const open = alice.note("@carol", { tag });
  const few = alice.note("@carol @bob", { tag, to: [carol.uri, bobActor.uri], cc: [] });
  for (const note of [open, few]) expect(await deliver(here, alice, create(alice, note))).toEqual(ACCEPTED);
  expect(await mentioned((await stored(open))!.id)).toEqual([]);
  await workOff(here.ctx, "meet-mentioned");
  for (const note of [open, few]) {
    expect(await mentioned((await stored(note))!.id)).toContain(`carol${serial}@evil.test`);
  }
  // Whoever answers reaches her, too.
  const answer = await publishComment(here.ctx, bob, {
    postId: (await stored(few))!.id,
    text: `@carol${serial}@evil.test ja`,
  });
  const [sent] = (await outgoing(here.ctx)).filter(({ recipients }) => recipients.recordFor === answer.id);
  expect(JSON.stringify(sent?.activity)).toContain(carol.uri);
});

test("T095 a post that mentions a thousand strangers makes us look up few, and one host's posts few together", async () => {
  const strangers = (from: number) =>
    Array.from({ length: 1000 }, (_, n) => ({ type: "Mention", href: `https://evil.test/u/${serial}-${from + n}` }));
  const asked = async () => {
    const [row] = await here.ctx.db.execute<{ points: number }>(
      sql`select points from rate_limits where key = 'hearsay:evil.test'`,
    );
    return row?.points ?? 0;
  };
  const before = await asked();
  const note = alice.note("@alle", { tag: strangers(0) });
  expect(await deliver(here, alice, create(alice, note))).toEqual(ACCEPTED);
  await workOff(here.ctx, "meet-mentioned");
  expect((await asked()) - before).toBeLessThanOrEqual(20);
});
