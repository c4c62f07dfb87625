import { eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { type Actor, actorById, actorByUri } from "../../src/features/actors/actors.queries.ts";
import { pollsOf } from "../../src/features/posts/polls.queries.ts";
import { statsOf, threadOf } from "../../src/features/posts/posts.queries.ts";
import { postAddressees } from "../../src/features/posts/posts.table.ts";
import { processInboxJob } from "../../src/federation/inbox.ts";
import { PUBLIC } from "../../src/platform/ap-uris.ts";
import { notifications } from "../../src/platform/notifications.table.ts";
import { useCast } from "../support/cast.ts";
import { ACCEPTED, deliver, ignoredFor } from "../support/inbox.ts";
import type { Instance } from "../support/instance.ts";
import type { Peer, PeerActor } from "../support/peer.ts";
import { createMember } from "../support/people.ts";
import { insertPost } from "../support/rows.ts";

const cast = useCast();
const { stored, create, later } = cast;
let here: Instance;
let victim: Peer;
let alice: PeerActor;
let mallory: PeerActor;
let bobActor: Actor;
let serial: number;

beforeEach(() => {
  ({ here, victim, alice, mallory, bobActor, serial } = cast);
});

test("T021 the same request twice has one effect (check 44)", async () => {
  const own = await insertPost(here.ctx, bobActor);
  const like = alice.activity("Like", own.uri);
  expect(await deliver(here, alice, like)).toEqual(ACCEPTED);
  expect(await deliver(here, alice, like)).toEqual(ignoredFor("duplicate"));
  expect((await statsOf(here.ctx, [own.id])).get(own.id)?.likes).toBe(1);
});

test("T022 eight copies at the same moment have one effect", async () => {
  const own = await insertPost(here.ctx, bobActor);
  const answer = alice.note("Antwort", { inReplyTo: own.uri });
  await Promise.all(Array.from({ length: 8 }, () => alice.post(here.inbox, create(alice, answer))));
  const activity = create(alice, answer);
  await Promise.all(Array.from({ length: 8 }, () => alice.post(here.inbox, activity)));
  const jobs = await here.ctx.db.execute<{ payload: string }>(
    sql`delete from jobs where queue = 'inbox' returning payload`,
  );
  expect(jobs).toHaveLength(16);
  const outcomes = await Promise.all(jobs.map(({ payload }) => processInboxJob(here.ctx, payload)));
  expect(outcomes.filter(({ result }) => result === "accepted")).toHaveLength(1);
  expect(await threadOf(here.ctx, null, own.id)).toHaveLength(1);
  expect((await statsOf(here.ctx, [own.id])).get(own.id)?.replies).toBe(1);
});

test("T023 to the shared and to a personal inbox: one effect", async () => {
  const note = alice.note("einmal");
  const activity = create(alice, note);
  expect(await deliver(here, alice, activity)).toEqual(ACCEPTED);
  expect(await deliver(here, alice, activity, bobActor.inboxUri)).toEqual(ignoredFor("duplicate"));
});

test.each(["Like", "Announce"])(
  "%s again under the same id, as snac2 does, counts; a copy of the first does not",
  async (type) => {
    const own = await insertPost(here.ctx, bobActor);
    const counts = async (): Promise<number> => {
      const stats = (await statsOf(here.ctx, [own.id])).get(own.id);
      return (stats?.likes ?? 0) + (stats?.boosts ?? 0);
    };
    const first = alice.activity(type, own.uri, { published: later(0) });
    const again = { ...first, published: later(5) };
    await deliver(here, alice, first);
    expect(await deliver(here, alice, again)).toEqual(
      ignoredFor(type === "Like" ? "liked-already" : "boosted-already"),
    );
    await deliver(here, alice, alice.activity("Undo", first));
    expect(await deliver(here, alice, first)).toEqual(ignoredFor("duplicate"));
    expect(await counts()).toBe(0);
    expect(await deliver(here, alice, { ...first, published: later(10) })).toEqual(ACCEPTED);
    expect(await counts()).toBe(1);
  },
);

test("check 44: the same id by another actor is no copy", async () => {
  const own = await insertPost(here.ctx, bobActor);
  const like = alice.activity("Like", own.uri);
  await deliver(here, alice, like);
  const eve = await victim.person(`eve${serial}`);
  expect(await deliver(here, eve, { ...eve.activity("Like", own.uri), id: like.id })).toEqual(ACCEPTED);
  expect((await statsOf(here.ctx, [own.id])).get(own.id)?.likes).toBe(2);
});

test("T068 an edit that comes before the post wins over it (check 45)", async () => {
  const note = alice.note("alt");
  const edited = { ...note, content: "neu", updated: later(0) };
  here.ctx.advance(60_000);
  await deliver(here, alice, alice.activity("Update", { ...edited, updated: later(-30) }));
  expect(await deliver(here, alice, create(alice, note))).toEqual(ignoredFor("not-newer"));
  expect((await stored(note))?.content).toBe("neu");
});

test("T068 an edit older than what is stored is dropped", async () => {
  const note = alice.note("alt");
  here.ctx.advance(60_000);
  const second = { ...note, content: "zweite", updated: later(-10) };
  const first = { ...note, content: "erste", updated: later(-20) };
  await deliver(here, alice, create(alice, note));
  expect(await deliver(here, alice, alice.activity("Update", second))).toEqual(ACCEPTED);
  expect(await deliver(here, alice, alice.activity("Update", first))).toEqual(ignoredFor("not-newer"));
  expect((await stored(note))?.content).toBe("zweite");
});

test("an edit without a time of its own counts from when it was sent", async () => {
  const note = alice.note("alt");
  await deliver(here, alice, create(alice, note));
  here.ctx.advance(1000);
  expect(await deliver(here, alice, alice.activity("Update", { ...note, content: "neu" }))).toEqual(ACCEPTED);
  expect((await stored(note))?.content).toBe("neu");
});

test("T054 an edit changes no author, id or type", async () => {
  const note = alice.note("alt");
  await deliver(here, alice, create(alice, note));
  const before = await stored(note);
  here.ctx.advance(1000);
  const edit = { ...note, type: "Question", content: "neu", updated: later(0) };
  await deliver(here, alice, alice.activity("Update", edit));
  expect(await stored(note)).toMatchObject({
    content: "neu",
    type: "Note",
    kind: "note",
    authorId: before?.authorId,
  });
  const moved = { ...edit, attributedTo: mallory.uri, content: "falsch", updated: later(1) };
  expect((await deliver(here, alice, alice.activity("Update", moved))).result).toBe("ignored");
  alice.document = { ...alice.document, type: "Group", name: "Jetzt Gruppe" };
  expect(await deliver(here, alice, alice.activity("Update", alice.document))).toEqual(ACCEPTED);
  expect(await actorByUri(here.ctx, alice.uri)).toMatchObject({
    type: "Person",
    kind: "person",
    name: "Jetzt Gruppe",
  });
});

test("an account's edit may be no more than its id, without an id of its own (WordPress)", async () => {
  alice.document = { ...alice.document, name: "Alice Neu" };
  const { id: _, ...update } = alice.activity("Update", alice.uri);
  expect(await deliver(here, alice, update)).toEqual(ACCEPTED);
  expect((await actorByUri(here.ctx, alice.uri))?.name).toBe("Alice Neu");
});

test("T064 nobody but the author widens an audience", async () => {
  const own = await insertPost(here.ctx, bobActor, { visibility: "followers" }, []);
  const wider = { id: own.uri, type: "Note", attributedTo: bobActor.uri, content: "x", to: [mallory.uri] };
  await deliver(here, mallory, mallory.activity("Update", wider));
  await deliver(here, mallory, mallory.activity("Create", wider));
  expect(await here.ctx.db.select().from(postAddressees).where(eq(postAddressees.postId, own.id))).toEqual([]);
  const note = alice.note("privat", { to: [`${alice.uri}/followers`], cc: [] });
  await deliver(here, alice, create(alice, note));
  expect((await stored(note))?.visibility).toBe("followers");
  const forged = { ...note, to: [PUBLIC], updated: later(5) };
  await deliver(here, mallory, mallory.activity("Update", forged));
  expect((await stored(note))?.visibility).toBe("followers");
});

test("an edit makes a poll of a note and the other way round (Mastodon), of nothing else something else", async () => {
  const options = ["a", "b"].map((name) => ({ type: "Note", name, replies: { type: "Collection", totalItems: 1 } }));
  const asking = { type: "Question", oneOf: options, votersCount: 2, endTime: later(3600) };
  const kinds = async (note: { id?: unknown }) => {
    const post = (await stored(note as never))!;
    return [post.kind, post.type, (await pollsOf(here.ctx, [post.id])).get(post.id)?.voters];
  };
  const note = alice.note("Wohin?", { published: later(-100) });
  await deliver(here, alice, create(alice, note));
  // Without `updated` it is no edit.
  await deliver(here, alice, alice.activity("Update", { ...note, ...asking }, { published: note.published }));
  expect(await kinds(note)).toEqual(["note", "Note", undefined]);
  await deliver(here, alice, alice.activity("Update", { ...note, ...asking, updated: later(-50) }));
  expect(await kinds(note)).toEqual(["question", "Question", 2]);
  await deliver(here, alice, alice.activity("Update", { ...note, type: "Question", updated: later(-40) }));
  expect(await kinds(note)).toEqual(["question", "Question", 2]);
  await deliver(here, alice, alice.activity("Update", { ...note, updated: later(-30) }));
  expect(await kinds(note)).toEqual(["note", "Note", undefined]);
  await deliver(here, alice, alice.activity("Update", { ...note, type: "Article", name: "Lang", updated: later(-20) }));
  expect(await kinds(note)).toEqual(["note", "Note", undefined]);
  const article = alice.note("Lang", { type: "Article", name: "Titel", published: later(-100) });
  await deliver(here, alice, create(alice, article));
  await deliver(here, alice, alice.activity("Update", { ...article, ...asking, updated: later(-50) }));
  expect(await kinds(article)).toEqual(["article", "Article", undefined]);
});

test("whom an edit mentions anew is told, once, and nobody whom it mentioned before", async () => {
  const { ctx } = here;
  const carl = await createMember(ctx, `carl${serial}`);
  const carlActor = (await actorById(ctx, carl.actorId))!;
  const mention = ({ uri }: { uri: string }) => ({ type: "Mention", href: uri, name: "@jemand" });
  const note = alice.note("eins", { tag: [mention(bobActor)] });
  await deliver(here, alice, create(alice, note));
  const told = async (actorId: string) => {
    const postId = (await stored(note))!.id;
    const rows = await ctx.db.select().from(notifications).where(eq(notifications.recipientId, actorId));
    return rows.filter((row) => row.postId === postId).map(({ type }) => type);
  };
  const edit = (content: string, tag: object[]) => {
    ctx.advance(10_000);
    return deliver(here, alice, alice.activity("Update", { ...note, content, tag, updated: later(0) }));
  };
  await ctx.db.delete(notifications);
  await edit("zwei", [mention(bobActor), mention(carlActor)]);
  await edit("drei", [mention(bobActor), mention(carlActor)]);
  expect(await told(carl.actorId)).toEqual(["mention"]);
  expect(await told(bobActor.id)).toEqual([]);
});
