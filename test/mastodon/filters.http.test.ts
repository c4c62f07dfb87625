import { expect, test } from "vitest";
import { z } from "zod";
import { matcherOf } from "../../src/features/filters/filters.model.ts";
import { reactionBy } from "../../src/features/posts/reactions.store.ts";
import { react } from "../../src/features/posts/usecases/react.ts";
import { countStatements } from "../support/counting.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, setUpDistrict, tokenOf } from "../support/people.ts";
import { insertActor, insertPost } from "../support/rows.ts";
import { filterResultSchema, filterSchema, filterV1Schema } from "./schemas/filters.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const { request } = createTestApp(ctx);
const [anna, ben] = [await createMember(ctx, "anna"), await createMember(ctx, "ben")];
const [token, bens] = [await tokenOf(ctx, anna), await tokenOf(ctx, ben)];
const maria = await insertActor(ctx, { host: "post.test" });

const send = async (method: string, path: string, json: unknown = {}, as = token) => {
  const answer = await request(path, { method, json, token: as });
  return { status: answer.status, body: await answer.json() };
};
const make = async (json: object) => {
  const input = { title: "Ruhe", context: ["home", "public"], ...json };
  return filterSchema.parse((await send("POST", "/api/v2/filters", input)).body);
};
const filteredIn = async (postId: string, as = token) => {
  const answer = await request(`/api/v1/statuses/${postId}`, { token: as });
  return z.object({ filtered: z.array(filterResultSchema) }).parse(await answer.json()).filtered;
};

test("a filter finds its words in what others wrote, for its owner alone and until its time is over", async () => {
  const filter = await make({
    filter_action: "hide",
    expires_in: 3600,
    keywords_attributes: [{ keyword: "Fußball", whole_word: "true" }],
  });
  expect(filter).toMatchObject({ filter_action: "hide", keywords: [{ keyword: "Fußball", whole_word: true }] });
  const post = await insertPost(ctx, maria, { content: "<p>Heute <b>fußball</b>!</p>" });
  const longer = await insertPost(ctx, maria, { content: "<p>Fußballplatz</p>" });
  const own = await insertPost(ctx, { id: anna.actorId, host: "heslach.test", local: true }, { content: "Fußball" });
  expect(await filteredIn(post.id)).toMatchObject([{ filter: { id: filter.id }, keyword_matches: ["Fußball"] }]);
  expect(await filteredIn(longer.id)).toEqual([]);
  expect(await filteredIn(own.id)).toEqual([]);
  expect(await filteredIn(post.id, bens)).toEqual([]);
  ctx.advance(3_601_000);
  expect(await filteredIn(post.id)).toEqual([]);
});

test("the end of a filter stays when nothing is said of it, and null takes it away", async () => {
  const { id, expires_at: end } = await make({ expires_in: 3600, keywords_attributes: [{ keyword: "Lärm" }] });
  const change = async (json: object) => filterSchema.parse((await send("PUT", `/api/v2/filters/${id}`, json)).body);
  expect(end).not.toBeNull();
  expect((await change({ title: "Stille" })).expires_at).toBe(end);
  expect((await change({ expires_in: null })).expires_at).toBeNull();
});

test("keywords are changed with the filter and one by one, and a post is named by itself", async () => {
  const filter = await make({ keywords_attributes: [{ keyword: "eins" }, { keyword: "zwei" }] });
  const [one, two] = filter.keywords;
  const changed = await send("PUT", `/api/v2/filters/${filter.id}`, {
    title: "Anders",
    keywords_attributes: [{ id: one?.id, keyword: "uno" }, { id: two?.id, _destroy: true }, { keyword: "drei" }],
  });
  expect(filterSchema.parse(changed.body)).toMatchObject({
    title: "Anders",
    context: ["home", "public"],
    keywords: [{ id: one?.id, keyword: "uno" }, { keyword: "drei" }],
  });
  const added = await send("POST", `/api/v2/filters/${filter.id}/keywords`, { keyword: "vier", whole_word: true });
  expect(added.body).toMatchObject({ keyword: "vier", whole_word: true });
  const keyword = `/api/v2/filters/keywords/${(added.body as { id: string }).id}`;
  expect((await send("PUT", keyword, { keyword: "fünf" })).body).toMatchObject({ keyword: "fünf", whole_word: true });
  expect(await (await request(keyword, { token })).json()).toMatchObject({ keyword: "fünf" });
  expect((await send("DELETE", keyword)).status).toBe(200);
  expect((await request(keyword, { token })).status).toBe(404);
  const post = await insertPost(ctx, maria, { content: "<p>harmlos</p>" });
  const named = await send("POST", `/api/v2/filters/${filter.id}/statuses`, { status_id: post.id });
  expect(named.body).toMatchObject({ status_id: post.id });
  await react(ctx, ben, post.id, "boost");
  const boost = await reactionBy(ctx, { postId: post.id, actorId: ben.actorId, kind: "boost" });
  const byBoost = await send("POST", `/api/v2/filters/${filter.id}/statuses`, { status_id: boost?.id });
  expect(byBoost).toMatchObject({ status: 200, body: { status_id: post.id } });
  expect(await filteredIn(post.id)).toMatchObject([{ keyword_matches: [], status_matches: [post.id] }]);
  const entry = `/api/v2/filters/statuses/${(named.body as { id: string }).id}`;
  expect((await send("DELETE", entry)).status).toBe(200);
  expect((await send("DELETE", `/api/v2/filters/${filter.id}`)).status).toBe(200);
  expect((await request(`/api/v2/filters/${filter.id}`, { token })).status).toBe(404);
});

