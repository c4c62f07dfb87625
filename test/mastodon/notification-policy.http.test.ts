import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { requestFollow } from "../../src/features/follows/follows.usecases.ts";
import { blockActor } from "../../src/features/follows/relations.usecases.ts";
import { tell } from "../../src/features/follows/telling.store.ts";
import { heldSenders } from "../../src/features/notifications/policy.queries.ts";
import { changePolicy } from "../../src/features/notifications/usecases/hold-back.ts";
import { mailNews } from "../../src/features/notifications/usecases/mail-news.ts";
import { publishComment } from "../../src/features/posts/usecases/comment.ts";
import { deletePost } from "../../src/features/posts/usecases/delete.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { react } from "../../src/features/posts/usecases/react.ts";
import { requestEntities } from "../../src/mastodon/entities/notification-policy.ts";
import { sendPush } from "../../src/mastodon/push/send.ts";
import { countStatements } from "../support/counting.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createNetwork } from "../support/network.ts";
import { createMember, sessionOf, setUpDistrict, tokenOf } from "../support/people.ts";
import { insertActor, insertFollow } from "../support/rows.ts";
import { clientOf } from "./clients.ts";
import { createStreams } from "./listening.ts";
import { createReceiver } from "./push-receiver.ts";
import {
  groupedSchema,
  notificationSchema,
  policySchema,
  policyV1Schema,
  requestSchema,
  unreadSchema,
} from "./schemas/notifications.ts";
import { errorSchema } from "./schemas.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const site = createTestApp(ctx);
const { request } = site;
const network = createNetwork(ctx);
const streams = await createStreams(ctx);
const lead = await createMember(ctx, "lead", "admin");
const DAY_MS = 86_400_000;
const POLICY = "/api/v2/notifications/policy";
const REQUESTS = "/api/v1/notifications/requests";
let serial = 0;
let anna: Account;
let bela: Account;
let token: string;
let belas: string;

beforeEach(async () => {
  serial += 1;
  [anna, bela] = [await member("anna"), await member("bela")];
  [token, belas] = [await tokenOf(ctx, anna), await tokenOf(ctx, bela)];
});

const member = (name: string): Promise<Account> => createMember(ctx, `${name}${serial}`);
const choose = (json: object, method = "PATCH", path = POLICY) => request(path, { method, token, json });
const get = async <S extends z.ZodType>(path: string, schema: S, as = token): Promise<z.infer<S>> => {
  const answer = await request(path, { token: as });
  expect(answer.status, path).toBe(200);
  return schema.parse(await answer.json());
};
const list = (query = "") => get(`/api/v1/notifications${query}`, z.array(notificationSchema));
const grouped = (query = "") => get(`/api/v2/notifications${query}`, groupedSchema);
const requests = (query = "") => get(`${REQUESTS}${query}`, z.array(requestSchema));
const typesOf = (entries: readonly { type: string }[]): string[] => entries.map(({ type }) => type);
const write = (who: Account, text = "Hallo", visibility: "public" | "direct" = "public") =>
  publishPost(ctx, who, { text: `${text} @anna${serial}`, visibility });
const post = (path: string, as = token, json: object = {}) => request(path, { token: as, json });

