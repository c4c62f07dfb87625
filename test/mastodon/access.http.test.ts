import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { readableRoute, withRoutes } from "../../scripts/routes-table.ts";
import { PUBLIC_ROUTES } from "../../src/app/access.ts";
import { isHandler, routeName } from "../../src/app/middleware/guard.ts";
import { setPassword } from "../../src/features/accounts/accounts.usecases.ts";
import { allows, broadest, OAUTH_SCOPES, readScopes } from "../../src/features/accounts/scopes.model.ts";
import { issueToken } from "../../src/features/accounts/tokens.usecases.ts";
import { closeAccount } from "../../src/features/moderation/usecases/close-account.ts";
import { suspendActor, unsuspendActor } from "../../src/features/moderation/usecases/suspend.ts";
import { CLIENT_ROUTES, isClientApi } from "../../src/mastodon/access.ts";
import { sweepOAuth } from "../../src/mastodon/oauth/sweep.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, PASSWORD, sessionOf, setUpDistrict, tokenOf } from "../support/people.ts";
import { type App, clientOf } from "./clients.ts";
import { errorSchema } from "./schemas.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const site = createTestApp(ctx);
const { app, request } = site;
const client = clientOf(site);
const anna = await createMember(ctx, "anna");
const session = await sessionOf(ctx, anna);
let probe: App;
let reading: string;
let appToken: string;
beforeAll(async () => {
  probe = await client.register();
  reading = await client.logIn(probe, session);
  appToken = await client.appToken(probe);
});

const handlers = app.routes.filter(isHandler);
const pathOf = (pattern: string): string => pattern.replace(/:(\w+)(\{[^}]*\})?/g, "1");

describe("what routes of the client API ask for", () => {
  test("T162 every route declares it, and nothing is declared that does not exist", () => {
    const routes = handlers.filter(({ path }) => isClientApi(pathOf(path))).map(routeName);
    expect(routes.filter((name) => CLIENT_ROUTES[name] === undefined)).toEqual([]);
    expect(Object.keys(CLIENT_ROUTES).filter((name) => !routes.includes(name))).toEqual([]);
  });

  test("docs/mastodon-api.md lists every route of /api and /oauth with what it asks for, and no other (npm run docs:routes)", () => {
    const page = readFileSync("docs/mastodon-api.md", "utf8");
    expect(withRoutes(page)).toBe(page);
    const table = page.slice(page.indexOf("<!-- routes:"));
    const listed = [...table.matchAll(/^\| `([A-Z]+ \/\S+)` \| [^|]+ \|$/gm)].map(([, name]) => name);
    const routes = handlers
      .filter(({ path }) => /^\/(api|oauth)\/|^\/oembed$/.test(path))
      .map((route) => readableRoute(routeName(route)));
    expect(listed.toSorted()).toEqual([...new Set(routes)].toSorted());
  });

  test("what nobody needs a token for is in the list of public routes, and only that", () => {
    for (const [name, { token }] of Object.entries(CLIENT_ROUTES)) {
      expect(PUBLIC_ROUTES.includes(name), name).toBe(token === "none" || token === "optional");
    }
  });

  test("T162 a token for reading writes nothing, on any route of the API", async () => {
    const writes = handlers.filter(({ method, path }) => path.startsWith("/api/") && !["GET", "ALL"].includes(method));
    expect(writes.length).toBeGreaterThan(3);
    for (const route of writes) {
      if (CLIENT_ROUTES[routeName(route)]?.token === "none") continue;
      const answer = await request(pathOf(route.path), { method: route.method, token: reading });
      expect(answer.status, routeName(route)).toBe(403);
    }
  });

  test("T163 T164 an app's own token opens nothing of people's, nor a member's the pages", async () => {
    expect((await request("/api/v1/stadtteil/projects", { token: appToken })).status).toBe(200);
    const scoped = await client.fetchToken(probe, { grant_type: "client_credentials", scope: "read write" });
    const { access_token } = (await scoped.json()) as { access_token: string };
    const write = await request("/api/v1/stadtteil/projects", { token: access_token, json: {} });
    expect(write.status).toBe(422);
    expect(await write.json()).toMatchObject({ error_description: "This method requires an authenticated user" });
    for (const path of ["/einstellungen", "/verwaltung", "/schreiben"]) {
      for (const token of [appToken, reading]) expect([403, 404]).toContain((await request(path, { token })).status);
    }
  });

  test("T165 a token in the address counts for nothing", async () => {
    expect((await request(`/api/v1/preferences?access_token=${reading}`)).status).toBe(401);
  });

  test("our own resources know the hierarchy: a part of read is not read", async () => {
    const path = "/api/v1/stadtteil/projects";
    const part = await client.logIn(probe, session, { scope: "read:statuses" });
    expect((await request(path, { token: reading })).status).toBe(200);
    expect((await request(path, { token: part })).status).toBe(403);
  });
});

