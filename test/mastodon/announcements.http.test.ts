import { afterEach, describe, expect, test } from "vitest";
import { changeAnnouncement, takeDownAnnouncement } from "../../src/features/announcements/announcements.usecases.ts";
import { customEmojis } from "../../src/features/emojis/emojis.table.ts";
import { suspend, targetOf } from "../../src/features/moderation/usecases/suspend.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { announce, saying } from "../support/announcing.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, setUpDistrict, tokenOf } from "../support/people.ts";
import { createStreams } from "./listening.ts";
import { announcementsSchema, streamedAnnouncementSchema, streamedReactionSchema } from "./schemas/announcements.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const { request } = createTestApp(ctx);
const streams = await createStreams(ctx);
const admin = await createMember(ctx, "chefin", "admin");
const [anna, ben] = [await createMember(ctx, "anna"), await createMember(ctx, "ben")];
const [token, bens] = [await tokenOf(ctx, anna), await tokenOf(ctx, ben)];
const PATH = "/api/v1/announcements";

afterEach(async () => {
  await ctx.sql`delete from announcements`;
});

const list = async (query = "", as = token) =>
  announcementsSchema.parse(await (await request(`${PATH}${query}`, { token: as })).json());
const put = (id: string, name: string, as = token) =>
  request(`${PATH}/${id}/reactions/${encodeURIComponent(name)}`, { method: "PUT", token: as });
const take = (id: string, name: string, as = token) =>
  request(`${PATH}/${id}/reactions/${encodeURIComponent(name)}`, { method: "DELETE", token: as });
const dismiss = (id: string, as = token) => request(`${PATH}/${id}/dismiss`, { method: "POST", token: as });

async function addEmoji(shortcode: string) {
  const now = ctx.now();
  await ctx.db.insert(customEmojis).values({
    ...{ id: ctx.newId(), shortcode, category: "", storageKey: `${shortcode}key`, mediaType: "image/png" },
    ...{ inPicker: true, changedById: "0", createdAt: now, updatedAt: now },
  });
}

describe("what is read", () => {
  test("is whole: text as of posts, times, people, tags, posts and emojis that it names", async () => {
    await addEmoji("stadtteil");
    const post = await publishPost(ctx, ben, { text: "Wer bringt Kuchen mit?" });
    const secret = await publishPost(ctx, ben, { text: "Geheim", visibility: "followers" });
    const [address, other] = [`${ctx.origin}/@ben/${post.id}`, `${ctx.origin}/@ben/${secret.id}`];
    const text = `Treffen mit @ben & @niemand #Nachbarschaft :stadtteil:\n\nMehr: ${address} und ${other}`;
    const when = { startsOn: "2030-12-05", startsAt: "18:30", endsOn: "5.12.2030", endsAt: "20 Uhr" };
    await announce(ctx, admin, text, { ...when, audience: "members" });
    const [found] = await list();
    expect(found).toMatchObject({
      ...{ starts_at: "2030-12-05T17:30:00.000Z", ends_at: "2030-12-05T19:00:00.000Z", all_day: false },
      ...{ read: false, reactions: [], published_at: ctx.now().toISOString(), updated_at: ctx.now().toISOString() },
      mentions: [{ id: ben.actorId, username: "ben", acct: "ben" }],
      tags: [{ name: "nachbarschaft", url: `${ctx.origin}/themen/nachbarschaft` }],
      emojis: [{ shortcode: "stadtteil" }],
      statuses: [{ id: post.id, url: address }],
    });
    expect(found?.content).toMatch(/^<p>Treffen mit <span class="h-card">.*&amp; @niemand .*<\/p><p>Mehr: <a href/);
  });

  test("stands in the order of when it begins, whole days named as days", async () => {
    const later = await announce(ctx, admin, "Sommerfest", { startsOn: "2030-07-01", endsOn: "2030-07-02" });
    const now = await announce(ctx, admin, "Willkommen");
    const found = await list();
    expect(found.map(({ id }) => id)).toEqual([now.id, later.id]);
    expect(found[1]).toMatchObject({
      ...{ starts_at: "2030-06-30T22:00:00.000Z", ends_at: "2030-07-02T21:59:59.999Z", all_day: true },
    });
    expect(found[0]).toMatchObject({ starts_at: null, ends_at: null, all_day: false });
  });

  test("is gone when it is over or taken down, also for whoever answers it", async () => {
    const tomorrow = new Date(ctx.now().getTime() + 86_400_000).toISOString().slice(0, 10);
    const over = await announce(ctx, admin, "Morgen", { endsOn: tomorrow, endsAt: "12:00" });
    const down = await announce(ctx, admin, "Doch nicht");
    expect(await list()).toHaveLength(2);
    await takeDownAnnouncement(ctx, admin, down.id);
    ctx.advance(3 * 86_400_000);
    expect(await list()).toEqual([]);
    for (const { id } of [over, down]) {
      const answers = [await dismiss(id), await put(id, "👍"), await take(id, "👍")];
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
      expect(await answers[0]?.json()).toEqual({ error: "Record not found" });
    }
  });

  test("T114 is text, whatever stands in it", async () => {
    await announce(ctx, admin, `<img src=x onerror=alert(1)> & "Treffen" <script>alert(1)</script>`);
    const [found] = await list();
    expect(found?.content).toBe(
      "<p>&lt;img src=x onerror=alert(1)&gt; &amp; &quot;Treffen&quot; &lt;script&gt;alert(1)&lt;/script&gt;</p>",
    );
  });

  test("needs a member's token, and leave for each deed", async () => {
    const { id } = await announce(ctx, admin, "Hallo");
    expect((await request(PATH)).status).toBe(401);
    const reading = await tokenOf(ctx, anna, ["read"]);
    expect(await list("", reading)).toHaveLength(1);
    for (const answer of [await dismiss(id, reading), await put(id, "👍", reading), await take(id, "👍", reading)]) {
      expect(answer.status).toBe(403);
    }
  });
});

