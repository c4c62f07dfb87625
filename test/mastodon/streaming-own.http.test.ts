import { beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { issueToken, revokeToken } from "../../src/features/accounts/tokens.usecases.ts";
import { requestFollow } from "../../src/features/follows/follows.usecases.ts";
import { createGroup } from "../../src/features/groups/usecases/create.ts";
import { joinGroup } from "../../src/features/groups/usecases/membership.ts";
import { openThread } from "../../src/features/groups/usecases/post.ts";
import { addToList, createList, deleteList } from "../../src/features/lists/lists.usecases.ts";
import { suspend, targetOf } from "../../src/features/moderation/usecases/suspend.ts";
import { publishComment } from "../../src/features/posts/usecases/comment.ts";
import { deletePost } from "../../src/features/posts/usecases/delete.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { react } from "../../src/features/posts/usecases/react.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, setUpDistrict, tokenOf } from "../support/people.ts";
import { createStreams, type Frame, type Listening } from "./listening.ts";
import { conversationSchema } from "./schemas/people.ts";
import { statusesSchema, statusSchema } from "./schemas/status.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const { request } = createTestApp(ctx);
const streams = await createStreams(ctx);
const lead = await createMember(ctx, "lead", "admin");
let serial = 0;
let anna: Account;
let bela: Account;
let carl: Account;
let token: string;

beforeEach(async () => {
  serial += 1;
  [anna, bela, carl] = [await member("anna"), await member("bela"), await member("carl")];
  token = await tokenOf(ctx, anna);
});

const member = (name: string): Promise<Account> => createMember(ctx, `${name}${serial}`);
const listen = (stream: string, more: Record<string, string> = {}, as = token): Promise<Listening> =>
  streams.open({ query: { access_token: as, stream, ...more } });
const statusIn = ({ payload }: Frame) => statusSchema.parse(JSON.parse(payload ?? ""));
const talkIn = ({ payload }: Frame) => conversationSchema.parse(JSON.parse(payload ?? ""));

/** A list of anna's, with those in it whom she then follows. */
async function listOf(people: readonly Account[], more: object = {}) {
  const list = await createList(ctx, anna, { title: "Nachbarn", ...more });
  for (const { actorId } of people) await requestFollow(ctx, anna, actorId);
  await addToList(
    ctx,
    anna,
    list.id,
    people.map(({ actorId }) => actorId),
  );
  return list;
}

