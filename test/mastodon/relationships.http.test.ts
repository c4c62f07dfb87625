import { beforeEach, expect, test } from "vitest";
import { z } from "zod";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { followBetween } from "../../src/features/follows/follows.queries.ts";
import { tell } from "../../src/features/follows/telling.store.ts";
import { createGroup } from "../../src/features/groups/usecases/create.ts";
import { visiblePostAt } from "../../src/features/posts/posts.queries.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { outgoing } from "../support/outbox.ts";
import { createMember, setUpDistrict, tokenOf } from "../support/people.ts";
import { insertActor, insertFollow, insertPost } from "../support/rows.ts";
import { mutedAccountSchema, relationshipSchema } from "./schemas/people.ts";
import { accountSchema, errorSchema } from "./schemas.ts";

const ctx = await createTestCtx();
const district = await setUpDistrict(ctx);
const { request } = createTestApp(ctx);
let anna: Account;
let ben: Account;
let token: string;
let bens: string;
let serial = 0;
beforeEach(async () => {
  serial += 1;
  [anna, ben] = [await createMember(ctx, `anna${serial}`), await createMember(ctx, `ben${serial}`)];
  [token, bens] = [await tokenOf(ctx, anna), await tokenOf(ctx, ben)];
});

const act = async (id: string, what: string, json: object = {}, as = token) => {
  const answer = await request(`/api/v1/accounts/${id}/${what}`, { json, token: as });
  expect(answer.status, what).toBe(200);
  return relationshipSchema.parse(await answer.json());
};
const get = async <S extends z.ZodType>(path: string, schema: S, as = token): Promise<z.infer<S>> => {
  const answer = await request(path, { token: as });
  expect(answer.status, path).toBe(200);
  return schema.parse(await answer.json());
};
const accounts = z.array(accountSchema);

test("a member follows at once who lets everybody follow, twice without effect, and unfollows", async () => {
  expect(await act(ben.actorId, "follow")).toMatchObject({ following: true, showing_reblogs: true, requested: false });
  expect(await act(ben.actorId, "follow")).toMatchObject({ following: true });
  expect(await get(`/api/v1/accounts/${anna.actorId}/following`, accounts)).toMatchObject([{ id: ben.actorId }]);
  const [seen] = await get(`/api/v1/accounts/relationships?id[]=${anna.actorId}`, z.array(relationshipSchema), bens);
  expect(seen).toMatchObject({ following: false, followed_by: true });
  expect(await act(ben.actorId, "unfollow")).toMatchObject({ following: false, showing_reblogs: false });
});

test("whoever approves by hand is asked; the answer is theirs alone", async () => {
  await ctx.sql`update actors set manually_approves_followers = true where id = ${ben.actorId}`;
  expect(await act(ben.actorId, "follow")).toMatchObject({ following: false, requested: true });
  expect(await get("/api/v1/follow_requests", accounts, bens)).toMatchObject([{ id: anna.actorId }]);
  for (const what of ["authorize", "reject"]) {
    const answer = await request(`/api/v1/follow_requests/${anna.actorId}/${what}`, { method: "POST", token });
    expect([answer.status, errorSchema.parse(await answer.json())]).toEqual([404, { error: "Record not found" }]);
  }
  const granted = await request(`/api/v1/follow_requests/${anna.actorId}/authorize`, { method: "POST", token: bens });
  expect(relationshipSchema.parse(await granted.json())).toMatchObject({ id: anna.actorId, followed_by: true });
  expect(
    (await request(`/api/v1/follow_requests/${anna.actorId}/reject`, { method: "POST", token: bens })).status,
  ).toBe(404);
  expect(await act(anna.actorId, "remove_from_followers", {}, bens)).toMatchObject({ followed_by: false });
  expect((await followBetween(ctx, anna.actorId, ben.actorId))?.state).toBe("rejected");
});

test("a request is refused, and asked again it waits anew", async () => {
  await ctx.sql`update actors set manually_approves_followers = true where id = ${ben.actorId}`;
  await act(ben.actorId, "follow");
  const answer = await request(`/api/v1/follow_requests/${anna.actorId}/reject`, { method: "POST", token: bens });
  expect(relationshipSchema.parse(await answer.json())).toMatchObject({ requested_by: false, followed_by: false });
  expect(await act(ben.actorId, "follow")).toMatchObject({ requested: true });
});

