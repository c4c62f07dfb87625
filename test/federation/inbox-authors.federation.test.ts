import { eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { type Actor, actorByUri } from "../../src/features/actors/actors.queries.ts";
import { pollsOf } from "../../src/features/posts/polls.queries.ts";
import { threadOf } from "../../src/features/posts/posts.queries.ts";
import { postAddressees } from "../../src/features/posts/posts.table.ts";
import { PUBLIC } from "../../src/platform/ap-uris.ts";
import { useCast } from "../support/cast.ts";
import { ACCEPTED, deliver, ignoredFor, workInbox } from "../support/inbox.ts";
import type { Instance } from "../support/instance.ts";
import type { Peer, PeerActor, Wire } from "../support/peer.ts";
import { insertPost } from "../support/rows.ts";

const cast = useCast();
const { stored, create } = cast;
let here: Instance;
let victim: Peer;
let evil: Peer;
let alice: PeerActor;
let mallory: PeerActor;
let bob: Account;
let bobActor: Actor;
let serial: number;

beforeEach(() => {
  ({ here, victim, evil, alice, mallory, bob, bobActor, serial } = cast);
});

const countPosts = async (): Promise<number> =>
  (await here.ctx.db.execute<{ n: number }>(sql`select count(*)::int as n from posts`))[0]!.n;

test("a note of somebody followed is stored as it is", async () => {
  const note = alice.note("<p>Hallo <script>x</script><b>Heslach</b></p>", {
    tag: [{ type: "Hashtag", name: "#Kaffee" }],
    contentMap: { de: "<p>Hallo <script>x</script><b>Heslach</b></p>" },
  });
  expect(await deliver(here, alice, create(alice, note))).toEqual(ACCEPTED);
  const post = await stored(note);
  expect(post).toMatchObject({
    authorId: (await actorByUri(here.ctx, alice.uri))?.id,
    content: "<p>Hallo <b>Heslach</b></p>",
    language: "de",
    visibility: "public",
    local: false,
    kind: "note",
  });
  expect(post?.rootId).toBe(post?.id);
  expect(JSON.parse(post!.document)).toEqual(note);
});

test("T041 a note that names another author has no effect", async () => {
  const note = mallory.note("falsch", { attributedTo: alice.uri });
  expect(await deliver(here, mallory, create(mallory, note))).toEqual(ignoredFor("not-the-author"));
  expect(await stored(note)).toBeNull();
});

test("T042 nor one that names two", async () => {
  const note = mallory.note("falsch", { attributedTo: [mallory.uri, alice.uri] });
  expect((await deliver(here, mallory, create(mallory, note))).result).toBe("ignored");
  expect(await stored(note)).toBeNull();
});

test.each([1, "1", "bob", null, {}, [[]]])("T043 an author of %j is never one of ours", async (attributedTo) => {
  const before = await countPosts();
  const note = mallory.note("falsch", { attributedTo });
  await deliver(here, mallory, create(mallory, note));
  const row = await stored(note);
  if (row) expect(row.authorId).toBe((await actorByUri(here.ctx, mallory.uri))?.id);
  else expect(await countPosts()).toBe(before);
});

test("T043 nor is one of ours named by a stranger", async () => {
  const note = mallory.note("falsch", { attributedTo: bobActor.uri });
  expect(await deliver(here, mallory, create(mallory, note))).toEqual(ignoredFor("not-the-author"));
});

test("T044 the id of one of our objects, actors or addresses is nobody else's", async () => {
  const own = await insertPost(here.ctx, bobActor, { content: "<p>unser</p>" });
  for (const id of [own.uri, bobActor.uri, `${here.ctx.origin}/x`]) {
    const activity = create(mallory, mallory.note("fremd", { id }));
    expect(await deliver(here, mallory, activity)).toEqual(ignoredFor("foreign-object"));
  }
  expect((await stored({ id: own.uri }))?.content).toBe("<p>unser</p>");
});

test("T045 an embedded object with an id at another host is not taken from the sender", async () => {
  const note = alice.note("echt");
  const forged = { ...note, attributedTo: mallory.uri, content: "falsch" };
  expect(await deliver(here, mallory, create(mallory, forged))).toEqual(ignoredFor("foreign-object"));
  expect(await stored(note)).toBeNull();
});

test("check 41, T050: an edit by somebody else of the same host changes nothing, nor one of a profile", async () => {
  const note = alice.note("echt");
  await deliver(here, alice, create(alice, note));
  const eve = await victim.person(`eve${serial}`);
  const edit = { ...note, content: "falsch", updated: new Date(here.ctx.now().getTime() + 1000).toISOString() };
  expect(await deliver(here, eve, eve.activity("Update", edit))).toEqual(ignoredFor("not-the-author"));
  expect(await deliver(here, eve, eve.activity("Update", { ...edit, attributedTo: eve.uri }))).toEqual(
    ignoredFor("not-the-author"),
  );
  expect((await stored(note))?.content).toBe("echt");
  const profile = { ...alice.document, name: "Gekapert" };
  expect((await deliver(here, mallory, mallory.activity("Update", profile))).result).toBe("ignored");
  expect((await actorByUri(here.ctx, alice.uri))?.name).toBe(`alice${serial}`);
});

test("nobody here asked for a stranger's top-level post, but an answer to ours or a mention is kept", async () => {
  const stranger = await evil.person(`stranger${serial}`);
  const unasked = stranger.note("Werbung");
  expect(await deliver(here, stranger, create(stranger, unasked))).toEqual(ignoredFor("not-asked-for"));
  const mention = stranger.note("Hallo", { cc: [bobActor.uri], tag: [{ type: "Mention", href: bobActor.uri }] });
  expect(await deliver(here, stranger, create(stranger, mention))).toEqual(ACCEPTED);
  const own = await insertPost(here.ctx, bobActor);
  const answer = stranger.note("Frage", { inReplyTo: own.uri });
  expect(await deliver(here, stranger, create(stranger, answer))).toEqual(ACCEPTED);
  const hidden = await insertPost(here.ctx, bobActor, { visibility: "followers" });
  const peeking = stranger.note("Frage", { inReplyTo: hidden.uri });
  expect(await deliver(here, stranger, create(stranger, peeking))).toEqual(ignoredFor("not-asked-for"));
});

test("a top-level post of a stranger that names our district is none of the district's", async () => {
  const stranger = await evil.person(`stranger${serial}`);
  const { actorUri } = here.district;
  const note = stranger.note("Werbung", { to: [PUBLIC, actorUri], audience: actorUri });
  await deliver(here, stranger, create(stranger, note));
  expect(await stored(note)).toBeNull();
});

test("T071 thousands of mentions, tags and attachments are cut", async () => {
  const many = (count: number, make: (n: number) => Wire): Wire[] => Array.from({ length: count }, (_, n) => make(n));
  const note = alice.note("viel", {
    tag: [
      ...many(400, (n) => ({ type: "Mention", href: n === 0 ? bobActor.uri : `https://x.test/${n}` })),
      ...many(500, (n) => ({ type: "Hashtag", name: `#t${n}` })),
    ],
    attachment: many(100, (n) => ({ type: "Image", mediaType: "image/png", url: `https://victim.test/${n}.png` })),
  });
  expect(await deliver(here, alice, create(alice, note))).toEqual(ACCEPTED);
  const post = await stored(note);
  expect(post?.attachments).toHaveLength(8);
  const tags = await here.ctx.db.execute<{ n: number }>(
    sql`select count(*)::int as n from post_tags where post_id = ${post!.id}`,
  );
  expect(tags[0]?.n).toBe(30);
  const named = await here.ctx.db.select().from(postAddressees).where(eq(postAddressees.postId, post!.id));
  expect(named.map(({ actorId }) => actorId)).toEqual([bob.actorId]);
});

test("T072 of a poll at most 50 options are kept, and a vote is no comment", async () => {
  const options = Array.from({ length: 900 }, (_, n) => ({ type: "Note", name: `Wahl ${n}` }));
  const poll = alice.note("Wann?", { type: "Question", oneOf: options, endTime: "2020-01-01T00:00:00Z" });
  expect(await deliver(here, alice, create(alice, poll))).toEqual(ACCEPTED);
  const { id } = (await stored(poll))!;
  expect((await pollsOf(here.ctx, [id])).get(id)?.options).toHaveLength(50);
  const vote: Wire = { ...alice.note("", { name: "Wahl 1", inReplyTo: poll.id }) };
  delete vote.content;
  for (let n = 0; n < 2; n += 1) {
    expect(await deliver(here, alice, create(alice, vote))).toEqual(ignoredFor("vote"));
  }
  expect(await threadOf(here.ctx, null, id)).toEqual([]);
  expect(await stored(vote)).toBeNull();
});

test.each([
  ["Add", "not-a-moderator"],
  ["Remove", "not-a-moderator"],
  ["Block", "not-handled: Block"],
  ["Flag", "not-ours"],
  ["Move", "not-a-move"],
  ["Join", "not-a-group"],
  ["Leave", "not-a-group"],
  ["Offer", "no-such-note"],
])("T065, T066, T067, check 46: %s is answered 202 and changes nothing", async (type, reason) => {
  const before = await countPosts();
  const activity = mallory.activity(type, alice.uri, { target: `${here.district.actorUri}/featured` });
  expect(await deliver(here, mallory, activity)).toEqual(ignoredFor(reason));
  expect(await deliver(here, mallory, mallory.activity("Frobnicate", alice.uri))).toEqual(ignoredFor("gate"));
  expect(await countPosts()).toBe(before);
  await workInbox(here.ctx);
});