describe("tokens, on every route of the API", () => {
  /** A token with exactly these scopes. */
  async function holding(scopes: readonly string[], member = anna): Promise<string> {
    const { id, token } = await issueToken(ctx, member.accountId, { name: "test", scopes: ["read"] });
    await ctx.sql`update access_tokens set scopes = ${scopes.join(" ")} where id = ${id}`;
    return token;
  }
  async function refusal(route: string, token: string) {
    await ctx.sql`delete from rate_limits`;
    const [method = "", path = ""] = route.split(" ");
    const answer = await request(pathOf(path), { method, token });
    return [route, answer.status, errorSchema.parse(await answer.json()).error];
  }
  const asking = (...kinds: string[]) =>
    Object.entries(CLIENT_ROUTES)
      .filter(([, { token }]) => kinds.includes(token))
      .map(([route]) => route);
  const INVALID = "The access token is invalid";

  test("T166 a token that was taken back, of an app that was thrown out, of a closed account, or made up, is 401", async () => {
    const [zoe, yuna, ida] = [
      await createMember(ctx, "zoe"),
      await createMember(ctx, "yuna"),
      await createMember(ctx, "ida"),
    ];
    const old = await client.logIn(probe, await sessionOf(ctx, zoe), { scope: "read write follow push" });
    const form = { client_id: probe.client_id, client_secret: probe.client_secret, token: old };
    expect((await request("/oauth/revoke", { form })).status).toBe(200);
    const gone = await client.register();
    const orphan = await client.logIn(gone, await sessionOf(ctx, zoe));
    await ctx.sql`delete from oauth_applications where id = ${gone.id}`;
    const before = await tokenOf(ctx, yuna);
    await setPassword(ctx, yuna.accountId, "vier Esel am Brunnen");
    const closed = await tokenOf(ctx, ida);
    await closeAccount(ctx, ida, PASSWORD);
    for (const token of [old, orphan, before, closed, "stv_erfunden"]) {
      for (const route of asking("user", "app", "optional")) {
        expect(await refusal(route, token)).toEqual([route, 401, INVALID]);
      }
    }
  });

  test("T110 a suspended member's is 403, as on Mastodon, and ends for good", async () => {
    const nora = await createMember(ctx, "nora");
    const lead = await createMember(ctx, "lea", "admin");
    const token = await tokenOf(ctx, nora);
    await suspendActor(ctx, lead, nora.actorId, { reason: "rules", ground: "rules", statement: "Werbung" });
    for (const route of asking("user", "app", "optional")) {
      expect(await refusal(route, token)).toEqual([route, 403, "Your login is currently disabled"]);
    }
    await unsuspendActor(ctx, lead, nora.actorId, { reason: "rules", ground: "unfounded", statement: "Doch nicht" });
    expect((await refusal("GET /api/v1/preferences", token)).slice(1)).toEqual([401, INVALID]);
  });

  test("T163 an app's own token is 422 where a member is needed", async () => {
    for (const route of asking("user")) {
      expect(await refusal(route, appToken)).toEqual([route, 422, "This method requires an authenticated user"]);
    }
  });

  test("T162 each takes one of its scopes: with all others it is 403, with that alone it goes on", async () => {
    for (const [route, { token, scopes = [] }] of Object.entries(CLIENT_ROUTES)) {
      if (scopes.length === 0 || token === "none") continue;
      const others = OAUTH_SCOPES.filter((scope) => !scopes.some((needed) => allows(new Set([scope]), needed)));
      expect(others.length).toBeGreaterThan(10);
      expect(await refusal(route, await holding(others))).toEqual([
        route,
        403,
        "This action is outside the authorized scopes",
      ]);
      // Streams do not end by themselves; their own tests open them.
      if (route.includes("/streaming")) continue;
      const [method = "", path = ""] = route.split(" ");
      for (const scope of scopes) {
        const answer = await request(pathOf(path), { method, token: await holding([scope]) });
        expect([401, 403], `${route} ${scope}`).not.toContain(answer.status);
      }
    }
  });

  test("where nobody is asked who they are, an old token keeps nobody out", async () => {
    for (const route of asking("none").filter((name) => name.startsWith("GET"))) {
      const path = route.split(" ")[1] ?? "";
      const [without, withOld] = [await request(path), await request(path, { token: "stv_alt" })];
      expect([route, withOld.status]).toEqual([route, without.status]);
      expect(await withOld.text()).toBe(await without.text());
    }
  });
});

