import { beforeEach, expect, test } from "vitest";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, sessionOf, setUpDistrict, tokenOf } from "../support/people.ts";

const ctx = await createTestCtx();
const { request, app } = createTestApp(ctx);
await setUpDistrict(ctx);
const admin = await createMember(ctx, "vera", "admin");
const anna = await createMember(ctx, "anna");
const [adminSession, session] = [await sessionOf(ctx, admin), await sessionOf(ctx, anna)];

beforeEach(() => ctx.advance(301_000));

test("T001 a foreign Host is refused, in the header and in the address line", async () => {
  for (const path of ["/", "/ap/a/1", "/.well-known/webfinger?resource=acct:anna@evil.example"]) {
    for (const answer of [
      await app.request(`https://evil.example${path}`),
      await request(path, { headers: { Host: "evil.example" } }),
      await app.request(`https://evil.example${path}`, { headers: { Host: "heslach.test" } }),
    ]) {
      expect(answer.status).toBe(421);
      expect(await answer.text()).not.toContain("evil.example");
    }
  }
});

test("health checks come by address, and the database is asked for readiness", async () => {
  expect((await app.request("http://127.0.0.1/healthz")).status).toBe(200);
  expect(await (await app.request("http://127.0.0.1/health")).text()).toBe("OK");
  const ready = await app.request("http://10.0.0.7:8000/readyz");
  expect(await ready.json()).toEqual({ status: "ready" });
});

test("with federation off the loopback names are ours, too", async () => {
  const local = await createTestCtx({ ORIGIN: "http://localhost:8000" });
  const { app: localApp } = createTestApp(local);
  for (const origin of ["http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:9000"]) {
    const answer = await localApp.request(`${origin}/sprache`, { method: "POST", headers: { Origin: origin } });
    expect(answer.status).toBe(303);
  }
  expect((await localApp.request("http://192.168.1.5:8000/sprache")).status).toBe(421);
});

