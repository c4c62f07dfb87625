import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { requestFollow } from "../../src/features/follows/follows.usecases.ts";
import { tell } from "../../src/features/follows/telling.store.ts";
import { suspend, targetOf } from "../../src/features/moderation/usecases/suspend.ts";
import { groupsFor, toldTo } from "../../src/features/notifications/groups.queries.ts";
import { notificationSettingsOf } from "../../src/features/notifications/notifications.queries.ts";
import { markSeen } from "../../src/features/notifications/notifications.usecases.ts";
import { publishComment } from "../../src/features/posts/usecases/comment.ts";
import { deletePost } from "../../src/features/posts/usecases/delete.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { react } from "../../src/features/posts/usecases/react.ts";
import { choiceOf, groupedEntity, groupedOf, notificationEntities } from "../../src/mastodon/entities/notification.ts";
import { countStatements } from "../support/counting.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, setUpDistrict, tokenOf } from "../support/people.ts";
import { groupedSchema, markersSchema, notificationSchema, unreadSchema } from "./schemas/notifications.ts";
import { accountSchema } from "./schemas.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const { request } = createTestApp(ctx);
const lead = await createMember(ctx, "lead", "admin");
let serial = 0;
let anna: Account;
let token: string;

const member = (name: string): Promise<Account> => createMember(ctx, `${name}${serial}`);

beforeEach(async () => {
  serial += 1;
  anna = await member("anna");
  token = await tokenOf(ctx, anna);
});

const get = async (path: string, as = token): Promise<Response> => request(path, { token: as });
const list = async (query = "", as = token) =>
  z.array(notificationSchema).parse(await (await get(`/api/v1/notifications${query}`, as)).json());
const grouped = async (query = "", as = token) =>
  groupedSchema.parse(await (await get(`/api/v2/notifications${query}`, as)).json());
const post = (path: string, json: unknown = {}, as = token): Promise<Response> => request(path, { json, token: as });
const typesOf = (entries: readonly { type: string }[]): string[] => entries.map(({ type }) => type);

/** Likes of one post by some members, then a follow of each. */
async function liked(people: number) {
  const { id } = await publishPost(ctx, anna, { text: "Suppe für alle" });
  const crowd: Account[] = [];
  for (let count = 0; count < people; count += 1) {
    const each = await member(`leute${count}x`);
    crowd.push(each);
    await react(ctx, each, id, "like");
  }
  return { id, crowd };
}

