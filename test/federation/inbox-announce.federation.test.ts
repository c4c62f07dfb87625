import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import type { Actor } from "../../src/features/actors/actors.queries.ts";
import { actors, peers } from "../../src/features/actors/actors.table.ts";
import { homeFeed, reactionsOf, statsOf, threadOf } from "../../src/features/posts/posts.queries.ts";
import { postReactions } from "../../src/features/posts/posts.table.ts";
import { entriesBy } from "../../src/features/posts/timelines.queries.ts";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import { useCast } from "../support/cast.ts";
import { ACCEPTED, deliver, ignoredFor } from "../support/inbox.ts";
import type { Instance } from "../support/instance.ts";
import { outgoing } from "../support/outbox.ts";
import type { Peer, PeerActor, Wire } from "../support/peer.ts";
import { blockHost, insertActor, insertFollow, insertPost } from "../support/rows.ts";

const cast = useCast();
const { stored, create, later } = cast;
let here: Instance;
let victim: Peer;
let evil: Peer;
let alice: PeerActor;
let mallory: PeerActor;
let bob: Account;
let bobActor: Actor;
let serial: number;
/** A group on the evil host that bob follows. */
let group: PeerActor;

const boosts = async (id: string): Promise<number | undefined> => (await statsOf(here.ctx, [id])).get(id)?.boosts;
const asked = (path: string): number => victim.at(path).length;
const pathOf = (note: { id: string }): string => new URL(note.id).pathname;

beforeEach(async () => {
  ({ here, victim, evil, alice, mallory, bob, bobActor, serial } = cast);
  group = await evil.person(`gruppe${serial}`, { type: "Group" });
  await insertFollow(here.ctx, bob.actorId, (await resolveActor(here.ctx, group.uri)).id);
});