test("older apps see each keyword as a filter", async () => {
  const made = await send("POST", "/api/v1/filters", { phrase: "Lärm", context: ["home"], irreversible: true });
  const first = filterV1Schema.parse(made.body);
  expect(first).toMatchObject({ phrase: "Lärm", irreversible: true, whole_word: false });
  const put = await send("PUT", `/api/v1/filters/${first.id}`, { phrase: "Krach", context: ["thread"] });
  expect(filterV1Schema.parse(put.body)).toMatchObject({ id: first.id, phrase: "Krach", context: ["thread"] });
  const all = z.array(filterV1Schema).parse(await (await request("/api/v1/filters", { token })).json());
  expect(all.map(({ phrase }) => phrase)).toContain("Krach");
  expect((await send("DELETE", `/api/v1/filters/${first.id}`)).status).toBe(200);
  expect(await ctx.sql`select 1 from filters where title = 'Lärm'`).toHaveLength(0);
});

test("what is no filter is refused", async () => {
  for (const json of [
    { title: "", context: ["home"] },
    { title: "a", context: [] },
    { title: "a", context: ["everywhere"] },
    { title: "a", context: ["home"], keywords_attributes: [{ keyword: "" }] },
  ]) {
    expect((await send("POST", "/api/v2/filters", json)).status, JSON.stringify(json)).toBe(422);
  }
  const many = Array.from({ length: 201 }, (_, index) => ({ keyword: `wort${index}` }));
  const refused = await send("POST", "/api/v2/filters", { title: "a", context: ["home"], keywords_attributes: many });
  expect(refused.status).toBe(422);
});

test("T184 another member's filter, its words and its posts are not found", async () => {
  const filter = await make({ keywords_attributes: [{ keyword: "geheim" }] });
  const post = await insertPost(ctx, maria);
  const entry = (await send("POST", `/api/v2/filters/${filter.id}/statuses`, { status_id: post.id })).body;
  const { id } = entry as { id: string };
  const [word] = filter.keywords;
  for (const [method, path] of [
    ["PUT", `/api/v2/filters/${filter.id}`],
    ["DELETE", `/api/v2/filters/${filter.id}`],
    ["POST", `/api/v2/filters/${filter.id}/keywords`],
    ["POST", `/api/v2/filters/${filter.id}/statuses`],
    ["PUT", `/api/v2/filters/keywords/${word?.id}`],
    ["DELETE", `/api/v2/filters/keywords/${word?.id}`],
    ["DELETE", `/api/v2/filters/statuses/${id}`],
    ["PUT", `/api/v1/filters/${word?.id}`],
    ["DELETE", `/api/v1/filters/${word?.id}`],
  ] as const) {
    const answer = await send(method, path, { keyword: "a", status_id: post.id, title: "a" }, bens);
    expect(answer, `${method} ${path}`).toEqual({ status: 404, body: { error: "Record not found" } });
  }
  for (const path of [
    `${filter.id}`,
    `${filter.id}/keywords`,
    `${filter.id}/statuses`,
    `keywords/${word?.id}`,
    `statuses/${id}`,
  ]) {
    expect((await request(`/api/v2/filters/${path}`, { token: bens })).status, path).toBe(404);
  }
  const hidden = await insertPost(
    ctx,
    { id: ben.actorId, host: "heslach.test", local: true },
    { visibility: "direct" },
  );
  expect((await send("POST", `/api/v2/filters/${filter.id}/statuses`, { status_id: hidden.id })).status).toBe(404);
  const mine = await send("PUT", `/api/v2/filters/${filter.id}`, {
    keywords_attributes: [{ id: "123456", keyword: "fremd" }],
  });
  expect(mine.status).toBe(404);
});

test("filters cost one statement, however many there are", async () => {
  const counted = countStatements(ctx);
  const costs = async (): Promise<number> => {
    counted.reset();
    expect((await createTestApp(counted).request("/api/v1/timelines/public", { token })).status).toBe(200);
    return counted.statements.length;
  };
  await costs();
  const before = await costs();
  for (const word of ["a1", "b1", "c1"]) await make({ keywords_attributes: [{ keyword: word }] });
  expect(await costs()).toBe(before);
});

test.each([
  ["c++", true, "Wir lernen C++.", true],
  ["#müll", true, "Ein #Müll!", true],
  ["müll", true, "Müllabfuhr", false],
  ["müll", false, "Sperrmüll", true],
  ["a.b", false, "axb", false],
  ["[x](y)*", false, "so [X](Y)* da", true],
])("%s (whole word: %s) in %s", (keyword, wholeWord, text, isFound) => {
  const filter = {
    ...{ id: "1", title: "t", contexts: ["home"], action: "warn" as const, expiresAt: null, posts: [] },
    keywords: [{ id: "2", keyword, wholeWord }],
  };
  expect(matcherOf([filter])({ id: "9", text: () => text })).toHaveLength(isFound ? 1 : 0);
});
