import { beforeAll, describe, expect, test } from "vitest";
import { isHandler, routeName } from "../../src/app/middleware/guard.ts";
import { createFilter } from "../../src/features/filters/filters.usecases.ts";
import { createGroup } from "../../src/features/groups/usecases/create.ts";
import { leaveGroup } from "../../src/features/groups/usecases/membership.ts";
import { openThread } from "../../src/features/groups/usecases/post.ts";
import { createList } from "../../src/features/lists/lists.usecases.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { CLIENT_ROUTES, isClientApi } from "../../src/mastodon/access.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, sessionOf, setUpDistrict, tokenOf } from "../support/people.ts";
import { insertFollow } from "../support/rows.ts";
import { clientOf } from "./clients.ts";
import { bodiesOf, HIDDEN, NAMED, OPEN } from "./matrix/routes.ts";
import { castOf, type Params, type Thing, type Things, thingsOf } from "./matrix/things.ts";
import { errorSchema } from "./schemas.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const site = createTestApp(ctx);
const client = clientOf(site);
const cast = await castOf(ctx);
const things: Things = thingsOf(ctx, cast);
const bob = await createMember(ctx, "bob");
let members = 0;
const someone = async () => {
  members += 1;
  const member = await createMember(ctx, `emil${members}`);
  return { member, token: await tokenOf(ctx, member) };
};
const bodies = bodiesOf((await publishPost(ctx, bob, { text: "Für alle" })).id);
let annas: string;
let bobs: string;
let appToken: string;
beforeAll(async () => {
  const app = await client.register();
  const scope = { scope: "read write follow push" };
  annas = await client.logIn(app, await sessionOf(ctx, cast.anna), scope);
  bobs = await client.logIn(app, await sessionOf(ctx, bob), scope);
  appToken = await client.appToken(app);
});

/** Every route of the router with something to name in its path. */
const routes = site.app.routes
  .filter(isHandler)
  .filter(({ path }) => path.includes("/:") && isClientApi(path))
  .map(routeName);

/** The path of a route with these in it. @throws Error when one is missing */
const pathOf = (route: string, params: Params): string =>
  route.slice(route.indexOf(" ") + 1).replace(/:(\w+)(\{[^}]*\})?/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`${route} names ${name}`);
    return value;
  });
const methodOf = (route: string): string => route.slice(0, route.indexOf(" "));

async function ask(route: string, path: string, token?: string): Promise<Response> {
  // What is counted here is not how often somebody asks.
  await ctx.sql`delete from rate_limits`;
  const method = methodOf(route);
  const body = bodies[route];
  return site.request(path, { method, ...(token !== undefined && { token }), ...(body && { json: body }) });
}

const CHANGING = /^(date|x-request-id|x-ratelimit-.*|content-security-policy)$/;
/** All that an answer says. */
async function wholeOf(answer: Response) {
  const headers = [...answer.headers].filter(([name]) => !CHANGING.test(name));
  return { status: answer.status, headers, body: await answer.text() };
}

/** Which rows stand in the database, and in which version; but for how often and when somebody asked, and what is counted anew. */
async function contents(): Promise<string> {
  const [row] = await ctx.sql<{ all: string }[]>`
    select string_agg(table_name || ' ' || query_to_xml(
      format('select count(*), sum(xmin::text::bigint) from %I', table_name), true, true, '')::text, ' ' order by table_name)
      as all
    from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'
      and table_name not in ('rate_limits', 'access_tokens', 'sessions', 'author_stats')`;
  return row?.all ?? "";
}

/** An id of the right form that nothing has. */
const absent = (params: Params): Params =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      name === "group_key"
        ? value.replace(/\d+(?=-|$)/, "999999999999")
        : value.length < 10
          ? "999999999999"
          : ctx.newId(),
    ]),
  );

const MISSING = { status: 404, body: JSON.stringify({ error: "Record not found" }) };

test("every route that names something is in the matrix, and nothing else", () => {
  const known = [...Object.keys(HIDDEN), ...OPEN.map(({ route }) => route), ...NAMED];
  expect(routes.filter((route) => !known.includes(route))).toEqual([]);
  expect(known.filter((route) => !routes.includes(route))).toEqual([]);
  expect(routes.length).toBeGreaterThan(70);
});

const hidden = Object.entries(HIDDEN).flatMap(([route, { of, nobody = [], elsewhere = [] }]) =>
  [...of, ...nobody].map((thing) => ({ route, thing, isAnnas: of.includes(thing) && !elsewhere.includes(thing) })),
);

