import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { follows } from "../../src/features/follows/follows.table.ts";
import { postReactions } from "../../src/features/posts/posts.table.ts";
import { publishComment } from "../../src/features/posts/usecases/comment.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { react } from "../../src/features/posts/usecases/react.ts";
import { notifications } from "../../src/platform/notifications.table.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { outgoing } from "../support/outbox.ts";
import { createMember, sessionOf, setUpDistrict, tokenOf } from "../support/people.ts";
import { insertActor, insertFollow, insertPost } from "../support/rows.ts";
import { clientOf } from "./clients.ts";
import { pollSchema, statusSchema } from "./schemas/status.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const site = createTestApp(ctx);
const { request } = site;
const anna = await createMember(ctx, "anna");
const bela = await createMember(ctx, "bela");
const cara = await createMember(ctx, "cara");
const maria = await insertActor(ctx, { handle: "maria", host: "post.test" });
let token: string;
beforeAll(async () => {
  token = await tokenOf(ctx, anna);
});

const actorUri = ({ actorId }: { actorId: string }): string => `https://heslach.test/ap/a/${actorId}`;
const MISSING = { error: "Record not found" };
const act = (id: string, deed: string, form: Record<string, string> = {}, as = token) =>
  request(`/api/v1/statuses/${id}/${deed}`, { form, token: as });
const done = async (id: string, deed: string, form: Record<string, string> = {}) => {
  const answer = await act(id, deed, form);
  const body: unknown = await answer.json();
  expect(answer.status, JSON.stringify(body)).toBe(200);
  return statusSchema.parse(body);
};
const hiddenPost = () => publishPost(ctx, bela, { text: "Nur für @cara", visibility: "direct" });

describe("favourites", () => {
  test("twice is as once, and so is taking it back", async () => {
    const { id } = await publishPost(ctx, bela, { text: "Schön" });
    for (let n = 0; n < 2; n++) {
      expect(await done(id, "favourite")).toMatchObject({ id, favourited: true, favourites_count: 1 });
    }
    for (let n = 0; n < 2; n++) {
      expect(await done(id, "unfavourite")).toMatchObject({ id, favourited: false, favourites_count: 0 });
    }
  });

  test("a like of a peer's post goes to its author", async () => {
    const there = await insertPost(ctx, maria);
    await done(there.id, "favourite");
    const [like] = (await outgoing(ctx)).filter(({ activity }) => activity.object === there.uri);
    expect(like).toMatchObject({ type: "Like", actorId: anna.actorId, recipients: { actors: [maria.id] } });
  });
});

