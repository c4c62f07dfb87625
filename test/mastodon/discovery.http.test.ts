import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { putRelation } from "../../src/features/follows/relations.store.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import { SHORT_REQUEST } from "../features/project-notes/notes.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, setUpDistrict, tokenOf } from "../support/people.ts";
import { insertActor, insertFollow, insertPost } from "../support/rows.ts";
import { conversationSchema, reportSchema, searchSchema, tagSchema } from "./schemas/people.ts";
import { statusesSchema } from "./schemas/status.ts";
import { accountSchema } from "./schemas.ts";

const ctx = await createTestCtx();
const district = await setUpDistrict(ctx);
const { request } = createTestApp(ctx);
const [anna, ben] = [await createMember(ctx, "anna"), await createMember(ctx, "ben")];
const [token, bens] = [await tokenOf(ctx, anna), await tokenOf(ctx, ben)];
const maria = await insertActor(ctx, { handle: "maria", host: "post.test" });
let postId: string;
beforeAll(async () => {
  postId = (await publishPost(ctx, anna, { text: "Wer leiht eine Bohrmaschine? #Werkzeug" })).id;
});
const get = async (path: string, as: string | undefined = token) => {
  const answer = await request(path, as === undefined ? {} : { token: as });
  expect(answer.status, path).toBe(200);
  return answer.json();
};
const search = async (query: string, as = token) => searchSchema.parse(await get(`/api/v2/search?${query}`, as));

test("one search finds accounts, own posts and hashtags; a type asks for one of them", async () => {
  expect((await search("q=bohrmaschine")).statuses.map(({ id }) => id)).toEqual([postId]);
  expect((await search("q=bohrmaschine", bens)).statuses).toEqual([]);
  expect((await search("q=werk")).hashtags).toMatchObject([{ name: "werkzeug", following: false }]);
  expect((await search("q=%23Werkzeug&type=accounts")).hashtags).toEqual([]);
  expect((await search("q=heslach")).accounts).toMatchObject([{ id: district.actorId }]);
  expect((await search("q=werk&offset=1")).hashtags).toEqual([]);
  expect((await search(`q=bohrmaschine&account_id=${anna.actorId}`)).statuses).toHaveLength(1);
  expect((await search("q=bohrmaschine&account_id=")).statuses).toHaveLength(1);
  for (const nobody of ["abc", "9".repeat(30)]) {
    expect((await search(`q=bohrmaschine&account_id=${nobody}`)).statuses).toEqual([]);
  }
  const old = (await get("/api/v1/search?q=werk")) as { hashtags: unknown };
  expect(old.hashtags).toEqual(["werkzeug"]);
});

test("an address leads to what lies there, only for members; what cannot be had is nothing", async () => {
  const post = await insertPost(ctx, maria);
  const q = encodeURIComponent(post.uri);
  expect((await search(`q=${q}&resolve=true`)).statuses.map(({ id }) => id)).toEqual([post.id]);
  // As it stands in a browser: our page of it, with what the browser adds; so do those of ours.
  const found = async (address: string) => {
    const { statuses, accounts } = await search(
      `q=${encodeURIComponent(`https://heslach.test${address}`)}&resolve=true`,
    );
    return [...statuses, ...accounts].map(({ id }) => id);
  };
  expect(await found(`/beitraege/post.test/${post.id}?einfach=1#antworten`)).toEqual([post.id]);
  expect(await found(`/@anna/${postId}?einfach=1`)).toEqual([postId]);
  expect(await found(`/@anna/${postId}#antworten`)).toEqual([postId]);
  for (const behind of ["", "/", "?einfach=1"]) expect(await found(`/@anna${behind}`)).toEqual([anna.actorId]);
  expect(await found("/@anna/1")).toEqual([]);
  expect(await search("q=https%3A%2F%2Fheslach.test%2F%40niemand&resolve=True")).toEqual({
    accounts: [],
    statuses: [],
    hashtags: [],
  });
  const nobody = searchSchema.parse(await (await request(`/api/v2/search?q=${q}&resolve=true`)).json());
  expect(nobody.statuses).toEqual([]);
});

test("T189 whatever is typed breaks nothing", async () => {
  for (const q of ["", "%25", "'; drop table posts; --", "a & | ! <-> (", "%F0%9F%8C%B3", "@", "#", "x".repeat(3000)]) {
    await search(`q=${encodeURIComponent(q)}`);
    await get(`/api/v1/accounts/search?q=${encodeURIComponent(q)}&limit=abc&offset=-1`);
  }
});

