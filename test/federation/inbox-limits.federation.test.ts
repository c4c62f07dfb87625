import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import type { Actor } from "../../src/features/actors/actors.queries.ts";
import { statsOf, threadOf } from "../../src/features/posts/posts.queries.ts";
import { HEARSAY_LIMIT, newFetchBudget } from "../../src/federation/fetch/fetch-document.ts";
import { resolveActor, resolvePost } from "../../src/federation/fetch/resolve.ts";
import { takePoint } from "../../src/platform/rate-limit.ts";
import { useCast } from "../support/cast.ts";
import { ACCEPTED, deliver, ignoredFor, workInbox } from "../support/inbox.ts";
import type { Instance } from "../support/instance.ts";
import type { Peer, PeerActor, Wire } from "../support/peer.ts";
import { insertActor, insertFollow, insertPost } from "../support/rows.ts";

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

beforeEach(() => {
  ({ here, victim, evil, alice, mallory, bob, bobActor, serial } = cast);
});

const gets = (peer: Peer): number => peer.requests.filter(({ method }) => method === "GET").length;

/** A chain of replies; the last one answers the first if it is a circle. Returns the deepest. */
function chainOf(actor: PeerActor, length: number, circle = false): Wire & { id: string } {
  const first = actor.note("0");
  let deepest: Wire & { id: string } = first;
  for (let depth = 1; depth < length; depth += 1) deepest = actor.note(String(depth), { inReplyTo: deepest.id });
  if (circle) evil.serve(new URL(first.id).pathname, { ...first, inReplyTo: deepest.id });
  return deepest;
}

test("T035 what somebody passes on is not trusted: one question to its origin, and that answer counts", async () => {
  const note = alice.note("echt");
  const activity = {
    ...create(alice, { ...note, content: "falsch" }),
    signature: { type: "RsaSignature2017", creator: `${alice.uri}#main-key`, signatureValue: "eA==" },
  };
  const before = gets(victim);
  expect(await deliver(here, mallory, activity)).toEqual(ACCEPTED);
  expect(gets(victim) - before).toBe(1);
  expect((await stored(note))?.content).toBe("echt");
  // Alice's own activity with the same id is not taken for a copy of what Mallory claimed.
  const own = await insertPost(here.ctx, bobActor);
  const like = alice.activity("Like", own.uri);
  const passedOn = { ...like, signature: activity.signature };
  expect(await deliver(here, mallory, passedOn)).toEqual(ignoredFor("not-verifiable"));
  expect(await deliver(here, alice, like)).toEqual(ACCEPTED);
});

test("T035 a Delete that is passed on counts only when the origin has no such object any more", async () => {
  const note = alice.note("echt");
  await deliver(here, alice, create(alice, note));
  const signature = { type: "RsaSignature2017", creator: `${alice.uri}#main-key`, signatureValue: "eA==" };
  const farewell = { ...alice.activity("Delete", note.id), signature };
  expect(await deliver(here, mallory, farewell)).toEqual(ignoredFor("not-gone"));
  victim.serve(new URL(note.id).pathname, { status: 410, text: "" });
  expect(await deliver(here, mallory, farewell)).toEqual(ACCEPTED);
  expect((await stored(note))?.content).toBe("");
});

test("T093 of a thread a thousand deep only a few posts above are fetched", async () => {
  const deepest = chainOf(mallory, 1000);
  const before = gets(evil);
  const post = await resolvePost(here.ctx, deepest.id, { budget: newFetchBudget(100) });
  expect(gets(evil) - before).toBe(21);
  expect(post.rootId).toBeNull();
});

test("T093 a thread a thousand wide is shown up to 500", async () => {
  const root = await insertPost(here.ctx, bobActor);
  const author = await insertActor(here.ctx);
  await here.ctx.db.execute(sql`
    insert into posts (id, uri, url, local, author_id, kind, type, visibility, in_reply_to_uri, in_reply_to_id, root_id,
      published_at, updated_at, document, etag)
    select ${root.id}::bigint - n * 10000000000, 'https://w.test/' || n, '', false, ${author.id}, 'note', 'Note',
      'public', ${root.uri}, ${root.id}, ${root.id}, now(), now(), '{}', '' from generate_series(1, 1000) n`);
  expect(await threadOf(here.ctx, null, root.id)).toHaveLength(500);
});

test("T094 a circle of replies that is fetched ends", async () => {
  const deepest = chainOf(mallory, 3, true);
  const before = gets(evil);
  const post = await resolvePost(here.ctx, deepest.id, { budget: newFetchBudget(100) });
  expect(gets(evil) - before).toBeLessThanOrEqual(4);
  expect(post.rootId).toBeNull();
});

