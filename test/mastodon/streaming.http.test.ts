import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { issueToken, revokeToken } from "../../src/features/accounts/tokens.usecases.ts";
import { requestFollow } from "../../src/features/follows/follows.usecases.ts";
import { blockActor, muteActor } from "../../src/features/follows/relations.usecases.ts";
import { suspend, targetOf } from "../../src/features/moderation/usecases/suspend.ts";
import { publishComment } from "../../src/features/posts/usecases/comment.ts";
import { deletePost } from "../../src/features/posts/usecases/delete.ts";
import { editPost } from "../../src/features/posts/usecases/edit.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { react, unreact } from "../../src/features/posts/usecases/react.ts";
import { decideQuote, endQuotes } from "../../src/features/quotes/quotes.store.ts";
import { postQuotes } from "../../src/features/quotes/quotes.table.ts";
import { EventListener } from "../../src/mastodon/streaming/events.ts";
import { streamHub } from "../../src/mastodon/streaming/hub.ts";
import type { Listener } from "../../src/mastodon/streaming/listener.ts";
import { addNews, emptyBatch } from "../../src/mastodon/streaming/news.ts";
import { passOn } from "../../src/mastodon/streaming/pass-on.ts";
import { MOST_WAITING_BYTES, SocketListener } from "../../src/mastodon/streaming/socket.ts";
import { readStream, type Stream } from "../../src/mastodon/streaming/streams.model.ts";
import { inTransaction } from "../../src/platform/ctx.ts";
import { countStatements } from "../support/counting.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, sessionOf, setUpDistrict, tokenOf } from "../support/people.ts";
import { insertActor, insertPost } from "../support/rows.ts";
import { clientOf } from "./clients.ts";
import { createStreams, type Listening } from "./listening.ts";
import { notificationSchema } from "./schemas/notifications.ts";
import { statusSchema } from "./schemas/status.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const site = createTestApp(ctx);
const { request } = site;
const streams = await createStreams(ctx);
const lead = await createMember(ctx, "lead", "admin");
let serial = 0;
let anna: Account;
let bela: Account;
let token: string;

beforeEach(async () => {
  serial += 1;
  anna = await createMember(ctx, `anna${serial}`);
  bela = await createMember(ctx, `bela${serial}`);
  token = await tokenOf(ctx, anna);
});

const listen = (stream: string, more: Record<string, string> = {}, as = token): Promise<Listening> =>
  streams.open({ query: { access_token: as, stream, ...more } });
const subscribe = (to: Listening, stream: string, more: Record<string, string> = {}): void =>
  to.socket.send(JSON.stringify({ type: "subscribe", stream, ...more }));
const statusIn = ({ payload }: { payload?: string }) => statusSchema.parse(JSON.parse(payload ?? ""));

describe("who may open a stream", () => {
  test("the token comes in a header, in the address, or as subprotocol, which is echoed also beside the address", async () => {
    const byHeader = await streams.open({ headers: { Authorization: `Bearer ${token}` } });
    const byProtocol = await streams.open({ protocol: token });
    const both = await streams.open({ protocol: token, query: { access_token: token } });
    const bare = await streams.open({ protocol: token, query: { access_token: "" } });
    expect([byHeader, byProtocol, both, bare].map(({ socket }) => socket.protocol)).toEqual(["", token, token, token]);
    for (const { socket } of [byHeader, byProtocol, both, bare]) socket.terminate();
  });

  test("T165 nobody without a token, with an unknown one, or without the scope", async () => {
    const client = clientOf(site);
    const app = await client.register();
    const session = await sessionOf(ctx, anna);
    const low = await client.logIn(app, session, { scope: "read:accounts" });
    const statuses = await client.logIn(app, session, { scope: "read:statuses" });
    const refused = (query: Record<string, string>) => streams.open({ query }).catch((error: Error) => error.message);
    expect(await refused({})).toBe("401");
    expect(await refused({ access_token: "falsch" })).toBe("401");
    expect(await refused({ access_token: await client.appToken(app), stream: "public" })).toBe("422");
    expect(await refused({ access_token: low, stream: "user" })).toBe("403");
    expect(await refused({ access_token: statuses, stream: "user:notification" })).toBe("403");
    expect(await refused({ access_token: token, stream: "garten" })).toBe("400");
    expect(await refused({ access_token: token, stream: "hashtag" })).toBe("400");
    const sse = await request(`/api/v1/streaming/user?access_token=${low}`);
    expect(sse.status).toBe(403);
  });

  test("T165 with read:statuses alone no notification is told", async () => {
    const client = clientOf(site);
    const low = await client.logIn(await client.register(), await sessionOf(ctx, anna), { scope: "read:statuses" });
    const open = await listen("user", {}, low);
    subscribe(open, "user:notification");
    await requestFollow(ctx, anna, bela.actorId);
    await publishPost(ctx, bela, { text: `Hallo @anna${serial}` });
    await open.next("update");
    expect(open.frames.map(({ event }) => event)).toEqual(["update"]);
    expect(open.said).toEqual([{ error: "Access token does not have the required scopes", status: 401 }]);
    open.socket.terminate();
  });

  test("a member has at most twelve open", async () => {
    const open = await Promise.all(Array.from({ length: 12 }, () => listen("user")));
    await expect(listen("user")).rejects.toThrow("429");
    expect((await request("/api/v1/streaming/user", { token })).status).toBe(429);
    for (const { socket } of open) socket.terminate();
  });
});

