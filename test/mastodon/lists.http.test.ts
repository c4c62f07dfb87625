import { beforeEach, expect, test } from "vitest";
import { z } from "zod";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import type { Actor } from "../../src/features/actors/actors.queries.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, setUpDistrict, tokenOf } from "../support/people.ts";
import { insertActor, insertFollow, insertPost } from "../support/rows.ts";
import { listSchema } from "./schemas/people.ts";
import { statusesSchema } from "./schemas/status.ts";
import { accountSchema } from "./schemas.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const { request } = createTestApp(ctx);
let serial = 0;
let anna: Account;
let token: string;
let maria: Actor;
let karl: Actor;
beforeEach(async () => {
  serial += 1;
  anna = await createMember(ctx, `anna${serial}`);
  token = await tokenOf(ctx, anna);
  [maria, karl] = [await insertActor(ctx, { host: "post.test" }), await insertActor(ctx, { host: "post.test" })];
  for (const { id } of [maria, karl]) await insertFollow(ctx, anna.actorId, id);
});

const send = async (method: string, path: string, json: unknown, as = token) => {
  const answer = await request(path, { method, json, token: as });
  return { status: answer.status, body: await answer.json() };
};
const makeList = async (json: object = {}) =>
  listSchema.parse((await send("POST", "/api/v1/lists", { title: "Nachbarn", ...json })).body);
const timeline = async (path: string): Promise<string[]> => {
  const answer = await request(path, { token });
  return statusesSchema.parse(await answer.json()).map(({ id }) => id);
};

test("a list is made, changed, listed and deleted", async () => {
  const list = await makeList();
  expect(list).toMatchObject({ title: "Nachbarn", replies_policy: "list", exclusive: false });
  const changed = await send("PUT", `/api/v1/lists/${list.id}`, { replies_policy: "none", exclusive: true });
  expect(listSchema.parse(changed.body)).toMatchObject({ title: "Nachbarn", replies_policy: "none", exclusive: true });
  expect((await send("PUT", `/api/v1/lists/${list.id}`, {})).body).toEqual(changed.body);
  const all = await request("/api/v1/lists", { token });
  expect(z.array(listSchema).parse(await all.json())).toEqual([changed.body]);
  expect((await send("DELETE", `/api/v1/lists/${list.id}`, {})).status).toBe(200);
  expect((await request(`/api/v1/lists/${list.id}`, { token })).status).toBe(404);
  for (const json of [{ title: "" }, { title: "x".repeat(101) }, { title: "a", replies_policy: "all" }]) {
    expect((await send("POST", "/api/v1/lists", json)).status).toBe(422);
  }
});

test("whom a member follows is put in and taken out, by body or query; nobody else", async () => {
  const { id } = await makeList();
  const stranger = await insertActor(ctx, { host: "post.test" });
  const path = `/api/v1/lists/${id}/accounts`;
  expect((await send("POST", path, { account_ids: [maria.id, karl.id] })).status).toBe(200);
  expect((await send("POST", path, { account_ids: [maria.id] })).status).toBe(200);
  expect((await send("POST", path, { account_ids: [stranger.id] })).status).toBe(404);
  const members = async () =>
    z
      .array(accountSchema)
      .parse(await (await request(`${path}?limit=0`, { token })).json())
      .map((account) => account.id);
  expect((await members()).sort()).toEqual([maria.id, karl.id].sort());
  const held = await request(`/api/v1/accounts/${maria.id}/lists`, { token });
  expect(z.array(listSchema).parse(await held.json())).toMatchObject([{ id }]);
  expect((await request(`${path}?account_ids[]=${maria.id}`, { method: "DELETE", token })).status).toBe(200);
  expect(await members()).toEqual([karl.id]);
});