describe("the policy", () => {
  test("is what neighbours expect until it is chosen; what is left out stays", async () => {
    const usual = await get(POLICY, policySchema);
    expect(usual).toEqual({
      for_not_following: "accept",
      for_not_followers: "accept",
      for_new_accounts: "accept",
      for_private_mentions: "accept",
      for_limited_accounts: "drop",
      summary: { pending_requests_count: 0, pending_notifications_count: 0 },
    });
    const changed = await choose({ for_not_following: "filter", for_limited_accounts: "accept" });
    expect(policySchema.parse(await changed.json())).toMatchObject({
      for_not_following: "filter",
      for_limited_accounts: "accept",
      for_new_accounts: "accept",
    });
    await choose({ for_new_accounts: "drop" }, "PUT");
    expect(await get(POLICY, policySchema)).toMatchObject({ for_not_following: "filter", for_new_accounts: "drop" });
    expect(await get(POLICY, policySchema, belas)).toEqual(usual);
  });

  test("what is no answer is refused and changes nothing", async () => {
    const refused = await choose({ for_not_following: "filter", for_new_accounts: "maybe" });
    expect(refused.status).toBe(422);
    errorSchema.parse(await refused.json());
    expect(await get(POLICY, policySchema)).toMatchObject({ for_not_following: "accept" });
  });

  test("its first version says yes or no, and takes back nothing that is stricter", async () => {
    const path = "/api/v1/notifications/policy";
    await choose({ for_new_accounts: "drop" });
    const changed = await choose({ filter_not_followers: true, filter_new_accounts: "true" }, "PUT", path);
    expect(policyV1Schema.parse(await changed.json())).toEqual({
      filter_not_following: false,
      filter_not_followers: true,
      filter_new_accounts: true,
      filter_private_mentions: false,
      summary: { pending_requests_count: 0, pending_notifications_count: 0 },
    });
    expect(await get(POLICY, policySchema)).toMatchObject({ for_not_followers: "filter", for_new_accounts: "drop" });
    await choose({ filter_not_followers: false }, "PUT", path);
    expect(await get(path, policyV1Schema)).toMatchObject({ filter_not_followers: false, filter_new_accounts: true });
  });

  test("T165 needs the scopes to read and to write notifications", async () => {
    const client = clientOf(site);
    const low = await client.logIn(await client.register(), await sessionOf(ctx, anna), { scope: "read:statuses" });
    const reading = await client.logIn(await client.register(), await sessionOf(ctx, anna), { scope: "read" });
    for (const path of [POLICY, REQUESTS, `${REQUESTS}/1`]) {
      expect((await request(path, { token: low })).status, path).toBe(403);
      expect((await request(path)).status, path).toBe(401);
    }
    expect((await request(POLICY, { method: "PATCH", token: reading, json: {} })).status).toBe(403);
    for (const path of ["accept", "dismiss", "1/accept", "1/dismiss"]) {
      expect((await post(`${REQUESTS}/${path}`, reading)).status, path).toBe(403);
    }
  });
});

describe("what each rule holds back", () => {
  test("of whom one does not follow: everything that people do, until one follows them", async () => {
    await choose({ for_not_following: "filter" });
    const { id } = await publishPost(ctx, anna, { text: "Suppe" });
    await write(bela);
    await react(ctx, bela, id, "like");
    await react(ctx, bela, id, "boost");
    await requestFollow(ctx, bela, anna.actorId);
    expect(await list()).toEqual([]);
    await requestFollow(ctx, anna, bela.actorId);
    await write(bela, "Noch einmal");
    expect(typesOf(await list())).toEqual(["mention"]);
    await tell(ctx, { type: "adoption", to: [anna.actorId], from: (await member("dora")).actorId, postId: id });
    expect(typesOf(await list())).toEqual(["status", "mention"]);
  });

  test("of who does not follow, or has for less than three days", async () => {
    await choose({ for_not_followers: "filter" });
    await requestFollow(ctx, bela, anna.actorId);
    await write(bela);
    expect(await list()).toEqual([]);
    ctx.advance(3 * DAY_MS);
    await write(bela, "Drei Tage später");
    expect(typesOf(await list())).toEqual(["mention"]);
  });

  test("of new accounts, unless one follows them", async () => {
    await choose({ for_new_accounts: "filter" });
    await write(bela);
    expect(await list()).toEqual([]);
    ctx.advance(31 * DAY_MS);
    await write(bela, "Einen Monat später");
    const dora = await member("dora");
    await requestFollow(ctx, anna, dora.actorId);
    await write(dora, "Neu, aber bekannt");
    expect((await list()).map(({ account }) => account.username)).toEqual([dora.handle, bela.handle]);
  });

  test("direct messages that one did not ask for; answers to one's own come through", async () => {
    await choose({ for_private_mentions: "filter" });
    await write(bela, "Ungebeten", "direct");
    await write(bela, "Öffentlich");
    const own = await publishPost(ctx, anna, { text: `Eine Frage, @bela${serial}`, visibility: "direct" });
    await publishComment(ctx, bela, { postId: own.id, text: "Eine Antwort" });
    expect((await list()).map(({ status }) => status?.content)).toEqual([
      expect.stringContaining("Antwort"),
      expect.stringContaining("Öffentlich"),
    ]);
  });

  test("of silenced servers: dropped unless chosen otherwise", async () => {
    const host = `laut${serial}.test`;
    const karim = await insertActor(ctx, { host, handle: "karim" });
    await ctx.sql`insert into peers (host, silenced_at) values (${host}, now())`;
    const say = () => tell(ctx, { type: "follow", to: [anna.actorId], from: karim.id, path: `/p${Math.random()}` });
    await say();
    expect(await list("?include_filtered=true")).toEqual([]);
    await choose({ for_limited_accounts: "filter" });
    await say();
    expect([(await list()).length, (await list("?include_filtered=true")).length]).toEqual([0, 1]);
    await choose({ for_limited_accounts: "accept" });
    await say();
    expect(await list()).toHaveLength(1);
    await ctx.sql`update peers set silenced_at = null where host = ${host}`;
  });

  test("what is dropped is not written down; whoever runs the district may always write", async () => {
    await choose({ for_not_following: "drop" });
    await write(bela);
    await write(lead, "Wichtig");
    expect((await list("?include_filtered=true")).map(({ account }) => account.username)).toEqual([lead.handle]);
    const rows = await ctx.sql`select from notifications where recipient_id = ${anna.actorId}`;
    expect(rows).toHaveLength(1);
  });
});