describe("a plain boost", () => {
  test("T046 takes the text from the author's server only, whatever is embedded", async () => {
    const note = alice.note("echt");
    const forged = { ...note, content: "falsch" };
    expect(await deliver(here, mallory, mallory.activity("Announce", forged))).toEqual(ACCEPTED);
    expect((await stored(note))?.content).toBe("echt");
    const lost = alice.note("weg");
    victim.forget(pathOf(lost));
    const outcome = await deliver(here, mallory, mallory.activity("Announce", { ...lost, content: "falsch" }));
    expect(outcome).toEqual(ignoredFor("federation.not-found"));
    expect(await stored(lost)).toBeNull();
  });

  test("T047 of something known leaves the stored text as it is", async () => {
    const note = alice.note("echt");
    await deliver(here, alice, create(alice, note));
    await deliver(here, mallory, mallory.activity("Announce", { ...note, content: "falsch", updated: later(9) }));
    expect((await stored(note))?.content).toBe("echt");
    expect(await boosts((await stored(note))!.id)).toBe(1);
    expect(asked(pathOf(note))).toBe(0);
  });

  test("is counted once for ours, undone again, and shown in the followers' feed", async () => {
    const own = await insertPost(here.ctx, bobActor);
    const announce = mallory.activity("Announce", own.uri);
    await deliver(here, mallory, announce);
    expect(await deliver(here, mallory, mallory.activity("Announce", own.uri))).toEqual(ignoredFor("boosted-already"));
    expect(await boosts(own.id)).toBe(1);
    expect(await deliver(here, mallory, mallory.activity("Undo", announce))).toEqual(ACCEPTED);
    expect(await boosts(own.id)).toBe(0);
    here.ctx.advance(1000);
    // Whom bob follows himself needs nobody to pass it on.
    const note = (await victim.person(`dora${serial}`)).note("weitergesagt");
    await deliver(here, mallory, mallory.activity("Announce", note.id));
    const [newest] = await homeFeed(here.ctx, bob, { limit: 1 });
    expect([newest?.post.uri, newest?.sharedBy?.uri]).toEqual([note.id, mallory.uri]);
  });

  test.each(["followers", "direct"] as const)(
    "T061 of what only %s may read is not even counted",
    async (visibility) => {
      const own = await insertPost(here.ctx, bobActor, { visibility });
      expect(await deliver(here, mallory, mallory.activity("Announce", own.uri))).toEqual(ignoredFor("not-public"));
      expect(await boosts(own.id)).toBe(0);
    },
  );

  test("T061 for followers it is shown to them alone, and never wider than the post", async () => {
    const note = (await victim.person(`leise${serial}`)).note("leise geteilt");
    const followers = { to: [`${mallory.uri}/followers`], cc: [] };
    await deliver(here, mallory, { ...mallory.activity("Announce", note.id), ...followers });
    const post = await stored(note);
    const [row] = await here.ctx.db.select().from(postReactions).where(eq(postReactions.postId, post!.id));
    expect(row?.visibility).toBe("followers");
    const booster = { id: row!.actorId, type: "Person" };
    const seen = async (reader: { actorId: string } | null) =>
      (await entriesBy(here.ctx, reader, booster, { page: { limit: 40 } })).some(({ id }) => id === row?.id);
    const stranger = await insertActor(here.ctx, { handle: `fern${serial}`, host: "fern.test" });
    expect([await seen(bob), await seen({ actorId: stranger.id }), await seen(null)]).toEqual([true, false, false]);
    expect(await reactionsOf(here.ctx, null, post!.id)).toEqual([]);
  });

  test("T061 an author's own for followers is taken from the author alone", async () => {
    const quiet = mallory.note("nur für die, die mir folgen", { to: [`${mallory.uri}/followers`], cc: [] });
    await deliver(here, mallory, create(mallory, quiet));
    const post = await stored(quiet);
    const other = await evil.person(`fremder${serial}`);
    expect(await deliver(here, other, other.activity("Announce", quiet.id))).toEqual(ignoredFor("not-public"));
    expect(await deliver(here, mallory, mallory.activity("Announce", quiet.id))).toEqual(ACCEPTED);
    const [row] = await here.ctx.db.select().from(postReactions).where(eq(postReactions.postId, post!.id));
    expect(row?.visibility).toBe("followers");
  });

  test("T063 of a suspended author, or of a blocked host, shows nothing", async () => {
    const note = alice.note("echt");
    await deliver(here, alice, create(alice, note));
    await deliver(here, mallory, mallory.activity("Announce", note.id));
    const inFeed = async (): Promise<boolean> =>
      (await homeFeed(here.ctx, bob, { limit: 50 })).some(({ post }) => post.uri === note.id);
    expect(await inFeed()).toBe(true);
    await here.ctx.db.update(actors).set({ suspendedAt: here.ctx.now() }).where(eq(actors.uri, alice.uri));
    expect(await inFeed()).toBe(false);
    await blockHost(here.ctx, "blocked.test");
    const outcome = await deliver(here, mallory, mallory.activity("Announce", "https://sub.blocked.test/notes/1"));
    expect(outcome.result).toBe("ignored");
    expect(here.network.asked.filter((request) => request.includes("blocked.test"))).toEqual([]);
  });

  test("of something unknown by somebody whom nobody here follows is not asked for", async () => {
    const stranger = await evil.person(`fremd${serial}`);
    const note = alice.note("echt");
    expect(await deliver(here, stranger, stranger.activity("Announce", note.id))).toEqual(ignoredFor("not-asked-for"));
    expect(asked(pathOf(note))).toBe(0);
  });

  test("of a forum's article with the article inside (NodeBB) is read from its id", async () => {
    const note = alice.note("echt", { type: "Article", name: "Titel", audience: group.uri });
    expect(await deliver(here, group, group.activity("Announce", { ...note, name: "falsch" }))).toEqual(ACCEPTED);
    const post = await stored(note);
    expect(post).toMatchObject({
      title: "Titel",
      kind: "article",
      groupId: (await resolveActor(here.ctx, group.uri)).id,
    });
    expect(await boosts(post!.id)).toBe(0);
  });
});