test("whom one asked to follow may be put in; whom one follows no more is in none", async () => {
  const { id } = await makeList();
  const asked = await insertActor(ctx, { host: "post.test" });
  await insertFollow(ctx, anna.actorId, asked.id, "pending");
  const path = `/api/v1/lists/${id}/accounts`;
  expect((await send("POST", path, { account_ids: [asked.id, maria.id, anna.actorId] })).status).toBe(200);
  const refused = await insertActor(ctx, { host: "post.test" });
  await insertFollow(ctx, anna.actorId, refused.id, "rejected");
  expect((await send("POST", path, { account_ids: [refused.id] })).status).toBe(404);
  await insertPost(ctx, asked);
  expect(await timeline(`/api/v1/timelines/list/${id}`)).toEqual([]);
  const members = async () =>
    z
      .array(accountSchema)
      .parse(await (await request(path, { token })).json())
      .map((account) => account.id);
  const holding = async (actor: Actor) =>
    z.array(listSchema).parse(await (await request(`/api/v1/accounts/${actor.id}/lists`, { token })).json());
  expect((await members()).toSorted()).toEqual([asked.id, maria.id, anna.actorId].toSorted());
  await ctx.sql`delete from follows where followee_id = ${maria.id}`;
  expect((await members()).toSorted()).toEqual([asked.id, anna.actorId].toSorted());
  expect([await holding(maria), await holding(asked)]).toMatchObject([[], [{ id }]]);
});

test("a list's timeline holds what those in it wrote, with answers by its policy; an exclusive one takes it from home", async () => {
  const { id } = await makeList({ replies_policy: "none" });
  await send("POST", `/api/v1/lists/${id}/accounts`, { account_ids: [maria.id] });
  const first = await insertPost(ctx, maria);
  const karls = await insertPost(ctx, karl);
  const answer = await insertPost(ctx, maria, { inReplyToUri: karls.uri, inReplyToId: karls.id, rootId: karls.id });
  const path = `/api/v1/timelines/list/${id}`;
  expect(await timeline(path)).toEqual([first.id]);
  await send("PUT", `/api/v1/lists/${id}`, { replies_policy: "followed" });
  expect(await timeline(path)).toEqual([answer.id, first.id]);
  await send("PUT", `/api/v1/lists/${id}`, { replies_policy: "list" });
  expect(await timeline(path)).toEqual([first.id]);
  expect(await timeline("/api/v1/timelines/home")).toEqual([answer.id, karls.id, first.id]);
  await send("PUT", `/api/v1/lists/${id}`, { exclusive: true });
  expect(await timeline("/api/v1/timelines/home")).toEqual([karls.id]);
  await ctx.sql`delete from follows where followee_id = ${maria.id}`;
  expect(await timeline(path)).toEqual([]);
});

test("whatever its policy, a list holds how somebody in it goes on, and what they answer the reader", async () => {
  const { id } = await makeList({ replies_policy: "none" });
  await send("POST", `/api/v1/lists/${id}/accounts`, { account_ids: [maria.id] });
  const own = await insertPost(ctx, { id: anna.actorId, local: true, host: "heslach.test" });
  const karls = await insertPost(ctx, karl);
  const answer = (to: typeof own) =>
    insertPost(ctx, maria, { inReplyToUri: to.uri, inReplyToId: to.id, rootId: to.rootId });
  const first = await insertPost(ctx, maria);
  const [second, toReader, other] = [await answer(first), await answer(own), await answer(karls)];
  const path = `/api/v1/timelines/list/${id}`;
  for (const policy of ["none", "list"]) {
    await send("PUT", `/api/v1/lists/${id}`, { replies_policy: policy });
    expect(await timeline(path), policy).toEqual([toReader.id, second.id, first.id]);
  }
  await send("PUT", `/api/v1/lists/${id}`, { replies_policy: "followed" });
  expect(await timeline(path)).toEqual([other.id, toReader.id, second.id, first.id]);
});

test("T183 another member's list is not found, whatever is done with it", async () => {
  const { id } = await makeList();
  const other = await tokenOf(ctx, await createMember(ctx, `ben${serial}`));
  const path = `/api/v1/lists/${id}`;
  const missing = { status: 404, body: { error: "Record not found" } };
  for (const [method, where] of [
    ["PUT", path],
    ["DELETE", path],
    ["POST", `${path}/accounts`],
    ["DELETE", `${path}/accounts`],
  ] as const) {
    expect(await send(method, where, { title: "meins", account_ids: [] }, other), `${method} ${where}`).toEqual(
      missing,
    );
  }
  for (const where of [path, `${path}/accounts`, `/api/v1/timelines/list/${id}`]) {
    expect((await request(where, { token: other })).status, where).toBe(404);
  }
  expect((await request(path, { token })).status).toBe(200);
});