describe("what is told", () => {
  test("posts of whom one follows, edited, and gone: on the own stream, in the frames that clients know", async () => {
    await requestFollow(ctx, anna, bela.actorId);
    const open = await listen("user");
    const { id } = await publishPost(ctx, bela, { text: "Suppe für alle" });
    const update = await open.next("update");
    expect(update.stream).toEqual(["user"]);
    expect(statusIn(update)).toMatchObject({ id, account: { id: bela.actorId }, favourited: false });
    ctx.advance(2_000);
    await editPost(ctx, bela, id, { text: "Suppe und Brot für alle" });
    expect(statusIn(await open.next("status.update")).content).toContain("Suppe und Brot");
    await deletePost(ctx, bela, id);
    expect(await open.next("delete")).toEqual({ stream: ["user"], event: "delete", payload: id });
    open.socket.terminate();
  });

  test("notifications, on the own stream and on that of notifications alone", async () => {
    const { id } = await publishPost(ctx, anna, { text: "Wer hat eine Leiter?" });
    const [own, alone] = [await listen("user"), await listen("user:notification")];
    await react(ctx, bela, id, "like");
    for (const open of [own, alone]) {
      const frame = await open.next("notification");
      expect(notificationSchema.parse(JSON.parse(frame.payload ?? ""))).toMatchObject({
        type: "favourite",
        account: { id: bela.actorId },
        status: { id },
      });
      open.socket.terminate();
    }
    expect(alone.frames.map(({ stream }) => stream)).toEqual([["user:notification"]]);
  });

  test("boosts of whom one follows, as statuses of their own", async () => {
    const { id } = await publishPost(ctx, lead, { text: "Bitte weitersagen" });
    await requestFollow(ctx, anna, bela.actorId);
    const open = await listen("user");
    await react(ctx, bela, id, "boost");
    const update = statusIn(await open.next("update"));
    expect(update).toMatchObject({ account: { id: bela.actorId }, reblog: { id } });
    const others = await listen("user", {}, await tokenOf(ctx, lead));
    await unreact(ctx, bela, id, "boost");
    expect(await open.next("delete")).toEqual({ stream: ["user"], event: "delete", payload: update.id });
    await react(ctx, bela, id, "boost");
    await deletePost(ctx, lead, id);
    expect(await others.next("delete")).toEqual({ stream: ["user"], event: "delete", payload: id });
    expect((await open.next("delete", 2)).payload).toBe(id);
    expect(others.frames.filter(({ event }) => event === "delete")).toHaveLength(1);
    for (const { socket } of [open, others]) socket.terminate();
  });

  test("boosts of an answer that does not stand there itself; not of what was there a moment ago", async () => {
    const carl = await createMember(ctx, `carl${serial}`);
    for (const { actorId } of [bela, carl]) await requestFollow(ctx, anna, actorId);
    const strange = await publishPost(ctx, lead, { text: "Wer hat eine Leiter?" });
    const answer = await publishComment(ctx, bela, { postId: strange.id, text: "Ich habe eine." });
    const open = await listen("user");
    const post = await publishPost(ctx, bela, { text: "Und einen Eimer." });
    await open.next("update");
    await react(ctx, carl, post.id, "boost");
    await react(ctx, carl, answer.id, "boost");
    expect(statusIn(await open.next("update", 2))).toMatchObject({
      account: { id: carl.actorId },
      reblog: { id: answer.id },
    });
    open.socket.terminate();
  });

  test("public streams, ours and others', pictures, and hashtags; one socket for all, subscribed and left by messages", async () => {
    const open = await streams.open({ protocol: token });
    for (const stream of ["public", "public:local", "public:remote", "public:media"]) subscribe(open, stream);
    subscribe(open, "hashtag", { tag: "Garten" });
    subscribe(open, "blume");
    open.socket.send("kein json");
    const local = await publishPost(ctx, bela, { text: "Beete #garten" });
    await open.next("update", 3);
    const karim = await insertActor(ctx, { host: "post.test", handle: `karim${serial}` });
    const remote = await insertPost(ctx, karim, { content: "<p>Leiter</p>" });
    await open.next("update", 5);
    const seen = open.frames.map(({ stream, payload }) => [stream, JSON.parse(payload ?? "").id]);
    expect(seen.slice(0, 3)).toEqual(
      expect.arrayContaining([
        [["public"], local.id],
        [["public:local"], local.id],
        [["hashtag", "Garten"], local.id],
      ]),
    );
    expect(seen.slice(3)).toEqual(
      expect.arrayContaining([
        [["public"], remote.id],
        [["public:remote"], remote.id],
      ]),
    );
    expect(open.said).toEqual([
      { error: "Unknown stream type", status: 400 },
      { error: "Unknown stream type", status: 400 },
    ]);
    for (const stream of ["public", "public:remote"]) {
      open.socket.send(JSON.stringify({ type: "unsubscribe", stream }));
    }
    await publishPost(ctx, bela, { text: "Und Bohnen" });
    const last = await open.next("update", 6);
    expect(last.stream).toEqual(["public:local"]);
    open.socket.terminate();
  });

  test("a hashtag is named in frames as the client typed it, since masto passes over all others", async () => {
    const open = await streams.open({ protocol: token });
    const typed = "G\u0061\u0308rten";
    subscribe(open, "hashtag", { tag: typed });
    subscribe(open, "hashtag:local", { tag: "#Gärten" });
    await publishPost(ctx, bela, { text: "Beete #gärten" });
    await open.next("update", 2);
    expect(open.frames.map(({ stream }) => stream)).toEqual([
      ["hashtag", typed],
      ["hashtag:local", "#Gärten"],
    ]);
    open.socket.send(JSON.stringify({ type: "unsubscribe", stream: "hashtag", tag: "gärten" }));
    await publishPost(ctx, bela, { text: "Noch einmal #gärten" });
    expect((await open.next("update", 3)).stream).toEqual(["hashtag:local", "#Gärten"]);
    open.socket.terminate();
  });

  test("what becomes of a quote: apps would show it as waiting for ever", async () => {
    const { id, uri } = await publishPost(ctx, lead, { text: "Zum Zitieren" });
    const karim = await insertActor(ctx, { host: "post.test", handle: `zitat${serial}` });
    const quoting = await insertPost(ctx, karim, { content: "<p>Seht her</p>" });
    const stampUri = `${uri}#${serial}`;
    const quote = { postId: quoting.id, quotedUri: uri, quotedId: null, stampUri, state: "unchecked" as const };
    await ctx.db.insert(postQuotes).values(quote);
    const open = await listen("public");
    await decideQuote(ctx, quote, id, true);
    const allowed = statusIn(await open.next("status.update"));
    expect([allowed.id, allowed.quote]).toMatchObject([quoting.id, { state: "accepted", quoted_status: { id } }]);
    await inTransaction(ctx, (tx) => endQuotes(tx, stampUri, lead.actorId));
    const revoked = statusIn(await open.next("status.update", 2));
    expect([revoked.id, revoked.quote]).toMatchObject([quoting.id, { state: "revoked" }]);
    open.socket.terminate();
  });

  test("nothing that the viewer may not see: others' followers, direct messages, blocked people", async () => {
    const follower = await createMember(ctx, `carl${serial}`);
    await requestFollow(ctx, follower, bela.actorId);
    const [stranger, friend] = [await listen("user"), await listen("user", {}, await tokenOf(ctx, follower))];
    subscribe(stranger, "public");
    await publishPost(ctx, bela, { text: "Nur für Freund:innen", visibility: "followers" });
    const direct = await publishPost(ctx, bela, { text: `Für @carl${serial} allein`, visibility: "direct" });
    await friend.next("update", 2);
    await deletePost(ctx, bela, direct.id);
    await friend.next("delete");
    await blockActor(ctx, anna, bela.actorId);
    await publishPost(ctx, bela, { text: "Öffentlich" });
    await friend.next("update", 3);
    const own = await publishPost(ctx, anna, { text: "Eigenes" });
    expect(statusIn(await stranger.next("update")).id).toBe(own.id);
    expect(stranger.frames.filter(({ event }) => event === "delete")).toEqual([]);
    for (const { socket } of [stranger, friend]) socket.terminate();
  });

  test("answers to strangers stay out of the own stream, those to people one knows do not", async () => {
    await requestFollow(ctx, anna, bela.actorId);
    const strange = await publishPost(ctx, lead, { text: "Wer gießt?" });
    const known = await publishPost(ctx, bela, { text: "Wer kocht?" });
    const open = await listen("user");
    await publishComment(ctx, bela, { postId: strange.id, text: "Ich gieße." });
    const answer = await publishComment(ctx, bela, { postId: known.id, text: "Ich koche." });
    expect(statusIn(await open.next("update")).id).toBe(answer.id);
    open.socket.terminate();
  });

  test("answers to muted people stay out, and their boosts do not hide those of others", async () => {
    const [carl, dora] = [await createMember(ctx, `carl${serial}`), await createMember(ctx, `dora${serial}`)];
    for (const { actorId } of [bela, carl, dora]) await requestFollow(ctx, anna, actorId);
    const muted = await publishPost(ctx, carl, { text: "Wer singt?" });
    const strange = await publishPost(ctx, lead, { text: "Bitte weitersagen" });
    const open = await listen("user");
    await muteActor(ctx, anna, carl.actorId, null);
    await publishComment(ctx, bela, { postId: muted.id, text: "Ich singe." });
    await react(ctx, carl, strange.id, "boost");
    await react(ctx, dora, strange.id, "boost");
    expect(statusIn(await open.next("update"))).toMatchObject({
      account: { id: dora.actorId },
      reblog: { id: strange.id },
    });
    open.socket.terminate();
  });

  test("history that comes late is no news, changed filters are", async () => {
    const karim = await insertActor(ctx, { host: "post.test", handle: `kim${serial}` });
    const open = await listen("public");
    subscribe(open, "user");
    await insertPost(ctx, karim, { content: "<p>Alt</p>", publishedAt: new Date(ctx.now().getTime() - 7 * 3_600_000) });
    const made = await request("/api/v2/filters", { token, json: { title: "Laut", context: ["home"] } });
    expect(made.status).toBe(200);
    expect(await open.next("filters_changed")).toEqual({ stream: ["user"], event: "filters_changed" });
    expect(open.frames).toHaveLength(1);
    open.socket.terminate();
  });
});