test("T124 T141 every page has a policy that allows nothing inline and no frame", async () => {
  for (const path of ["/anmelden", "/gibt-es-nicht", "/einstellungen", "/verwaltung"]) {
    const answer = await request(path, { session: adminSession });
    const policy = answer.headers.get("Content-Security-Policy") ?? "";
    for (const part of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]) {
      expect(policy).toContain(part);
    }
    expect(policy).not.toMatch(/unsafe|data:|\*/);
    expect(answer.headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(answer.headers.get("Referrer-Policy")).toBe("same-origin");
    expect(answer.headers.get("Strict-Transport-Security")).toMatch(/^max-age=/);
    expect(await answer.text()).not.toMatch(/<style|<script(?! type="module" src="\/)| style="| on\w+="/);
  }
});

test("without https there is no HSTS, and pages of members are not kept by any cache", async () => {
  const local = await createTestCtx({ ORIGIN: "http://localhost:8000" });
  const plain = await createTestApp(local).request("/healthz");
  expect(plain.headers.has("Strict-Transport-Security")).toBe(false);
  expect((await request("/einstellungen", { session })).headers.get("Cache-Control")).toBe("private, no-store");
});

const posted = { form: { locale: "de" } };

test.each([
  ["a foreign origin", { Origin: "https://evil.example" }],
  ["the origin null", { Origin: "null" }],
  ["a sub-domain", { Origin: "https://x.heslach.test" }],
  ["plain http", { Origin: "http://heslach.test" }],
  ["another site as browsers tell it", { Origin: "https://heslach.test", "Sec-Fetch-Site": "cross-site" }],
  ["a neighbour domain as browsers tell it", { Origin: "https://heslach.test", "Sec-Fetch-Site": "same-site" }],
])("T137 a form from %s is refused", async (_, headers) => {
  const answer = await request("/einstellungen/sprache", { ...posted, session, headers });
  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain("nicht von einer Seite dieses Servers");
  const login = await request("/anmelden", { form: { wer: "anna", passwort: "x" }, headers });
  expect(login.status).toBe(403);
});

test("T137 a form without any origin is refused, one from our page is not", async () => {
  const cookie = { Cookie: `__Host-stv=${session}`, "Content-Type": "application/x-www-form-urlencoded" };
  const bare = { method: "POST", body: "locale=de", headers: cookie };
  expect((await app.request(`${ctx.origin}/einstellungen/sprache`, bare)).status).toBe(403);
  expect((await request("/einstellungen/sprache", { ...posted, session })).status).toBe(303);
});

test.each(["application/json", "text/plain", ""])("T138 a cross-site request of type %j is refused", async (type) => {
  const headers = { Origin: "https://evil.example", ...(type && { "Content-Type": type }) };
  for (const path of ["/einstellungen/geraete", "/api/v1/stadtteil/projects", "/medien"]) {
    const answer = await request(path, { method: "POST", session, headers, body: "{}" });
    expect(answer.status).toBe(403);
  }
});

test("T138 a made-up token does not open the way for the cookie", async () => {
  const headers = { Origin: "https://evil.example", Authorization: "Bearer made-up" };
  expect((await request("/einstellungen/geraete", { method: "POST", session, headers })).status).toBe(403);
  expect((await request("/api/v1/stadtteil/projects", { method: "POST", session, headers })).status).toBe(401);
});

test("a script without a token is told that it needs one, whatever it asks for", async () => {
  const bare = (path: string) => app.request(`${ctx.origin}${path}`, { method: "POST", body: "{}" });
  const answer = await bare("/api/v1/stadtteil/projects");
  expect([answer.status, answer.headers.get("WWW-Authenticate")]).toEqual([401, "Bearer"]);
  expect((await bare("/api/v1/gibt-es-nicht")).status).toBe(404);
});

test("T163 T164 a token opens no page of members or admins, and only what its scopes say", async () => {
  const token = await tokenOf(ctx, admin, ["read"]);
  expect((await request("/einstellungen", { token })).status).toBe(403);
  expect((await request("/einstellungen/passwort", { token, form: { current: "a", next: "b" } })).status).toBe(403);
  expect((await request("/verwaltung", { token })).status).toBe(404);
  const write = await request("/api/v1/stadtteil/projects", { token, json: {} });
  expect(write.status).toBe(403);
  expect(await write.json()).toMatchObject({ error: "accounts.scope-missing" });
  const writeOnly = await tokenOf(ctx, anna, ["write"]);
  expect((await request("/api/v1/stadtteil/projects", { token: writeOnly })).status).toBe(403);
});

test("an unknown token is told so, as JSON", async () => {
  const answer = await request("/api/v1/gibt-es-nicht", { token: "stv_unknown" });
  expect([answer.status, answer.headers.get("WWW-Authenticate")]).toEqual([401, 'Bearer error="invalid_token"']);
  expect(await answer.json()).toEqual({ error: "The access token is invalid" });
  const own = await request("/api/v1/stadtteil/projects", { token: "stv_unknown" });
  expect(own.status).toBe(401);
  expect(await own.json()).toMatchObject({ error: "errors.not-authenticated", fields: {} });
});

test.each(["/schreiben/projekt", "/anmelden", "/sprache"])(
  "a form that was cut off on the way is refused at %s",
  async (path) => {
    const headers = {
      "Content-Type": "multipart/form-data; boundary=x",
      Origin: ctx.origin,
      Cookie: `__Host-stv=${session}`,
    };
    const answer = await app.request(`${ctx.origin}${path}`, { method: "POST", headers, body: "--x\r\nContent-Disp" });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("noch einmal ab");
  },
);

test("T191 a 500 tells its number and nothing else", async () => {
  const broken = createTestApp({
    ...ctx,
    db: new Proxy(ctx.db, {
      get() {
        throw new Error("select secret from /srv/stv/db.ts");
      },
    }),
  });
  const page = await broken.request("/anmelden", { form: { wer: "anna", passwort: "x" } });
  const text = await page.text();
  expect(page.status).toBe(500);
  expect(text).toContain(page.headers.get("X-Request-Id"));
  expect(text).not.toMatch(/secret|srv|\.ts|\bat \w+ \(/);
  const api = await broken.request("/api/v1/stadtteil/projects", { session: "x" });
  expect(api.status).toBe(500);
  expect(await api.json()).toEqual({
    error: "errors.internal",
    error_description: "Something went wrong on this server.",
    fields: {},
    request_id: api.headers.get("X-Request-Id"),
  });
});

test.each(["/metrics", "/debug", "/.env", "/.git/config", "/dist/main.js.map", "/assets/../package.json", "/studio"])(
  "T192 nothing is at %s",
  async (path) => {
    for (const more of [{}, { session: adminSession }]) expect((await request(path, more)).status).toBe(404);
  },
);

test("T193 nobody but admins finds the admin pages", async () => {
  const paths = app.routes.filter(({ path }) => path.startsWith("/verwaltung"));
  expect(paths.length).toBeGreaterThan(5);
  for (const { path, method } of paths) {
    expect((await request(path, { method })).status, `${method} ${path} by nobody`).toBe(404);
    expect((await request(path, { method, session })).status, `${method} ${path} by a member`).toBe(404);
  }
  expect((await request("/verwaltung", { session: adminSession })).status).toBe(200);
});

test("T204 a first visit gets no cookie and loads nothing from elsewhere", async () => {
  for (const path of ["/anmelden", "/gibt-es-nicht"]) {
    const answer = await request(path);
    expect(answer.headers.has("Set-Cookie")).toBe(false);
    const page = await answer.text();
    const loaded = [
      ...page.matchAll(/<(?:script|img|link rel="(?:stylesheet|preload|icon)")[^>]*(?:src|href)="([^"]+)"/g),
    ];
    expect(loaded.length).toBeGreaterThan(0);
    for (const [, address] of loaded) expect(address).toMatch(/^\/(?!\/)/);
  }
});

test("T205 addresses of clients are counted under a fingerprint, never kept in clear", async () => {
  await request("/anmelden", { form: { wer: "anna@post.example", passwort: "x" }, from: "198.51.100.23" });
  const rows = await ctx.sql<{ key: string }[]>`select key from rate_limits`;
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(rows)).not.toMatch(/198\.51\.100|post\.example/);
});

test("the language follows the cookie, which is set on wish only, then the browser, then German", async () => {
  const lang = async (headers: Record<string, string>) =>
    /<html lang="(\w+)"/.exec(await (await request("/anmelden", { headers })).text())?.[1];
  expect(await lang({})).toBe("de");
  expect(await lang({ "Accept-Language": "en-GB,en;q=0.9" })).toBe("en");
  const answer = await request("/sprache", { form: { sprache: "en", weiter: "/anmelden" } });
  expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/anmelden"]);
  const cookie = (answer.headers.get("Set-Cookie") ?? "").split(";")[0] ?? "";
  expect(await lang({ Cookie: cookie, "Accept-Language": "de" })).toBe("en");
  expect(await lang({ Cookie: "sprache=xx" })).toBe("de");
});

test("a form larger than 1 MB is refused with 413, an upload may have 20", async () => {
  const body = `wer=${"x".repeat(1024 * 1024)}`;
  const answer = await request("/anmelden", {
    method: "POST",
    body,
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
  });
  expect(answer.status).toBe(413);
  expect(await answer.text()).toContain("Das ist zu groß");
  const upload = await request("/medien", { method: "POST", session, body: new Uint8Array(2 * 1024 * 1024) });
  expect(upload.status).not.toBe(413);
  const tooLarge = await request("/medien", { method: "POST", session, body: new Uint8Array(21 * 1024 * 1024) });
  expect(tooLarge.status).toBe(413);
});

test("a form of more than 5,000 fields is refused with 413 before it is taken apart, with files or without", async () => {
  const part = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n';
  for (const path of ["/anmelden", "/schreiben/projekt"]) {
    const fields = await request(path, {
      method: "POST",
      body: "a&".repeat(100_000),
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
    });
    expect(fields.status, path).toBe(413);
    const parts = await request(path, {
      method: "POST",
      body: `${part.repeat(6_000)}--b--\r\n`,
      headers: { "Content-Type": "multipart/form-data; boundary=b" },
    });
    expect(parts.status, path).toBe(413);
  }
  const long = await request("/schreiben/projekt", {
    method: "POST",
    body: `a=${"x".repeat(2 * 1024 * 1024)}`,
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
  });
  expect(long.status).toBe(413);
});

test("what is no character is the sender's mistake, not ours", async () => {
  const paths = ["/@a%00", "/@a%00@b.test", "/projekte/a%00", "/api/v1/stadtteil/projects?district=%00"];
  for (const path of paths) expect((await request(path, { session })).status, path).toBe(400);
  expect((await request("/anmelden", { form: { wer: "a\0", passwort: "x" } })).status).toBe(400);
  const handle = await request("/@a%0d%0ab@heslach.test");
  expect(handle.headers.get("Location")).toBe("/@a%0D%0Ab");
});

test("T102 no cache mixes languages, people, or pages with documents; HEAD is as guarded as GET", async () => {
  for (const path of ["/", "/projekte", "/@anna", "/anmelden"]) {
    const vary = (await request(path)).headers.get("Vary") ?? "";
    for (const name of ["Accept", "Accept-Language", "Cookie"]) expect(vary.split(", "), path).toContain(name);
  }
  expect((await request("/projekte")).headers.get("Cache-Control")).toBe("no-cache");
  expect((await request("/einstellungen", { method: "HEAD" })).status).toBe(303);
  expect((await request("/verwaltung", { method: "HEAD", session })).status).toBe(404);
  expect((await request("/projekte", { method: "HEAD" })).status).toBe(200);
});

test("whoever is not logged in is sent to log in and back again", async () => {
  const answer = await request("/einstellungen?gespeichert=profil");
  expect(answer.headers.get("Location")).toBe("/anmelden?weiter=%2Feinstellungen%3Fgespeichert%3Dprofil");
  const page = await request("/einstellungen/profil", { form: { name: "x" } });
  expect(page.status).toBe(401);
  expect(await page.text()).toContain("Bitte melden Sie sich an");
});
