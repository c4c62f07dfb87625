import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { updateProfile } from "../../../src/features/actors/actors.usecases.ts";
import { requestFollow, unfollow } from "../../../src/features/follows/follows.usecases.ts";
import { blockActor, muteActor } from "../../../src/features/follows/relations.usecases.ts";
import { tell } from "../../../src/features/follows/telling.store.ts";
import { fileReport } from "../../../src/features/moderation/usecases/report.ts";
import { notificationsOf, unseenCount } from "../../../src/features/notifications/notifications.queries.ts";
import { markSeen } from "../../../src/features/notifications/notifications.usecases.ts";
import { createOrganisation } from "../../../src/features/organisations/organisations.usecases.ts";
import { publishComment } from "../../../src/features/posts/usecases/comment.ts";
import { publishPost } from "../../../src/features/posts/usecases/publish.ts";
import { react, unreact } from "../../../src/features/posts/usecases/react.ts";
import { votePoll } from "../../../src/features/posts/usecases/vote.ts";
import { processBackgroundJob } from "../../../src/federation/background.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createMember, setUpDistrict } from "../../support/people.ts";
import { insertActor, insertFollow } from "../../support/rows.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const lead = await createMember(ctx, "lead", "admin");
let serial = 0;
let anna: Account;
let bela: Account;

beforeEach(async () => {
  serial += 1;
  anna = await createMember(ctx, `anna${serial}`);
  bela = await createMember(ctx, `bela${serial}`);
});

const told = async (who: Account): Promise<string[]> =>
  (await notificationsOf(ctx, who.actorId, { limit: 50 })).map(({ type, from }) => `${type} ${from?.handle ?? "-"}`);

describe("who is told of what", () => {
  test("whoever is answered, mentioned, liked, shared or followed, each time once", async () => {
    const post = await publishPost(ctx, anna, { text: `Wer hat eine Leiter? @bela${serial} vielleicht` });
    expect(await told(bela)).toEqual([`mention anna${serial}`]);
    await publishComment(ctx, bela, { postId: post.id, text: "Ich habe eine." });
    await react(ctx, bela, post.id, "like");
    await react(ctx, bela, post.id, "boost");
    await requestFollow(ctx, bela, anna.actorId);
    expect(await told(anna)).toEqual([
      `follow bela${serial}`,
      `reblog bela${serial}`,
      `favourite bela${serial}`,
      `mention bela${serial}`,
    ]);
    for (let again = 0; again < 2; again++) {
      await unreact(ctx, bela, post.id, "like");
      await react(ctx, bela, post.id, "like");
    }
    expect((await told(anna)).filter((line) => line.startsWith("favourite"))).toHaveLength(1);
  });

  test("what is taken back is told no more", async () => {
    const post = await publishPost(ctx, anna, { text: "Suppe für alle" });
    await react(ctx, bela, post.id, "like");
    await requestFollow(ctx, bela, anna.actorId);
    await unreact(ctx, bela, post.id, "like");
    await unfollow(ctx, bela, anna.actorId);
    expect(await told(anna)).toEqual([]);
  });

  test("nobody of their own doing", async () => {
    const post = await publishPost(ctx, anna, { text: `Notiz an @anna${serial} selbst` });
    await react(ctx, anna, post.id, "like");
    await publishComment(ctx, anna, { postId: post.id, text: "Und weiter." });
    expect(await told(anna)).toEqual([]);
  });

  test.each([
    ["blocks", blockActor],
    ["mutes", (...[tx, viewer, target]: Parameters<typeof blockActor>) => muteActor(tx, viewer, target, null)],
  ])("whoever %s somebody hears nothing of them", async (_, part) => {
    const post = await publishPost(ctx, anna, { text: "Offen für alle" });
    await part(ctx, anna, bela.actorId);
    await tell(ctx, { type: "favourite", to: [anna.actorId], from: bela.actorId, postId: post.id });
    expect(await told(anna)).toEqual([]);
  });

  test("strangers on a silenced host, or below it, are not heard; whom one follows is", async () => {
    const stranger = await insertActor(ctx, { host: `still${serial}.test`, handle: "fremd" });
    const below = await insertActor(ctx, { host: `sub.still${serial}.test`, handle: "darunter" });
    const friend = await insertActor(ctx, { host: `still${serial}.test`, handle: "bekannt" });
    await insertFollow(ctx, anna.actorId, friend.id);
    await ctx.db.execute(sql`
      insert into peers (host, silenced_at) values (${`still${serial}.test`}, now())
      on conflict (host) do update set silenced_at = now()`);
    for (const { id } of [stranger, below, friend]) {
      await tell(ctx, { type: "follow", to: [anna.actorId], from: id });
    }
    expect(await told(anna)).toEqual(["follow bekannt"]);
  });

  test("the editors of an organisation, for it; nobody who is only invited", async () => {
    const organisation = await createOrganisation(ctx, anna, {
      handle: `verein${serial}`,
      name: "Verein",
      kind: "association",
      sector: "civic",
    });
    await ctx.db.execute(sql`
      insert into organisation_editors (organisation_id, account_id, state, created_at)
      values (${organisation.id}, ${lead.accountId}, 'invited', now())`);
    const before = await told(lead);
    await tell(ctx, { type: "follow", to: [organisation.id], from: bela.actorId });
    expect(await told(anna)).toEqual([`follow bela${serial}`]);
    expect(await told(lead)).toEqual(before);
  });

  test("who waits for an answer stands there as a request, with where to answer", async () => {
    await updateProfile(ctx, anna, { name: "A", summary: "", fields: [], discoverable: false, approveFollowers: true });
    await requestFollow(ctx, bela, anna.actorId);
    const [entry] = await notificationsOf(ctx, anna.actorId, { limit: 1 });
    expect(entry).toMatchObject({ type: "follow_request", path: "/einstellungen/anfragen" });
  });

  test("whoever moderates, of a report", async () => {
    await fileReport(
      ctx,
      null,
      { reason: "rules", address: "https://x.test/1", text: "Bitte ansehen", name: "", email: "", goodFaith: true },
      `k${serial}`,
    );
    expect(await told(lead)).toContain("report -");
    expect(await told(anna)).toEqual([]);
  });

  test("whoever asked or voted, when a poll ends", async () => {
    const poll = await publishPost(ctx, anna, { text: "Wann?", poll: { options: ["Heute", "Morgen"], hours: 1 } });
    await votePoll(ctx, bela, poll.id, [0]);
    await processBackgroundJob(ctx, JSON.stringify({ kind: "tally", postId: poll.id }));
    expect(await told(bela)).toEqual([]);
    ctx.advance(3_700_000);
    await processBackgroundJob(ctx, JSON.stringify({ kind: "tally", postId: poll.id }));
    expect(await told(bela)).toEqual(["poll -"]);
    expect(await told(anna)).toEqual(["poll -"]);
  });
});