describe("sessions and other origins", () => {
  test("a session counts for nothing on the client API, wherever the request comes from", async () => {
    for (const headers of [{}, { Origin: "https://evil.example" }]) {
      const answer = await request("/api/v1/accounts/verify_credentials", { session, headers });
      expect(answer.status).toBe(401);
      expect((await request("/api/v1/preferences", { session, headers })).status).toBe(401);
      expect((await request("/oauth/userinfo", { session, headers })).status).toBe(401);
    }
    const write = await request("/api/v1/stadtteil/projects", {
      session,
      json: {},
      headers: { Origin: "https://evil.example" },
    });
    expect(write.status).toBe(403);
  });

  test("scripts of other origins may ask, with any header, and are never given credentials", async () => {
    const headers = { Origin: "https://phanpy.example" };
    for (const [path, method] of [
      ["/api/v1/apps", "POST"],
      ["/oauth/token", "POST"],
      ["/oauth/revoke", "POST"],
      ["/oauth/userinfo", "GET"],
      ["/api/v1/gibt-es-nicht", "GET"],
      ["/nodeinfo/2.0", "GET"],
      ["/.well-known/nodeinfo", "GET"],
      ["/.well-known/host-meta", "GET"],
    ] as const) {
      const preflight = await request(path, {
        method: "OPTIONS",
        headers: { ...headers, "Access-Control-Request-Headers": "authorization,idempotency-key" },
      });
      expect(preflight.status, path).toBe(204);
      expect(preflight.headers.get("Access-Control-Allow-Headers")).toBe("authorization,idempotency-key");
      expect(preflight.headers.get("Access-Control-Allow-Methods")).toContain("PATCH");
      const answer = await request(path, { method, headers });
      for (const each of [preflight, answer]) {
        expect(each.headers.get("Access-Control-Allow-Origin"), path).toBe("*");
        expect(each.headers.has("Access-Control-Allow-Credentials")).toBe(false);
      }
      expect(answer.headers.get("Access-Control-Expose-Headers")).toContain("Link");
      expect(answer.status, path).not.toBe(403);
    }
  });

  test("pages and the consent are open to no other origin", async () => {
    for (const path of ["/", "/anmelden", "/oauth/authorize", "/einstellungen"]) {
      const answer = await request(path, { headers: { Origin: "https://evil.example" } });
      expect(answer.headers.has("Access-Control-Allow-Origin"), path).toBe(false);
    }
  });
});