describe("a group's wrapped Announce", () => {
  const wrap = (inner: Wire): Wire =>
    group.activity("Announce", inner, { to: ["https://www.w3.org/ns/activitystreams#Public"] });

  test("of a Create brings the object from its own id, and marks the host as one that understands this form", async () => {
    const note = alice.note("<p>echt</p>", { type: "Page", name: "Titel", audience: group.uri });
    expect(await deliver(here, group, wrap(create(alice, { ...note, content: "falsch" })))).toEqual(ACCEPTED);
    expect(await stored(note)).toMatchObject({ content: "<p>echt</p>", kind: "page", title: "Titel" });
    const [row] = await here.ctx.db.select().from(peers).where(eq(peers.host, "evil.test"));
    expect(row?.announceForm).toBe("wrapped");
  });

  test("check 40: a forged inner Create of a third host brings nothing", async () => {
    const forged = { ...alice.note("echt"), id: `${victim.origin}/notes/erfunden${serial}` };
    expect(await deliver(here, group, wrap(create(alice, forged)))).toEqual(ignoredFor("federation.not-found"));
    expect(await stored(forged)).toBeNull();
  });

  test("check 40: a forged inner Delete is dropped while the object still answers", async () => {
    const note = alice.note("echt");
    await deliver(here, alice, create(alice, note));
    const inner = alice.activity("Delete", note.id);
    expect(await deliver(here, group, wrap(inner))).toEqual(ignoredFor("not-gone"));
    expect((await stored(note))?.deletedAt).toBeNull();
  });

  test.each([
    ["answers 410", 410, undefined],
    ["answers 404", 404, undefined],
    ["is a Tombstone", 200, "Tombstone"],
  ])("an inner Delete counts when the object %s", async (_, status, type) => {
    const note = alice.note("echt");
    await deliver(here, alice, create(alice, note));
    victim.serve(pathOf(note), type ? { id: note.id, type } : { status, text: "" });
    expect(await deliver(here, group, wrap(alice.activity("Delete", note.id)))).toEqual(ACCEPTED);
    expect(await stored(note)).toMatchObject({ content: "", title: null, deletedAt: expect.any(Date) });
  });

  test("an inner Update brings the newer version from the origin", async () => {
    const note = alice.note("alt", { audience: group.uri });
    await deliver(here, group, wrap(create(alice, note)));
    here.ctx.advance(1000);
    const newer = { ...note, content: "neu", updated: later(0) };
    victim.serve(pathOf(note), newer);
    expect(await deliver(here, group, wrap(alice.activity("Update", { id: note.id, type: "Note" })))).toEqual(ACCEPTED);
    expect((await stored(note))?.content).toBe("neu");
  });

  test("a comment comes with the posts above it, and is nobody's boost", async () => {
    const root = alice.note("oben", { audience: group.uri });
    const comment = mallory.note("unten", { inReplyTo: root.id, audience: group.uri });
    expect(await deliver(here, group, wrap(create(mallory, comment)))).toEqual(ACCEPTED);
    const top = await stored(root);
    expect((await threadOf(here.ctx, null, top!.id)).map(({ post }) => post.uri)).toEqual([comment.id]);
  });

  test.each(["Like", "Dislike", "Undo", "Add", "Remove", "Lock", "Block"])(
    "an inner %s cannot be checked and has no effect",
    async (type) => {
      const note = alice.note("echt");
      await deliver(here, alice, create(alice, note));
      const outcome = await deliver(here, group, wrap(alice.activity(type, note.id)));
      expect(outcome).toEqual(ignoredFor("not-verifiable"));
    },
  );

  test("of one of ours shares it, as it stands here, and changes nothing of it", async () => {
    const own = await insertPost(here.ctx, bobActor, { content: "<p>unser</p>" });
    const forged = { id: own.uri, type: "Note", attributedTo: bobActor.uri, content: "falsch" };
    expect(await deliver(here, group, wrap(create(alice, forged)))).toEqual(ACCEPTED);
    expect(await boosts(own.id)).toBe(1);
    expect(await deliver(here, group, wrap(alice.activity("Update", forged)))).toEqual(ignoredFor("ours"));
    expect((await stored({ id: own.uri }))?.content).toBe("<p>unser</p>");
    const hidden = await insertPost(here.ctx, bobActor, { visibility: "followers" });
    expect(await deliver(here, group, wrap(create(alice, { ...forged, id: hidden.uri })))).toEqual(
      ignoredFor("not-public"),
    );
  });

  test("by a person, or by a group nobody follows, has no effect", async () => {
    const inner = create(alice, alice.note("x"));
    expect(await deliver(here, mallory, mallory.activity("Announce", inner))).toEqual(ignoredFor("not-a-group"));
    const other = await evil.person(`andere${serial}`, { type: "Group" });
    expect(await deliver(here, other, other.activity("Announce", inner))).toEqual(ignoredFor("not-asked-for"));
  });
});

test("check 52: a like, an edit and a boost of what is ours make us announce nothing", async () => {
  const own = await insertPost(here.ctx, await insertActor(here.ctx), { groupId: here.district.actorId });
  const comment = alice.note("Frage", { inReplyTo: own.uri });
  await deliver(here, alice, create(alice, comment));
  await here.ctx.db.execute(sql`delete from jobs where queue = 'outbox'`);
  await deliver(here, alice, alice.activity("Like", own.uri));
  await deliver(here, alice, alice.activity("Announce", own.uri));
  expect(await outgoing(here.ctx)).toEqual([]);
  here.ctx.advance(1000);
  await deliver(here, alice, alice.activity("Update", { ...comment, content: "Neu", updated: later(0) }));
  await deliver(here, alice, alice.activity("Delete", comment.id));
  const sent = await outgoing(here.ctx);
  expect(sent.map(({ recipients }) => recipients.announceForm)).toEqual(["wrapped", "wrapped"]);
});
