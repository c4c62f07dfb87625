import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { accountByLogin, listAccounts } from "../../src/features/accounts/accounts.queries.ts";
import { logIn } from "../../src/features/accounts/sessions.usecases.ts";
import { actorById } from "../../src/features/actors/actors.queries.ts";
import { follows } from "../../src/features/follows/follows.table.ts";
import { closeAccount } from "../../src/features/moderation/usecases/close-account.ts";
import { statsOf } from "../../src/features/posts/posts.queries.ts";
import { posts } from "../../src/features/posts/posts.table.ts";
import { publishComment } from "../../src/features/posts/usecases/comment.ts";
import { publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import { processBackgroundJob } from "../../src/federation/background.ts";
import { dispatchOutbox } from "../../src/federation/dispatch.ts";
import type { Ctx } from "../../src/platform/ctx.ts";
import { useCast } from "../support/cast.ts";
import { deliver } from "../support/inbox.ts";
import { forgetOutgoing, outgoing } from "../support/outbox.ts";
import { createMember, PASSWORD } from "../support/people.ts";
import { jobRows } from "../support/queue.ts";
import { insertPost } from "../support/rows.ts";

const cast = useCast();
let ctx: Ctx;
beforeEach(async () => {
  ctx = cast.here.ctx;
  await forgetOutgoing(ctx);
});

const NOTE = {
  title: "Suppe für alle",
  summary: "Ein Topf.",
  goal: "Reden.",
  targetGroups: ["alle"],
  measures: "Kochen.",
  outcome: "succeeded",
};

async function emptied(actorId: string): Promise<void> {
  for (;;) {
    const jobs = (await jobRows(ctx, "background")).filter(({ payload }) => payload.includes(actorId));
    const [job] = jobs.filter(({ payload }) => payload.includes("empty-account"));
    if (!job) return;
    await ctx.sql`delete from jobs where id = ${job.id}`;
    await processBackgroundJob(ctx, job.payload);
  }
}

test("closing an account: a tombstone stands there, Delete goes to every known server, all that was written goes (S8)", async () => {
  const { bob } = cast;
  const note = await publishProjectNote(ctx, bob, NOTE);
  const parent = cast.alice.note("Frage");
  await deliver(cast.here, cast.alice, cast.create(cast.alice, parent));
  const parentPost = (await cast.stored(parent))!;
  await publishComment(ctx, bob, { postId: parentPost.id, text: "Antwort" });
  await deliver(cast.here, cast.alice, cast.alice.activity("Follow", cast.bobActor.uri));
  await forgetOutgoing(ctx);
  await expect(closeAccount(ctx, bob, "falsch")).rejects.toMatchObject({ code: "accounts.wrong-password" });
  expect((await actorById(ctx, bob.actorId))?.deletedAt).toBeNull();
  await closeAccount(ctx, bob, PASSWORD);

  const gone = await cast.alice.get(cast.bobActor.uri);
  expect(gone.status).toBe(410);
  expect(gone.json()).toMatchObject({ id: cast.bobActor.uri, type: "Tombstone", formerType: "Person" });
  expect((await cast.alice.get(note.uri)).status).toBe(404);
  const [deletion] = await outgoing(ctx);
  expect(deletion).toMatchObject({
    activity: { type: "Delete", actor: cast.bobActor.uri, object: cast.bobActor.uri },
    recipients: { everybody: true },
  });
  const { type: _type, dueIn: _due, ...entry } = deletion!;
  await dispatchOutbox(ctx, JSON.stringify(entry));
  const hosts = (await jobRows(ctx, "delivery")).map(({ host }) => host);
  expect(hosts).toEqual(expect.arrayContaining(["victim.test", "evil.test"]));
  expect(new Set(hosts).size).toBe(hosts.length);

  await emptied(bob.actorId);
  const left = await ctx.db.select().from(posts).where(eq(posts.authorId, bob.actorId));
  expect(left.map(({ deletedAt }) => deletedAt !== null)).toEqual([true, true]);
  expect((await cast.alice.get(note.uri)).json()).toMatchObject({ type: "Tombstone" });
  expect((await statsOf(ctx, [parentPost.id])).get(parentPost.id)?.replies).toBe(0);
  expect(await ctx.db.select().from(follows).where(eq(follows.followeeId, bob.actorId))).toEqual([]);
  const announced = (await outgoing(ctx)).filter(({ activity }) => activity.actor === cast.here.district.actorUri);
  expect(announced.map(({ activity }) => [activity.type, (activity.object as { type: string }).type])).toContainEqual([
    "Announce",
    "Delete",
  ]);
});

test("nobody logs in to a closed account, it is in no list, and its name is never given again", async () => {
  const { bob } = cast;
  await closeAccount(ctx, bob, PASSWORD);
  const login = logIn(ctx, { who: bob.handle, password: PASSWORD, clientKey: "x" });
  await expect(login).rejects.toMatchObject({ code: "accounts.wrong-login" });
  expect(await accountByLogin(ctx, bob.email)).toBeNull();
  expect((await listAccounts(ctx, 100)).map(({ accountId }) => accountId)).not.toContain(bob.accountId);
  await expect(createMember(ctx, bob.handle)).rejects.toMatchObject({ code: "actors.handle-taken" });
});

test("more than one batch of posts is removed, and nothing of it is seen meanwhile", async () => {
  const { bob } = cast;
  for (let number = 0; number < 51; number += 1) await insertPost(ctx, cast.bobActor, { document: docOf(number) });
  await closeAccount(ctx, bob, PASSWORD);
  await emptied(bob.actorId);
  const left = await ctx.db.select().from(posts).where(eq(posts.authorId, bob.actorId));
  expect(left.filter(({ deletedAt }) => deletedAt === null)).toEqual([]);
  expect(left).toHaveLength(51);
});

const docOf = (number: number): string =>
  JSON.stringify({ id: `https://heslach.test/ap/o/${number}`, type: "Note", attributedTo: cast.bobActor.uri });

test("the last admin stays", async () => {
  const admin = await createMember(ctx, `adm${cast.serial}`, "admin");
  await expect(closeAccount(ctx, admin, PASSWORD)).rejects.toMatchObject({ code: "moderation.last-admin" });
  await createMember(ctx, `adm${cast.serial}b`, "admin");
  await closeAccount(ctx, admin, PASSWORD);
});
