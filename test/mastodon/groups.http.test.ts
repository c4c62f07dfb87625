import { expect, test } from "vitest";
import { z } from "zod";
import { createGroup } from "../../src/features/groups/usecases/create.ts";
import { joinGroup } from "../../src/features/groups/usecases/membership.ts";
import { openThread } from "../../src/features/groups/usecases/post.ts";
import { countStatements } from "../support/counting.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, setUpDistrict, tokenOf } from "../support/people.ts";
import { insertActor, insertFollow } from "../support/rows.ts";
import { groupSourceSchema, membershipSchema } from "./schemas/people.ts";
import { accountSchema, errorSchema } from "./schemas.ts";

const ctx = await createTestCtx();
const district = await setUpDistrict(ctx);
const { request } = createTestApp(ctx);
const [anna, ben] = [await createMember(ctx, "anna"), await createMember(ctx, "ben")];
const [token, bens] = [await tokenOf(ctx, anna), await tokenOf(ctx, ben)];
const GROUPS = "/api/v1/groups";

const accounts = async (path: string, as = token) => {
  const answer = await request(path, { token: as });
  expect(answer.status, path).toBe(200);
  return z.array(accountSchema).parse(await answer.json());
};
const idsOf = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);

test("an app makes a group, whose first member and moderator is who made it", async () => {
  const answer = await request(GROUPS, { json: { name: "Garten", description: "Wer gießt?" }, token });
  expect(answer.status).toBe(200);
  const group = accountSchema.parse(await answer.json());
  expect(group).toMatchObject({ group: true, username: "garten", note: "<p>Wer gießt?</p>", locked: false });
  for (const filter of ["", "?filter=following", "?filter=moderating"]) {
    expect(idsOf(await accounts(`${GROUPS}/followed${filter}`))).toEqual([group.id]);
  }
  const one = await request(`${GROUPS}/${group.id}`, { token: bens });
  expect(accountSchema.parse(await one.json()).id).toBe(group.id);
  expect(idsOf(await accounts(GROUPS, bens))).toEqual([group.id]);
  expect(await accounts(`${GROUPS}/followed`, bens)).toEqual([]);
});

test("what a group cannot be called is refused in words", async () => {
  for (const json of [{ name: "garten" }, { name: "" }, {}]) {
    const answer = await request(GROUPS, { json, token });
    expect(answer.status).toBe(422);
    errorSchema.parse(await answer.json());
  }
  const { status } = await request(GROUPS, { json: { name: "Ohne" }, token: await tokenOf(ctx, anna, ["read"]) });
  expect(status).toBe(403);
  expect((await request(`${GROUPS}/followed?filter=liked`, { token })).status).toBe(422);
});

test("the groups of a member come from here and elsewhere, where something was written last first", async () => {
  const cem = await createMember(ctx, "cem");
  const cems = await tokenOf(ctx, cem);
  const hof = await createGroup(ctx, cem, { name: "Hof", handle: "hof", about: "", mode: "open" });
  const rad = await createGroup(ctx, cem, { name: "Rad", handle: "rad", about: "", mode: "internal" });
  const [remote, person] = [
    await insertActor(ctx, { handle: "nord", host: "nord.test", type: "Group", kind: "group" }),
    await insertActor(ctx, { handle: "maria", host: "nord.test" }),
  ];
  for (const { id } of [remote, person]) await insertFollow(ctx, cem.actorId, id);
  await openThread(ctx, cem, rad, { text: "Wer flickt?" });
  const found = idsOf(await accounts(`${GROUPS}/followed`, cems));
  expect(found[0]).toBe(rad.actor.id);
  expect(found.toSorted()).toEqual([rad.actor.id, hof.actor.id, remote.id].toSorted());
  expect(idsOf(await accounts(`${GROUPS}/followed?limit=1&offset=1`, cems))).toEqual(found.slice(1, 2));
  expect(idsOf(await accounts(`${GROUPS}/followed?filter=moderating`, cems))).not.toContain(remote.id);
  const counting = countStatements(ctx);
  const few = createTestApp(counting);
  await few.request(`${GROUPS}/followed?limit=1`, { token: cems });
  await few.request(`${GROUPS}/followed?limit=1`, { token: cems });
  const forOne = counting.statements.length;
  counting.reset();
  await few.request(`${GROUPS}/followed`, { token: cems });
  await few.request(`${GROUPS}/followed`, { token: cems });
  expect(counting.statements.length).toBe(forOne);
  await ctx.sql`insert into peers (host, blocked_at) values ('nord.test', now())`;
  expect(idsOf(await accounts(`${GROUPS}/followed`, cems))).not.toContain(remote.id);
});

