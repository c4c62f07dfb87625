import { desc, eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { actorById, actorByUri } from "../../src/features/actors/actors.queries.ts";
import { followBetween } from "../../src/features/follows/follows.queries.ts";
import { decisions, reports } from "../../src/features/moderation/moderation.table.ts";
import { decideReport } from "../../src/features/moderation/usecases/decide.ts";
import { fileReport } from "../../src/features/moderation/usecases/report.ts";
import { suspendActor, unsuspendActor } from "../../src/features/moderation/usecases/suspend.ts";
import { postById, visiblePost } from "../../src/features/posts/posts.queries.ts";
import { publishComment } from "../../src/features/posts/usecases/comment.ts";
import type { Ctx } from "../../src/platform/ctx.ts";
import { useCast } from "../support/cast.ts";
import { ACCEPTED, deliver, ignoredFor } from "../support/inbox.ts";
import { forgetOutgoing, outgoing } from "../support/outbox.ts";
import { createMember } from "../support/people.ts";
import { insertPost } from "../support/rows.ts";

const cast = useCast();
let ctx: Ctx;
beforeEach(async () => {
  ctx = cast.here.ctx;
  await forgetOutgoing(ctx);
});

const latest = async () => (await ctx.db.select().from(reports).orderBy(desc(reports.id)).limit(1))[0];
const count = async () => (await ctx.db.select({ id: reports.id }).from(reports)).length;
const DECISION = { measure: "none", ground: "rules", statement: "Darum.", forward: false, forwardText: "" } as const;

test("T066 a Flag is kept as text, cut at 5,000 characters, with the posts that it names", async () => {
  const post = await insertPost(ctx, cast.bobActor, { content: "<p>frech</p>" });
  const content = `<script>alert(1)</script><b>böse</b> ${"ä".repeat(20_000)}`;
  const many = Array.from({ length: 98 }, (_, number) => `${cast.victim.origin}/notes/${number}`);
  const flag = cast.alice.activity("Flag", [cast.bobActor.uri, post.uri, ...many], { content });
  expect(await deliver(cast.here, cast.alice, flag)).toEqual(ACCEPTED);
  const report = await latest();
  expect(report).toMatchObject({ origin: "flag", targetId: cast.bob.actorId });
  expect(report?.text).toMatch(/^böse ä+$/);
  expect([...(report?.text ?? "")]).toHaveLength(5000);
  expect(report?.evidence).toMatchObject([{ uri: post.uri, content: "<p>frech</p>" }]);
});

test.each(["Application", "Person"])("T066 the sender may be a %s; a single id is enough", async (type) => {
  const sender = await cast.victim.person(`melder${cast.serial}${type}`, { type });
  expect(await deliver(cast.here, sender, sender.activity("Flag", cast.bobActor.uri))).toEqual(ACCEPTED);
  expect(await latest()).toMatchObject({ targetId: cast.bob.actorId, evidence: [], text: "" });
});

test("T066 only about ours, and never with posts that the sender's server may not see", async () => {
  const before = await count();
  const { alice } = cast;
  expect(await deliver(cast.here, alice, alice.activity("Flag", [cast.mallory.uri]))).toEqual(ignoredFor("not-ours"));
  const secret = await insertPost(ctx, cast.bobActor, { visibility: "direct" });
  expect(await deliver(cast.here, alice, alice.activity("Flag", [secret.uri]))).toEqual(ignoredFor("not-ours"));
  expect(await count()).toBe(before);
  await deliver(cast.here, alice, alice.activity("Flag", [cast.bobActor.uri, secret.uri]));
  expect((await latest())?.evidence).toEqual([]);
});

test("T066 the eleventh Flag of a day has no effect; the next day it has", async () => {
  const { mallory } = cast;
  const flag = () => deliver(cast.here, mallory, mallory.activity("Flag", cast.bobActor.uri));
  for (let number = 0; number < 10; number += 1) {
    expect((await mallory.post(cast.here.inbox, mallory.activity("Like", "https://nirgends.test/"))).status).toBe(202);
  }
  const before = await count();
  for (let number = 0; number < 10; number += 1) expect(await flag()).toEqual(ACCEPTED);
  expect(await flag()).toEqual(ignoredFor("flagged-enough"));
  expect(await count()).toBe(before + 10);
  cast.here.ctx.advance(25 * 3_600_000);
  expect(await flag()).toEqual(ACCEPTED);
});

test("a report is passed on by the technical account: account and posts by id, no name (S21)", async () => {
  const mod = await createMember(ctx, `mod${cast.serial}`, "moderator");
  const note = cast.mallory.note("Hetze");
  await deliver(cast.here, cast.mallory, cast.create(cast.mallory, note));
  const input = {
    reason: "hate",
    address: note.id,
    text: "Bitte lesen",
    name: "",
    email: "",
    goodFaith: true,
  } as const;
  await fileReport(ctx, cast.bob, input, "x");
  const report = (await latest())!;
  await forgetOutgoing(ctx);
  await decideReport(ctx, mod, report.id, {
    ...DECISION,
    measure: "remove",
    forward: true,
    forwardText: "Hetze gegen Nachbarn",
  });
  const instance = await actorById(ctx, cast.here.district.instanceActorId);
  const [sent] = await outgoing(ctx);
  expect(sent?.activity).toMatchObject({
    type: "Flag",
    actor: instance?.uri,
    content: "Hetze gegen Nachbarn",
    object: [cast.mallory.uri, note.id],
  });
  expect(sent?.recipients).toEqual({ actors: [report.targetId] });
  expect(JSON.stringify(sent)).not.toContain("bob");
  expect((await latest())?.forwardedAt).toBeInstanceOf(Date);
});

test("a peer's post that was hidden stays hidden through its edits, and what it said is kept with the report", async () => {
  const mod = await createMember(ctx, `mod${cast.serial}`, "moderator");
  const note = cast.mallory.note("schlimm");
  await deliver(cast.here, cast.mallory, cast.create(cast.mallory, note));
  const input = { reason: "spam", address: note.id, text: "weg", name: "", email: "", goodFaith: true } as const;
  await fileReport(ctx, null, input, "y");
  const report = (await latest())!;
  const post = (await cast.stored(note))!;
  await decideReport(ctx, mod, report.id, { ...DECISION, measure: "remove" });
  expect(await visiblePost(ctx, cast.bob, post.id)).toBeNull();
  cast.here.ctx.advance(1000);
  const edit = cast.mallory.activity("Update", { ...note, content: "noch schlimmer", updated: cast.later(0) });
  await deliver(cast.here, cast.mallory, edit);
  expect(await visiblePost(ctx, cast.bob, post.id)).toBeNull();
  expect((await latest())?.evidence).toMatchObject([{ content: "schlimm" }]);
});

test("a member's post that moderators remove is deleted everywhere, by its author's own Delete", async () => {
  const mod = await createMember(ctx, `mod${cast.serial}`, "moderator");
  const note = cast.alice.note("Frage");
  await deliver(cast.here, cast.alice, cast.create(cast.alice, note));
  const parent = (await cast.stored(note))!;
  const comment = await publishComment(ctx, cast.bob, { postId: parent.id, text: "gemein" });
  await deliver(
    cast.here,
    cast.alice,
    cast.alice.activity("Flag", [cast.bobActor.uri, comment.uri], { content: "gemein" }),
  );
  const report = (await latest())!;
  await forgetOutgoing(ctx);
  await decideReport(ctx, mod, report.id, { ...DECISION, measure: "remove" });
  expect((await postById(ctx, comment.id))?.deletedAt).toBeInstanceOf(Date);
  expect((await outgoing(ctx)).map(({ activity }) => [activity.type, activity.actor])).toEqual([
    ["Delete", cast.bobActor.uri],
  ]);
  expect((await latest())?.evidence[0]?.content).toContain("gemein");
  const log = await ctx.db.select().from(decisions).where(eq(decisions.reportId, report.id));
  expect(log).toMatchObject([{ action: "deletePost", subjectId: cast.bob.actorId, decidedById: mod.accountId }]);
});

test("a suspended account of another server: follows end, nothing of it has an effect or is seen, until lifted", async () => {
  const mod = await createMember(ctx, `mod${cast.serial}`, "moderator");
  const note = cast.mallory.note("da");
  await deliver(cast.here, cast.mallory, cast.create(cast.mallory, note));
  const post = (await cast.stored(note))!;
  const mallory = (await actorByUri(ctx, cast.mallory.uri))!;
  const why = { reason: "spam", ground: "rules", statement: "Werbung" } as const;
  await expect(suspendActor(ctx, cast.bob, mallory.id, why)).rejects.toMatchObject({ kind: "forbidden" });
  await suspendActor(ctx, mod, mallory.id, why);
  expect(await followBetween(ctx, cast.bob.actorId, mallory.id)).toBeNull();
  expect(await visiblePost(ctx, cast.bob, post.id)).toBeNull();
  const more = cast.mallory.note("mehr");
  expect((await deliver(cast.here, cast.mallory, cast.create(cast.mallory, more))).result).toBe("ignored");
  expect(await cast.stored(more)).toBeNull();
  await unsuspendActor(ctx, mod, mallory.id, why);
  expect((await visiblePost(ctx, cast.bob, post.id))?.id).toBe(post.id);
});

test("moderators suspend no member, and nobody suspends the district", async () => {
  const mod = await createMember(ctx, `mod${cast.serial}`, "moderator");
  const admin = await createMember(ctx, `adm${cast.serial}`, "admin");
  const why = { reason: "spam", ground: "rules", statement: "Werbung" } as const;
  await expect(suspendActor(ctx, mod, cast.bob.actorId, why)).rejects.toMatchObject({ kind: "forbidden" });
  await expect(suspendActor(ctx, admin, cast.here.district.actorId, why)).rejects.toMatchObject({ kind: "forbidden" });
});