describe("notifications one by one", () => {
  test("have the account, the status, and the key of their group", async () => {
    const { id, crowd } = await liked(1);
    const [bela] = crowd as [Account];
    await publishComment(ctx, bela, { postId: id, text: "Ich bringe Brot." });
    await requestFollow(ctx, bela, anna.actorId);
    const found = await list();
    expect(typesOf(found)).toEqual(["follow", "mention", "favourite"]);
    expect(found.map(({ account }) => account.username)).toEqual(Array(3).fill(bela.handle));
    expect(found[1]?.status?.content).toContain("Ich bringe Brot.");
    expect(found[2]?.status?.id).toBe(id);
    expect(found[2]?.group_key).toMatch(new RegExp(`^favourite-${id}-\\d+$`));
    const one = notificationSchema.parse(await (await get(`/api/v1/notifications/${found[1]?.id}`)).json());
    expect(one).toEqual(found[1]);
  });

  test("page by ids in both directions, with the other parameters kept", async () => {
    await liked(5);
    const all = (await list()).map(({ id }) => id);
    const first = await get("/api/v1/notifications?limit=2&types[]=favourite&types[]=reaction");
    expect(
      z
        .array(notificationSchema)
        .parse(await first.json())
        .map(({ id }) => id),
    ).toEqual(all.slice(0, 2));
    const link = first.headers.get("Link") ?? "";
    expect(link).toMatch(new RegExp(`^<${ctx.origin}/api/v1/notifications\\?.*max_id=${all[1]}>; rel="next", `));
    expect(link).toContain(`min_id=${all[0]}>; rel="prev"`);
    expect(link).toContain("types%5B%5D=favourite");
    expect((await list(`?max_id=${all[1]}&limit=2`)).map(({ id }) => id)).toEqual(all.slice(2, 4));
    expect((await list(`?min_id=${all[4]}&limit=2`)).map(({ id }) => id)).toEqual(all.slice(2, 4));
    expect((await list(`?since_id=${all[4]}&limit=2`)).map(({ id }) => id)).toEqual(all.slice(0, 2));
  });

  test("come of the types and the account that were asked for; unknown types are passed over", async () => {
    const { crowd } = await liked(2);
    await requestFollow(ctx, crowd[0] as Account, anna.actorId);
    expect(typesOf(await list("?types[]=follow"))).toEqual(["follow"]);
    expect(typesOf(await list("?exclude_types[]=follow&exclude_types[]=pleroma:emoji_reaction"))).toEqual([
      "favourite",
      "favourite",
    ]);
    expect(await list("?types[]=reaction")).toEqual([]);
    expect(await list(`?account_id=${crowd[1]?.actorId}`)).toHaveLength(1);
  });

  test("what has no name, no actor or no post for clients stands on the page only", async () => {
    const bela = await member("bela");
    const to = [anna.actorId];
    for (const type of ["partner_new", "group_invitation", "report", "follow_accepted", "quote"]) {
      await tell(ctx, { type, to, from: bela.actorId, path: `/${type}` });
    }
    await tell(ctx, { type: "mention", to, from: bela.actorId, path: "/ohne-beitrag" });
    const { id } = await publishPost(ctx, anna, { text: "Wer macht mit?" });
    await tell(ctx, { type: "adoption", to, from: bela.actorId, postId: id, path: "/projekte/x" });
    await tell(ctx, { type: "poll", to, from: null, postId: id });
    const found = await list();
    expect(typesOf(found)).toEqual(["poll", "status"]);
    expect(found[0]?.account.username).toBe(anna.handle);
    expect(typesOf((await grouped()).notification_groups)).toEqual(["poll", "status"]);
  });

  test("nothing is shown of deleted posts and suspended people, in either form", async () => {
    const { id, crowd } = await liked(2);
    await requestFollow(ctx, crowd[0] as Account, anna.actorId);
    await suspend(ctx, await targetOf(ctx, lead, (crowd[0] as Account).actorId), "Werbung");
    expect(typesOf(await list())).toEqual(["favourite"]);
    const [group, ...others] = (await grouped()).notification_groups;
    expect([group?.notifications_count, others]).toEqual([1, []]);
    await deletePost(ctx, anna, id);
    expect(await list()).toEqual([]);
    expect((await grouped()).notification_groups).toEqual([]);
  });

  test("can be taken away one by one or all; what clients never showed stays", async () => {
    await liked(3);
    await tell(ctx, { type: "partner_new", to: [anna.actorId], from: lead.actorId, path: "/partner" });
    const [first] = await list();
    expect((await post(`/api/v1/notifications/${first?.id}/dismiss`)).status).toBe(200);
    expect(await list()).toHaveLength(2);
    expect(await (await post("/api/v1/notifications/clear")).json()).toEqual({});
    expect(await list()).toEqual([]);
    const rows = await ctx.sql`select type from notifications where recipient_id = ${anna.actorId}`;
    expect(rows.map(({ type }) => type)).toEqual(["partner_new"]);
  });

  test("T183 of another member nothing is read or taken away", async () => {
    await liked(1);
    const [own] = await list();
    const bela = await tokenOf(ctx, await member("bela"));
    expect(await list("", bela)).toEqual([]);
    for (const path of [`/api/v1/notifications/${own?.id}`, `/api/v2/notifications/${own?.group_key}`]) {
      expect((await get(path, bela)).status, path).toBe(404);
    }
    expect((await get(`/api/v2/notifications/${own?.group_key}/accounts`, bela)).status).toBe(404);
    expect((await post(`/api/v1/notifications/${own?.id}/dismiss`, {}, bela)).status).toBe(404);
    await post(`/api/v2/notifications/${own?.group_key}/dismiss`, {}, bela);
    await post("/api/v1/notifications/clear", {}, bela);
    expect(await list()).toEqual([own]);
  });

  test("ids that are none are 404", async () => {
    for (const id of ["0", "99999999999999999999", "9223372036854775807"]) {
      expect((await get(`/api/v1/notifications/${id}`)).status, id).toBe(404);
    }
    for (const key of ["x", "follow-1-2", "favourite-3", "ungrouped-0", "policy2"]) {
      expect((await get(`/api/v2/notifications/${key}`)).status, key).toBe(404);
    }
  });
});

