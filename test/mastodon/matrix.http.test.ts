import { beforeAll, describe, expect, test } from "vitest";
import { isHandler, routeName } from "../../src/app/middleware/guard.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { CLIENT_ROUTES, isClientApi } from "../../src/mastodon/access.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, sessionOf, setUpDistrict } from "../support/people.ts";
import { clientOf } from "./clients.ts";
import { bodiesOf, HIDDEN, NAMED, OPEN } from "./matrix/routes.ts";
import { castOf, type Params, type Things, thingsOf } from "./matrix/things.ts";
import { errorSchema } from "./schemas.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const site = createTestApp(ctx);
const client = clientOf(site);
const cast = await castOf(ctx);
const things: Things = thingsOf(ctx, cast);
const bob = await createMember(ctx, "bob");
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
