import { beforeEach, expect, test } from "vitest";
import { postByUri, threadOf } from "../../src/features/posts/posts.queries.ts";
import { askForThread } from "../../src/features/posts/usecases/threads.ts";
import { processBackgroundJob } from "../../src/federation/background.ts";
import { resolvePost } from "../../src/federation/fetch/resolve.ts";
import { THREAD_LIMIT } from "../../src/federation/fetch/thread.ts";
import type { ThreadCursor } from "../../src/platform/background.ts";
import { takePoint } from "../../src/platform/rate-limit.ts";
import { useCast } from "../support/cast.ts";
import { createTestApp } from "../support/http.ts";
import type { Instance } from "../support/instance.ts";
import { createPeer, type Peer, type PeerActor, type Wire } from "../support/peer.ts";
import { sessionOf } from "../support/people.ts";
import { jobRows } from "../support/queue.ts";
import { blockHost, insertPost } from "../support/rows.ts";

const AS2 = "https://www.w3.org/ns/activitystreams";
const cast = useCast();
let here: Instance;
let peer: Peer;
let other: Peer;
let anna: PeerActor;
let ben: PeerActor;

beforeEach(async () => {
  ({ here } = cast);
  await here.ctx.sql`delete from jobs where queue = 'background'`;
  peer = await createPeer(here.network, `thread${cast.serial}.test`, here.ctx.now);
  other = await createPeer(here.network, `other${cast.serial}.test`, here.ctx.now);
  anna = await peer.person("anna");
  ben = await other.person("ben");
});

type Note = Wire & { id: string };
const collection = (path: string, more: Wire): string => {
  const id = `${peer.origin}${path}`;
  peer.serve(path, { "@context": AS2, id, type: "OrderedCollection", ...more });
  return id;
};
/** A reply without having been sent to anybody here. */
const reply = (to: { id: string }, by = anna, more: Wire = {}): Note =>
  by.note("Antwort", { inReplyTo: to.id, ...more });
/** A post as it is kept here, without what hangs from it. */
const keep = (note: Note) => resolvePost(here.ctx, note.id, { parents: 0 });
const kept = async (notes: readonly { id: string }[]): Promise<number> =>
  (await Promise.all(notes.map(({ id }) => postByUri(here.ctx, id)))).filter((post) => post !== null).length;
const threadJob = async () =>
  (await jobRows(here.ctx, "background")).find(({ payload }) => payload.includes('"thread"'));

/** Runs the steps as the worker would, a second apart. @returns the most requests of one step, and how many steps */
async function complete(note: { id: string }): Promise<{ steps: number; mostAtOnce: number }> {
  await askForThread(here.ctx, { uri: note.id, local: false });
  let mostAtOnce = 0;
  for (let steps = 0; ; steps += 1) {
    const job = await threadJob();
    if (!job || steps > 800) return { steps, mostAtOnce };
    expect(job.due_in).toBe(0);
    await here.ctx.sql`delete from jobs where id = ${job.id}`;
    const before = here.network.asked.length;
    await processBackgroundJob(here.ctx, job.payload);
    mostAtOnce = Math.max(mostAtOnce, here.network.asked.length - before);
    here.ctx.advance(1000);
  }
}

test("a thread is completed from the list that its server keeps, page by page, from all hosts (FEP-f228)", async () => {
  const root = anna.note("Anfang", { context: `${peer.origin}/kontext` });
  const answers = [reply(root), reply(root, ben)];
  const deeper = reply(answers[1]!, anna);
  const all = [root, ...answers, deeper];
  collection("/kontext", { attributedTo: anna.uri, totalItems: 4, first: `${peer.origin}/kontext/1` });
  // Newest first, as our own collections are: an answer comes before what it answers.
  collection("/kontext/1", { orderedItems: [deeper.id, answers[1]!.id], next: `${peer.origin}/kontext/2` });
  collection("/kontext/2", { orderedItems: [{ ...answers[0], content: "gefälscht" }, root.id] });
  const post = await keep(root);
  await complete(root);
  expect(await kept(all)).toBe(4);
  const thread = await threadOf(here.ctx, null, post.id);
  expect(thread.map((entry) => entry.post.uri).sort()).toEqual(answers.map(({ id }) => id).sort());
  expect(thread.flatMap((entry) => entry.replies).map((entry) => entry.post.uri)).toEqual([deeper.id]);
  expect((await postByUri(here.ctx, answers[0]!.id))?.content).toBe("Antwort");
});

