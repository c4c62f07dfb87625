import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { countStatements } from "../support/counting.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, sessionOf, setUpDistrict } from "../support/people.ts";
import { insertActor, insertFollow } from "../support/rows.ts";
import { clientOf } from "./clients.ts";
import {
  accountSchema,
  credentialAccountSchema,
  errorSchema,
  instanceV1Schema,
  instanceV2Schema,
  preferencesSchema,
} from "./schemas.ts";

const ctx = await createTestCtx();
const district = await setUpDistrict(ctx);
const site = createTestApp(ctx);
const { request } = site;
const client = clientOf(site);
const anna = await createMember(ctx, "anna");
const remote = await insertActor(ctx, { handle: "maria", host: "post.test" });
let token: string;
let profileToken: string;
let writing: string;
let appToken: string;
beforeAll(async () => {
  const app = await client.register({ scopes: "read write profile" });
  const session = await sessionOf(ctx, anna);
  token = await client.logIn(app, session);
  profileToken = await client.logIn(app, session, { scope: "profile" });
  writing = await client.logIn(app, session, { scope: "write" });
  appToken = await client.appToken(app);
});

const ask = async (path: string, as?: string): Promise<{ status: number; body: unknown }> => {
  const answer = await request(path, as === undefined ? {} : { token: as });
  expect(answer.headers.get("Content-Type")).toMatch(/^application\/json/);
  return { status: answer.status, body: await answer.json() };
};

test("both versions of the instance hold what clients need, and promise no streaming", async () => {
  const second = instanceV2Schema.parse((await ask("/api/v2/instance")).body);
  expect(second).toMatchObject({
    domain: "heslach.test",
    title: "Heslach",
    contact: { email: "post@heslach.test", account: { id: district.actorId, group: true } },
    stadtteil: { district: "Heslach", city: "Stuttgart", partners_url: "https://heslach.test/partner" },
  });
  const first = instanceV1Schema.parse((await ask("/api/v1/instance")).body);
  expect(first).toMatchObject({ uri: "heslach.test", stats: { user_count: 1 }, urls: {} });
});

test("an app learns who it is logged in as", async () => {
  const body = credentialAccountSchema.parse((await ask("/api/v1/accounts/verify_credentials", token)).body);
  expect(body).toMatchObject({
    id: anna.actorId,
    username: "anna",
    acct: "anna",
    url: "https://heslach.test/@anna",
    avatar: "https://heslach.test/assets/missing.png",
    group: false,
    source: { language: "de", follow_requests_count: 0 },
    role: { permissions: "0" },
    stadtteil: { kind: "person", district: "Heslach" },
  });
  credentialAccountSchema.parse((await ask("/api/v1/accounts/verify_credentials", profileToken)).body);
});

test("the picture of who has none is there under the name that clients know", async () => {
  const answer = await request("/assets/missing.png");
  expect([answer.status, answer.headers.get("Content-Type")]).toEqual([200, "image/png"]);
  expect(
    Buffer.from(await answer.arrayBuffer())
      .subarray(1, 4)
      .toString(),
  ).toBe("PNG");
});

test("userinfo takes the scope profile and says who it is", async () => {
  expect((await ask("/oauth/userinfo", profileToken)).body).toMatchObject({
    iss: ctx.origin,
    preferred_username: "anna",
    profile: "https://heslach.test/@anna",
  });
  expect((await ask("/oauth/userinfo", token)).status).toBe(403);
  expect((await ask("/oauth/userinfo")).status).toBe(401);
});

test("preferences are what a composer starts with", async () => {
  const body = preferencesSchema.parse((await ask("/api/v1/preferences", token)).body);
  expect(body["posting:default:language"]).toBe("de");
});

test("an account is found by id and by handle, with public posts counted only", async () => {
  await publishPost(ctx, anna, { text: "Für alle" });
  await publishPost(ctx, anna, { text: "Für wer folgt", visibility: "followers" });
  for (const path of [
    `/api/v1/accounts/${anna.actorId}`,
    "/api/v1/accounts/lookup?acct=anna",
    "/api/v1/accounts/lookup?acct=@Anna@heslach.test",
  ]) {
    for (const as of [undefined, token, appToken]) {
      const account = accountSchema.parse((await ask(path, as)).body);
      expect(account).toMatchObject({ id: anna.actorId, acct: "anna", statuses_count: 1 });
      expect(account.last_status_at).not.toBeNull();
    }
  }
});

