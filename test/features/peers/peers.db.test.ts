import { beforeEach, expect, test } from "vitest";
import { type Actor, actorById } from "../../../src/features/actors/actors.queries.ts";
import { createLocalActor } from "../../../src/features/actors/actors.usecases.ts";
import {
  changesBy,
  countPeers,
  limitsOf,
  publicRules,
  ruledPeers,
  ruleFor,
  trustedPeers,
} from "../../../src/features/peers/peers.queries.ts";
import { liftRule, ruleOnPeer, takeOverList, trustPeer } from "../../../src/features/peers/peers.usecases.ts";
import { homeFeed, postById, threadOf } from "../../../src/features/posts/posts.queries.ts";
import { EVERYTHING } from "../../../src/features/project-notes/catalogue.model.ts";
import { indexNotes } from "../../../src/features/project-notes/catalogue.store.ts";
import { catalogueCounts } from "../../../src/features/project-notes/catalogue-counts.queries.ts";
import { listProjectNotes, projectNoteById } from "../../../src/features/project-notes/project-notes.queries.ts";
import { projectNotes } from "../../../src/features/project-notes/project-notes.table.ts";
import { processBackgroundJob } from "../../../src/federation/background.ts";
import { countStatements } from "../../support/counting.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createMember, setUpDistrict } from "../../support/people.ts";
import { jobRows } from "../../support/queue.ts";
import { insertActor, insertFollow, insertPost } from "../../support/rows.ts";

const ctx = await createTestCtx();
const district = await setUpDistrict(ctx);
const admin = await createMember(ctx, "ada", "admin");
const member = await createMember(ctx, "bob");
const DAY = 24 * 60 * 60 * 1000;

beforeEach(async () => {
  await ctx.sql`delete from peers`;
  await ctx.sql`delete from jobs`;
});

test("only admins make, change or take over rules", async () => {
  for (const role of ["member", "moderator"] as const) {
    const viewer = { ...member, role };
    const refused = { kind: "forbidden", code: "peers.only-admins" };
    await expect(ruleOnPeer(ctx, viewer, { host: "a.example", severity: "suspend" })).rejects.toMatchObject(refused);
    await expect(liftRule(ctx, viewer, "a.example")).rejects.toMatchObject(refused);
    await expect(trustPeer(ctx, viewer, "a.example", true)).rejects.toMatchObject(refused);
    await expect(takeOverList(ctx, viewer, { rules: [], trusted: ["a.example"] })).rejects.toMatchObject(refused);
  }
  expect(await countPeers(ctx)).toEqual({ ruled: 0, trusted: 0 });
});

test("a rule takes the place of the one before, and is gone when it is lifted", async () => {
  await ruleOnPeer(ctx, admin, {
    host: "a.example",
    severity: "suspend",
    publicReason: " Werbung ",
    privateReason: "Anruf",
  });
  expect(await ruleFor(ctx, "a.example")).toMatchObject({
    severity: "suspend",
    publicReason: "Werbung",
    privateReason: "Anruf",
    blockedAt: ctx.now(),
  });
  await ruleOnPeer(ctx, admin, { host: "a.example", severity: "silence", rejectMedia: true });
  expect(await ruleFor(ctx, "a.example")).toMatchObject({ severity: "silence", rejectMedia: true, blockedAt: null });
  expect(await limitsOf(ctx, "sub.a.example:8443")).toEqual({ blocked: false, silenced: true, rejectsReports: false });
  expect(await limitsOf(ctx, "nota.example")).toEqual({ blocked: false, silenced: false, rejectsReports: false });
  await liftRule(ctx, admin, "a.example");
  expect(await ruleFor(ctx, "a.example")).toBeNull();
});

test("a rule that keeps nothing away, this server itself and what is no name are refused", async () => {
  await expect(ruleOnPeer(ctx, admin, { host: "a.example", severity: "noop" })).rejects.toMatchObject({
    code: "peers.rule-empty",
  });
  for (const host of ["heslach.test", "kein name", ""]) {
    await expect(ruleOnPeer(ctx, admin, { host, severity: "suspend" })).rejects.toMatchObject({
      code: "peers.host-malformed",
    });
  }
});