describe("grouped notifications", () => {
  test("likes of one post stand together, the newest first, each account and status once", async () => {
    const { id, crowd } = await liked(10);
    await requestFollow(ctx, crowd[0] as Account, anna.actorId);
    const { accounts, statuses, notification_groups: groups } = await grouped();
    expect(groups.map(({ type, notifications_count }) => [type, notifications_count])).toEqual([
      ["follow", 1],
      ["favourite", 10],
    ]);
    const likes = groups[1];
    const ids = (await list("?types[]=favourite")).map((one) => Number(one.id));
    expect(likes).toMatchObject({ status_id: id, most_recent_notification_id: ids[0], page_min_id: String(ids[9]) });
    const newest = crowd.toReversed().slice(0, 8);
    expect(likes?.sample_account_ids).toEqual(newest.map(({ actorId }) => actorId));
    expect(accounts).toHaveLength(9);
    expect(statuses.map((status) => status.id)).toEqual([id]);
  });

  test("the single list names the same groups", async () => {
    const { crowd } = await liked(3);
    await requestFollow(ctx, crowd[0] as Account, anna.actorId);
    const singles = new Set((await list()).map(({ group_key }) => group_key));
    expect((await grouped()).notification_groups.map(({ group_key }) => group_key)).toEqual([...singles]);
  });

  test("what is half a day apart stands apart, and each group once over all pages", async () => {
    const { id } = await liked(2);
    ctx.advance(13 * 3_600_000);
    for (const name of ["spaet1x", "spaet2x"]) await react(ctx, await member(name), id, "like");
    const first = await grouped("?limit=1");
    const next = await grouped(`?limit=1&max_id=${first.notification_groups[0]?.most_recent_notification_id}`);
    const both = [...first.notification_groups, ...next.notification_groups];
    expect(both.map(({ notifications_count }) => notifications_count)).toEqual([2, 2]);
    expect(new Set(both.map(({ group_key }) => group_key)).size).toBe(2);
    const last = await grouped(`?max_id=${both[1]?.most_recent_notification_id}`);
    expect(last.notification_groups).toEqual([]);
  });

  test("who goes on from the oldest of a page, as Mastodon's own interface does, passes over none", async () => {
    const { id, crowd } = await liked(1);
    const [bela] = crowd as [Account];
    for (const text of ["eins", "zwei", "drei"]) await publishComment(ctx, bela, { postId: id, text });
    await react(ctx, await member("spaeter"), id, "like");
    await publishComment(ctx, bela, { postId: id, text: "vier" });
    const keys: string[] = [];
    for (let after = ""; keys.length < 5; ) {
      const { notification_groups: groups } = await grouped(`?limit=2${after}`);
      if (groups.length === 0) break;
      keys.push(...groups.map(({ group_key }) => group_key));
      after = `&max_id=${groups.at(-1)?.page_min_id}`;
    }
    const all = (await grouped()).notification_groups;
    expect(keys).toEqual(all.map(({ group_key }) => group_key));
    const [oldest] = (await list("?types[]=favourite")).slice(-1);
    expect(all[1]).toMatchObject({ type: "favourite", page_min_id: oldest?.id });
  });

  test("only the types that were asked for are grouped", async () => {
    await liked(2);
    const { notification_groups: groups } = await grouped("?grouped_types[]=reblog");
    expect(groups.map(({ group_key }) => group_key)).toEqual([
      expect.stringMatching(/^ungrouped-/),
      expect.stringMatching(/^ungrouped-/),
    ]);
  });

  test("partial avatars: one whole account a group", async () => {
    await liked(3);
    const { accounts, partial_accounts } = await grouped("?expand_accounts=partial_avatars");
    expect([accounts.length, partial_accounts?.length]).toEqual([1, 2]);
    expect(Object.keys(partial_accounts?.[0] ?? {})).not.toContain("note");
  });

  test("a group by its key, its accounts, and taking it away", async () => {
    const { crowd } = await liked(3);
    const key = (await grouped()).notification_groups[0]?.group_key;
    const one = groupedSchema.parse(await (await get(`/api/v2/notifications/${key}`)).json());
    expect(one.notification_groups).toMatchObject([{ group_key: key, notifications_count: 3 }]);
    const answer = await get(`/api/v2/notifications/${key}/accounts?limit=2`);
    const accounts = z.array(accountSchema).parse(await answer.json());
    expect(accounts.map(({ id }) => id)).toEqual(
      crowd
        .toReversed()
        .slice(0, 2)
        .map(({ actorId }) => actorId),
    );
    expect(answer.headers.get("Link")).toContain('rel="next"');
    expect((await post(`/api/v2/notifications/${key}/dismiss`)).status).toBe(200);
    expect(await list()).toEqual([]);
    expect((await get(`/api/v2/notifications/${key}`)).status).toBe(404);
  });
});