test("people elsewhere are shown to members only, with their pictures over this server", async () => {
  await ctx.sql`update actors set icon_url = 'https://post.test/maria.png', summary = ${"<p>a</p>\n<p>b</p>"}
    where id = ${remote.id}`;
  for (const path of [`/api/v1/accounts/${remote.id}`, "/api/v1/accounts/lookup?acct=maria@post.test"]) {
    expect((await ask(path)).status).toBe(404);
    expect((await ask(path, appToken)).status).toBe(404);
    const account = accountSchema.parse((await ask(path, token)).body);
    expect(account).toMatchObject({ acct: "maria@post.test", note: "<p>a</p><p>b</p>" });
    expect(account.avatar).toMatch(/^https:\/\/heslach\.test\/medien\/fremd\//);
  }
});

test("who is suspended, gone or blocked is not found, as one who never was", async () => {
  const missing = await ask("/api/v1/accounts/1", token);
  expect(missing).toEqual({ status: 404, body: { error: "Record not found" } });
  const blocked = await insertActor(ctx, { handle: "b", host: "weg.test" });
  await ctx.sql`insert into peers (host, blocked_at) values ('weg.test', now())`;
  const [gone, suspended] = [await createMember(ctx, "weg"), await createMember(ctx, "gesperrt")];
  await ctx.sql`update actors set deleted_at = now() where id = ${gone.actorId}`;
  await ctx.sql`update actors set suspended_at = now() where id = ${suspended.actorId}`;
  const ids = [blocked.id, gone.actorId, suspended.actorId, "9".repeat(30), "0"];
  for (const id of ids) expect(await ask(`/api/v1/accounts/${id}`, token)).toEqual(missing);
  for (const acct of ["", "@", "nobody", "a@b@c", "weg", "b@weg.test", "%00"]) {
    const answer = await ask(`/api/v1/accounts/lookup?acct=${acct}`, token);
    expect([400, 404]).toContain(answer.status);
    errorSchema.parse(answer.body);
  }
});

test("T162 T163 a token opens what its scopes say, an app's own no route for people", async () => {
  const WHO = "/api/v1/accounts/verify_credentials";
  expect(await ask(WHO)).toEqual({ status: 401, body: { error: "The access token is invalid" } });
  expect(await ask(WHO, appToken)).toEqual({
    status: 422,
    body: { error: "This method requires an authenticated user" },
  });
  const refused = { status: 403, body: { error: "This action is outside the authorized scopes" } };
  expect(await ask(WHO, writing)).toEqual(refused);
  expect(await ask(`/api/v1/accounts/${anna.actorId}`, writing)).toEqual(refused);
  expect(await ask("/api/v1/preferences", profileToken)).toEqual(refused);
});

const list = async (path: string, as = token): Promise<z.infer<typeof accountSchema>[]> =>
  z.array(accountSchema).parse((await ask(path, as)).body);

test("several accounts come at once, in order, without those who are gone", async () => {
  const gone = await createMember(ctx, "fort");
  await ctx.sql`update actors set deleted_at = now() where id = ${gone.actorId}`;
  const query = [remote.id, gone.actorId, "x", anna.actorId, remote.id].map((id) => `id[]=${id}`).join("&");
  expect((await list(`/api/v1/accounts?${query}`)).map(({ id }) => id)).toEqual([remote.id, anna.actorId]);
});

test("an account that moved says where, one step only", async () => {
  const [first, second] = [await insertActor(ctx, { host: "alt.test" }), await insertActor(ctx, { host: "neu.test" })];
  await ctx.sql`update actors set moved_to = ${second.uri} where id = ${first.id}`;
  await ctx.sql`update actors set moved_to = ${remote.uri} where id = ${second.id}`;
  const moved = accountSchema.parse((await ask(`/api/v1/accounts/${first.id}`, token)).body);
  expect(moved.moved).toMatchObject({ id: second.id });
});

test("T103 people are found by a part of their name only if they want to be, in full by everybody", async () => {
  const [shy, open] = [await createMember(ctx, "schuechtern"), await createMember(ctx, "schubert")];
  await ctx.sql`update actors set discoverable = true where id = ${open.actorId}`;
  const found = async (q: string, more = "") =>
    (await list(`/api/v1/accounts/search?q=${q}${more}`)).map(({ id }) => id);
  expect(await found("schu")).toEqual([open.actorId]);
  expect(await found("@Schuechtern")).toEqual([shy.actorId]);
  expect(await found("schuechtern@heslach.test")).toEqual([shy.actorId]);
  expect(await found("schu%25")).toEqual([]);
  expect(await found("")).toEqual([]);
  await insertFollow(ctx, anna.actorId, shy.actorId);
  expect(await found("schu")).toEqual([shy.actorId, open.actorId]);
  expect(await found("schu", "&following=True")).toEqual([shy.actorId]);
  expect(await found("schu", "&limit=1&offset=1")).toEqual([open.actorId]);
  expect(await found("hesl")).toEqual([district.actorId]);
});

test("searching costs the same number of statements however many are found", async () => {
  const counted = countStatements(ctx);
  const costs = async (): Promise<number> => {
    counted.reset();
    const answer = await createTestApp(counted).request("/api/v1/accounts/search?q=viele", { token });
    expect(answer.status).toBe(200);
    return counted.statements.length;
  };
  await insertActor(ctx, { handle: "viele1", discoverable: true });
  await costs();
  const one = await costs();
  for (const number of [2, 3, 4]) await insertActor(ctx, { handle: `viele${number}`, discoverable: true });
  // What they wrote is counted once.
  await costs();
  expect(await costs()).toBe(one);
});
