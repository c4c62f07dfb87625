import { expect, test } from "vitest";
import { z } from "zod";
import { postTags } from "../../src/features/posts/posts.table.ts";
import type { Id } from "../../src/platform/ids.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, setUpDistrict, tokenOf } from "../support/people.ts";
import { insertActor, insertPost } from "../support/rows.ts";
import { featuredTagSchema, tagSchema } from "./schemas/people.ts";
import { statusesSchema } from "./schemas/status.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const { request } = createTestApp(ctx);
const [anna, ben] = [await createMember(ctx, "anna"), await createMember(ctx, "ben")];
const [token, bens] = [await tokenOf(ctx, anna), await tokenOf(ctx, ben)];
const maria = await insertActor(ctx, { host: "post.test" });
const own = { id: anna.actorId, host: "heslach.test", local: true };

const tagged = async (author: Parameters<typeof insertPost>[1], tags: string[], more = {}) => {
  const post = await insertPost(ctx, author, more);
  await ctx.db.insert(postTags).values(tags.map((tag) => ({ postId: post.id, tag, name: tag })));
  return post;
};
const post = async (path: string, as = token, json: object = {}) => {
  const answer = await request(path, { json, token: as });
  expect(answer.status, path).toBe(200);
  return answer.json();
};
const home = async (): Promise<Id[]> =>
  statusesSchema.parse(await (await request("/api/v1/timelines/home", { token })).json()).map(({ id }) => id);

test("public posts with a followed tag stand at home, once, and no longer when it is followed no more", async () => {
  const both = await tagged(maria, ["garten", "beet"]);
  const garten = await tagged(maria, ["garten"]);
  await tagged(maria, ["garten"], { visibility: "unlisted" });
  await tagged(maria, ["anderes"]);
  expect(await home()).toEqual([]);
  expect(tagSchema.parse(await post("/api/v1/tags/Garten/follow"))).toMatchObject({ name: "garten", following: true });
  await post("/api/v1/tags/garten/follow");
  await post("/api/v1/tags/beet/follow");
  expect(await home()).toEqual([garten.id, both.id]);
  const followed = z.array(tagSchema).parse(await (await request("/api/v1/followed_tags", { token })).json());
  expect(followed.map(({ name }) => name)).toEqual(["beet", "garten"]);
  expect(await (await request("/api/v1/followed_tags", { token: bens })).json()).toEqual([]);
  const seen = tagSchema.parse(await (await request("/api/v1/tags/garten", { token: bens })).json());
  expect(seen.following).toBe(false);
  expect(tagSchema.parse(await (await request("/api/v1/tags/garten")).json())).not.toHaveProperty("following");
  expect(tagSchema.parse(await post("/api/v1/tags/garten/unfollow"))).toMatchObject({ following: false });
  await post("/api/v1/tags/beet/unfollow");
  expect(await home()).toEqual([]);
});

test("the history of a tag counts what everybody may see, day by day, and always has seven days", async () => {
  const day = 86_400_000;
  const at = (ago: number) => ({ publishedAt: new Date(ctx.now().getTime() - ago * day) });
  await tagged(maria, ["linde"]);
  await tagged(maria, ["linde"]);
  await tagged({ ...own, id: ben.actorId }, ["linde"], at(1));
  await tagged(maria, ["linde"], { visibility: "followers" });
  const { history } = tagSchema.parse(await (await request("/api/v1/tags/linde")).json());
  const midnight = Math.floor(ctx.now().getTime() / day) * 86_400;
  expect(history.map((entry) => Number(entry.day))).toEqual(
    [0, 1, 2, 3, 4, 5, 6].map((ago) => midnight - ago * 86_400),
  );
  expect(history.slice(0, 3)).toMatchObject([
    { uses: "2", accounts: "1" },
    { uses: "1", accounts: "1" },
    { uses: "0", accounts: "0" },
  ]);
});

test("what is no tag is not found", async () => {
  for (const name of ["a%20b", "123", "%23", "x".repeat(101)]) {
    expect((await request(`/api/v1/tags/${name}/follow`, { json: {}, token })).status, name).toBe(404);
  }
});

test("T185 tags on a profile count public posts, and only their holder takes them away", async () => {
  await tagged(own, ["fest"]);
  await tagged(own, ["fest"], { visibility: "direct" });
  const suggested = await request("/api/v1/featured_tags/suggestions", { token });
  expect(z.array(tagSchema).parse(await suggested.json())).toMatchObject([{ name: "fest" }]);
  const made = featuredTagSchema.parse(await post("/api/v1/featured_tags", token, { name: "#Fest" }));
  expect(made).toMatchObject({ name: "Fest", statuses_count: "1" });
  const shown = await request(`/api/v1/accounts/${anna.actorId}/featured_tags`);
  expect(z.array(featuredTagSchema).parse(await shown.json())).toEqual([made]);
  const path = `/api/v1/featured_tags/${made.id}`;
  expect((await request(path, { method: "DELETE", token: bens })).status).toBe(404);
  expect((await request(path, { method: "DELETE", token })).status).toBe(200);
  expect(await (await request("/api/v1/featured_tags", { token })).json()).toEqual([]);
  const malformed = await request("/api/v1/featured_tags", { json: { name: "a b" }, token });
  expect(malformed.status).toBe(422);
  expect(await malformed.json()).toEqual({
    error: "Ein Schlagwort besteht aus Buchstaben und Ziffern, mindestens ein Buchstabe muss dabei sein.",
  });
});