test("a list of activities is read as well; what is deleted or no answer in this thread is left out", async () => {
  const root = anna.note("Anfang", { context: `${peer.origin}/kontext` });
  const answer = reply(root, ben);
  const elsewhere = ben.note("etwas anderes");
  const stray = reply({ id: `${other.origin}/notes/unknown` }, ben);
  collection("/kontext", {
    attributedTo: anna.uri,
    orderedItems: [
      ben.activity("Create", answer),
      { id: `${other.origin}/gone`, type: "Tombstone" },
      elsewhere.id,
      stray.id,
      `${here.ctx.origin}/ap/o/1`,
      "javascript:1",
    ],
  });
  await keep(root);
  await complete(root);
  expect(await kept([answer])).toBe(1);
  expect(await kept([elsewhere, stray])).toBe(0);
  expect(other.at("/gone")).toEqual([]);
});

test("without such a list the replies of every post are followed, embedded pages too (Mastodon)", async () => {
  const root = anna.note("Anfang", {
    context: "tag:thread,2026:1",
    replies: {
      id: `${peer.origin}/r0`,
      type: "Collection",
      first: { type: "CollectionPage", items: [`${peer.origin}/notes/self`], next: `${peer.origin}/r0/2` },
    },
  });
  const self = reply(root, anna, { id: `${peer.origin}/notes/self` });
  peer.serve("/notes/self", self);
  const foreign = reply(root, ben, { replies: `${other.origin}/r1` });
  const below = reply(foreign, ben);
  collection("/r0/2", { type: "CollectionPage", items: [foreign.id] });
  other.serve("/r1", { "@context": AS2, id: `${other.origin}/r1`, type: "Collection", items: [below.id] });
  await keep(root);
  await complete(root);
  expect(await kept([self, foreign, below])).toBe(3);
});

test("the posts above an answer come first; then the whole thread from its first post", async () => {
  const root = anna.note("Anfang", { replies: `${peer.origin}/r` });
  const one = reply(root);
  const two = reply(one);
  const sibling = reply(root, ben);
  collection("/r", { orderedItems: [one.id, sibling.id] });
  const post = await keep(two);
  expect(post.rootId).toBeNull();
  await complete(two);
  const rootPost = await postByUri(here.ctx, root.id);
  expect((await postByUri(here.ctx, two.id))?.rootId).toBe(rootPost?.id);
  expect(await kept([one, sibling])).toBe(2);
});

test.each<[string, Wire]>([
  ["on another host", { attributedTo: "https://evil.test/users/x" }],
  ["without an owner", {}],
])("a list %s is no list of the thread: the replies count", async (kind, more) => {
  const path = `/kontext-${kind.length}`;
  const foreign = kind === "on another host";
  const context = foreign ? `${cast.evil.origin}${path}` : `${peer.origin}${path}`;
  const root = anna.note("Anfang", { context, replies: `${peer.origin}/r` });
  const listed = reply(root);
  const answer = reply(root);
  const list = { "@context": AS2, id: context, type: "OrderedCollection", orderedItems: [listed.id], ...more };
  if (foreign) cast.evil.serve(path, list);
  else peer.serve(path, list);
  collection("/r", { orderedItems: [answer.id] });
  await keep(root);
  await complete(root);
  expect([await kept([listed]), await kept([answer])]).toEqual([0, 1]);
  expect(cast.evil.at(path)).toEqual([]);
});

/** Runs one step with a cursor, and gives the next one. */
async function stepFrom(postUri: string, cursor?: ThreadCursor): Promise<ThreadCursor | null> {
  await processBackgroundJob(here.ctx, JSON.stringify({ kind: "thread", postUri, ...(cursor && { cursor }) }));
  const job = await threadJob();
  await here.ctx.sql`delete from jobs where queue = 'background'`;
  return job ? JSON.parse(job.payload).cursor : null;
}

test("T092 pages that lead in a circle end; of pages that go on for ever a hundred are read", async () => {
  const root = anna.note("Anfang", { context: `${peer.origin}/k` });
  collection("/k", { attributedTo: anna.uri, first: `${peer.origin}/k`, next: `${peer.origin}/k` });
  await keep(root);
  expect((await complete(root)).steps).toBeLessThan(5);
  const endless = anna.note("Anfang", { context: `${peer.origin}/e/0` });
  for (let page = 0; page < 20; page += 1) {
    collection(`/e/${page}`, { attributedTo: anna.uri, orderedItems: [], next: `${peer.origin}/e/${page + 1}` });
  }
  await keep(endless);
  const first = await stepFrom(endless.id);
  let cursor: ThreadCursor | null = first && {
    ...first,
    seen: Array.from({ length: 97 }, (_, page) => `https://x.test/${page}`),
  };
  while (cursor) cursor = await stepFrom(endless.id, cursor);
  expect(peer.requests.filter(({ path }) => path.startsWith("/e/"))).toHaveLength(1 + 3);
});