describe("what is held back", () => {
  beforeEach(() => changePolicy(ctx, anna, { notFollowing: "filter" }));

  test("is in no list, counts for nothing, and is neither streamed nor pushed nor mailed; it is read when asked for", async () => {
    const client = clientOf(site);
    const phone = await createReceiver(network, `push${serial}.test`);
    const app = await client.logIn(await client.register(), await sessionOf(ctx, anna), { scope: "read push" });
    const subscription = { subscription: phone.subscription, data: { alerts: { mention: true } } };
    expect((await request("/api/v1/push/subscription", { token: app, json: subscription })).status).toBe(200);
    const open = await streams.open({ query: { access_token: token, stream: "user:notification" } });
    await write(bela);
    await write(lead, "Von der Verwaltung");
    await open.next("notification");
    expect(open.frames.map(({ payload }) => JSON.parse(payload ?? "").account.username)).toEqual([lead.handle]);
    const jobs = await ctx.sql<{ payload: string }[]>`delete from jobs where queue = 'push' returning payload`;
    for (const { payload } of jobs) await sendPush(ctx, payload);
    expect(phone.received.map(({ message }) => message.notification_type)).toEqual(["mention"]);
    expect(await list()).toHaveLength(1);
    expect((await grouped()).notification_groups).toHaveLength(1);
    for (const version of ["v1", "v2"]) {
      const path = `/api/${version}/notifications/unread_count`;
      expect((await get(path, unreadSchema)).count).toBe(1);
      expect((await get(`${path}?include_filtered=true`, unreadSchema)).count).toBe(2);
    }
    const whole = await list("?include_filtered=true");
    expect(whole).toHaveLength(2);
    expect(whole.filter(({ filtered }) => filtered).map(({ account }) => account.id)).toEqual([bela.actorId]);
    const [held] = await list(`?account_id=${bela.actorId}`);
    expect(held).toMatchObject({ group_key: `ungrouped-${held?.id}`, account: { id: bela.actorId } });
    expect((await grouped("?include_filtered=true")).notification_groups).toHaveLength(2);
    expect(await get(`/api/v1/notifications/${held?.id}`, notificationSchema)).toEqual(held);
    open.socket.terminate();
  });

  test("is not mailed", async () => {
    await write(bela, "Zurückgehalten");
    await ctx.sql`delete from jobs where queue = 'mail'`;
    await mailNews(ctx);
    const mails = await ctx.sql<{ payload: string }[]>`select payload from jobs where queue = 'mail'`;
    expect(mails.some(({ payload }) => payload.includes(anna.email))).toBe(false);
  });

  test("likes that are held back stand alone, those that are not are grouped", async () => {
    const { id } = await publishPost(ctx, anna, { text: "Suppe" });
    for (const name of ["eva", "fred"]) {
      const friend = await member(name);
      await requestFollow(ctx, anna, friend.actorId);
      await react(ctx, friend, id, "like");
    }
    await react(ctx, bela, id, "like");
    const groups = (await grouped("?include_filtered=true")).notification_groups;
    expect(groups.map(({ notifications_count, group_key }) => [notifications_count, group_key.split("-")[0]])).toEqual([
      [1, "ungrouped"],
      [2, "favourite"],
    ]);
  });

  test("asks to be let in, one request a sender, the newest asker first, with the last message", async () => {
    const carl = await member("carl");
    await write(bela, "Eins");
    await write(carl, "Drei");
    const { id } = await write(bela, "Zwei");
    await react(ctx, await member("dora"), (await publishPost(ctx, anna, { text: "Brot" })).id, "like");
    const found = await requests();
    expect(found.map(({ account, notifications_count }) => [account.id, notifications_count])).toEqual([
      [carl.actorId, "1"],
      [bela.actorId, "2"],
    ]);
    expect(found[1]?.last_status?.id).toBe(id);
    expect((await get(POLICY, policySchema)).summary).toEqual({
      pending_requests_count: 2,
      pending_notifications_count: 3,
    });
    expect(await get(`${REQUESTS}/${found[1]?.id}`, requestSchema)).toEqual(found[1]);
    const first = await request(`${REQUESTS}?limit=1`, { token });
    expect(first.headers.get("Link")).toContain(`max_id=${found[0]?.id}>; rel="next"`);
    expect((await requests(`?limit=1&max_id=${found[0]?.id}`)).map(({ id: one }) => one)).toEqual([found[1]?.id]);
    await deletePost(ctx, bela, id);
    expect((await requests())[1]).toMatchObject({ notifications_count: "1" });
    await blockActor(ctx, anna, carl.actorId);
    expect((await requests()).map(({ account }) => account.id)).toEqual([bela.actorId]);
  });

  test("let in: it comes to the others, apps are told, and nothing of that sender is held back any more", async () => {
    await write(bela, "Eins");
    await react(ctx, bela, (await publishPost(ctx, anna, { text: "Brot" })).id, "like");
    const [asking] = await requests();
    const open = await streams.open({ query: { access_token: token, stream: "user" } });
    const answer = await post(`${REQUESTS}/${asking?.id}/accept`);
    expect([answer.status, await answer.json()]).toEqual([200, {}]);
    expect(await open.next("notifications_merged")).toMatchObject({ stream: ["user"] });
    expect(typesOf(await list())).toEqual(["favourite", "mention"]);
    expect(await get(`${REQUESTS}/merged`, z.strictObject({ merged: z.literal(true) }))).toEqual({ merged: true });
    await write(bela, "Zwei");
    expect(typesOf(await list())).toEqual(["mention", "favourite", "mention"]);
    expect(await requests()).toEqual([]);
    expect((await post(`${REQUESTS}/${asking?.id}/accept`)).status).toBe(404);
    open.socket.terminate();
  });

  test("turned away: it is gone, and what that sender sends next is held back again", async () => {
    await write(bela, "Eins");
    const [asking] = await requests();
    expect((await post(`${REQUESTS}/${asking?.id}/dismiss`)).status).toBe(200);
    expect(await list("?include_filtered=true")).toEqual([]);
    await write(bela, "Zwei");
    expect(await requests()).toHaveLength(1);
  });

  test("many at once; what is none counts for nothing", async () => {
    for (const name of ["carl", "dora", "eva"]) await write(await member(name));
    const ids = (await requests()).map(({ id }) => id);
    await post(`${REQUESTS}/accept`, token, { id: [ids[0], ids[1], "x", "987654"] });
    await post(`${REQUESTS}/dismiss`, token, { id: [ids[2]] });
    expect([(await list()).length, await requests()]).toEqual([2, []]);
    expect((await post(`${REQUESTS}/accept`, token)).status).toBe(200);
  });

  test("T183 of another member nothing is read, let in or turned away", async () => {
    await write(lead, "Nicht zurückgehalten");
    await write(bela);
    const [asking] = await requests();
    const [open] = await list();
    expect(await get(REQUESTS, z.array(requestSchema), belas)).toEqual([]);
    for (const path of [`${asking?.id}`, "987654", "0", `${open?.id}`]) {
      const as = path === open?.id ? token : belas;
      expect((await request(`${REQUESTS}/${path}`, { token: as })).status, path).toBe(404);
      for (const what of ["accept", "dismiss"]) {
        expect((await post(`${REQUESTS}/${path}/${what}`, as)).status, path).toBe(404);
      }
    }
    for (const what of ["accept", "dismiss"]) await post(`${REQUESTS}/${what}`, belas, { id: [asking?.id] });
    expect(await requests()).toEqual([asking]);
    const session = await sessionOf(ctx, bela);
    const page = `/mitteilungen/zurueckgehalten/${asking?.id}`;
    expect((await request(page, { session, form: { antwort: "ja" } })).status).toBe(404);
    expect(await requests()).toEqual([asking]);
  });

  test("a list costs no more statements with many than with one", async () => {
    const counting = countStatements(ctx);
    const cost = async (): Promise<[number, number]> => {
      counting.reset();
      const senders = await heldSenders(counting, anna, { limit: 40 });
      await requestEntities(counting, anna, senders);
      return [senders.length, counting.statements.length];
    };
    await write(bela);
    await cost();
    const [, one] = await cost();
    for (const name of ["carl", "dora", "eva"]) await write(await member(name));
    // The posts of each author are counted once.
    await cost();
    expect(await cost()).toEqual([4, one]);
  });
});