describe("boosts", () => {
  test("a boost is a status of its own; twice it is the same one; taken back, the post is as before", async () => {
    const { id } = await publishPost(ctx, bela, { text: "Weitersagen" });
    const boost = await done(id, "reblog");
    expect(boost).toMatchObject({
      content: "",
      account: { id: anna.actorId },
      reblog: { id, reblogged: true, reblogs_count: 1 },
    });
    expect(boost.id).not.toBe(id);
    expect((await done(id, "reblog", { visibility: "unlisted" })).id).toBe(boost.id);
    for (let n = 0; n < 2; n++) {
      expect(await done(id, "unreblog")).toMatchObject({ id, reblogged: false, reblogs_count: 0, reblog: null });
    }
  });

  test("the id of a boost means the post in it", async () => {
    const { id } = await publishPost(ctx, bela, { text: "Von Bela" });
    await react(ctx, cara, id, "boost");
    const [caras] = await ctx.db.select().from(postReactions).where(eq(postReactions.postId, id));
    const boostId = caras?.id ?? "";
    expect((await done(boostId, "reblog")).reblog).toMatchObject({ id, reblogs_count: 2 });
    expect(await done(boostId, "favourite")).toMatchObject({ id, favourited: true });
    expect(await done(boostId, "unreblog")).toMatchObject({ id, reblogs_count: 1 });
    const answer = await request("/api/v1/statuses", { json: { status: "Ja", in_reply_to_id: boostId }, token });
    expect(statusSchema.parse(await answer.json()).in_reply_to_id).toBe(id);
  });

  test("deleting one's own boost takes it back, deleting somebody else's is not possible", async () => {
    const { id } = await publishPost(ctx, bela, { text: "Noch eins" });
    const boost = await done(id, "reblog");
    const remove = (as: string) => request(`/api/v1/statuses/${boost.id}`, { method: "DELETE", token: as });
    expect((await remove(await tokenOf(ctx, cara))).status).toBe(404);
    expect((await remove(token)).status).toBe(200);
    expect(await done(id, "unfavourite")).toMatchObject({ reblogged: false, reblogs_count: 0 });
  });

  test("T061 what only some may read is boosted by nobody but its author, for the same readers", async () => {
    const few = await publishPost(ctx, bela, { text: "Für Follower", visibility: "followers" });
    await insertFollow(ctx, anna.actorId, bela.actorId);
    expect((await act(few.id, "reblog")).status).toBe(403);
    const direct = await publishPost(ctx, anna, { text: "An @bela", visibility: "direct" });
    expect((await act(direct.id, "reblog")).status).toBe(403);
    const own = await publishPost(ctx, anna, { text: "Für meine", visibility: "followers" });
    expect(await done(own.id, "reblog", { visibility: "public" })).toMatchObject({ visibility: "private" });
    const [told] = (await outgoing(ctx)).filter(({ type }) => type === "Announce").slice(-1);
    expect(told?.activity).toMatchObject({ to: [`${actorUri(anna)}/followers`], cc: [] });
    expect(JSON.stringify(told)).not.toContain("Public");
    await ctx.db.delete(follows).where(eq(follows.followerId, anna.actorId));
  });

  test("a boost for followers is seen by them, by whoever boosted and by whom it boosts, by nobody else", async () => {
    const caras = await tokenOf(ctx, cara);
    const open = await publishPost(ctx, bela, { text: "Für alle, leise geteilt" });
    for (const visibility of ["direct", "nonsense"]) {
      expect((await act(open.id, "reblog", { visibility })).status).toBe(422);
    }
    expect(await ctx.db.$count(postReactions, eq(postReactions.postId, open.id))).toBe(0);
    const boost = await done(open.id, "reblog", { visibility: "private" });
    expect(boost).toMatchObject({ visibility: "private", reblog: { id: open.id, visibility: "public" } });
    const [told] = (await outgoing(ctx)).filter(({ type }) => type === "Announce").slice(-1);
    expect(told?.activity).toMatchObject({ to: [`${actorUri(anna)}/followers`], cc: [actorUri(bela)] });
    const seenBy = async (as?: string) => {
      const [one, list, boosters] = await Promise.all(
        [
          `/api/v1/statuses/${boost.id}`,
          `/api/v1/accounts/${anna.actorId}/statuses`,
          `/api/v1/statuses/${open.id}/reblogged_by`,
        ].map((path) => request(path, as === undefined ? {} : { token: as })),
      );
      const ids = ((await list!.json()) as { id: string }[]).map(({ id }) => id);
      const names = ((await boosters!.json()) as { id: string }[]).map(({ id }) => id);
      return [one?.status, ids.includes(boost.id), names.includes(anna.actorId)];
    };
    expect(await seenBy(token)).toEqual([200, true, true]);
    expect(await seenBy(await tokenOf(ctx, bela))).toEqual([200, true, true]);
    expect(await seenBy(caras)).toEqual([404, false, false]);
    expect(await seenBy()).toEqual([404, false, false]);
    await insertFollow(ctx, cara.actorId, anna.actorId);
    expect(await seenBy(caras)).toEqual([200, true, true]);
    const home = (await (await request("/api/v1/timelines/home", { token: caras })).json()) as { id: string }[];
    expect(home.map(({ id }) => id)).toContain(boost.id);
    await ctx.db.delete(follows).where(eq(follows.followerId, cara.actorId));
    await done(open.id, "unreblog");
    const [undone] = (await outgoing(ctx)).filter(({ type }) => type === "Undo").slice(-1);
    expect(JSON.stringify(undone?.activity)).not.toContain("Public");
  });

  test("no boost is told to more than may find its post; unsaid it is as the member has set it", async () => {
    const quiet = await publishPost(ctx, bela, { text: "Nicht gelistet", visibility: "unlisted" });
    expect(await done(quiet.id, "reblog", { visibility: "public" })).toMatchObject({ visibility: "unlisted" });
    const open = await publishPost(ctx, bela, { text: "Offen" });
    const carefully = await createMember(ctx, "karla");
    const as = await tokenOf(ctx, carefully);
    const source = { privacy: "private" };
    await request("/api/v1/accounts/update_credentials", { method: "PATCH", json: { source }, token: as });
    const boost = await request(`/api/v1/statuses/${open.id}/reblog`, { method: "POST", token: as });
    expect(statusSchema.parse(await boost.json())).toMatchObject({ visibility: "private" });
    // A boost for those named alone there is not: unsaid it is for the fewest, said it is refused.
    const few = { source: { privacy: "direct" } };
    await request("/api/v1/accounts/update_credentials", { method: "PATCH", json: few, token: as });
    const another = await publishPost(ctx, bela, { text: "Noch etwas" });
    const path = `/api/v1/statuses/${another.id}/reblog`;
    expect((await request(path, { method: "POST", json: { visibility: "direct" }, token: as })).status).toBe(422);
    const unsaid = await request(path, { method: "POST", token: as });
    expect(statusSchema.parse(await unsaid.json())).toMatchObject({ visibility: "private" });
  });
});