test("everybody learns who moderates a group, only its moderators who else is in it", async () => {
  const group = await createGroup(ctx, anna, { name: "Chor", handle: "chor", about: "", mode: "open" });
  await joinGroup(ctx, ben, group);
  const members = async (as?: string) => {
    const answer = await request(`${GROUPS}/${group.actor.id}/members`, as === undefined ? {} : { token: as });
    return z.array(membershipSchema).parse(await answer.json());
  };
  const told = [{ affiliation: "admin", account: { id: anna.actorId } }];
  expect(await members(bens)).toMatchObject(told);
  expect(await members(bens)).toHaveLength(1);
  expect(await members()).toHaveLength(1);
  expect(await members(token)).toMatchObject([...told, { affiliation: "none", account: { id: ben.actorId } }]);
});

test("moderators read and change what a group says of itself, others do not", async () => {
  const group = await createGroup(ctx, anna, { name: "Kino", handle: "kino", about: "Filme.", mode: "members" });
  const path = `${GROUPS}/${group.actor.id}`;
  const source = async (as: string) => request(`${path}/source`, { token: as });
  expect(groupSourceSchema.parse(await (await source(token)).json())).toEqual({ description: "Filme." });
  const changed = await request(path, { method: "PATCH", json: { description: "Filme & Brot." }, token });
  expect(accountSchema.parse(await changed.json())).toMatchObject({ display_name: "Kino", locked: true });
  expect(groupSourceSchema.parse(await (await source(token)).json()).description).toBe("Filme & Brot.");
  expect(accountSchema.parse(await (await request(path, { method: "PATCH", json: {}, token })).json()).note).toBe(
    "<p>Filme &amp; Brot.</p>",
  );
  expect((await source(bens)).status).toBe(403);
  expect((await request(path, { method: "PATCH", json: { description: "x" }, token: bens })).status).toBe(403);
});

test("T183 what is no group, or is internal to strangers, is not found", async () => {
  const group = await createGroup(ctx, anna, { name: "Intern", handle: "intern", about: "", mode: "internal" });
  for (const path of ["", "/members"]) {
    expect((await request(`${GROUPS}/${group.actor.id}${path}`)).status).toBe(404);
    for (const id of [anna.actorId, "99", "9".repeat(30)]) {
      expect((await request(`${GROUPS}/${id}${path}`, { token })).status, id).toBe(404);
    }
  }
  const { body } = { body: z.array(accountSchema).parse(await (await request(GROUPS)).json()) };
  expect(idsOf(body)).not.toContain(group.actor.id);
  const changing = await request(`${GROUPS}/${district.actorId}`, { method: "PATCH", json: {}, token });
  expect(changing.status).toBe(404);
});

test("the groups of this server are paged by their ids", async () => {
  const first = await request(`${GROUPS}?limit=2`, { token });
  const page = z.array(accountSchema).parse(await first.json());
  const next = /<https:\/\/heslach\.test([^>]+)>; rel="next"/.exec(first.headers.get("Link") ?? "")?.[1] ?? "";
  const older = await accounts(next);
  expect(older).toHaveLength(2);
  expect(BigInt(older[0]?.id ?? 0)).toBeLessThan(BigInt(page[1]?.id ?? 0));
  expect(idsOf(await accounts(`${GROUPS}?limit=1&min_id=${older[1]?.id}`))).toEqual([older[0]?.id]);
});