describe("the page", () => {
  test("says who waits and by which rules, lets in and turns away, without JavaScript", async () => {
    const session = await sessionOf(ctx, anna);
    const page = async (path: string) => (await request(path, { session })).text();
    expect(await page("/mitteilungen/zurueckgehalten")).toContain("Zurzeit ist nichts zurückgehalten.");
    const form = { notFollowing: "filter", privateMentions: "drop" };
    expect((await request("/mitteilungen/zurueckgehalten/regeln", { session, form })).status).toBe(303);
    expect(await get(POLICY, policySchema)).toMatchObject({
      for_not_following: "filter",
      for_private_mentions: "drop",
      for_new_accounts: "accept",
    });
    await write(bela, "Darf ich?");
    await write(await member("carl"), "Werbung");
    expect(await page("/mitteilungen")).toContain("Zurückgehaltene Mitteilungen (2)");
    const held = await page("/mitteilungen/zurueckgehalten");
    expect(held).toContain("Darf ich?");
    const ids = [...held.matchAll(/action="\/mitteilungen\/zurueckgehalten\/(\d+)"/g)].map(([, id]) => id);
    expect(ids).toHaveLength(2);
    await request(`/mitteilungen/zurueckgehalten/${ids[0]}`, { session, form: { antwort: "nein" } });
    await request(`/mitteilungen/zurueckgehalten/${ids[1]}`, { session, form: { antwort: "ja" } });
    expect((await list()).map(({ account }) => account.id)).toEqual([bela.actorId]);
    expect(await requests()).toEqual([]);
    const bad = { session, form: { notFollowing: "vielleicht" } };
    expect((await request("/mitteilungen/zurueckgehalten/regeln", bad)).status).toBe(422);
  });

  test("is for members only", async () => {
    for (const path of ["", "/regeln", "/1"]) {
      const init = path === "" ? {} : { form: { antwort: "ja" } };
      const { status, headers } = await request(`/mitteilungen/zurueckgehalten${path}`, init);
      expect([status, headers.get("Location")?.startsWith("/anmelden") ?? true], path).toEqual([
        expect.toBeOneOf([303, 401, 403]),
        true,
      ]);
    }
  });
});

test("a follower elsewhere for a week counts as follower", async () => {
  const karim = await insertActor(ctx, { host: "post.test", handle: `karim${serial}` });
  await insertFollow(ctx, karim.id, anna.actorId);
  ctx.advance(7 * DAY_MS);
  await choose({ for_not_followers: "drop" });
  await tell(ctx, { type: "follow", to: [anna.actorId], from: karim.id });
  expect(typesOf(await list())).toEqual(["follow"]);
});