describe("the stream of a list", () => {
  test("has what those in it write and boost, and not what others do whom one follows", async () => {
    const list = await listOf([bela]);
    await requestFollow(ctx, anna, carl.actorId);
    const strange = await publishPost(ctx, lead, { text: "Bitte weitersagen" });
    const open = await listen("list", { list: list.id });
    await publishPost(ctx, carl, { text: "Nicht in der Liste" });
    const { id } = await publishPost(ctx, bela, { text: "Suppe für alle" });
    const frame = await open.next("update");
    expect([frame.stream, statusIn(frame).id]).toEqual([["list", list.id], id]);
    await react(ctx, carl, strange.id, "boost");
    await react(ctx, bela, strange.id, "boost");
    expect(statusIn(await open.next("update", 2))).toMatchObject({
      account: { id: bela.actorId },
      reblog: { id: strange.id },
    });
    await deletePost(ctx, bela, id);
    expect(await open.next("delete")).toMatchObject({ stream: ["list", list.id], payload: id });
    open.socket.terminate();
  });

  test("has answers as its policy says, and always those to the reader and to oneself", async () => {
    const people = [bela, carl];
    const lists = [
      await listOf(people, { replies: "none" }),
      await listOf(people, { replies: "list" }),
      await listOf(people, { replies: "followed" }),
    ];
    const dora = await member("dora");
    await requestFollow(ctx, anna, dora.actorId);
    const inList = await publishPost(ctx, carl, { text: "Wer kocht?" });
    const followed = await publishPost(ctx, dora, { text: "Wer gießt?" });
    const strange = await publishPost(ctx, lead, { text: "Wer putzt?" });
    const own = await publishPost(ctx, anna, { text: "Wer hilft?" });
    const open = await streams.open({ query: { access_token: token } });
    for (const { id } of lists) open.socket.send(JSON.stringify({ type: "subscribe", stream: "list", list: id }));
    await publishComment(ctx, bela, { postId: strange.id, text: "Ich putze." });
    const toList = await publishComment(ctx, bela, { postId: inList.id, text: "Ich koche." });
    const toFollowed = await publishComment(ctx, bela, { postId: followed.id, text: "Ich gieße." });
    const toReader = await publishComment(ctx, bela, { postId: own.id, text: "Ich helfe." });
    const last = await publishPost(ctx, bela, { text: "Fertig" });
    const more = await publishComment(ctx, bela, { postId: last.id, text: "Ganz fertig" });
    await open.next("update", 12);
    const seen = lists.map(({ id }) =>
      open.frames.filter(({ stream }) => stream[1] === id).map((frame) => statusIn(frame).id),
    );
    const always = [toReader.id, last.id, more.id];
    expect(seen).toEqual([always, [toList.id, ...always], [toList.id, toFollowed.id, ...always]]);
    open.socket.terminate();
  });

  test("whoever is in an exclusive list is not heard at home", async () => {
    const list = await listOf([bela], { exclusive: true });
    await requestFollow(ctx, anna, carl.actorId);
    const strange = await publishPost(ctx, lead, { text: "Bitte weitersagen" });
    const [home, own] = [await listen("user"), await listen("list", { list: list.id })];
    const { id } = await publishPost(ctx, bela, { text: "Nur in der Liste" });
    expect(statusIn(await own.next("update")).id).toBe(id);
    await react(ctx, bela, strange.id, "boost");
    await own.next("update", 2);
    const other = await publishPost(ctx, carl, { text: "Zu Hause" });
    expect(statusIn(await home.next("update")).id).toBe(other.id);
    for (const { socket } of [home, own]) socket.terminate();
  });

  test("nor are the threads of a group in one, there or in the timeline", async () => {
    const group = await createGroup(ctx, bela, { name: "Chor", handle: `chor${serial}`, about: "", mode: "open" });
    await joinGroup(ctx, anna, group);
    const list = await createList(ctx, anna, { title: "Gruppen", exclusive: true });
    await addToList(ctx, anna, list.id, [group.actor.id]);
    const [home, own] = [await listen("user"), await listen("list", { list: list.id })];
    const thread = await openThread(ctx, bela, group, { text: "Probe am Montag" });
    expect(statusIn(await own.next("update")).id).toBe(thread.id);
    const { id } = await publishPost(ctx, anna, { text: "Zu Hause" });
    expect(statusIn(await home.next("update")).id).toBe(id);
    const at = async (path: string) =>
      statusesSchema.parse(await (await request(path, { token })).json()).map((status) => status.id);
    expect(await at("/api/v1/timelines/home")).toEqual([id]);
    expect(await at(`/api/v1/timelines/list/${list.id}`)).toEqual([thread.id]);
    for (const { socket } of [home, own]) socket.terminate();
  });

  test("T183 another's list is refused like one that does not exist, and one that is deleted says nothing more", async () => {
    const list = await listOf([bela]);
    const bens = await tokenOf(ctx, bela);
    for (const id of [list.id, "987654321"]) {
      await expect(listen("list", { list: id }, bens)).rejects.toThrow("404");
      expect((await request(`/api/v1/streaming/list?list=${id}`, { token: bens })).status).toBe(404);
    }
    for (const id of ["", "x"]) await expect(listen("list", { list: id })).rejects.toThrow("400");
    const open = await streams.open({ query: { access_token: bens } });
    for (const id of [list.id, "987654321", "x"]) {
      open.socket.send(JSON.stringify({ type: "subscribe", stream: "list", list: id }));
    }
    open.socket.send(JSON.stringify({ type: "subscribe", stream: "user" }));
    await publishPost(ctx, bela, { text: "Eigenes" });
    expect((await open.next("update")).stream).toEqual(["user"]);
    expect(open.said).toEqual([
      { error: "Record not found", status: 404 },
      { error: "Record not found", status: 404 },
      { error: "Unknown stream type", status: 400 },
    ]);
    const own = await listen("list", { list: list.id });
    await deleteList(ctx, anna, list.id);
    await publishPost(ctx, bela, { text: "Niemand hört es hier" });
    await open.next("update", 2);
    expect(own.frames).toEqual([]);
    for (const { socket } of [open, own]) socket.terminate();
  });
});