describe("T183 T184 what is another's is as if it were not there", () => {
  test.each(hidden)("$route with Anna's $thing", async ({ route, thing, isAnnas }) => {
    const params = await things[thing]();
    const before = await contents();
    const readers = CLIENT_ROUTES[route]?.token === "optional" ? [bobs, undefined, appToken] : [bobs];
    for (const token of readers) {
      const answer = await wholeOf(await ask(route, pathOf(route, params), token));
      expect(answer).toMatchObject(MISSING);
      expect(answer).toEqual(await wholeOf(await ask(route, pathOf(route, absent(params)), token)));
    }
    expect(await contents()).toBe(before);
    // It is there: Anna's own request finds it, so that the test would see it if Bob's did.
    const own = await ask(route, pathOf(route, params), annas);
    expect(own.status, await own.text()).toBeLessThan(500);
    expect(own.status === 404).toBe(!isAnnas);
  });
});

const open = OPEN.flatMap(({ route, of, answer, changes = false }) =>
  of.map((thing) => ({ route, thing, status: answer, changes })),
);

describe("what is everybody's may be read, and changed by nobody else", () => {
  test.each(open)("$route with Anna's $thing: $status", async ({ route, thing, status, changes }) => {
    const params = await things[thing]();
    const before = await contents();
    const answer = await ask(route, pathOf(route, params), bobs);
    const body: unknown = await answer.json();
    expect(answer.status, JSON.stringify(body)).toBe(status);
    if (status >= 400) errorSchema.parse(body);
    if (!changes) expect(await contents()).toBe(before);
  });
});

describe("T183 nor is what a body or query names", () => {
  const HIDDEN_STATUSES = [
    "direct",
    "followers",
    "closedGroup",
    "boostOfFollowers",
    "pollOfFollowers",
    "deleted",
  ] as const;

  /** What Bob is answered is the same for what is hidden and for what was never there, and nothing comes of either. */
  async function same(route: string, path: string, bodyOf: (id: string) => object, id: string): Promise<unknown> {
    const before = await contents();
    const asked = async (named: string) => {
      await ctx.sql`delete from rate_limits`;
      return wholeOf(await site.request(path, { method: methodOf(route), token: bobs, json: bodyOf(named) }));
    };
    const answer = await asked(id);
    expect(answer).toEqual(await asked(ctx.newId()));
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(await contents()).toBe(before);
    return JSON.parse(answer.body);
  }
  const inAnHour = (): string => new Date(ctx.now().getTime() + 3_600_000).toISOString();
  const idOf = async (thing: Thing): Promise<string> => ((await things[thing]()) as Params).id ?? "";

  test.each(HIDDEN_STATUSES)("answering, quoting and filtering %s", async (thing) => {
    const id = await idOf(thing);
    const statuses = "/api/v1/statuses";
    await same("POST", statuses, (named) => ({ status: "Ha", in_reply_to_id: named }), id);
    await same("POST", statuses, (named) => ({ status: "Ha", quoted_status_id: named }), id);
    const at = inAnHour();
    await same("POST", statuses, (named) => ({ status: "Ha", in_reply_to_id: named, scheduled_at: at }), id);
    await same("POST", statuses, (named) => ({ status: "Ha", quoted_status_id: named, scheduled_at: at }), id);
    const filter = await createFilter(ctx, bob, {
      title: "x",
      contexts: ["home"],
      action: "warn",
      expiresIn: null,
      keywords: [],
    });
    await same("POST", `/api/v2/filters/${filter.id}/statuses`, (named) => ({ status_id: named }), id);
  });

  test.each(HIDDEN_STATUSES)("asking for %s among others, by its address and in a report", async (thing) => {
    const id = await idOf(thing);
    const get = async (path: string) => (await site.request(path, { token: bobs })).json();
    expect(await get(`/api/v1/statuses?id[]=${id}`)).toEqual([]);
    const [row] = await ctx.sql<{ url: string; uri: string }[]>`select url, uri from posts where id = ${id}`;
    for (const address of [row?.url, row?.uri]) {
      const found = await get(
        `/api/v2/search?resolve=true&q=${encodeURIComponent(address ?? "https://heslach.test/x")}`,
      );
      expect(found).toEqual({ accounts: [], statuses: [], hashtags: [] });
    }
    const json = { account_id: cast.anna.actorId, status_ids: [id], comment: "Werbung" };
    await ctx.sql`delete from rate_limits`;
    const report = await site.request("/api/v1/reports", { token: bobs, json });
    expect(await report.json()).toMatchObject({ status_ids: [] });
  });

  test("another's uploads are not there for a new status, a changed one, or one to come", async () => {
    const id = await idOf("upload");
    const own = await publishPost(ctx, bob, { text: "Meins" });
    await same("POST", "/api/v1/statuses", (named) => ({ status: "Ha", media_ids: [named] }), id);
    await same("PUT", `/api/v1/statuses/${own.id}`, (named) => ({ status: "Ha", media_ids: [named] }), id);
    await same(
      "POST",
      "/api/v1/statuses",
      (named) => ({ status: "Ha", media_ids: [named], scheduled_at: inAnHour() }),
      id,
    );
  });

  test("another's keyword is not in one's own filter", async () => {
    const filter = await createFilter(ctx, bob, {
      title: "x",
      contexts: ["home"],
      action: "warn",
      expiresIn: null,
      keywords: [],
    });
    const bodyOf = (id: string) => ({ keywords_attributes: [{ id, keyword: "meins" }] });
    await same("PUT", `/api/v2/filters/${filter.id}`, bodyOf, await idOf("filterKeyword"));
    const gone = (id: string) => ({ keywords_attributes: [{ id, _destroy: true }] });
    await same("PUT", `/api/v2/filters/${filter.id}`, gone, await idOf("filterKeyword"));
  });

  test.each(["suspendedAccount", "accountOfBlockedHost", "accountGone"] as const)("%s", async (thing) => {
    const id = await idOf(thing);
    const list = await createList(ctx, bob, { title: "Meine" });
    await same("POST", `/api/v1/lists/${list.id}/accounts`, (named) => ({ account_ids: [named] }), id);
    await same("POST", "/api/v1/reports", (named) => ({ account_id: named, comment: "Werbung" }), id);
    for (const path of ["accounts", "accounts/relationships"]) {
      expect(await (await site.request(`/api/v1/${path}?id[]=${id}`, { token: bobs })).json(), path).toEqual([]);
    }
  });
});