test("lists are paged by name", async () => {
  for (const host of ["c.example", "a.example", "b.example"]) {
    await ruleOnPeer(ctx, admin, { host, severity: "silence" });
    await trustPeer(ctx, admin, `v.${host}`, true);
  }
  expect((await ruledPeers(ctx, { limit: 2 })).map(({ host }) => host)).toEqual(["a.example", "b.example"]);
  expect((await ruledPeers(ctx, { after: "b.example", limit: 2 })).map(({ host }) => host)).toEqual(["c.example"]);
  expect(await trustedPeers(ctx, { after: "v.a.example", limit: 5 })).toEqual(["v.b.example", "v.c.example"]);
  await trustPeer(ctx, admin, "v.b.example", false);
  expect(await trustedPeers(ctx, { limit: 5 })).toEqual(["v.a.example", "v.c.example"]);
});

test("the public list has public reasons, no private one, and stars out what is to be covered", async () => {
  await ruleOnPeer(ctx, admin, {
    host: "boeser.example",
    severity: "suspend",
    privateReason: "geheim",
    obfuscated: true,
  });
  await ruleOnPeer(ctx, admin, { host: "laut.example", severity: "silence", publicReason: "Beleidigungen" });
  await ruleOnPeer(ctx, admin, { host: "meldet.example", severity: "noop", rejectReports: true });
  const rules = await publicRules(ctx);
  expect(rules).toEqual([
    { name: "boe***.****ple", rule: { severity: "suspend", rejectMedia: false }, reason: "" },
    { name: "laut.example", rule: { severity: "silence", rejectMedia: false }, reason: "Beleidigungen" },
  ]);
});

const listed = (host: string, severity: "suspend" | "silence", publicReason = "") => ({
  host,
  severity,
  rejectMedia: false,
  rejectReports: false,
  publicReason,
  privateReason: "",
  obfuscated: false,
});

test("a list says what it would change, and changes that; private reasons and other rules stay", async () => {
  await ruleOnPeer(ctx, admin, { host: "gleich.example", severity: "silence" });
  await ruleOnPeer(ctx, admin, { host: "anders.example", severity: "silence", privateReason: "Anruf" });
  await ruleOnPeer(ctx, admin, { host: "bleibt.example", severity: "suspend" });
  const neu = await insertActor(ctx, { host: "neu.example" });
  await insertFollow(ctx, neu.id, district.actorId);
  const rules = [
    listed("gleich.example", "silence"),
    listed("anders.example", "suspend", "Werbung"),
    listed("neu.example", "suspend"),
  ];
  const changes = await changesBy(ctx, { rules, trusted: [] });
  expect(changes.added.map(({ host }) => host)).toEqual(["neu.example"]);
  expect(changes.changed.map(({ from, to }) => [to.host, from.severity, to.severity])).toEqual([
    ["anders.example", "silence", "suspend"],
  ]);
  expect(changes.same).toBe(1);
  await takeOverList(ctx, admin, { rules, trusted: ["sendling.example"] });
  expect(await ruleFor(ctx, "anders.example")).toMatchObject({ severity: "suspend", privateReason: "Anruf" });
  expect(await countPeers(ctx)).toEqual({ ruled: 4, trusted: 1 });
  expect(await ctx.sql`select 1 from follows where follower_id = ${neu.id}`).toEqual([]);
  expect(await changesBy(ctx, { rules, trusted: ["sendling.example"] })).toMatchObject({
    added: [],
    changed: [],
    trusted: [],
    same: 4,
  });
});

test("a list of servers that we never met costs the same few statements, however long it is, and no job", async () => {
  const rules = Array.from({ length: 400 }, (_, number) => listed(`n${number}.unbekannt.example`, "suspend"));
  const counted = countStatements(ctx);
  await takeOverList(counted, admin, { rules: rules.slice(0, 1), trusted: [] });
  const { length } = counted.statements;
  counted.reset();
  await takeOverList(counted, admin, { rules, trusted: [] });
  expect(counted.statements).toHaveLength(length);
  expect(await countPeers(ctx)).toEqual({ ruled: 400, trusted: 0 });
  expect(await jobRows(ctx, "background")).toEqual([]);
});