describe("when it ends", () => {
  test("T166 with its token, with the account's suspension", async () => {
    const own = await issueToken(ctx, anna.accountId, { name: "test", scopes: ["read"] });
    const [ended, kept] = [await listen("user", {}, own.token), await listen("user")];
    await revokeToken(ctx, anna.accountId, own.id);
    expect(await ended.closed).toBe(1001);
    expect(kept.socket.readyState).toBe(kept.socket.OPEN);
    await suspend(ctx, await targetOf(ctx, lead, anna.actorId), "Werbung");
    expect(await kept.closed).toBe(1001);
  });

  test("also when the notice of it is lost", async () => {
    const own = await issueToken(ctx, anna.accountId, { name: "test", scopes: ["read"] });
    const open = await listen("user", {}, own.token);
    await ctx.db.transaction(async (tx) => {
      await tx.execute(sql`set local session_replication_role = replica`);
      await tx.execute(sql`update access_tokens set revoked_at = now() where id = ${own.id}`);
    });
    expect(await open.closed).toBe(1001);
  });

  test("a lost connection to the database is taken up again; what happened meanwhile is not told", async () => {
    const open = await listen("user");
    await ctx.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query ilike 'listen%'`;
    await expect
      .poll(
        async () => {
          await publishPost(ctx, anna, { text: "Noch da?" });
          return open.frames.length;
        },
        { timeout: 15_000 },
      )
      .toBeGreaterThan(0);
    open.socket.terminate();
  });

  test("however often the database failed, everything is heard once: a burst would not fit else", async () => {
    const place = await createTestCtx();
    await setUpDistrict(place);
    const dora = await createMember(place, "dora");
    const opened = await createStreams(place);
    await place.sql`alter table stream_watches rename to away`;
    for (let count = 0; count < 300; count += 1) await expect(streamHub(place).admit(dora)).rejects.toThrow();
    await place.sql`alter table away rename to stream_watches`;
    const open = await opened.open({ query: { access_token: await tokenOf(place, dora), stream: "public" } });
    await inTransaction(place, async (tx) => {
      for (let count = 0; count < 5; count += 1) {
        await insertPost(tx, { id: dora.actorId, local: true, host: "heslach.test" });
      }
    });
    await open.next("update", 5);
    open.socket.terminate();
  });

  test("whoever does not answer a ping, or does not read, is cut off", async () => {
    const calls: string[] = [];
    const socket = {
      ...{ OPEN: 1, readyState: 1, bufferedAmount: 0 },
      on: () => {},
      ping: () => calls.push("ping"),
      send: () => calls.push("send"),
      terminate: () => calls.push("terminate"),
    };
    const opening = { viewer: anna, tokenId: "1", scopes: new Set(["read"]), stream: null, isThere: async () => true };
    const listener = new SocketListener(socket as never, opening);
    listener.beat();
    listener.beat();
    socket.bufferedAmount = MOST_WAITING_BYTES + 1;
    listener.send({ kind: "user", which: "" }, "update", "x");
    expect(calls).toEqual(["ping", "terminate", "terminate"]);
  });
});

describe("server-sent events", () => {
  test("say at once that they are open, then what happens, without anything in between that gathers", async () => {
    await requestFollow(ctx, anna, bela.actorId);
    const answer = await request("/api/v1/streaming/user", { token });
    expect(answer.headers.get("Content-Type")).toBe("text/event-stream");
    expect(answer.headers.get("X-Accel-Buffering")).toBe("no");
    const reader = (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toBe(":)\n");
    const { id } = await publishPost(ctx, bela, { text: "Suppe" });
    const { value = "" } = await reader.read();
    const [, event, data] = /^event: (.+)\ndata: (.+)\n\n$/.exec(value) ?? [];
    expect(event).toBe("update");
    expect(statusSchema.parse(JSON.parse(data ?? "")).id).toBe(id);
    await reader.cancel();
  });

  test("end with the token; a client that does not read is cut off", async () => {
    const own = await issueToken(ctx, anna.accountId, { name: "test", scopes: ["read"] });
    const answer = await request("/api/v1/streaming?stream=public", { token: own.token });
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    await revokeToken(ctx, anna.accountId, own.id);
    expect((await reader.read()).done).toBe(true);
    const ended: Listener[] = [];
    const stream: Stream = { kind: "public", which: "" };
    const opening = { viewer: anna, tokenId: "1", scopes: new Set(["read"]), stream, isThere: async () => true };
    const slow = new EventListener(opening, stream, (one) => ended.push(one));
    for (let count = 0; count < 3; count += 1) slow.send(stream, "update", "x".repeat(600_000));
    expect(ended).toEqual([slow]);
    await expect(slow.body.getReader().read()).rejects.toThrow();
  });

  test("whoever asks only for the head keeps none of the member's streams occupied", async () => {
    for (let count = 0; count < 13; count += 1) {
      const head = await request("/api/v1/streaming/user", { method: "HEAD", token });
      expect([head.status, head.headers.get("Content-Type")]).toEqual([200, "text/event-stream"]);
    }
    const answer = await request("/api/v1/streaming/user", { token });
    expect(answer.status).toBe(200);
    await answer.body?.cancel();
  });

  test("every stream has its address; whether it works is asked without a token", async () => {
    expect(await (await request("/api/v1/streaming/health")).text()).toBe("OK");
    for (const path of ["user/notification", "public/local", "public/remote", "hashtag?tag=garten"]) {
      const answer = await request(`/api/v1/streaming/${path}`, { token });
      expect(answer.status, path).toBe(200);
      await answer.body?.cancel();
    }
    expect((await request("/api/v1/streaming/hashtag", { token })).status).toBe(400);
  });
});

test("a burst costs no more statements than one post, and who gets nothing costs none", async () => {
  const counting = countStatements(ctx);
  const stream = readStream({ stream: "public" }) as Stream;
  const listenerOf = (viewer: Account, kind: string, sent: string[]): Listener => ({
    ...{ viewer, tokenId: "1", hearsNotifications: true, streams: new Map([[kind, { ...stream, kind }]]) },
    send: (_, event) => sent.push(event),
    beat: () => {},
    end: () => {},
  });
  const costs = async (count: number): Promise<[number, number]> => {
    const batch = emptyBatch();
    for (let index = 0; index < count; index += 1) {
      addNews(batch, { what: "post", postId: (await publishPost(ctx, bela, { text: `Nummer ${index}` })).id });
    }
    const sent: string[] = [];
    counting.reset();
    await passOn(counting, [listenerOf(anna, "public", sent), listenerOf(lead, "user", sent)], batch);
    return [sent.length, counting.statements.length];
  };
  // The first time some things are not remembered yet.
  await costs(1);
  const [, one] = await costs(1);
  expect(await costs(6)).toEqual([6, one]);
});