describe("muted conversations", () => {
  const toldOf = async (): Promise<(string | null)[]> => {
    const rows = await ctx.db.select().from(notifications).where(eq(notifications.recipientId, anna.actorId));
    return rows.map(({ postId }) => postId);
  };

  test("of a muted conversation nothing more is told: neither answers nor likes; until it is unmuted", async () => {
    const top = await publishPost(ctx, anna, { text: "Wer kommt?" });
    const first = await publishComment(ctx, bela, { postId: top.id, text: "Ich" });
    expect(await toldOf()).toContain(first.id);
    for (let n = 0; n < 2; n++) expect(await done(first.id, "mute")).toMatchObject({ id: first.id, muted: true });
    const second = await publishComment(ctx, cara, { postId: first.id, text: "Ich auch, @anna" });
    await react(ctx, cara, top.id, "like");
    await react(ctx, cara, top.id, "boost");
    const told = await toldOf();
    expect(told).not.toContain(second.id);
    expect(told).not.toContain(top.id);
    const elsewhere = await publishPost(ctx, bela, { text: "Anderes, @anna" });
    expect(await toldOf()).toContain(elsewhere.id);
    for (let n = 0; n < 2; n++) expect(await done(top.id, "unmute")).toMatchObject({ id: top.id, muted: false });
    const third = await publishComment(ctx, cara, { postId: top.id, text: "Und ich" });
    expect(await toldOf()).toContain(third.id);
  });

  test("it is muted for whoever did it alone", async () => {
    const top = await publishPost(ctx, bela, { text: "Gespräch, @anna" });
    await done(top.id, "mute");
    const answer = await publishComment(ctx, cara, { postId: top.id, text: "Hallo @anna" });
    const rows = await ctx.db.select().from(notifications).where(eq(notifications.postId, answer.id));
    expect(rows.map(({ recipientId }) => recipientId)).toEqual([bela.actorId]);
  });
});