describe("how much is new", () => {
  const unread = async (path: string): Promise<number> => unreadSchema.parse(await (await get(path)).json()).count;

  test("counts notifications or groups after what was seen", async () => {
    await liked(3);
    expect(await unread("/api/v1/notifications/unread_count")).toBe(3);
    expect(await unread("/api/v1/notifications/unread_count?limit=2")).toBe(2);
    expect(await unread("/api/v1/notifications/unread_count?types[]=follow")).toBe(0);
    expect(await unread("/api/v2/notifications/unread_count")).toBe(1);
    expect(await unread("/api/v2/notifications/unread_count?grouped_types[]=follow")).toBe(3);
    const [newest] = await list();
    await post("/api/v1/markers", { notifications: { last_read_id: newest?.id } });
    expect(await unread("/api/v1/notifications/unread_count")).toBe(0);
    expect(await unread("/api/v2/notifications/unread_count")).toBe(0);
  });
});

describe("markers", () => {
  const markers = async (query: string) => markersSchema.parse(await (await get(`/api/v1/markers${query}`)).json());

  test("are kept by timeline, counted up, and missing until they are set", async () => {
    expect(await markers("?timeline[]=home&timeline[]=notifications")).toEqual({});
    const form = { "home[last_read_id]": "113", "other[last_read_id]": "4" };
    const set = markersSchema.parse(await (await request("/api/v1/markers", { form, token })).json());
    expect(set.home).toMatchObject({ last_read_id: "113", version: 1 });
    await post("/api/v1/markers", { home: { last_read_id: "112" }, notifications: { last_read_id: "9".repeat(18) } });
    expect(await markers("?timeline[]=home&timeline[]=notifications")).toEqual({
      home: { last_read_id: "112", version: 2, updated_at: ctx.now().toISOString() },
    });
    expect(await markers("?timeline[]=notifications")).toEqual({});
  });

  test("what was seen in a client is seen on the page, and the other way round", async () => {
    await liked(2);
    const [newest, older] = await list();
    await post("/api/v1/markers", { notifications: { last_read_id: older?.id } });
    expect((await notificationSettingsOf(ctx, anna.accountId)).seenId).toBe(Number(older?.id));
    await markSeen(ctx, anna, Number(newest?.id));
    const { notifications } = await markers("?timeline[]=notifications");
    expect(notifications).toMatchObject({ last_read_id: newest?.id, version: 2 });
  });

  test("T183 are everybody's own", async () => {
    await post("/api/v1/markers", { home: { last_read_id: "7" } });
    const bela = await tokenOf(ctx, await member("bela"));
    expect(await (await get("/api/v1/markers?timeline[]=home", bela)).json()).toEqual({});
  });
});

test("lists take as many statements for many as for one", async () => {
  const counting = countStatements(ctx);
  const costs = async (people: number): Promise<number[]> => {
    await liked(people);
    const page = { limit: 40 };
    counting.reset();
    await notificationEntities(counting, anna, await toldTo(counting, anna, choiceOf([]), page));
    const single = counting.statements.length;
    counting.reset();
    const groups = await groupsFor(counting, anna, choiceOf([]), groupedOf([]), page);
    await groupedEntity(counting, anna, groups, false);
    return [single, counting.statements.length];
  };
  // The first time some things are not remembered yet.
  await costs(1);
  serial += 1;
  const few = await costs(2);
  serial += 1;
  expect(await costs(6)).toEqual(few);
});

test("nothing is held back, and that is what both versions of the policy say", async () => {
  const read = async (path: string) => (await get(path)).json();
  expect(await read("/api/v2/notifications/policy")).toMatchObject({
    for_not_following: "accept",
    for_not_followers: "accept",
    for_new_accounts: "accept",
    for_private_mentions: "accept",
    for_limited_accounts: "drop",
    summary: { pending_requests_count: 0, pending_notifications_count: 0 },
  });
  expect(await read("/api/v1/notifications/policy")).toMatchObject({ filter_not_following: false });
  expect(await read("/api/v1/notifications/requests")).toEqual([]);
});