test.each(["waits to be let in", "has left"])("T186 who %s finds nothing of a closed group", async (how) => {
  const { member, token } = await someone();
  await insertFollow(ctx, member.actorId, cast.closed.actor.id, how === "has left" ? "accepted" : "pending");
  if (how === "has left") await leaveGroup(ctx, member, cast.closed);
  const params = await things.closedGroup();
  for (const [route, { of }] of Object.entries(HIDDEN)) {
    if (!of.includes("closedGroup")) continue;
    const answer = await wholeOf(await ask(route, pathOf(route, params), token));
    expect([route, answer]).toEqual([route, await wholeOf(await ask(route, pathOf(route, absent(params)), token))]);
    expect(answer).toMatchObject(MISSING);
  }
  const timeline = await site.request(`/api/v1/timelines/group/${cast.closed.actor.id}`, { token });
  expect(await timeline.json()).toEqual([]);
});

test("what only people here may read is not there for strangers and apps without anybody", async () => {
  const internal = await createGroup(ctx, cast.anna, { name: "Haus", handle: "haus", about: "", mode: "internal" });
  const { id } = await openThread(ctx, cast.anna, internal, { title: "Geheim", text: "Nur hier" });
  const optional = Object.keys(HIDDEN).filter((route) => CLIENT_ROUTES[route]?.token === "optional");
  const of = (routes: readonly string[], kind: string) => routes.filter((route) => route.includes(`/${kind}/:id`));
  for (const [kind, named] of [
    ["statuses", id],
    ["accounts", internal.actor.id],
  ] as const) {
    const asked = of(optional, kind);
    expect(asked.length).toBeGreaterThan(5);
    for (const route of asked) {
      expect((await ask(route, pathOf(route, { id: named }), bobs)).status, route).toBe(200);
      for (const token of [undefined, appToken]) {
        const answer = await wholeOf(await ask(route, pathOf(route, { id: named }), token));
        expect(answer).toMatchObject(MISSING);
        expect(answer).toEqual(await wholeOf(await ask(route, pathOf(route, { id: ctx.newId() }), token)));
      }
    }
  }
});

test("a change of anything is seen", async () => {
  const { id } = await createList(ctx, bob, { title: "Meine" });
  const before = await contents();
  await ctx.sql`update lists set title = title where id = ${id}`;
  const touched = await contents();
  await ctx.sql`delete from lists where id = ${id}`;
  expect(new Set([before, touched, await contents()]).size).toBe(3);
});

const MALFORMED = ["0", "-1", "abc", "9".repeat(30), "9223372036854775808", "%00", "1e3", "1.5", "%20", "١", "0x1f"];

describe("what can be no id", () => {
  test.each(routes)("%s", async (route) => {
    const before = await contents();
    const names = [...route.matchAll(/:(\w+)/g)].map(([, name = ""]) => name);
    for (const value of MALFORMED) {
      for (const name of names) {
        const params = Object.fromEntries(names.map((other) => [other, other === name ? value : "1"]));
        const answer = await ask(route, pathOf(route, params), bobs);
        const body: unknown = await answer.json();
        if (NAMED.includes(route)) expect(answer.status, `${name}=${value}`).toBeLessThan(500);
        else expect([value, answer.status, body]).toEqual([value, 404, { error: "Record not found" }]);
      }
    }
    if (!NAMED.includes(route)) expect(await contents()).toBe(before);
  });
});
