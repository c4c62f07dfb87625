import { eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { accounts } from "../../src/features/accounts/accounts.table.ts";
import { scheduledPosts } from "../../src/features/composing/scheduled-posts.table.ts";
import { publishScheduled } from "../../src/features/composing/usecases/publish-scheduled.ts";
import { schedulePost } from "../../src/features/composing/usecases/schedule.ts";
import { createGroup } from "../../src/features/groups/usecases/create.ts";
import { media } from "../../src/features/media/media.table.ts";
import { storeUpload } from "../../src/features/media/media.usecases.ts";
import { posts } from "../../src/features/posts/posts.table.ts";
import { deletePost } from "../../src/features/posts/usecases/delete.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { sweepUploads } from "../../src/features/project-notes/usecases/sweep-uploads.ts";
import { processBackgroundJob } from "../../src/federation/background.ts";
import { inTransaction } from "../../src/platform/ctx.ts";
import { phonePhoto } from "../features/media/media.files.ts";
import { countStatements } from "../support/counting.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, setUpDistrict, tokenOf } from "../support/people.ts";
import { jobRows } from "../support/queue.ts";
import { scheduledStatusSchema } from "./schemas/scheduled.ts";

const ctx = await createTestCtx({ SMTP_URL: "smtp://127.0.0.1:9", MAIL_FROM: "post@heslach.test" });
await setUpDistrict(ctx);
const { request } = createTestApp(ctx);
const bela = await createMember(ctx, "bela");
let belas: string;
let members = 0;
/** Each test writes as somebody else, so that nothing of others counts. */
const someone = async (): Promise<{ member: Account; token: string }> => {
  members += 1;
  const member = await createMember(ctx, `anna${members}`);
  return { member, token: await tokenOf(ctx, member) };
};
beforeAll(async () => {
  belas = await tokenOf(ctx, bela);
});

const MINUTE = 60_000;
const inMinutes = (minutes: number): string => new Date(ctx.now().getTime() + minutes * MINUTE).toISOString();
const write = (token: string, json: object, headers = {}) => request("/api/v1/statuses", { json, token, headers });
const schedule = async (token: string, json: object = {}, headers = {}) => {
  const answer = await write(token, { status: "Später", scheduled_at: inMinutes(10), ...json }, headers);
  const body: unknown = await answer.json();
  expect(answer.status, JSON.stringify(body)).toBe(200);
  return scheduledStatusSchema.parse(body);
};
const postsOf = (member: Account) => ctx.db.$count(posts, eq(posts.authorId, member.actorId));
const waitingOf = async (token: string) => {
  const answer = await request("/api/v1/scheduled_statuses", { token });
  return scheduledStatusSchema.array().parse(await answer.json());
};
/** Does the jobs that are due, as the worker does. */
const work = async (): Promise<void> => {
  for (const { payload, due_in } of await jobRows(ctx, "background")) {
    if (due_in <= 0 && payload.includes("publish-scheduled")) await processBackgroundJob(ctx, payload);
  }
};

describe("POST /api/v1/statuses with scheduled_at", () => {
  test("keeps what was written with all that belongs to it, publishes nothing yet", async () => {
    const { member, token } = await someone();
    const at = inMinutes(10);
    const waiting = await schedule(token, {
      scheduled_at: at,
      spoiler_text: "CW",
      visibility: "private",
      language: "en",
      poll: { options: ["Ja", "Nein"], expires_in: 5400, multiple: true },
    });
    expect(waiting).toMatchObject({
      scheduled_at: at,
      params: {
        text: "Später",
        spoiler_text: "CW",
        visibility: "private",
        language: "en",
        poll: { options: ["Ja", "Nein"], expires_in: 5400, multiple: true },
      },
    });
    expect(await postsOf(member)).toBe(0);
    expect(await waitingOf(token)).toEqual([waiting]);
  });

  test.each([
    ["too soon", () => ({ scheduled_at: inMinutes(4) })],
    ["in the past", () => ({ scheduled_at: "1999-01-01T00:00:00Z" })],
    ["in a year that no database knows", () => ({ scheduled_at: "+275760-01-01T00:00:00Z" })],
    ["no time at all", () => ({ scheduled_at: "tomorrow'; --" })],
    ["empty", () => ({ status: "" })],
    ["to nobody", () => ({ visibility: "direct" })],
    ["with a picture that is not there", () => ({ media_ids: ["1"] })],
    ["a poll with an option", () => ({ poll: { options: ["Ja"], expires_in: 86_400 } })],
  ])("%s: refused now, and nothing is kept", async (_what, json) => {
    const { member, token } = await someone();
    const answer = await write(token, { status: "Später", scheduled_at: inMinutes(10), ...json() });
    expect(answer.status).toBe(422);
    expect([await waitingOf(token), await postsOf(member)]).toEqual([[], 0]);
  });

  test("25 wait for one day, no more", async () => {
    const { member, token } = await someone();
    const at = new Date(ctx.now().getTime() + 3 * 24 * 60 * MINUTE);
    for (let n = 0; n < 25; n++) await schedulePost(ctx, member, { text: `${n}`, language: "de" }, at);
    const scheduled_at = at.toISOString();
    expect((await write(token, { status: "Zu viel", scheduled_at })).status).toBe(422);
    const elsewhere = await schedule(token, { scheduled_at: new Date(at.getTime() + 24 * 60 * MINUTE).toISOString() });
    const moved = await request(`/api/v1/scheduled_statuses/${elsewhere.id}`, {
      method: "PUT",
      json: { scheduled_at },
      token,
    });
    expect(moved.status).toBe(422);
    expect((await waitingOf(token))[0]?.scheduled_at).toBe(elsewhere.scheduled_at);
  });

  test("300 wait in all, no more", async () => {
    const { member, token } = await someone();
    await ctx.db.execute(sql`
      insert into scheduled_posts (id, account_id, at, composition, created_at)
      select 1000000 + n, ${member.accountId}, ${ctx.now().toISOString()}::timestamptz + n * interval '1 day',
        '{"text": "x", "warning": "", "sensitive": false, "language": "de", "mediaIds": []}', now()
      from generate_series(1, 300) as n`);
    expect((await write(token, { status: "Zu viel", scheduled_at: inMinutes(10) })).status).toBe(422);
  });

  test("T170 the same key keeps it once, also when two arrive at once", async () => {
    const { member, token } = await someone();
    const item = await storeUpload(ctx, member, { bytes: await phonePhoto(), fileName: "foto.jpg" });
    const same = () => schedule(token, { media_ids: [item.id] }, { "Idempotency-Key": "k" });
    const kept = await Promise.all([same(), same(), same()]);
    expect(new Set(kept.map(({ id }) => id)).size).toBe(1);
    const other = { status: "Etwas anderes", scheduled_at: inMinutes(10) };
    expect((await write(token, other, { "Idempotency-Key": "k" })).status).toBe(422);
    expect(await waitingOf(token)).toHaveLength(1);
  });
});

describe("publishing", () => {
  test("when its time has come it is published once, however often it is tried", async () => {
    const { member, token } = await someone();
    const item = await storeUpload(ctx, member, { bytes: await phonePhoto(), fileName: "foto.jpg" });
    const waiting = await schedule(token, { media_ids: [item.id] });
    expect(waiting.media_attachments).toMatchObject([{ id: item.id }]);
    await publishScheduled(ctx, waiting.id);
    expect(await postsOf(member)).toBe(0);
    ctx.advance(11 * MINUTE);
    await Promise.all([work(), publishScheduled(ctx, waiting.id), publishScheduled(ctx, waiting.id)]);
    const [post] = await ctx.db.select().from(posts).where(eq(posts.authorId, member.actorId));
    expect(post).toMatchObject({ content: "<p>Später</p>", attachments: [{ mediaId: item.id }] });
    expect([await postsOf(member), await waitingOf(token)]).toEqual([1, []]);
  });

  test("a process that ends in the middle leaves it as it was, and it is published later", async () => {
    const { member, token } = await someone();
    const { id } = await schedule(token);
    ctx.advance(11 * MINUTE);
    const killed = inTransaction(ctx, async (tx) => {
      await publishScheduled(tx, id);
      throw new Error("killed");
    });
    await expect(killed).rejects.toThrow("killed");
    expect([await postsOf(member), (await waitingOf(token)).length]).toEqual([0, 1]);
    await work();
    expect([await postsOf(member), (await waitingOf(token)).length]).toEqual([1, 0]);
  });

  test("pictures of what waits are not swept, nor taken by another post; thrown away, they go", async () => {
    const { member, token } = await someone();
    const item = await storeUpload(ctx, member, { bytes: await phonePhoto(), fileName: "foto.jpg" });
    const { id } = await schedule(token, { media_ids: [item.id], scheduled_at: inMinutes(5000) });
    ctx.advance(2 * 24 * 60 * MINUTE);
    await sweepUploads(ctx);
    expect((await write(token, { status: "Bild", media_ids: [item.id] })).status).toBe(422);
    const answer = await request(`/api/v1/scheduled_statuses/${id}`, { method: "DELETE", token });
    expect([answer.status, await answer.json()]).toEqual([200, {}]);
    // Thrown away it is kept for a day, for who takes it back.
    ctx.advance(25 * 60 * MINUTE);
    await sweepUploads(ctx);
    expect(await ctx.db.$count(media, eq(media.id, item.id))).toBe(0);
  });

  test("what may not be published any more waits with the reason, and its author gets a mail", async () => {
    const { member, token } = await someone();
    const top = await publishPost(ctx, bela, { text: "Wer kommt?" });
    const { id } = await schedule(token, { status: "Ich", in_reply_to_id: top.id });
    await deletePost(ctx, bela, top.id);
    ctx.advance(11 * MINUTE);
    await work();
    await publishScheduled(ctx, id);
    expect(await postsOf(member)).toBe(0);
    expect(await waitingOf(token)).toMatchObject([{ id, params: { text: "Ich" } }]);
    const mails = (await jobRows(ctx, "mail")).map(({ payload }) => JSON.parse(payload));
    expect(mails.filter(({ to }) => to === member.email)).toMatchObject([
      { subject: "Heslach: Ihr geplanter Beitrag ist nicht erschienen" },
    ]);
    expect(mails.at(-1).text).toContain("https://heslach.test/schreiben/geplant");
  });

  test("whoever was suspended meanwhile publishes nothing; moved to another time it is tried again", async () => {
    const { member, token } = await someone();
    const { id } = await schedule(token);
    await ctx.db.update(accounts).set({ suspendedAt: ctx.now() }).where(eq(accounts.id, member.accountId));
    ctx.advance(11 * MINUTE);
    await work();
    expect(await postsOf(member)).toBe(0);
    await ctx.db.update(accounts).set({ suspendedAt: null }).where(eq(accounts.id, member.accountId));
    const scheduled_at = inMinutes(6);
    const moved = await request(`/api/v1/scheduled_statuses/${id}`, { method: "PUT", json: { scheduled_at }, token });
    expect(scheduledStatusSchema.parse(await moved.json()).scheduled_at).toBe(scheduled_at);
    ctx.advance(7 * MINUTE);
    await work();
    expect([await postsOf(member), await waitingOf(token)]).toEqual([1, []]);
  });

  test("a group that it was written for is asked again", async () => {
    const { member, token } = await someone();
    const group = await createGroup(ctx, member, { name: "Runde", handle: "runde", about: "", mode: "closed" });
    await schedule(token, { status: "@runde Unter uns", visibility: "private" });
    await schedule(token, {
      status: "@runde Noch einmal unter uns",
      visibility: "private",
      scheduled_at: inMinutes(60),
    });
    ctx.advance(11 * MINUTE);
    await work();
    const [first] = await ctx.db.select().from(posts).where(eq(posts.authorId, member.actorId));
    expect(first).toMatchObject({ visibility: "group", groupId: group.actor.id });
  });

  test("moved to an earlier time, it is published then", async () => {
    const { member, token } = await someone();
    const { id } = await schedule(token, { scheduled_at: inMinutes(500) });
    const json = { scheduled_at: inMinutes(6) };
    await request(`/api/v1/scheduled_statuses/${id}`, { method: "PUT", json, token });
    ctx.advance(7 * MINUTE);
    await work();
    expect(await postsOf(member)).toBe(1);
  });
});

describe("what waits", () => {
  test("T187 is its author's alone", async () => {
    const { token } = await someone();
    const waiting = await schedule(token);
    const path = `/api/v1/scheduled_statuses/${waiting.id}`;
    for (const where of [path, "/api/v1/scheduled_statuses/1", `/api/v1/scheduled_statuses/${"9".repeat(30)}`]) {
      for (const options of [{}, { method: "PUT", json: { scheduled_at: inMinutes(20) } }, { method: "DELETE" }]) {
        const answer = await request(where, { ...options, token: belas });
        expect([answer.status, await answer.json()]).toEqual([404, { error: "Record not found" }]);
      }
    }
    expect(await waitingOf(belas)).toEqual([]);
    const own = await request(path, { token });
    expect(scheduledStatusSchema.parse(await own.json())).toEqual(waiting);
    expect(await ctx.db.$count(scheduledPosts, eq(scheduledPosts.id, waiting.id))).toBe(1);
  });

  test("is listed in pages that lead on, with as many statements for many as for one", async () => {
    const { member, token } = await someone();
    const at = new Date(ctx.now().getTime() + 60 * MINUTE);
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) {
      ids.unshift((await schedulePost(ctx, member, { text: `${n}`, language: "de" }, at)).id);
    }
    const page = async (query: string) => {
      const answer = await request(`/api/v1/scheduled_statuses?${query}`, { token });
      const found = scheduledStatusSchema.array().parse(await answer.json());
      return { link: answer.headers.get("Link") ?? "", ids: found.map(({ id }) => id) };
    };
    const first = await page("limit=2");
    expect(first.ids).toEqual(ids.slice(0, 2));
    expect(first.link).toMatch(
      new RegExp(`^<https://heslach.test/api/v1/scheduled_statuses\\?limit=2&max_id=${ids[1]}>`),
    );
    expect((await page(`limit=2&max_id=${ids[1]}`)).ids).toEqual(ids.slice(2, 4));
    expect((await page(`limit=2&min_id=${ids[4]}`)).ids).toEqual(ids.slice(2, 4));
    expect((await page(`limit=2&since_id=${ids[4]}`)).ids).toEqual(ids.slice(0, 2));
    const counting = countStatements(ctx);
    const app = createTestApp(counting);
    const statementsFor = async (limit: number): Promise<number> => {
      counting.reset();
      await app.request(`/api/v1/scheduled_statuses?limit=${limit}`, { token });
      return counting.statements.length;
    };
    await statementsFor(1);
    expect(await statementsFor(5)).toBe(await statementsFor(1));
  });
});
