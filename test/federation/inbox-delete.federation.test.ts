import { eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { type Actor, actorById, actorByUri } from "../../src/features/actors/actors.queries.ts";
import { receivedActivities } from "../../src/features/actors/actors.table.ts";
import { listFollowing } from "../../src/features/follows/follows.queries.ts";
import { statsOf } from "../../src/features/posts/posts.queries.ts";
import { processBackgroundJob } from "../../src/federation/background.ts";
import { prune } from "../../src/federation/prune.ts";
import { useCast } from "../support/cast.ts";
import { ACCEPTED, deliver, ignoredFor } from "../support/inbox.ts";
import type { Instance } from "../support/instance.ts";
import type { Peer, PeerActor } from "../support/peer.ts";
import { insertPost } from "../support/rows.ts";

const DAY = 24 * 60 * 60 * 1000;
const cast = useCast();
const { stored, create } = cast;
let here: Instance;
let victim: Peer;
let alice: PeerActor;
let mallory: PeerActor;
let bob: Account;
let bobActor: Actor;
let serial: number;

beforeEach(() => {
  ({ here, victim, alice, mallory, bob, bobActor, serial } = cast);
});

const gone = { status: 410, text: "" };
const pathOf = (actor: PeerActor): string => new URL(actor.uri).pathname;
const isStanding = async (actor: PeerActor): Promise<boolean> =>
  (await actorByUri(here.ctx, actor.uri))?.deletedAt === null;

test("T048, T049 nobody deletes somebody else's post, nor ours", async () => {
  const note = alice.note("echt");
  await deliver(here, alice, create(alice, note));
  const eve = await victim.person(`eve${serial}`);
  expect(await deliver(here, mallory, mallory.activity("Delete", note.id))).toEqual(ignoredFor("foreign-object"));
  expect(await deliver(here, eve, eve.activity("Delete", note.id))).toEqual(ignoredFor("not-the-author"));
  expect((await stored(note))?.content).toBe("echt");
  const own = await insertPost(here.ctx, bobActor);
  expect(await deliver(here, mallory, mallory.activity("Delete", own.uri))).toEqual(ignoredFor("foreign-object"));
});

test.each([
  ["its id", (note: object) => (note as { id: string }).id],
  ["a Tombstone", (note: object) => ({ id: (note as { id: string }).id, type: "Tombstone" })],
  ["the whole note", (note: object) => note],
])("an author deletes a post by %s; its text, counts and reactions go", async (_, shape) => {
  const own = await insertPost(here.ctx, bobActor);
  const note = alice.note("<p>weg</p>", { inReplyTo: own.uri });
  await deliver(here, alice, create(alice, note));
  await deliver(here, mallory, mallory.activity("Like", note.id));
  expect(await deliver(here, alice, alice.activity("Delete", shape(note)))).toEqual(ACCEPTED);
  const post = await stored(note);
  expect(post).toMatchObject({ content: "", attachments: [], deletedAt: expect.any(Date) });
  expect(JSON.parse(post!.document)).toMatchObject({ id: note.id, type: "Tombstone", formerType: "Note" });
  expect((await statsOf(here.ctx, [own.id])).get(own.id)?.replies).toBe(0);
});

test("T069 a post that comes after its deletion never appears, for 90 days (check 45)", async () => {
  const note = alice.note("zu spät");
  expect(await deliver(here, alice, alice.activity("Delete", note.id))).toEqual(ACCEPTED);
  expect(await deliver(here, alice, create(alice, note))).toEqual(ignoredFor("deleted"));
  here.ctx.advance(89 * DAY);
  await prune(here.ctx);
  expect((await stored(note))?.deletedAt).toBeInstanceOf(Date);
  here.ctx.advance(2 * DAY);
  await prune(here.ctx);
  expect(await stored(note)).toBeNull();
  expect(await here.ctx.db.select().from(receivedActivities).where(eq(receivedActivities.actorUri, alice.uri))).toEqual(
    [],
  );
});

test("somebody else of the same host who says that it is deleted before it came keeps nobody from posting it", async () => {
  const note = alice.note("doch da");
  const eve = await victim.person(`eve${serial}`);
  await deliver(here, eve, eve.activity("Delete", note.id));
  expect(await deliver(here, alice, create(alice, note))).toEqual(ACCEPTED);
  expect(await stored(note)).toMatchObject({ content: "doch da", deletedAt: null });
});

test("T055 an account that is gone, and says so itself, is forgotten with all that it left", async () => {
  const own = await insertPost(here.ctx, bobActor);
  const note = alice.note("weg", { inReplyTo: own.uri });
  await deliver(here, alice, create(alice, note));
  await deliver(here, alice, alice.activity("Like", own.uri));
  await deliver(here, alice, alice.activity("Follow", bobActor.uri));
  victim.serve(pathOf(alice), gone);
  expect(await deliver(here, alice, alice.activity("Delete", alice.uri))).toEqual(ACCEPTED);
  const row = await actorByUri(here.ctx, alice.uri);
  expect(row).toMatchObject({ document: "", publicKeyPem: null, summary: "", deletedAt: expect.any(Date) });
  expect((await stored(note))?.content).toBe("");
  expect((await statsOf(here.ctx, [own.id])).get(own.id)).toEqual({ replies: 0, comments: 0, likes: 0, boosts: 0 });
  expect(await actorById(here.ctx, bob.actorId)).toMatchObject({ followersCount: 0 });
  const following = await listFollowing(here.ctx, bob.actorId, { limit: 10 });
  expect(following.map(({ actor }) => actor.uri)).toEqual([mallory.uri]);
});

test("T056 an account that still answers stays; one that we never knew is nothing to us", async () => {
  expect(await deliver(here, alice, alice.activity("Delete", alice.uri))).toEqual(ignoredFor("not-gone"));
  expect(await isStanding(alice)).toBe(true);
  const unknown = await victim.person(`neu${serial}`);
  victim.serve(pathOf(unknown), gone);
  expect(await deliver(here, unknown, unknown.activity("Delete", unknown.uri))).toEqual(ignoredFor("gate"));
  expect(await actorByUri(here.ctx, unknown.uri)).toBeNull();
});

test("check 33: only its own 410, or not being found on three days, ends the follows of an account (decision 7)", async () => {
  const look = (): Promise<void> =>
    processBackgroundJob(here.ctx, JSON.stringify({ kind: "refresh-actor", uri: alice.uri }));
  const followed = async (): Promise<boolean> =>
    (await listFollowing(here.ctx, bob.actorId, { limit: 10 })).some(({ actor }) => actor.uri === alice.uri);
  victim.forget(pathOf(alice));
  for (const day of [1, 2, 3]) {
    await look();
    await look();
    expect(await followed()).toBe(day < 3);
    here.ctx.advance(DAY);
  }
  expect(await isStanding(alice)).toBe(true);
  victim.serve(pathOf(alice), gone);
  await look();
  expect(await isStanding(alice)).toBe(false);
  const count = await here.ctx.db.execute<{ n: number }>(
    sql`select count(*)::int as n from actors where uri = ${alice.uri}`,
  );
  expect(count[0]?.n).toBe(1);
});