test("T093 of a thread of thousands at most 500 posts are looked at, one request a step", async () => {
  const root = anna.note("Anfang", { context: `${peer.origin}/k/0` });
  const answers = Array.from({ length: 900 }, () => reply(root));
  collection("/k/0", { attributedTo: anna.uri, orderedItems: answers.map(({ id }) => id) });
  await keep(root);
  const first = await stepFrom(root.id);
  expect([first?.left, first?.objects.length]).toEqual([500, 500]);
  let cursor: ThreadCursor | null = first && { ...first, left: 10 };
  for (let steps = 0; cursor && steps < 50; steps += 1) {
    const before = here.network.asked.length;
    cursor = await stepFrom(root.id, cursor);
    expect(here.network.asked.length - before).toBeLessThanOrEqual(1);
  }
  expect(cursor).toBeNull();
  expect(await kept(answers)).toBe(10);
});

test("T093 T094 a thread a thousand deep, and a circle of answers, end after twenty posts above", async () => {
  let deepest = anna.note("0");
  const all = [deepest];
  for (let depth = 1; depth < 40; depth += 1) {
    deepest = reply(deepest);
    all.push(deepest);
  }
  await keep(deepest);
  await complete(deepest);
  expect(await kept(all)).toBe(21);
  const [one, two] = [`${peer.origin}/notes/c1`, `${peer.origin}/notes/c2`];
  for (const [id, inReplyTo] of [
    [one, two],
    [two, one],
  ] as const) {
    peer.serve(new URL(id).pathname, anna.note("Kreis", { id, inReplyTo }));
  }
  await keep(anna.note("Kreis", { id: one, inReplyTo: two }));
  expect((await complete({ id: one })).steps).toBeLessThan(10);
});

test("T095 a host that was asked enough is asked again in the next hour, from where it stopped", async () => {
  const root = anna.note("Anfang", { replies: `${peer.origin}/r` });
  collection("/r", { orderedItems: [] });
  await keep(root);
  await takePoint(here.ctx, `thread-host:${peer.host}`, THREAD_LIMIT.points, THREAD_LIMIT.seconds, 200);
  await askForThread(here.ctx, { uri: root.id, local: false });
  const run = async () => {
    const job = await threadJob();
    if (!job) return null;
    await here.ctx.sql`delete from jobs where id = ${job.id}`;
    await processBackgroundJob(here.ctx, job.payload);
    return (await threadJob())?.due_in ?? null;
  };
  await run();
  expect(await run()).toBe(THREAD_LIMIT.seconds);
  expect(peer.at("/r")).toEqual([]);
  here.ctx.advance(THREAD_LIMIT.seconds * 1000);
  await run();
  expect(peer.at("/r")).toHaveLength(1);
});

test("a member who opens a peer's note starts it, once an hour; a visitor does not, and no page waits for it", async () => {
  const note = anna.note("Anfang", { type: "Article", name: "Lastenrad", "stv:kind": "ProjectNote", "stv:version": 1 });
  const post = await keep(note);
  const site = createTestApp(here.ctx);
  const path = `/projekte/${peer.host}/${post.id}`;
  const open = async (session?: string): Promise<unknown> => {
    const before = here.network.asked.length;
    expect((await site.request(path, session === undefined ? {} : { session })).status).toBe(200);
    expect(here.network.asked.length).toBe(before);
    const job = await threadJob();
    await here.ctx.sql`delete from jobs where queue = 'background'`;
    return job && JSON.parse(job.payload);
  };
  expect(await open()).toBeUndefined();
  const session = await sessionOf(here.ctx, cast.bob);
  expect(await open(session)).toEqual({ kind: "thread", postUri: note.id });
  expect(await open(session)).toBeUndefined();
  here.ctx.advance(61 * 60_000);
  expect(await open(session)).toEqual({ kind: "thread", postUri: note.id });
});

test("nothing is fetched for threads of our own, for what is not public, or from a blocked host", async () => {
  const own = await insertPost(here.ctx, cast.bobActor);
  await askForThread(here.ctx, own);
  expect(await threadJob()).toBeUndefined();
  const quiet = anna.note("nur für euch", { to: [`${anna.uri}/followers`], cc: [], replies: `${peer.origin}/r` });
  await keep(quiet);
  await complete(quiet);
  const root = anna.note("Anfang", { replies: `${peer.origin}/r` });
  await keep(root);
  await blockHost(here.ctx, peer.host);
  await complete(root);
  expect(peer.at("/r")).toEqual([]);
});