const note = async (author: Actor, title: string) => {
  const post = await insertPost(ctx, author, { kind: "projectNote", type: "Article", title });
  await ctx.db.insert(projectNotes).values({
    postId: post.id,
    status: "running",
    outcome: "ongoing",
    fields: { title, summary: "x", goal: "x" },
    districtName: title,
    districtUri: author.uri,
  });
  await indexNotes(ctx);
  return post;
};

test("what comes from a silenced host stands in no list but its followers', and is read at its own address", async () => {
  const loud = await insertActor(ctx, { host: "sub.laut.example" });
  await insertFollow(ctx, district.actorId, loud.id);
  const anna = await createLocalActor(ctx, { kind: "person", handle: "anna", name: "Anna" });
  const root = await insertPost(ctx, anna);
  const answer = await insertPost(ctx, loud, { inReplyToUri: root.uri, inReplyToId: root.id, rootId: root.id });
  const theirs = await note(loud, "Laut");
  const seen = async (viewer: typeof member | null) => ({
    feed: (await homeFeed(ctx, viewer, { limit: 50 })).some(({ post }) => post.id === theirs.id),
    catalogue: (await listProjectNotes(ctx, viewer, { scope: "all", limit: 50 })).some(({ id }) => id === theirs.id),
    facets: (await catalogueCounts(ctx, { viewer, query: EVERYTHING, words: undefined })).facets.district.some(
      ({ value }) => value === "Laut",
    ),
    thread: (await threadOf(ctx, viewer, root.id)).some(({ post }) => post.id === answer.id),
  });
  const everywhere = { feed: true, catalogue: true, facets: true, thread: true };
  const nowhere = { feed: false, catalogue: false, facets: false, thread: false };
  expect(await seen(null)).toEqual(everywhere);
  await ruleOnPeer(ctx, admin, { host: "laut.example", severity: "silence" });
  expect(await seen(null)).toEqual(nowhere);
  expect(await seen(member)).toEqual(nowhere);
  await insertFollow(ctx, member.actorId, loud.id);
  expect(await seen(member)).toEqual(everywhere);
  expect(await projectNoteById(ctx, null, theirs.id)).not.toBeNull();
  expect(await listProjectNotes(ctx, admin, { scope: "all", authorId: loud.id, limit: 5 })).toHaveLength(1);
});

test("90 thirty days after the block everything of a server is deleted, not before and not when it was lifted", async () => {
  const bert = await insertActor(ctx, { host: "sub.boese.example", name: "Bert" });
  const other = await insertActor(ctx, { host: "nichtboese.example", name: "Other" });
  const post = await insertPost(ctx, bert, { content: "<p>Text</p>" });
  await insertFollow(ctx, bert.id, member.actorId);
  const purge = () => processBackgroundJob(ctx, JSON.stringify({ kind: "purge-host", host: "boese.example" }));
  const name = async (actor: Actor) => (await actorById(ctx, actor.id))?.deletedAt ?? null;

  await ruleOnPeer(ctx, admin, { host: "boese.example", severity: "suspend" });
  const [job] = await jobRows(ctx, "background");
  expect(job?.due_in).toBe(30 * 24 * 60 * 60);
  ctx.advance(29 * DAY);
  await purge();
  expect(await name(bert)).toBeNull();
  await liftRule(ctx, admin, "boese.example");
  ctx.advance(5 * DAY);
  await purge();
  expect(await name(bert)).toBeNull();

  await ruleOnPeer(ctx, admin, { host: "boese.example", severity: "suspend" });
  ctx.advance(30 * DAY);
  await purge();
  expect(await name(bert)).toEqual(ctx.now());
  expect(await name(other)).toBeNull();
  expect(await postById(ctx, post.id)).toMatchObject({ content: "", deletedAt: ctx.now() });
  expect(await ctx.sql`select 1 from severed_follows where host = 'boese.example'`).toEqual([]);
});
