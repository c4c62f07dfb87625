import { expect, test } from "vitest";
import { z } from "zod";
import { createGroup } from "../../src/features/groups/usecases/create.ts";
import { countStatements } from "../support/counting.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { outgoing } from "../support/outbox.ts";
import { createMember, sessionOf, setUpDistrict, tokenOf } from "../support/people.ts";
import { insertActor, insertFollow } from "../support/rows.ts";
import { relationshipSchema } from "./schemas/people.ts";
import { accountSchema, errorSchema } from "./schemas.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const { request } = createTestApp(ctx);
const [anna, ben] = [await createMember(ctx, "anna"), await createMember(ctx, "ben")];
const [token, bens, session] = [await tokenOf(ctx, anna), await tokenOf(ctx, ben), await sessionOf(ctx, anna)];
const maria = await insertActor(ctx, { handle: "maria", host: "post.test", url: "https://post.test/@maria" });
await insertFollow(ctx, anna.actorId, ben.actorId);
await insertFollow(ctx, anna.actorId, maria.id);

const act = async (id: string, deed: string, as = token) =>
  request(`/api/v1/accounts/${id}/${deed}`, { method: "POST", token: as });
const endorsed = async (id: string, deed: string) =>
  relationshipSchema.parse(await (await act(id, deed)).json()).endorsed;
const list = async (path: string, as?: string) => {
  const answer = await request(path, as === undefined ? {} : { token: as });
  expect(answer.status).toBe(200);
  return {
    ids: z
      .array(accountSchema)
      .parse(await answer.json())
      .map(({ id }) => id),
    answer,
  };
};
const ANNAS = `/api/v1/accounts/${anna.actorId}/endorsements`;

test("who is followed is recommended, under both names, and told to nobody else", async () => {
  const before = (await outgoing(ctx)).length;
  expect(await endorsed(ben.actorId, "endorse")).toBe(true);
  expect(await endorsed(ben.actorId, "endorse")).toBe(true);
  expect(await endorsed(maria.id, "pin")).toBe(true);
  expect((await list("/api/v1/endorsements", token)).ids).toEqual([maria.id, ben.actorId]);
  expect((await list(ANNAS, bens)).ids).toEqual([maria.id, ben.actorId]);
  expect((await list("/api/v1/endorsements", bens)).ids).toEqual([]);
  const first = await list("/api/v1/endorsements?limit=1", token);
  const next = /<https:\/\/heslach\.test([^>]+)>; rel="next"/.exec(first.answer.headers.get("Link") ?? "")?.[1] ?? "";
  expect((await list(next, token)).ids).toEqual([ben.actorId]);
  expect((await outgoing(ctx)).length).toBe(before);
});

test("strangers learn only of people of this server, and of no internal group", async () => {
  const group = await createGroup(ctx, anna, { name: "Intern", handle: "intern", about: "", mode: "internal" });
  expect(await endorsed(group.actor.id, "endorse")).toBe(true);
  expect((await list(ANNAS, bens)).ids).toEqual([group.actor.id, maria.id, ben.actorId]);
  expect((await list(ANNAS)).ids).toEqual([ben.actorId]);
  expect(await endorsed(group.actor.id, "unendorse")).toBe(false);
  await ctx.sql`insert into peers (host, blocked_at) values ('post.test', now())`;
  expect((await list(ANNAS, bens)).ids).toEqual([ben.actorId]);
  await ctx.sql`delete from peers`;
});

test("the number of statements does not grow with the list", async () => {
  const counting = countStatements(ctx);
  const app = createTestApp(counting);
  const count = async (limit: number) => {
    await app.request(`${ANNAS}?limit=${limit}`, { token: bens });
    counting.reset();
    await app.request(`${ANNAS}?limit=${limit}`, { token: bens });
    return counting.statements.length;
  };
  expect(await count(2)).toBe(await count(1));
});

test("T183 who is not followed cannot be recommended, and who is hidden is not found", async () => {
  const answer = await act(anna.actorId, "endorse", bens);
  expect(answer.status).toBe(422);
  expect(errorSchema.parse(await answer.json()).error).toBe("Empfehlen können Sie nur, wem Sie folgen.");
  expect((await act("99", "endorse")).status).toBe(404);
  expect((await act(ben.actorId, "endorse", await tokenOf(ctx, anna, ["read"]))).status).toBe(403);
  expect((await request(`/api/v1/accounts/${maria.id}/endorsements`)).status).toBe(404);
});

test("a profile names whom its owner recommends, and has the button where one follows", async () => {
  const bensPage = await (await request("/@ben", { session })).text();
  expect(bensPage).toContain('value="nicht-empfehlen"');
  const own = await (await request("/@anna")).text();
  expect(own).toContain("Empfohlen von anna");
  expect([own.includes("/@ben"), own.includes("@maria@post.test")]).toEqual([true, false]);
  const form = { wem: ben.actorId, was: "nicht-empfehlen", zurueck: "/@ben" };
  const answer = await request("/umgang", { form, session });
  expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/@ben"]);
  expect(await (await request("/@ben", { session })).text()).toContain('value="empfehlen"');
  expect(await (await request("/@anna", { session: await sessionOf(ctx, ben) })).text()).not.toContain(
    'value="empfehlen"',
  );
});

test("whoever unfollows recommends no longer, also when following again", async () => {
  expect(await endorsed(ben.actorId, "endorse")).toBe(true);
  expect(await endorsed(ben.actorId, "unfollow")).toBe(false);
  expect((await list("/api/v1/endorsements", token)).ids).toEqual([maria.id]);
  await insertFollow(ctx, anna.actorId, ben.actorId);
  expect((await list("/api/v1/endorsements", token)).ids).toEqual([maria.id]);
});
