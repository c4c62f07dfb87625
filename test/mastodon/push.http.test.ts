import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { requestFollow } from "../../src/features/follows/follows.usecases.ts";
import { suspend, targetOf } from "../../src/features/moderation/usecases/suspend.ts";
import { deletePost } from "../../src/features/posts/usecases/delete.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { react } from "../../src/features/posts/usecases/react.ts";
import { sendPush } from "../../src/mastodon/push/send.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createNetwork } from "../support/network.ts";
import { createMember, sessionOf, setUpDistrict } from "../support/people.ts";
import { type App, clientOf } from "./clients.ts";
import { createReceiver, readVapid } from "./push-receiver.ts";
import { notificationSchema } from "./schemas/notifications.ts";
import { pushSchema } from "./schemas/push.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const site = createTestApp(ctx);
const { request } = site;
const client = clientOf(site);
const network = createNetwork(ctx);
const lead = await createMember(ctx, "lead", "admin");
const notificationsSchema = z.array(notificationSchema);
const PATH = "/api/v1/push/subscription";
let serial = 0;
let app: App;
let anna: Account;
let bela: Account;
let token: string;
let phone: Awaited<ReturnType<typeof createReceiver>>;

beforeEach(async () => {
  serial += 1;
  anna = await createMember(ctx, `anna${serial}`);
  bela = await createMember(ctx, `bela${serial}`);
  app = await client.register();
  token = await client.logIn(app, await sessionOf(ctx, anna), { scope: "read write push" });
  phone = await createReceiver(network, `push${serial}.test`);
});

const ALL = { mention: true, favourite: true, follow: true, reblog: true, poll: true };
const subscribe = (more: Record<string, unknown> = {}, data: Record<string, unknown> = { alerts: ALL }, as = token) =>
  request(PATH, { token: as, json: { subscription: { ...phone.subscription, ...more }, data } });
const jobs = async (): Promise<string[]> => {
  const rows = await ctx.sql<
    { id: string; payload: string }[]
  >`delete from jobs where queue = 'push' returning id, payload`;
  return rows.toSorted((a, b) => Number(a.id) - Number(b.id)).map(({ payload }) => payload);
};
/** Pushes what waits. */
const pushAll = async (): Promise<number> => {
  const waiting = await jobs();
  for (const payload of waiting) await sendPush(ctx, payload);
  return waiting.length;
};

describe("the subscription of a token", () => {
  test("is made from a form with brackets or from JSON, read, chosen anew and ended", async () => {
    expect((await request(PATH, { token })).status).toBe(404);
    const { endpoint, keys } = phone.subscription;
    const form = {
      "subscription[endpoint]": endpoint,
      "subscription[keys][p256dh]": keys.p256dh,
      "subscription[keys][auth]": `${keys.auth}==`,
      "data[alerts][mention]": "true",
      "data[alerts][follow]": "0",
      "data[policy]": "followed",
    };
    const made = pushSchema.parse(await (await request(PATH, { token, form })).json());
    expect(made).toMatchObject({ endpoint, standard: false, policy: "followed", server_key: app.vapid_key });
    expect(Object.entries(made.alerts).filter(([, wanted]) => wanted)).toEqual([["mention", true]]);
    const chosen = await request(PATH, { token, method: "PUT", json: { data: { alerts: { follow: true } } } });
    const after = pushSchema.parse(await chosen.json());
    expect(after).toMatchObject({ id: made.id, policy: "followed", alerts: { mention: false, follow: true } });
    expect(pushSchema.parse(await (await request(PATH, { token })).json())).toEqual(after);
    const again = pushSchema.parse(await (await subscribe({ standard: true })).json());
    expect(again).toMatchObject({ standard: true, policy: "all" });
    expect(await ctx.sql`select 1 from push_subscriptions where actor_id = ${anna.actorId}`).toHaveLength(1);
    expect(await (await request(PATH, { token, method: "DELETE" })).json()).toEqual({});
    expect((await request(PATH, { token })).status).toBe(404);
    const none = await request(PATH, { token, method: "PUT", json: { data: { alerts: ALL } } });
    expect(none.status).toBe(404);
  });

  test("is nowhere that may not be asked, and has real keys", async () => {
    const { keys } = phone.subscription;
    for (const endpoint of [
      "http://push.example/x",
      "https://127.0.0.1/x",
      "https://[::1]/x",
      "https://10.1.2.3/x",
      "https://push.example:8443/x",
      "https://user@push.example/x",
      "javascript:alert(1)",
      "",
    ]) {
      expect((await subscribe({ endpoint })).status, endpoint).toBe(422);
    }
    expect((await subscribe({ keys: { ...keys, p256dh: keys.auth } })).status).toBe(422);
    expect((await subscribe({ keys: { ...keys, auth: "" } })).status).toBe(422);
    expect((await request(PATH, { token })).status).toBe(404);
  });

  test("T183 needs the scope push and is the token's own, also beside another of the same member", async () => {
    const session = await sessionOf(ctx, anna);
    const without = await client.logIn(app, session, { scope: "read write" });
    expect((await subscribe({}, {}, without)).status).toBe(403);
    expect((await request(PATH, { token: without })).status).toBe(403);
    expect((await request(PATH, { method: "DELETE" })).status).toBe(401);
    await subscribe();
    const other = await client.logIn(app, session, { scope: "push" });
    expect((await request(PATH, { token: other })).status).toBe(404);
    await request(PATH, { token: other, method: "DELETE" });
    expect((await request(PATH, { token })).status).toBe(200);
  });

  test("T168 keeps the token sealed", async () => {
    await subscribe();
    const [row] = await ctx.sql`select * from push_subscriptions where actor_id = ${anna.actorId}`;
    expect(JSON.stringify(row)).not.toContain(token);
    const kept = await ctx.sql`select value from kv where key = array['push', 'vapid']`;
    expect(JSON.parse(kept[0]?.value).v).toEqual({ publicKey: app.vapid_key, sealed: expect.stringMatching(/^v1\./) });
  });
});