test("following a group joins it, unfollowing leaves it", async () => {
  const admin = await createMember(ctx, `admin${serial}`, "admin");
  const group = await createGroup(ctx, admin, {
    handle: `garten${serial}`,
    name: "Garten",
    about: "",
    mode: "members",
  });
  expect(await act(group.actor.id, "follow")).toMatchObject({ following: false, requested: true });
  const [told] = await ctx.sql`select type from notifications where recipient_id = ${admin.actorId}
    and from_id = ${anna.actorId}`;
  expect(told).toEqual({ type: "group_request" });
  expect(await act(group.actor.id, "unfollow")).toMatchObject({ following: false, requested: false });
});

test("blocks and mutes are listed apart, and lifted", async () => {
  await insertFollow(ctx, ben.actorId, anna.actorId);
  expect(await act(ben.actorId, "block")).toMatchObject({ blocking: true, followed_by: false });
  expect(await get("/api/v1/blocks", accounts)).toMatchObject([{ id: ben.actorId }]);
  expect(await get("/api/v1/blocks", accounts, bens)).toEqual([]);
  const [seen] = await get(`/api/v1/accounts/relationships?id=${anna.actorId}`, z.array(relationshipSchema), bens);
  expect(seen?.blocked_by).toBe(false);
  const refused = await request(`/api/v1/accounts/${anna.actorId}/follow`, { json: {}, token: bens });
  expect([refused.status, errorSchema.parse(await refused.json())]).toEqual([
    403,
    { error: "This action is not allowed" },
  ]);
  expect(await act(ben.actorId, "unblock")).toMatchObject({ blocking: false });
  const muted = await act(ben.actorId, "mute", { duration: 3600, notifications: true });
  expect(muted).toMatchObject({ muting: true, muting_notifications: true });
  const end = new Date(ctx.now().getTime() + 3_600_000).toISOString();
  expect(await get("/api/v1/mutes", z.array(mutedAccountSchema))).toMatchObject([{ mute_expires_at: end }]);
  expect(await act(ben.actorId, "mute")).toMatchObject({ muting_expires_at: null });
  expect(await act(ben.actorId, "unmute")).toMatchObject({ muting: false });
  const self = await request(`/api/v1/accounts/${anna.actorId}/block`, { json: {}, token });
  expect(self.status).toBe(422);
});

test("whoever blocks or mutes somebody, or a server, is not told any more of what they did before", async () => {
  const [carl, maria] = [await createMember(ctx, `carl${serial}`), await insertActor(ctx, { host: "laut.test" })];
  const post = await insertPost(ctx, { id: anna.actorId, local: true, host: "heslach.test" });
  const told = async () => {
    const names = z.array(z.object({ account: z.object({ id: z.string() }) }));
    return (await get("/api/v1/notifications", names)).map(({ account }) => account.id);
  };
  for (const from of [ben.actorId, carl.actorId, maria.id]) {
    await tell(ctx, { type: "follow", to: [anna.actorId], from });
    await tell(ctx, { type: "favourite", to: [anna.actorId], from, postId: post.id });
  }
  expect(new Set(await told())).toEqual(new Set([ben.actorId, carl.actorId, maria.id]));
  await act(ben.actorId, "block");
  expect(new Set(await told())).toEqual(new Set([carl.actorId, maria.id]));
  await act(carl.actorId, "mute");
  expect(new Set(await told())).toEqual(new Set([maria.id]));
  await request("/api/v1/domain_blocks", { json: { domain: "laut.test" }, token });
  expect(await told()).toEqual([]);
  expect(await get("/api/v1/notifications/unread_count", z.object({ count: z.number() }))).toEqual({ count: 0 });
});

test("a note is seen by whoever wrote it alone, and an empty one takes it away", async () => {
  expect(await act(ben.actorId, "note", { comment: "Leiht die\nLeiter" })).toMatchObject({ note: "Leiht die\nLeiter" });
  const other = await createMember(ctx, `cem${serial}`);
  const path = `/api/v1/accounts/relationships?id[]=${ben.actorId}`;
  const [seen] = await get(path, z.array(relationshipSchema), await tokenOf(ctx, other));
  expect(seen?.note).toBe("");
  expect(await act(ben.actorId, "note", { comment: "x".repeat(3000) })).toMatchObject({ note: "x".repeat(2000) });
  expect(await act(ben.actorId, "note", {})).toMatchObject({ note: "" });
});