describe("errors and limits", () => {
  test("what does not exist is a JSON 404 in Mastodon's words, for everybody and every method", async () => {
    for (const token of [undefined, reading, appToken]) {
      for (const method of ["GET", "POST", "DELETE", "PATCH"]) {
        const answer = await request("/api/v1/gibt-es-nicht", { method, ...(token !== undefined && { token }) });
        expect([answer.status, errorSchema.parse(await answer.json())]).toEqual([404, { error: "Record not found" }]);
      }
    }
    const own = await request("/api/v1/stadtteil/gibt-es-nicht", { token: reading });
    expect(await own.json()).toMatchObject({ error: "errors.not-found", fields: {} });
  });

  test("the headers count down to the limit of five minutes, then 429", async () => {
    const from = "198.51.100.250";
    const ask = () => request("/api/v1/gibt-es-nicht", { from });
    const first = await ask();
    expect([first.headers.get("X-RateLimit-Limit"), first.headers.get("X-RateLimit-Remaining")]).toEqual([
      "300",
      "299",
    ]);
    const reset = first.headers.get("X-RateLimit-Reset") ?? "";
    expect(new Date(reset).toISOString()).toBe(reset);
    for (let count = 1; count < 300; count += 1) await ask();
    const over = await ask();
    expect(over.status).toBe(429);
    expect(over.headers.get("X-RateLimit-Remaining")).toBe("0");
    expect(errorSchema.parse(await over.json())).toEqual({ error: "Too many requests" });
    expect((await request("/api/v1/preferences", { from, token: reading })).status).toBe(200);
  });

  test("wrong tokens are counted, too: with the requests of nobody from there", async () => {
    const from = "198.51.100.249";
    const ask = () => request("/api/v1/preferences", { from, token: "stv_geraten" });
    const first = await ask();
    expect([first.status, first.headers.get("X-RateLimit-Remaining")]).toEqual([401, "299"]);
    for (let count = 1; count < 300; count += 1) await ask();
    expect((await ask()).status).toBe(429);
  });
});

test("scopes hold their parts, each once and in order", () => {
  const granted = (text: string) => new Set(text.split(" "));
  expect(allows(granted("read"), "read:lists")).toBe(true);
  expect(allows(granted("read:lists"), "read")).toBe(false);
  expect(allows(granted("write"), "read:lists")).toBe(false);
  expect(allows(granted("follow"), "write:blocks")).toBe(true);
  expect(allows(granted("follow"), "write:statuses")).toBe(false);
  expect(allows(granted("push"), "profile")).toBe(false);
  expect(readScopes("write  read\nread")).toEqual(["read", "write"]);
  expect(readScopes("read constructor")).toBeNull();
  expect(readScopes(" ")).toBeNull();
  expect(broadest(["read", "read:lists", "follow", "write:mutes", "push"])).toEqual(["read", "follow", "push"]);
});

test("codes go after a day, apps that nobody let in after thirty", async () => {
  const [unused, machine] = [await client.register(), await client.register()];
  await client.codeFor(probe, session);
  await client.appToken(machine);
  const apps = async (): Promise<string[]> =>
    (await ctx.sql<{ id: string }[]>`select id from oauth_applications`).map(({ id }) => id);
  const byHand = await tokenOf(ctx, anna);
  ctx.advance(29 * 86_400_000);
  await sweepOAuth(ctx);
  expect(await ctx.sql`select 1 from oauth_codes`).toHaveLength(0);
  expect(await apps()).toEqual(expect.arrayContaining([unused.id, machine.id, probe.id]));
  expect((await request("/api/v1/instance", { token: await client.appToken(machine) })).status).toBe(200);
  ctx.advance(2 * 86_400_000);
  await sweepOAuth(ctx);
  expect(await apps()).not.toContain(unused.id);
  expect(await apps()).toEqual(expect.arrayContaining([machine.id, probe.id]));
  expect((await request("/api/v1/preferences", { token: reading })).status).toBe(200);
  expect((await request("/api/v1/preferences", { token: byHand })).status).toBe(200);
});

test("an address of the client API may end with a slash; a page's does not", async () => {
  expect((await request("/api/v1/instance/")).status).toBe(200);
  expect((await request("/api/v1/statuses/1/", { token: reading })).status).toBe(404);
  expect((await request("/projekte/")).status).toBe(404);
});