describe("the stream of direct messages", () => {
  test("says what the conversation is now: when somebody writes, it is read elsewhere, or a message goes", async () => {
    const [hers, his, others] = [
      await listen("direct"),
      await listen("direct", {}, await tokenOf(ctx, bela)),
      await listen("direct", {}, await tokenOf(ctx, carl)),
    ];
    const first = await publishPost(ctx, bela, { text: `Hallo @anna${serial}`, visibility: "direct" });
    const frame = await hers.next("conversation");
    expect(frame.stream).toEqual(["direct"]);
    expect(talkIn(frame)).toMatchObject({ id: first.id, unread: true, last_status: { id: first.id } });
    expect(talkIn(frame).accounts.map(({ id }) => id)).toEqual([bela.actorId]);
    expect(talkIn(await his.next("conversation"))).toMatchObject({ id: first.id, unread: false });
    await request(`/api/v1/conversations/${first.id}/read`, { method: "POST", token });
    expect(talkIn(await hers.next("conversation", 2))).toMatchObject({ id: first.id, unread: false });
    const answer = await publishComment(ctx, anna, { postId: first.id, text: "Guten Tag" });
    expect(talkIn(await his.next("conversation", 2)).last_status?.id).toBe(answer.id);
    await request(`/api/v1/conversations/${first.id}/unread`, { method: "POST", token });
    expect(talkIn(await hers.next("conversation", 4))).toMatchObject({ id: first.id, unread: true });
    await deletePost(ctx, anna, answer.id);
    expect(talkIn(await his.next("conversation", 3)).last_status?.id).toBe(first.id);
    expect(hers.frames.every(({ event }) => event === "conversation")).toBe(true);
    const open = await publishPost(ctx, carl, { text: `Für alle, auch @anna${serial}` });
    const own = await publishPost(ctx, carl, { text: `An @lead`, visibility: "direct" });
    expect(talkIn(await others.next("conversation"))).toMatchObject({ id: own.id });
    expect(others.frames).toHaveLength(1);
    expect(hers.frames.some(({ payload }) => payload?.includes(open.id))).toBe(false);
    for (const { socket } of [hers, his, others]) socket.terminate();
  });

  test("both have addresses of their own for server-sent events", async () => {
    const list = await listOf([bela]);
    for (const [path, event] of [
      [`list?list=${list.id}`, "update"],
      ["direct", "conversation"],
    ]) {
      const answer = await request(`/api/v1/streaming/${path}`, { token });
      const reader = (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
      await reader.read();
      await publishPost(ctx, bela, { text: `Für @anna${serial}`, visibility: "direct" });
      expect((await reader.read()).value).toMatch(new RegExp(`^event: ${event}\n`));
      await reader.cancel();
    }
  });

  test("T166 both end with the token and with the account's suspension", async () => {
    const list = await listOf([bela]);
    const own = await issueToken(ctx, anna.accountId, { name: "test", scopes: ["read"] });
    const ended = [await listen("direct", {}, own.token), await listen("list", { list: list.id }, own.token)];
    const kept = [await listen("direct"), await listen("list", { list: list.id })];
    await revokeToken(ctx, anna.accountId, own.id);
    expect(await Promise.all(ended.map(({ closed }) => closed))).toEqual([1001, 1001]);
    expect(kept.map(({ socket }) => socket.readyState)).toEqual([1, 1]);
    await suspend(ctx, await targetOf(ctx, lead, anna.actorId), "Werbung");
    expect(await Promise.all(kept.map(({ closed }) => closed))).toEqual([1001, 1001]);
  });
});