test("putting away is the member's own, and may be said twice", async () => {
  const { id } = await announce(ctx, admin, "Hallo");
  for (const answer of [await dismiss(id), await dismiss(id)]) {
    expect([answer.status, await answer.json()]).toEqual([200, {}]);
  }
  expect(await list()).toMatchObject([{ id, read: true }]);
  expect(await list("?with_dismissed=true")).toMatchObject([{ id, read: true }]);
  expect(await list("?with_dismissed=false")).toEqual([]);
  expect(await list("?with_dismissed=false", bens)).toMatchObject([{ id, read: false }]);
  await changeAnnouncement(ctx, admin, id, saying("Hallo zusammen"));
  expect(await list()).toMatchObject([{ id, read: true }]);
});

describe("reactions", () => {
  test("are counted once for each member, in the order in which they came up", async () => {
    const { id } = await announce(ctx, admin, "Hallo");
    for (const [name, as] of [
      ["🎉", token],
      ["🎉", token],
      ["👩🏽‍🌾", bens],
      ["🎉", bens],
    ] as const) {
      const answer = await put(id, name, as);
      expect([answer.status, await answer.json()]).toEqual([200, {}]);
      ctx.advance(1000);
    }
    const [found] = await list();
    expect(found?.reactions).toEqual([
      { name: "🎉", count: 2, me: true },
      { name: "👩🏽‍🌾", count: 1, me: false },
    ]);
    expect((await take(id, "🎉")).status).toBe(200);
    expect((await take(id, "🎉")).status).toBe(404);
    expect((await list())[0]?.reactions).toMatchObject([{ name: "👩🏽‍🌾" }, { name: "🎉", count: 1, me: false }]);
  });

  test("may be an emoji of this server, with its pictures, as long as there is one", async () => {
    await addEmoji("kuchen");
    const { id } = await announce(ctx, admin, "Hallo");
    expect((await put(id, "kuchen")).status).toBe(200);
    const [reaction] = (await list())[0]?.reactions ?? [];
    expect(reaction).toMatchObject({ name: "kuchen", count: 1, me: true });
    expect(reaction?.url).toContain(`${ctx.origin}/`);
    await ctx.sql`update custom_emojis set retired_at = now() where shortcode = 'kuchen'`;
    expect((await list())[0]?.reactions).toEqual([]);
    expect((await put(id, "kuchen", bens)).status).toBe(422);
    expect((await take(id, "kuchen")).status).toBe(200);
  });

  test.each(["👍👍", "a", "1", "Daumen", "👍 ", "<b>", "\u0000", ":kuchen:", "x".repeat(500)])(
    "%j is none",
    async (name) => {
      const { id } = await announce(ctx, admin, "Hallo");
      const answer = await put(id, name);
      expect([answer.status, Object.keys((await answer.json()) as object)]).toEqual([422, ["error"]]);
      expect((await take(id, name)).status).toBe(404);
      expect(await ctx.sql`select 1 from announcement_reactions`).toHaveLength(0);
    },
  );

  test("are of at most eight kinds, also when all come at once", async () => {
    const { id } = await announce(ctx, admin, "Hallo");
    const kinds = ["👍", "🎉", "😀", "🌻", "🍰", "🚲", "🎈", "🏠", "🌳", "🐝", "🍎", "⭐"];
    const answers = await Promise.all(kinds.map((name) => put(id, name)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(8);
    const [found] = await list();
    const known = found?.reactions[0]?.name ?? "";
    expect((await put(id, known, bens)).status).toBe(200);
    const refused = await put(id, kinds[answers.findIndex(({ status }) => status === 422)] ?? "", bens);
    expect([refused.status, Object.keys((await refused.json()) as object)]).toEqual([422, ["error"]]);
  });

  test("T166 are none of members who are suspended", async () => {
    const { id } = await announce(ctx, admin, "Hallo");
    const carl = await createMember(ctx, "carl");
    const carls = await tokenOf(ctx, carl);
    await suspend(ctx, await targetOf(ctx, admin, carl.actorId), "Werbung");
    expect((await put(id, "👍", carls)).status).toBe(403);
    expect((await dismiss(id, carls)).status).toBe(403);
    expect((await list())[0]?.reactions).toEqual([]);
  });
});

describe("streams of members hear", () => {
  test("what is new, changed, reacted to and taken down, the same for all", async () => {
    await addEmoji("torte");
    const [hers, his] = [
      await streams.open({ query: { access_token: token, stream: "user" } }),
      await streams.open({ query: { access_token: bens } }),
    ];
    his.socket.send(JSON.stringify({ type: "subscribe", stream: "user" }));
    const { id } = await announce(ctx, admin, "Treffen am Freitag", { audience: "members" });
    const first = await hers.next("announcement");
    expect(first.stream).toEqual(["user"]);
    expect(streamedAnnouncementSchema.parse(JSON.parse(first.payload ?? ""))).toMatchObject({ id, reactions: [] });
    expect((await his.next("announcement")).payload).toBe(first.payload);
    await put(id, "🎉", bens);
    const reactionIn = async (count: number) =>
      streamedReactionSchema.parse(JSON.parse((await hers.next("announcement.reaction", count)).payload ?? ""));
    expect(await reactionIn(1)).toEqual({ name: "🎉", count: 1, announcement_id: id });
    await put(id, "torte", bens);
    expect(await reactionIn(2)).toMatchObject({ name: "torte", count: 1, url: expect.stringContaining("torte") });
    await take(id, "🎉", bens);
    expect(await reactionIn(3)).toEqual({ name: "🎉", count: 0, announcement_id: id });
    await changeAnnouncement(ctx, admin, id, saying("Treffen am Samstag"));
    const changed = streamedAnnouncementSchema.parse(JSON.parse((await hers.next("announcement", 2)).payload ?? ""));
    expect(changed).toMatchObject({
      id,
      content: "<p>Treffen am Samstag</p>",
      reactions: [{ name: "torte", count: 1 }],
    });
    await takeDownAnnouncement(ctx, admin, id);
    expect(await hers.next("announcement.delete")).toEqual({
      ...{ stream: ["user"], event: "announcement.delete", payload: id },
    });
    await his.next("announcement.delete");
    expect(his.frames.every(({ stream }) => stream[0] === "user")).toBe(true);
    for (const { socket } of [hers, his]) socket.terminate();
  });

  test("by server-sent events, too, and on no other stream", async () => {
    const open = await streams.open({ query: { access_token: token, stream: "public" } });
    const answer = await request("/api/v1/streaming/user", { token });
    const reader = (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
    await reader.read();
    const { id } = await announce(ctx, admin, "Hallo");
    expect((await reader.read()).value).toMatch(/^event: announcement\ndata: \{"id":/);
    await takeDownAnnouncement(ctx, admin, id);
    expect((await reader.read()).value).toBe(`event: announcement.delete\ndata: ${id}\n\n`);
    await reader.cancel();
    expect(open.frames).toEqual([]);
    open.socket.terminate();
  });
});
