import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { pollsOf, votesOf } from "../../src/features/posts/polls.queries.ts";
import { statsOf, threadOf } from "../../src/features/posts/posts.queries.ts";
import { posts } from "../../src/features/posts/posts.table.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { votePoll } from "../../src/features/posts/usecases/vote.ts";
import { processBackgroundJob } from "../../src/federation/background.ts";
import { useCast } from "../support/cast.ts";
import { ACCEPTED, deliver, ignoredFor } from "../support/inbox.ts";
import type { Instance } from "../support/instance.ts";
import { forgetOutgoing, outgoing } from "../support/outbox.ts";
import type { PeerActor, Wire } from "../support/peer.ts";
import { createMember } from "../support/people.ts";
import { jobRows } from "../support/queue.ts";

const MINUTE_MS = 60_000;

const cast = useCast();
const { stored, create } = cast;
let here: Instance;
let alice: PeerActor;
let mallory: PeerActor;
let bob: Account;
let serial: number;

beforeEach(async () => {
  ({ here, alice, mallory, bob, serial } = cast);
  await forgetOutgoing(here.ctx);
  await here.ctx.sql`delete from jobs where queue = 'background'`;
});

const ask = (more: { multiple?: boolean; visibility?: "public" | "followers" } = {}) =>
  publishPost(here.ctx, bob, {
    text: "Wohin?",
    visibility: more.visibility ?? "public",
    poll: { options: ["Park", "1 < 2 & mehr"], hours: 1, multiple: more.multiple ?? false },
  });

let votes = 0;
function voteOf(actor: PeerActor, question: string, name: string): Wire {
  votes += 1;
  const id = `${actor.uri}#votes/${votes}`;
  return create(actor, { id, type: "Note", attributedTo: actor.uri, inReplyTo: question, name, to: [question] });
}

const tallies = async (id: string) => {
  const poll = (await pollsOf(here.ctx, [id])).get(id);
  return { voters: poll?.voters, votes: poll?.options.map(({ votes: count }) => count) };
};
const tallyJobs = async () =>
  (await jobRows(here.ctx, "background")).filter(({ payload }) => JSON.parse(payload).kind === "tally");
const runTally = (postId: string) => processBackgroundJob(here.ctx, JSON.stringify({ kind: "tally", postId }));

test("70, R14 one vote an actor counts, for an option by its very name; votes are never listed as answers", async () => {
  const { id, uri } = await ask();
  expect(await deliver(here, alice, voteOf(alice, uri, "1 < 2 & mehr"))).toEqual(ACCEPTED);
  expect(await deliver(here, alice, voteOf(alice, uri, "Park"))).toEqual(ignoredFor("voted-already"));
  expect(await deliver(here, mallory, voteOf(mallory, uri, "park"))).toEqual(ignoredFor("no-such-option"));
  expect(await deliver(here, mallory, voteOf(mallory, uri, "Park"))).toEqual(ACCEPTED);
  expect(await tallies(id)).toEqual({ voters: 2, votes: [1, 1] });
  expect(await threadOf(here.ctx, null, id)).toEqual([]);
  expect((await statsOf(here.ctx, [id])).get(id)?.replies).toBe(0);
});

test("70 of several choices each counts once, and whoever votes is one voter", async () => {
  const { id, uri } = await ask({ multiple: true });
  for (const name of ["Park", "1 < 2 & mehr"])
    expect(await deliver(here, alice, voteOf(alice, uri, name))).toEqual(ACCEPTED);
  expect(await deliver(here, alice, voteOf(alice, uri, "Park"))).toEqual(ignoredFor("voted-already"));
  expect(await tallies(id)).toEqual({ voters: 1, votes: [1, 1] });
});

test("70 a late vote is ignored, and so is one of somebody who may not see the poll, or for somebody else", async () => {
  const secret = await ask({ visibility: "followers" });
  expect(await deliver(here, alice, voteOf(alice, secret.uri, "Park"))).toEqual(ignoredFor("no-such-poll"));
  const note = await publishPost(here.ctx, bob, { text: "keine Umfrage" });
  expect(await deliver(here, alice, voteOf(alice, note.uri, "Park"))).toEqual(ignoredFor("no-such-poll"));
  const { id, uri } = await ask();
  const forged = voteOf(alice, uri, "Park");
  const inOthersName = { ...forged, object: { ...(forged.object as Wire), attributedTo: mallory.uri } };
  expect(await deliver(here, alice, inOthersName)).toEqual(ignoredFor("not-the-author"));
  here.ctx.advance(60 * MINUTE_MS);
  expect(await deliver(here, alice, voteOf(alice, uri, "Park"))).toEqual(ignoredFor("poll-ended"));
  expect(await tallies(id)).toEqual({ voters: 0, votes: [0, 0] });
});