test("conversations hold direct messages by thread, with what is unread; others have no part in them", async () => {
  const author = { id: ben.actorId, host: "heslach.test", local: true };
  const first = await insertPost(ctx, author, { visibility: "direct" }, [anna.actorId]);
  const list = async (as = token) => z.array(conversationSchema).parse(await get("/api/v1/conversations", as));
  expect(await list()).toMatchObject([
    { id: first.id, unread: true, accounts: [{ id: ben.actorId }], last_status: { id: first.id } },
  ]);
  expect(await list(bens)).toMatchObject([{ unread: false, accounts: [{ id: anna.actorId }] }]);
  const cem = await tokenOf(ctx, await createMember(ctx, "cem"));
  expect(await list(cem)).toEqual([]);
  for (const [method, path] of [
    ["POST", `/api/v1/conversations/${first.id}/read`],
    ["POST", `/api/v1/conversations/${first.id}/unread`],
    ["DELETE", `/api/v1/conversations/${first.id}`],
  ] as const) {
    expect((await request(path, { method, token: cem })).status, path).toBe(404);
  }
  const read = await request(`/api/v1/conversations/${first.id}/read`, { method: "POST", token });
  expect(conversationSchema.parse(await read.json()).unread).toBe(false);
  expect((await list())[0]?.unread).toBe(false);
  const unread = (as: string) => request(`/api/v1/conversations/${first.id}/unread`, { method: "POST", token: as });
  expect(conversationSchema.parse(await (await unread(token)).json()).unread).toBe(true);
  expect((await list())[0]?.unread).toBe(true);
  expect(conversationSchema.parse(await (await unread(bens)).json()).unread).toBe(false);
  expect((await request(`/api/v1/conversations/${first.id}`, { method: "DELETE", token })).status).toBe(200);
  expect(await list()).toEqual([]);
  const answer = { visibility: "direct", inReplyToUri: first.uri, inReplyToId: first.id, rootId: first.id } as const;
  const second = await insertPost(ctx, author, answer, [anna.actorId]);
  expect(await list()).toMatchObject([{ id: first.id, unread: true, last_status: { id: second.id } }]);
});

test("below what one may not see, a conversation is known by its first message", async () => {
  const noisy = await insertActor(ctx, { handle: "laut", host: "laut.test" });
  const root = await insertPost(ctx, noisy);
  await putRelation(ctx, { actorId: anna.actorId, targetId: noisy.id, kind: "block" });
  const below = { visibility: "direct", inReplyToUri: root.uri, inReplyToId: root.id, rootId: root.id } as const;
  const message = await insertPost(ctx, { id: ben.actorId, host: "heslach.test", local: true }, below, [anna.actorId]);
  const list = async () => z.array(conversationSchema).parse(await get("/api/v1/conversations"));
  expect((await list())[0]).toMatchObject({ id: message.id, unread: true });
  await request(`/api/v1/conversations/${message.id}/read`, { method: "POST", token });
  expect((await list())[0]).toMatchObject({ id: message.id, unread: false });
  await request(`/api/v1/conversations/${message.id}`, { method: "DELETE", token });
  expect((await list()).map(({ id }) => id)).not.toContain(message.id);
});

test("a report reaches the moderators with the posts of whom it is about, and no others", async () => {
  const [post, others] = [
    await insertPost(ctx, maria),
    await insertPost(ctx, { id: ben.actorId, host: "heslach.test", local: true }),
  ];
  const json = {
    ...{ account_id: maria.id, comment: "Werbung", category: "spam", forward: true },
    status_ids: [post.id, others.id, "x"],
  };
  const answer = await request("/api/v1/reports", { json, token });
  expect(reportSchema.parse(await answer.json())).toMatchObject({
    category: "spam",
    comment: "Werbung",
    forwarded: false,
    status_ids: [post.id],
    target_account: { id: maria.id },
  });
  const [row] = await ctx.sql`select reason, text, reporter_id::text as by, target_id::text as about from reports`;
  expect(row).toEqual({ reason: "spam", text: "Werbung", by: anna.actorId, about: maria.id });
  expect((await request("/api/v1/reports", { json: { account_id: "1" }, token })).status).toBe(404);
  expect((await request("/api/v1/reports", { json })).status).toBe(401);
});