describe("what is pushed", () => {
  test.each([
    ["the standard's encoding", true, "aes128gcm"],
    ["the older encoding, for apps that do not say", false, "aesgcm"],
  ])("reaches the app in %s, signed by this server's key", async (_, standard, encoding) => {
    await subscribe({ standard });
    const { id } = await publishPost(ctx, anna, { text: `Suppe für alle ${"und noch mehr ".repeat(20)}` });
    await react(ctx, bela, id, "like");
    expect(await pushAll()).toBe(1);
    const [got] = phone.received;
    expect(got?.headers).toMatchObject({ "content-encoding": encoding, ttl: String(48 * 3_600) });
    expect(readVapid(got?.headers ?? {}, app.vapid_key)).toMatchObject({
      aud: `https://push${serial}.test`,
      sub: ctx.origin,
    });
    const list = notificationsSchema.parse(await (await request("/api/v1/notifications", { token })).json());
    expect(got?.message).toEqual({
      access_token: token,
      preferred_locale: "de",
      notification_id: Number(list[0]?.id),
      notification_type: "favourite",
      icon: list[0]?.account.avatar,
      title: `bela${serial} gefällt, was Sie geschrieben haben`,
      body: expect.stringMatching(/^Suppe für alle und .*…$/),
    });
    expect(String(got?.message.body)).toHaveLength(140);
  });

  test("only what the app wants, of whom it wants", async () => {
    const { id } = await publishPost(ctx, anna, { text: "Wer hat eine Leiter?" });
    await subscribe({}, { alerts: { favourite: true }, policy: "followed" });
    await requestFollow(ctx, bela, anna.actorId);
    await react(ctx, bela, id, "like");
    await pushAll();
    expect(phone.received).toEqual([]);
    await requestFollow(ctx, anna, lead.actorId);
    await react(ctx, lead, id, "like");
    await pushAll();
    expect(phone.received.map(({ message }) => message.notification_type)).toEqual(["favourite"]);
    await request(PATH, { token, method: "PUT", json: { data: { alerts: { reblog: true }, policy: "follower" } } });
    for (const who of [lead, bela]) await react(ctx, who, id, "boost");
    await pushAll();
    expect(phone.received.slice(1).map(({ message }) => message.title)).toEqual([
      expect.stringMatching(new RegExp(`^bela${serial} hat geteilt`)),
    ]);
    await request(PATH, { token, method: "PUT", json: { data: { alerts: ALL, policy: "none" } } });
    await publishPost(ctx, bela, { text: `Hallo @anna${serial}` });
    await pushAll();
    expect(phone.received).toHaveLength(2);
  });

  test("nothing that may not be seen any more, or is two days old", async () => {
    await subscribe();
    const gone = await publishPost(ctx, bela, { text: `Hallo @anna${serial}` });
    await deletePost(ctx, bela, gone.id);
    await publishPost(ctx, bela, { text: `Noch einmal, @anna${serial}` });
    const waiting = await jobs();
    expect(waiting).toHaveLength(2);
    await sendPush(ctx, waiting[0] ?? "");
    ctx.advance(49 * 3_600_000);
    await sendPush(ctx, waiting[1] ?? "");
    expect(phone.received).toEqual([]);
  });

  test("T166 nothing to a token that ended or an account that is suspended; the subscription is gone with it", async () => {
    const rows = () => ctx.sql`select 1 from push_subscriptions where actor_id = ${anna.actorId}`;
    await subscribe();
    await publishPost(ctx, bela, { text: `Hallo @anna${serial}` });
    const form = { token, client_id: app.client_id, client_secret: app.client_secret };
    expect((await request("/oauth/revoke", { form })).status).toBe(200);
    expect(await rows()).toHaveLength(0);
    await pushAll();
    token = await client.logIn(app, await sessionOf(ctx, anna), { scope: "push" });
    await subscribe();
    await publishPost(ctx, bela, { text: `Und noch einmal, @anna${serial}` });
    await suspend(ctx, await targetOf(ctx, lead, anna.actorId), "Werbung");
    await pushAll();
    expect(await rows()).toHaveLength(0);
    expect(phone.received).toEqual([]);
  });
});

describe("what the push service answers", () => {
  test.each([400, 403, 404, 410, 413])("%i ends the subscription", async (status) => {
    await subscribe();
    phone.answers.push({ status });
    await publishPost(ctx, bela, { text: `Hallo @anna${serial}` });
    await pushAll();
    expect((await request(PATH, { token })).status).toBe(404);
  });

  test.each([408, 429, 500, 503, 302])("%i is tried again, when it says so", async (status) => {
    await subscribe();
    phone.answers.push({ status, headers: { "Retry-After": "120", Location: "https://127.0.0.1/" } });
    await publishPost(ctx, bela, { text: `Hallo @anna${serial}` });
    const [payload = ""] = await jobs();
    await expect(sendPush(ctx, payload)).rejects.toMatchObject({ kind: "upstream", retryAfter: 120 });
    await sendPush(ctx, payload);
    expect(phone.received).toHaveLength(2);
  });
});