describe("polls", () => {
  const ask = (options: object = {}) =>
    publishPost(ctx, bela, { text: "Wann?", poll: { options: ["Sa", "So", "Nie"], hours: 24, ...options } });
  const vote = (id: string, choices: unknown, as = token) =>
    request(`/api/v1/polls/${id}/votes`, { json: { choices }, token: as });

  test("a poll is read and voted in, once", async () => {
    const { id } = await ask();
    const before = pollSchema.parse(await (await request(`/api/v1/polls/${id}`, { token })).json());
    expect(before).toMatchObject({ id, voted: false, own_votes: [], votes_count: 0, expired: false });
    const voted = pollSchema.parse(await (await vote(id, ["1"])).json());
    expect(voted).toMatchObject({ voted: true, own_votes: [1], voters_count: 1 });
    expect(voted.options[1]).toEqual({ title: "So", votes_count: 1 });
    expect((await vote(id, ["0"])).status).toBe(422);
    const asNobody = pollSchema.parse(await (await request(`/api/v1/polls/${id}`)).json());
    expect(asNobody).toMatchObject({ voted: false, own_votes: [], votes_count: 1 });
  });

  test("several choices, sent as a form", async () => {
    const { id } = await ask({ multiple: true });
    const answer = await request(`/api/v1/polls/${id}/votes`, { form: { "choices[]": ["0", "2"] }, token });
    expect(pollSchema.parse(await answer.json())).toMatchObject({ own_votes: [0, 2], voters_count: 1, votes_count: 2 });
  });

  test.each([
    ["nothing", []],
    ["an empty text", [""]],
    ["what is no option", ["3"]],
    ["less than none", ["-1"]],
    ["half an option", ["0.5"]],
    ["text", ["x"]],
    ["too many", ["0", "1"]],
  ])("a vote for %s does not count", async (_what, choices) => {
    const { id } = await ask();
    expect((await vote(id, choices)).status).toBe(422);
    expect(pollSchema.parse(await (await request(`/api/v1/polls/${id}`, { token })).json()).votes_count).toBe(0);
  });

  test("an ended poll and one's own take no vote", async () => {
    const own = await publishPost(ctx, anna, { text: "Meine", poll: { options: ["a", "b"], hours: 1 } });
    expect((await vote(own.id, ["0"])).status).toBe(422);
    const { id } = await ask({ hours: 1 });
    ctx.advance(3_600_000);
    expect((await vote(id, ["0"])).status).toBe(422);
    expect(pollSchema.parse(await (await request(`/api/v1/polls/${id}`, { token })).json()).expired).toBe(true);
  });

  test("what is no poll, hidden or missing is not found", async () => {
    const plain = await publishPost(ctx, bela, { text: "Keine Umfrage" });
    const hidden = await publishPost(ctx, bela, {
      text: "@cara?",
      visibility: "direct",
      poll: { options: ["a", "b"], hours: 1 },
    });
    for (const id of [plain.id, hidden.id, "1", "9".repeat(30)]) {
      for (const answer of [await request(`/api/v1/polls/${id}`, { token }), await vote(id, ["0"])]) {
        expect([answer.status, await answer.json()]).toEqual([404, MISSING]);
      }
    }
  });
});

test("T183 nothing is done with what one may not see", async () => {
  const hidden = await hiddenPost();
  const deeds = ["favourite", "unfavourite", "reblog", "unreblog", "mute", "unmute"];
  for (const id of [hidden.id, "1", "9".repeat(30)]) {
    for (const deed of deeds) {
      const answer = await act(id, deed);
      expect([deed, answer.status, await answer.json()]).toEqual([deed, 404, MISSING]);
    }
  }
  expect(await ctx.db.$count(postReactions, eq(postReactions.postId, hidden.id))).toBe(0);
});

test("T162 each deed takes its own scope", async () => {
  const client = clientOf(site);
  const app = await client.register();
  const session = await sessionOf(ctx, anna);
  const { id } = await publishPost(ctx, bela, { text: "Scopes" });
  const needed = { favourite: "write:favourites", reblog: "write:statuses", mute: "write:mutes" };
  const tokens = await Promise.all(
    Object.values(needed).map(async (scope) => [scope, await client.logIn(app, session, { scope })] as const),
  );
  for (const [deed, scope] of Object.entries(needed)) {
    for (const [held, as] of tokens) {
      expect([deed, held, (await act(id, deed, {}, as)).status]).toEqual([deed, held, held === scope ? 200 : 403]);
    }
  }
});