test("partner districts are suggested until they are followed or put away, each member for themselves", async () => {
  const partner = { host: "feuerbach.test", type: "Group", kind: "district" } as const;
  const [west, ost] = [
    await insertActor(ctx, { ...partner, handle: "west" }),
    await insertActor(ctx, { ...partner, handle: "ost", host: "ost.test" }),
  ];
  for (const { id } of [west, ost]) {
    await insertFollow(ctx, district.actorId, id);
    await insertFollow(ctx, id, district.actorId);
  }
  const suggested = async (as = token) =>
    z
      .array(accountSchema)
      .parse(await get("/api/v1/suggestions", as))
      .map(({ id }) => id);
  const putAway = (id: string) => request(`/api/v1/suggestions/${id}`, { method: "DELETE", token });
  expect((await suggested()).toSorted()).toEqual([west.id, ost.id].toSorted());
  for (const id of [west.id, west.id, maria.id, "99"]) expect((await putAway(id)).status).toBe(200);
  expect(await suggested()).toEqual([ost.id]);
  expect(await get("/api/v2/suggestions")).toMatchObject([{ source: "staff", account: { id: ost.id } }]);
  expect(await suggested(bens)).toHaveLength(2);
  expect(await ctx.sql`select 1 from suggestions_put_away`).toHaveLength(1);
  await insertFollow(ctx, anna.actorId, ost.id);
  expect(await suggested()).toEqual([]);
  await ctx.sql`delete from follows`;
});

test("what is not kept here is an empty list, never an error", async () => {
  for (const path of [
    ...["custom_emojis", "endorsements", "trends/links", "suggestions"],
    ...["instance/rules", "instance/activity", "instance/peers", `accounts/${anna.actorId}/endorsements`],
  ]) {
    expect(await get(`/api/v1/${path}`), path).toEqual([]);
  }
  expect(await get("/api/v2/suggestions")).toEqual([]);
  const familiar = await get(`/api/v1/accounts/familiar_followers?id[]=${ben.actorId}`);
  expect(familiar).toEqual([{ id: ben.actorId, accounts: [] }]);
});

test("trends are the topics of what was written last, the directory who wants to be found", async () => {
  for (const path of ["/api/v1/trends", "/api/v1/trends/tags"]) {
    expect(z.array(tagSchema).parse(await get(path))).toMatchObject([{ name: "werkzeug" }]);
  }
  const before = z.array(accountSchema).parse(await get("/api/v1/directory"));
  expect(before.map(({ id }) => id)).not.toContain(ben.actorId);
  await ctx.sql`update actors set discoverable = true where id = ${ben.actorId}`;
  const after = z.array(accountSchema).parse(await (await request("/api/v1/directory")).json());
  expect(after.map(({ id }) => id)).toContain(ben.actorId);
});

test("who looks around is shown the newest projects: those from here, and to members those from elsewhere too", async () => {
  const older = await publishProjectNote(ctx, anna, SHORT_REQUEST);
  ctx.advance(1000);
  const newer = await publishProjectNote(ctx, ben, { ...SHORT_REQUEST, title: "Werkzeugkiste" });
  const shown = async (query = "", as?: string) =>
    statusesSchema.parse(
      await (await request(`/api/v1/trends/statuses${query}`, as === undefined ? {} : { token: as })).json(),
    );
  expect((await shown()).map(({ id }) => id)).toEqual([newer.id, older.id]);
  expect((await shown("?limit=1&offset=1", token)).map(({ id }) => id)).toEqual([older.id]);
  expect(await shown("?offset=2000")).toEqual([]);
  expect((await shown("?offset=-3&limit=900")).length).toBe(2);
});

test("the documents of the server lead to its pages, and blocks are listed only where they are public", async () => {
  const document = z.object({ content: z.string(), updated_at: z.null() });
  expect(document.parse(await get("/api/v1/instance/privacy_policy")).content).toContain("/datenschutz");
  expect(document.parse(await get("/api/v1/instance/terms_of_service")).content).toContain("/impressum");
  document.parse(await get("/api/v1/instance/extended_description"));
  expect(await get("/api/v1/instance/languages")).toMatchObject([{ code: "de" }, { code: "en" }]);
  await ctx.sql`insert into peers (host, blocked_at, public_reason) values ('weg.test', now(), 'Hetze')`;
  const { status } = await request("/api/v1/instance/domain_blocks");
  expect(status).toBe(district.publishesBlocks ? 200 : 404);
});
