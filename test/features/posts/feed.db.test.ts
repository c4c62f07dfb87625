import { beforeAll, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import type { Actor } from "../../../src/features/actors/actors.queries.ts";
import type { District } from "../../../src/features/district/district.model.ts";
import { listFollowers, listFollowing } from "../../../src/features/follows/follows.queries.ts";
import { putRelation } from "../../../src/features/follows/relations.store.ts";
import { homeFeed, reactionsOf, statsOf } from "../../../src/features/posts/posts.queries.ts";
import { addReaction, removeReaction } from "../../../src/features/posts/reactions.store.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { createMember, setUpDistrict } from "../../support/people.ts";
import { blockHost, insertActor, insertFollow, insertPost } from "../../support/rows.ts";

let ctx: TestCtx;
let district: District;
let anna: Account;
let bela: Account;
let byAnna: Actor;
let byDistrict: Actor;
let stranger: Actor;

beforeAll(async () => {
  ctx = await createTestCtx();
  district = await setUpDistrict(ctx);
  anna = await createMember(ctx, "anna");
  bela = await createMember(ctx, "bela");
  byAnna = await insertActor(ctx, { host: "a.test", handle: "vonanna" });
  byDistrict = await insertActor(ctx, { host: "d.test", handle: "vomstadtteil" });
  stranger = await insertActor(ctx, { host: "s.test", handle: "fremd" });
  await insertFollow(ctx, anna.actorId, byAnna.id);
  await insertFollow(ctx, district.actorId, byDistrict.id);
});

/** A reaction by an activity that nobody has seen yet. */
const react = (reaction: Parameters<typeof addReaction>[1]) =>
  addReaction(ctx, reaction, {
    actorUri: "https://s.test/users/fremd",
    activityUri: `https://s.test/activities/${ctx.newId()}`,
    claimedAt: ctx.now().toISOString(),
    againBefore: null,
  });

const feedOf = async (viewer: Account | null): Promise<string[]> =>
  (await homeFeed(ctx, viewer, { limit: 50 })).map(({ post }) => post.uri);

test("the feed: what members write, what the district follows, and for a member what she follows", async () => {
  const local = await insertPost(ctx, { id: bela.actorId, local: true, host: "heslach.test" });
  const [fromAnna, fromDistrict, other] = [
    await insertPost(ctx, byAnna),
    await insertPost(ctx, byDistrict),
    await insertPost(ctx, stranger),
  ];
  await insertPost(ctx, byAnna, { inReplyToUri: local.uri, inReplyToId: local.id, rootId: local.id });
  const secret = await insertPost(ctx, byAnna, { visibility: "followers" });
  expect(await feedOf(null)).toEqual([fromDistrict.uri, local.uri]);
  expect(await feedOf(bela)).toEqual([fromDistrict.uri, local.uri]);
  expect(await feedOf(anna)).toEqual([secret.uri, fromDistrict.uri, fromAnna.uri, local.uri]);
  ctx.advance(1000);
  await react({ postId: other.id, actorId: byDistrict.id, kind: "boost", uri: "https://d.test/boost" });
  const [first] = await homeFeed(ctx, null, { limit: 1 });
  expect([first?.post.uri, first?.author.id, first?.sharedBy?.id]).toEqual([other.uri, stranger.id, byDistrict.id]);
  const next = await homeFeed(ctx, null, { limit: 10, before: other.id });
  expect(next.map(({ post, sharedBy }) => [post.uri, sharedBy])).toEqual([
    [fromDistrict.uri, null],
    [local.uri, null],
  ]);
  await blockHost(ctx, "s.test");
  expect(await feedOf(null)).toEqual([fromDistrict.uri, local.uri]);
});

test("what a stranger sends to a member by name stands in her feed alone; of whom she muted it does not", async () => {
  const bystander = await insertActor(ctx, { host: "dm.test" });
  const message = await insertPost(ctx, bystander, { visibility: "direct" }, [bela.actorId]);
  const mention = await insertPost(ctx, bystander, {}, [bela.actorId]);
  expect((await feedOf(bela)).slice(0, 2)).toEqual([mention.uri, message.uri]);
  for (const reader of [anna, null]) {
    for (const uri of [mention.uri, message.uri]) expect(await feedOf(reader)).not.toContain(uri);
  }
  await putRelation(ctx, { actorId: bela.actorId, targetId: bystander.id, kind: "mute" });
  for (const uri of [mention.uri, message.uri]) expect(await feedOf(bela)).not.toContain(uri);
});

test("a like counts once an actor, and taking it back twice takes one", async () => {
  const post = await insertPost(ctx, byAnna);
  const friend = await insertActor(ctx, { host: "f.test" });
  const like = { postId: post.id, actorId: friend.id, kind: "like" as const, uri: "https://s.test/like" };
  expect([await react(like), await react(like)]).toEqual(["added", "there"]);
  await react({ ...like, actorId: byAnna.id, kind: "boost" });
  expect((await statsOf(ctx, [post.id])).get(post.id)).toEqual({ replies: 0, comments: 0, likes: 1, boosts: 1 });
  expect((await reactionsOf(ctx, null, post.id)).map(({ kind }) => kind).sort()).toEqual(["boost", "like"]);
  expect([await removeReaction(ctx, like), await removeReaction(ctx, like)]).toEqual([true, false]);
  expect((await statsOf(ctx, [post.id])).get(post.id)?.likes).toBe(0);
  const hidden = await insertPost(ctx, byAnna, { visibility: "direct" });
  await react({ ...like, postId: hidden.id });
  expect(await reactionsOf(ctx, null, hidden.id)).toEqual([]);
});

test("lists of follows go on where the last page ended, and hold accepted ones only", async () => {
  const star = await insertActor(ctx, { handle: "beliebt" });
  const fans: string[] = [];
  for (let n = 0; n < 5; n += 1) {
    const fan = await insertActor(ctx, { host: `fan${n}.test` });
    await insertFollow(ctx, fan.id, star.id, n === 2 ? "pending" : "accepted");
    if (n !== 2) fans.unshift(fan.id);
  }
  const first = await listFollowers(ctx, star.id, { limit: 2 });
  const second = await listFollowers(ctx, star.id, { limit: 2, before: first.at(-1)?.followId });
  expect([...first, ...second].map(({ actor }) => actor.id)).toEqual(fans);
  expect(await listFollowers(ctx, star.id, { limit: 2, before: second.at(-1)?.followId })).toEqual([]);
  expect((await listFollowing(ctx, fans[0]!, { limit: 5 })).map(({ actor }) => actor.id)).toEqual([star.id]);
});