test("a server is blocked for one member: follows end, its posts go, nothing is told of it", async () => {
  const karl = await insertActor(ctx, { handle: `karl${serial}`, host: "unter.laut.test" });
  await insertFollow(ctx, anna.actorId, karl.id);
  await insertFollow(ctx, karl.id, anna.actorId);
  await insertFollow(ctx, ben.actorId, karl.id);
  const post = await insertPost(ctx, karl);
  const sees = async (as: string) => (await request(`/api/v1/accounts/search?q=karl${serial}`, { token: as })).json();
  expect(await sees(token)).toHaveLength(1);
  expect((await request("/api/v1/domain_blocks", { json: { domain: "Laut.test" }, token })).status).toBe(200);
  expect(await get("/api/v1/domain_blocks", z.array(z.string()))).toEqual(["laut.test"]);
  expect(await get("/api/v1/domain_blocks", z.array(z.string()), bens)).toEqual([]);
  const path = `/api/v1/accounts/relationships?id[]=${karl.id}`;
  expect(await get(path, z.array(relationshipSchema))).toMatchObject([
    { domain_blocking: true, following: false, followed_by: false },
  ]);
  expect(await get(path, z.array(relationshipSchema), bens)).toMatchObject([
    { domain_blocking: false, following: true },
  ]);
  expect(await sees(token)).toEqual([]);
  expect(await sees(bens)).toHaveLength(1);
  expect(await visiblePostAt(ctx, anna, post.uri)).toBeNull();
  expect((await visiblePostAt(ctx, ben, post.uri))?.id).toBe(post.id);
  await tell(ctx, { type: "mention", to: [anna.actorId, ben.actorId], from: karl.id, postId: post.id });
  const told = await ctx.sql`select recipient_id::text as id from notifications where from_id = ${karl.id}`;
  expect(told).toMatchObject([{ id: ben.actorId }]);
  const sent = (await outgoing(ctx)).filter(({ actorId }) => actorId === anna.actorId);
  expect(sent.map(({ type }) => type).sort()).toEqual(["Reject", "Undo"]);
  expect((await request("/api/v1/domain_blocks?domain=laut.test", { method: "DELETE", token })).status).toBe(200);
  expect(await get("/api/v1/domain_blocks", z.array(z.string()))).toEqual([]);
  for (const domain of ["heslach.test", "", "a b", "test"]) {
    expect((await request("/api/v1/domain_blocks", { json: { domain }, token })).status, domain).toBe(422);
  }
});

test("an address or a handle is no server to be blocked", async () => {
  for (const domain of ["https://laut.test/", "anna@laut.test", "laut.test/pfad", "laut.test?x", "", " "]) {
    expect((await request("/api/v1/domain_blocks", { json: { domain }, token })).status, domain).toBe(422);
  }
});

test("lists page by the id of the relation, which only the link tells", async () => {
  const people = await Promise.all([1, 2, 3].map(() => insertActor(ctx, { host: "post.test" })));
  for (const { id } of people) await insertFollow(ctx, id, anna.actorId);
  for (const { id } of people) await act(id, "mute");
  for (const path of ["/api/v1/mutes", `/api/v1/accounts/${anna.actorId}/followers`]) {
    const seen: string[] = [];
    let next: string | undefined = `${path}?limit=2`;
    while (next !== undefined) {
      const answer: Response = await request(next, { token });
      seen.push(...accounts.parse(await answer.json()).map(({ id }) => id));
      next = /<https:\/\/heslach\.test([^>]+)>; rel="next"/.exec(answer.headers.get("Link") ?? "")?.[1];
    }
    expect(seen).toEqual(people.map(({ id }) => id).reverse());
  }
});

test("who follows whom is shown to those whom it is about alone", async () => {
  await insertFollow(ctx, ben.actorId, anna.actorId);
  await insertFollow(ctx, anna.actorId, district.actorId);
  for (const what of ["followers", "following"]) {
    expect(await get(`/api/v1/accounts/${anna.actorId}/${what}`, accounts)).toHaveLength(1);
    expect(await get(`/api/v1/accounts/${anna.actorId}/${what}`, accounts, bens)).toEqual([]);
    expect(await (await request(`/api/v1/accounts/${anna.actorId}/${what}`)).json()).toEqual([]);
  }
  expect(await get(`/api/v1/accounts/${anna.actorId}`, accountSchema)).toMatchObject({ hide_collections: true });
});

test("whom nobody knows, who is gone and what is no id is not found", async () => {
  await ctx.sql`update actors set deleted_at = now() where id = ${ben.actorId}`;
  for (const id of [ben.actorId, "1", "9".repeat(30)]) {
    for (const what of ["follow", "unfollow", "block", "mute", "note", "remove_from_followers"]) {
      expect((await request(`/api/v1/accounts/${id}/${what}`, { json: {}, token })).status).toBe(404);
    }
  }
});