describe("reading", () => {
  test("what is about a post is told only while the reader may see the post", async () => {
    const post = await publishPost(ctx, anna, { text: `Hallo @bela${serial}` });
    expect(await told(bela)).toHaveLength(1);
    await ctx.db.execute(sql`update posts set removed_at = now() where id = ${post.id}`);
    expect(await told(bela)).toEqual([]);
  });

  test("whoever closed the account is heard of no more", async () => {
    await requestFollow(ctx, bela, anna.actorId);
    await ctx.db.execute(sql`update actors set deleted_at = now() where id = ${bela.actorId}`);
    expect(await told(anna)).toEqual([]);
  });

  test("what was seen is counted no more, and stays seen", async () => {
    await requestFollow(ctx, bela, anna.actorId);
    await tell(ctx, { type: "poll", to: [anna.actorId], from: null, path: "/1" });
    expect(await unseenCount(ctx, anna)).toBe(2);
    const [newest, oldest] = await notificationsOf(ctx, anna.actorId, { limit: 2 });
    await markSeen(ctx, anna, newest?.id ?? 0);
    await markSeen(ctx, anna, oldest?.id ?? 0);
    expect(await unseenCount(ctx, anna)).toBe(0);
  });

  test("pages follow each other without a gap", async () => {
    for (let i = 0; i < 5; i++) await tell(ctx, { type: "poll", to: [anna.actorId], from: null, path: `/${i}` });
    const first = await notificationsOf(ctx, anna.actorId, { limit: 3 });
    const second = await notificationsOf(ctx, anna.actorId, { limit: 3, before: first.at(-1)?.id });
    expect([...first, ...second].map(({ path }) => path)).toEqual(["/4", "/3", "/2", "/1", "/0"]);
  });
});