test("T095 one activity that names a thousand ids of others makes at most five requests", async () => {
  const ids = Array.from({ length: 900 }, (_, n) => `${victim.origin}/things/${n}`);
  const deepest = chainOf(mallory, 30);
  const note = mallory.note("viel", {
    inReplyTo: deepest.id,
    to: [bobActor.uri, ...ids],
    cc: ids,
    audience: ids,
    tag: ids.map((href) => ({ type: "Mention", href })),
    replies: ids,
    context: ids[0],
  });
  const before = gets(victim) + gets(evil);
  expect(await deliver(here, mallory, create(mallory, note))).toEqual(ACCEPTED);
  expect(gets(victim) + gets(evil) - before).toBe(5);
});

test("T095 so does a group that passes on a comment from deep down", async () => {
  const group = await evil.person(`gruppe${serial}`, { type: "Group" });
  await insertFollow(here.ctx, bob.actorId, (await resolveActor(here.ctx, group.uri)).id);
  const deepest = chainOf(mallory, 30);
  const before = gets(evil);
  expect(await deliver(here, group, group.activity("Announce", create(mallory, deepest)))).toEqual(ACCEPTED);
  expect(gets(evil) - before).toBe(5);
});

test("T095 many activities that strangers pass on do not turn us on a third host; its own people are still heard", async () => {
  const signature = { type: "RsaSignature2017", creator: `${alice.uri}#main-key`, signatureValue: "eA==" };
  const passedOn = (n: number): Wire => ({
    ...alice.activity("Create", `${victim.origin}/nothing/${serial}-${n}`),
    signature,
  });
  const reply = (n: number): Wire =>
    create(mallory, mallory.note("x", { to: bobActor.uri, inReplyTo: `${victim.origin}/above/${serial}-${n}` }));
  await here.ctx.db.execute(sql`delete from rate_limits`);
  await takePoint(
    here.ctx,
    "hearsay:victim.test",
    HEARSAY_LIMIT.points,
    HEARSAY_LIMIT.seconds,
    HEARSAY_LIMIT.points - 4,
  );
  const before = gets(victim);
  for (let n = 0; n < 4; n += 1) {
    await deliver(here, mallory, passedOn(n));
    await deliver(here, mallory, reply(n));
  }
  expect(gets(victim) - before).toBe(4);
  expect(await deliver(here, mallory, passedOn(9))).toEqual(ignoredFor("asked-enough"));
  const note = alice.note("eigenes", { type: "Article", name: "T", "stv:kind": "ProjectNote" });
  expect(await deliver(here, alice, create(alice, note))).toEqual(ACCEPTED);
  here.ctx.advance(HEARSAY_LIMIT.seconds * 1000 + 1);
  expect(await deliver(here, mallory, passedOn(10))).not.toEqual(ignoredFor("asked-enough"));
});

test("when an origin does not answer, the activity is tried again; when it says no, it is not", async () => {
  const note = alice.note("später", { "stv:kind": "ProjectNote", type: "Article" });
  const path = new URL(note.id).pathname;
  victim.serve(path, { status: 503, text: "" });
  await alice.post(here.inbox, create(alice, note));
  await expect(workInbox(here.ctx)).rejects.toMatchObject({ kind: "upstream" });
  here.ctx.advance(60_000);
  victim.serve(path, note);
  expect(await deliver(here, alice, create(alice, note))).toEqual(ACCEPTED);
});

test("check 39: of an object with a kind of ours the origin's copy wins, and without it nothing is shown", async () => {
  const note = alice.note("echt", {
    type: "Article",
    name: "Repair-Café",
    "stv:kind": "ProjectNote",
    "stv:version": 1,
  });
  const forged = { ...note, content: "aus der Aktivität", name: "Anders" };
  expect(await deliver(here, alice, create(alice, forged))).toEqual(ACCEPTED);
  const post = await stored(note);
  expect(post).toMatchObject({ kind: "projectNote", title: "Repair-Café", content: "echt", version: 1 });
  expect(post?.document).toBe(JSON.stringify(note));
  const lost = alice.note("weg", { type: "Article", "stv:kind": "ProjectNote" });
  victim.forget(new URL(lost.id).pathname);
  expect((await deliver(here, alice, create(alice, lost))).result).toBe("ignored");
  expect(await stored(lost)).toBeNull();
});

test("check 45: of our kind the version decides, not the time", async () => {
  const kind = { type: "Article", name: "Titel", "stv:kind": "ProjectNote" };
  const note = alice.note("eins", { ...kind, "stv:version": 1 });
  const path = new URL(note.id).pathname;
  await deliver(here, alice, create(alice, note));
  const third = { ...note, content: "drei", "stv:version": 3 };
  victim.serve(path, third);
  expect(await deliver(here, alice, alice.activity("Update", third))).toEqual(ACCEPTED);
  const second = { ...note, content: "zwei", "stv:version": 2, updated: later(0) };
  victim.serve(path, second);
  expect(await deliver(here, alice, alice.activity("Update", second))).toEqual(ignoredFor("not-newer"));
  expect(await stored(note)).toMatchObject({ content: "drei", version: 3 });
  expect((await statsOf(here.ctx, [(await stored(note))!.id])).size).toBe(1);
});