test("T105, 70 tallies are told at most every 5 minutes, as no edit, and once more when the poll ends", async () => {
  const { id, uri } = await ask();
  await forgetOutgoing(here.ctx);
  const atEnd = await tallyJobs();
  expect(atEnd.map(({ due_in }) => due_in > 3590)).toEqual([true]);
  await deliver(here, alice, voteOf(alice, uri, "Park"));
  await deliver(here, mallory, voteOf(mallory, uri, "Park"));
  expect((await tallyJobs()).map(({ due_in }) => due_in).slice(1)).toEqual([0]);
  await runTally(id);
  const [update] = await outgoing(here.ctx);
  expect(update).toMatchObject({ type: "Update", recipients: { followersOf: [bob.actorId], ledgerOf: id } });
  const object = update?.activity.object as Wire;
  expect(object).toMatchObject({ type: "Question", votersCount: 2, "stv:version": 2 });
  expect(object).not.toHaveProperty("updated");
  expect(object).not.toHaveProperty("closed");
  expect((object.oneOf as Wire[]).map(({ replies }) => (replies as Wire).totalItems)).toEqual([2, 0]);
  await here.ctx.sql`delete from jobs where queue = 'background'`;
  const later = await createMember(here.ctx, `spaeter${serial}`);
  await votePoll(here.ctx, later, id, [1]);
  expect((await tallyJobs()).map(({ due_in }) => due_in)).toEqual([300]);
  here.ctx.advance(60 * MINUTE_MS);
  await runTally(id);
  const last = (await outgoing(here.ctx)).at(-1)?.activity.object as Wire;
  expect(last).toMatchObject({ votersCount: 3, closed: last.endTime, "stv:version": 3 });
  const [row] = await here.ctx.db.select().from(posts).where(eq(posts.id, id));
  expect(JSON.parse(row!.document)).toMatchObject({ votersCount: 3, closed: last.endTime });
});

test("S20 a member votes once in a peer's poll: told to its author alone, each option by itself", async () => {
  const poll = alice.note("Wann?", {
    type: "Question",
    anyOf: ["Heute", "Morgen"].map((name) => ({ type: "Note", name, replies: { type: "Collection", totalItems: 3 } })),
    votersCount: 4,
    endTime: cast.later(3600),
  });
  expect(await deliver(here, alice, create(alice, poll))).toEqual(ACCEPTED);
  const { id, authorId } = (await stored(poll))!;
  expect(await tallies(id)).toEqual({ voters: 4, votes: [3, 3] });
  await expect(votePoll(here.ctx, bob, id, [])).rejects.toMatchObject({ code: "posts.vote-empty" });
  await expect(votePoll(here.ctx, bob, id, [2])).rejects.toMatchObject({ code: "posts.vote-empty" });
  await votePoll(here.ctx, bob, id, [0, 1]);
  await expect(votePoll(here.ctx, bob, id, [0])).rejects.toMatchObject({ code: "posts.voted-already" });
  const activities = await outgoing(here.ctx);
  expect(activities.map(({ type, recipients }) => [type, recipients])).toEqual([
    ["Create", { actors: [authorId] }],
    ["Create", { actors: [authorId] }],
  ]);
  const vote = activities[0]?.activity.object as Wire;
  expect(vote).toMatchObject({ type: "Note", name: "Heute", inReplyTo: poll.id, to: [alice.uri], cc: [] });
  expect(vote).not.toHaveProperty("content");
  expect((await votesOf(here.ctx, bob.actorId, [id])).get(id)).toEqual([0, 1]);
  expect(await tallies(id)).toEqual({ voters: 5, votes: [4, 4] });
});

test("R14 a peer's new tallies are taken though they are no edit; an older text stays away", async () => {
  const options = (counts: number[]) =>
    ["a", "b"].map((name, n) => ({ type: "Note", name, replies: { type: "Collection", totalItems: counts[n] } }));
  const poll = alice.note("Wann?", {
    type: "Question",
    oneOf: options([0, 0]),
    votersCount: 0,
    endTime: cast.later(3600),
  });
  await deliver(here, alice, create(alice, poll));
  const { id } = (await stored(poll))!;
  await votePoll(here.ctx, bob, id, [1]);
  const tallied = { ...poll, oneOf: options([5, 2]), votersCount: 7 };
  expect(await deliver(here, alice, alice.activity("Update", tallied, { published: poll.published }))).toEqual(
    ACCEPTED,
  );
  expect(await tallies(id)).toEqual({ voters: 7, votes: [5, 2] });
  expect((await votesOf(here.ctx, bob.actorId, [id])).get(id)).toEqual([1]);
  const forged = { ...poll, oneOf: options([99, 0]) };
  await deliver(here, mallory, mallory.activity("Update", forged));
  expect(await tallies(id)).toEqual({ voters: 7, votes: [5, 2] });
});

test("a poll of one choice takes one, its author takes none, and an ended one nobody", async () => {
  const { id } = await ask();
  const voter = await createMember(here.ctx, `waehlt${serial}`);
  await expect(votePoll(here.ctx, bob, id, [0])).rejects.toMatchObject({ code: "posts.own-poll" });
  await expect(votePoll(here.ctx, voter, id, [0, 1])).rejects.toMatchObject({ code: "posts.vote-one" });
  const both = await Promise.allSettled([0, 1].map((choice) => votePoll(here.ctx, voter, id, [choice])));
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect((await tallies(id)).voters).toBe(1);
  here.ctx.advance(60 * MINUTE_MS);
  const late = await createMember(here.ctx, `zuspaet${serial}`);
  await expect(votePoll(here.ctx, late, id, [0])).rejects.toMatchObject({ code: "posts.poll-ended" });
});

test("R14 where changes are numbered, new tallies without `updated` are no edit", async () => {
  const poll = alice.note("Wann?", {
    type: "Question",
    oneOf: [{ type: "Note", name: "a", replies: { type: "Collection", totalItems: 0 } }],
    endTime: cast.later(3600),
    "stv:version": 1,
  });
  await deliver(here, alice, create(alice, poll));
  const tallied = {
    ...poll,
    oneOf: [{ type: "Note", name: "a", replies: { type: "Collection", totalItems: 3 } }],
    "stv:version": 2,
  };
  const update = alice.activity("Update", tallied, { published: new Date().toISOString() });
  expect(await deliver(here, alice, update)).toEqual(ACCEPTED);
  const post = (await stored(poll))!;
  expect(await tallies(post.id)).toMatchObject({ votes: [3] });
  expect(post).toMatchObject({ version: 2, updatedAt: post.publishedAt });
});
