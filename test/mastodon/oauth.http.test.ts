import { describe, expect, test } from "vitest";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, PASSWORD, sessionOf, setUpDistrict, tokenOf } from "../support/people.ts";
import { CHALLENGE, clientOf, OOB, REDIRECT, VERIFIER } from "./clients.ts";
import { applicationSchema, credentialApplicationSchema, errorSchema, tokenSchema } from "./schemas.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const site = createTestApp(ctx);
const { request } = site;
const client = clientOf(site);
const anna = await createMember(ctx, "anna");
const session = await sessionOf(ctx, anna);
const app = await client.register();
const other = await client.register({ client_name: "Andere" });

const json = async (answer: Response): Promise<Record<string, unknown>> => (await answer.json()) as never;
const refusal = async (answer: Response): Promise<[number, unknown]> => [answer.status, (await json(answer)).error];
const WHOAMI = "/api/v1/apps/verify_credentials";
const whoami = async (token: string): Promise<number> => (await request(WHOAMI, { token })).status;

describe("registering an app", () => {
  let networks = 0;
  const from = (): string => {
    networks += 1;
    return `203.0.113.${networks}`;
  };
  const fields = { client_name: "Probe", redirect_uris: REDIRECT, scopes: "read write" };

  test("takes JSON, both codings of forms, a form whose type is not said, and the query", async () => {
    const multipart = new FormData();
    for (const [name, value] of Object.entries(fields)) multipart.set(name, value);
    const text = new URLSearchParams(fields).toString();
    const JSON_TYPE = { "Content-Type": "application/json" };
    const ways: [string, RequestInit][] = [
      ["", { body: JSON.stringify(fields), headers: JSON_TYPE }],
      ["", { body: JSON.stringify({ ...fields, scopes: ["read", "write"] }), headers: JSON_TYPE }],
      ["", { body: text, headers: { "Content-Type": "application/x-www-form-urlencoded" } }],
      ["", { body: multipart }],
      ["", { body: new Blob([text]) }],
      [`?${text}`, {}],
    ];
    for (const [query, init] of ways) {
      const answer = await request(`/api/v1/apps${query}`, { method: "POST", from: from(), ...init });
      expect(answer.status).toBe(200);
      const made = credentialApplicationSchema.parse(await answer.json());
      expect([made.redirect_uri, made.scopes, made.website]).toEqual([REDIRECT, ["read", "write"], null]);
    }
  });

  test("takes redirect addresses as a list, in brackets, and one a line; scopes default to read", async () => {
    const uris = ["icecubesapp://", "com.tapbots.Ivory.10217:/request_token", "http://127.0.0.1:4711/cb"];
    const list = await client.register({ redirect_uris: uris, scopes: undefined });
    expect([list.redirect_uris, list.scopes]).toEqual([uris, ["read"]]);
    const lines = await client.register({ redirect_uris: uris.join("\n") });
    expect(lines.redirect_uris).toEqual(uris);
    const brackets = new URLSearchParams(uris.map((uri): [string, string] => ["redirect_uris[]", uri]));
    brackets.set("client_name", "x");
    const answer = await request("/api/v1/apps", { method: "POST", body: brackets, from: from() });
    expect(credentialApplicationSchema.parse(await answer.json()).redirect_uris).toEqual(uris);
  });

  test.each([
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "http://app.example/cb",
    "http://127.0.0.1.evil.example/cb",
    "https://app.example/cb#part",
    "https://app.example\\@evil.example/",
    "https://user:word@app.example/cb",
    "https:app.example",
    "https://",
    "/relative",
    "//app.example/cb",
    `https://app.example/${"x".repeat(2_000)}`,
    "https://app.example/ü",
    "urn:ietf:wg:oauth:2.0:oob:auto",
    "",
  ])("T153 %s cannot be registered as a redirect address", async (uri) => {
    const answer = await request("/api/v1/apps", { json: { ...fields, redirect_uris: [uri] }, from: from() });
    expect(answer.status).toBe(422);
    expect(errorSchema.parse(await answer.json()).error).toContain("Redirect URI");
  });

  test.each([
    [{ client_name: "" }, "can't be blank"],
    [{ client_name: "x".repeat(61) }, "too long"],
    [{ website: "javascript:alert(1)" }, "Website"],
    [{ website: `https://x.example/${"x".repeat(2_000)}` }, "Website"],
    [{ scopes: "read admin:write" }, "Scopes"],
    [{ redirect_uris: Array.from({ length: 21 }, (_, index) => `app${index}://`) }, "at most 20"],
  ])("%j is refused", async (wrong, why) => {
    const answer = await request("/api/v1/apps", { json: { ...fields, ...wrong }, from: from() });
    expect([answer.status, (await json(answer)).error]).toEqual([422, expect.stringContaining(why)]);
  });

  test("a body that is not what it says is a bad request, as JSON", async () => {
    for (const body of ["{", "[]", "null", "1"]) {
      const headers = { "Content-Type": "application/json" };
      const answer = await request("/api/v1/apps", { method: "POST", body, headers, from: from() });
      expect(answer.status).toBe(400);
      errorSchema.parse(await answer.json());
    }
  });

  test("T167 the sixth app of a network within ten minutes is refused", async () => {
    const register = () => request("/api/v1/apps", { json: fields, from: "198.51.100.200" });
    for (let count = 0; count < 5; count += 1) expect((await register()).status).toBe(200);
    const sixth = await register();
    expect(await refusal(sixth)).toEqual([429, "Too many requests"]);
    expect(Number(sixth.headers.get("Retry-After"))).toBeGreaterThan(0);
  });
});

describe("the consent page", () => {
  test("leads through the login and back, with and without a slash at the end", async () => {
    for (const slash of ["", "/"]) {
      const address = client.addressOf(app, { state: "a b" }).replace("authorize?", `authorize${slash}?`);
      const answer = await request(address);
      expect(answer.status).toBe(303);
      const login = new URL(answer.headers.get("Location") ?? "", ctx.origin);
      expect(login.pathname).toBe("/anmelden");
      const form = { wer: "anna", passwort: PASSWORD, weiter: login.searchParams.get("weiter") ?? "" };
      const loggedIn = await request("/anmelden", { form });
      const page = await request(loggedIn.headers.get("Location") ?? "", { session });
      expect(page.status).toBe(200);
      const html = await page.text();
      expect(html).toContain("Probe möchte in Ihrem Namen zugreifen");
      expect(html).toContain("(@anna@heslach.test)");
      expect(html).toContain("app.example");
      expect(html).toContain("Alles lesen, was Sie lesen dürfen");
      expect(html).not.toContain("In Ihrem Namen schreiben");
    }
  });

  test("speaks the language that the app asks for", async () => {
    const page = await request(client.addressOf(app, { lang: "en" }), { session });
    expect(await page.text()).toContain("Probe would like access in your name");
  });

  test("T141 stands in no frame, lets its form lead elsewhere, and keeps its opener", async () => {
    const page = await request(client.addressOf(app), { session });
    const policy = page.headers.get("Content-Security-Policy") ?? "";
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("form-action");
    expect(page.headers.get("Cache-Control")).toBe("no-store");
    for (const path of [client.addressOf(app), "/anmelden"]) {
      expect((await request(path)).headers.has("Cross-Origin-Opener-Policy")).toBe(false);
    }
  });

  test("T137 is answered only from our own page, and by a session", async () => {
    const form = { client_id: app.client_id, redirect_uri: REDIRECT, response_type: "code", entscheidung: "ja" };
    const headers = { Origin: "https://evil.example" };
    expect((await request("/oauth/authorize", { form, session, headers })).status).toBe(403);
    const token = await tokenOf(ctx, anna);
    expect((await request("/oauth/authorize", { form, token })).status).toBe(403);
    expect(await ctx.sql`select 1 from oauth_codes`).toHaveLength(0);
  });

  test("whose session ended while the page stood open logs in and is asked again", async () => {
    const form = { ...Object.fromEntries(new URLSearchParams(client.addressOf(app, { state: "a b" }).split("?")[1])) };
    const answer = await request("/oauth/authorize", { form: { ...form, entscheidung: "ja" }, session: "vorbei" });
    const login = new URL(answer.headers.get("Location") ?? "", ctx.origin);
    expect([answer.status, login.pathname]).toEqual([303, "/anmelden"]);
    const page = await request(login.searchParams.get("weiter") ?? "", { session });
    expect(await page.text()).toContain('name="state" value="a b"');
    expect(await ctx.sql`select 1 from oauth_codes`).toHaveLength(0);
  });

  test("who became somebody else in the next tab is asked as that one before anything is allowed", async () => {
    const html = await (await request(client.addressOf(app), { session })).text();
    const fields = [...html.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const konto = fields.find(([, name]) => name === "konto")?.[2];
    const bela = await createMember(ctx, "bela");
    const answer = await client.decide(app, await sessionOf(ctx, bela), { konto: konto ?? "" });
    expect(answer.status).toBe(409);
    const again = await answer.text();
    expect(again).toContain("(@bela@heslach.test)");
    expect(again).toContain("Es ist noch nichts erlaubt");
    expect(html).not.toContain("Es ist noch nichts erlaubt");
    expect(again).toContain('name="konto" value="bela"');
    expect(await ctx.sql`select 1 from oauth_codes`).toHaveLength(0);
    expect((await client.decide(app, await sessionOf(ctx, bela), { konto: "bela" })).status).toBe(303);
    await ctx.sql`delete from oauth_codes`;
  });

  test("force_login asks for a new login by a button, and changes nothing by itself", async () => {
    const page = await request(client.addressOf(app, { force_login: "True" }), { session });
    const html = await page.text();
    expect(html).toContain("Abmelden und neu anmelden");
    expect(html).not.toContain('value="ja"');
    const again = /name="weiter" value="([^"]+)"/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";
    expect(again).not.toContain("force_login");
    const mine = await sessionOf(ctx, anna);
    const out = await request("/abmelden", { form: { weiter: again }, session: mine });
    expect(out.headers.get("Location")).toBe(again);
    expect((await request(again, { session: mine })).headers.get("Location")).toMatch(/^\/anmelden\?weiter=/);
  });

  test("T151 an unknown app or an address that it has not registered gets a page, never a redirect", async () => {
    const wrong = [
      { client_id: "unknown" },
      { client_id: "" },
      { redirect_uri: "https://evil.example/" },
      { redirect_uri: "" },
    ];
    for (const more of wrong) {
      for (const answer of [
        await request(client.addressOf(app, more), { session }),
        await client.decide(app, session, more),
      ]) {
        expect([answer.status, answer.headers.get("Location")]).toEqual([400, null]);
        expect(await answer.text()).not.toContain('href="https://evil.example');
      }
    }
  });

  test.each([
    `${REDIRECT}/x`,
    `${REDIRECT}?x`,
    `${REDIRECT}&x=1`,
    `${REDIRECT}#`,
    REDIRECT.toUpperCase(),
    REDIRECT.replaceAll("%3A%2F%2F", "://"),
    REDIRECT.replace("app.example", "app.example:443"),
    REDIRECT.replace("app.example", "app.example\\@evil.example"),
    REDIRECT.replace("app.example", "www.app.example"),
    REDIRECT.replace("https:", "http:"),
    ` ${REDIRECT}`,
  ])("T152 %s is not the address that was registered", async (redirect_uri) => {
    const answer = await client.decide(app, session, { redirect_uri });
    expect([answer.status, answer.headers.get("Location")]).toEqual([400, null]);
  });

  test("T155 T160 what cannot be granted is a page with a link back that tells the app", async () => {
    const back = async (more: Record<string, string>): Promise<string | null> => {
      const answer = await request(client.addressOf(app, { state: "s", ...more }), { session });
      expect(answer.status).toBe(400);
      const link = /href="(https:\/\/app\.example[^"]*)"/.exec(await answer.text())?.[1]?.replaceAll("&amp;", "&");
      const { searchParams } = new URL(link ?? "");
      expect([searchParams.get("state"), searchParams.get("iss")]).toEqual(["s", ctx.origin]);
      return searchParams.get("error");
    };
    expect(await back({ response_type: "token" })).toBe("unsupported_response_type");
    expect(await back({ response_type: "id_token" })).toBe("unsupported_response_type");
    expect(await back({ scope: "read admin:read" })).toBe("invalid_scope");
    expect(await back({ scope: "profile" })).toBe("invalid_scope");
    expect(await back({ code_challenge: CHALLENGE, code_challenge_method: "plain" })).toBe("invalid_request");
    expect(await back({ code_challenge: CHALLENGE })).toBe("invalid_request");
    expect(await back({ code_challenge: "short", code_challenge_method: "S256" })).toBe("invalid_request");
  });

  test("T161 state and iss are given back, encoded, after the parameters that the address has", async () => {
    const state = "ä&=\r\nSet-Cookie: a=b";
    const answer = await client.decide(app, session, { state });
    const location = answer.headers.get("Location") ?? "";
    expect(location.startsWith(`${REDIRECT}&code=`)).toBe(true);
    expect(location).not.toMatch(/[\r\n ]/);
    expect(answer.headers.has("Set-Cookie")).toBe(false);
    const { searchParams } = new URL(location);
    expect([searchParams.get("state"), searchParams.get("iss")]).toEqual([state, ctx.origin]);
    const ivory = await client.register({ redirect_uris: "com.tapbots.Ivory.10217:/request_token" });
    const odd = await client.decide(ivory, session, { redirect_uri: "com.tapbots.Ivory.10217:/request_token" });
    expect(odd.headers.get("Location")).toMatch(/^com\.tapbots\.Ivory\.10217:\/request_token\?code=/);
  });

  test("whoever does not allow it leads back with access_denied, and no code is made", async () => {
    const before = await ctx.sql`select 1 from oauth_codes`;
    for (const answer of ["nein", "", "JA"]) {
      const denied = await client.decide(app, session, {}, answer);
      expect(new URL(denied.headers.get("Location") ?? "").searchParams.get("error")).toBe("access_denied");
    }
    const shown = await client.decide(app, session, { redirect_uri: OOB }, "nein");
    expect(await shown.text()).toContain("Probe hat keinen Zugriff bekommen");
    expect(await ctx.sql`select 1 from oauth_codes`).toHaveLength(before.length);
  });

  test("T154 out of band the code is shown, kept by nobody and told to nobody", async () => {
    const page = await client.decide(app, session, { redirect_uri: OOB });
    expect([page.status, page.headers.get("Location")]).toEqual([200, null]);
    expect([page.headers.get("Cache-Control"), page.headers.get("Referrer-Policy")]).toEqual([
      "no-store",
      "no-referrer",
    ]);
    const code = await client.codeFor(app, session, { redirect_uri: OOB });
    const answer = await client.fetchToken(app, { grant_type: "authorization_code", code, redirect_uri: OOB });
    tokenSchema.parse(await answer.json());
  });

  test("the name of an app is a text on our page", async () => {
    const named = await client.register({ client_name: "<img src=x>", website: "https://app.example/?a=1&b=2" });
    const html = await (await request(client.addressOf(named), { session })).text();
    expect(html).toContain("&lt;img src=x&gt;");
    expect(html).not.toContain("<img src=x>");
  });
});

describe("fetching a token", () => {
  const exchange = (code: string, more: Record<string, string> = {}, as = app): Promise<Response> =>
    client.fetchToken(as, { grant_type: "authorization_code", code, ...more });

  test("the token says what it may do, and counts", async () => {
    const answer = await exchange(await client.codeFor(app, session, { scope: "write:media read read:accounts" }));
    const token = tokenSchema.parse(await answer.json());
    expect(token.scope).toBe("read read:accounts write:media");
    expect(Math.abs(token.created_at - ctx.now().getTime() / 1000)).toBeLessThan(2);
    expect(answer.headers.get("Cache-Control")).toBe("no-store");
    const known = applicationSchema.parse(await json(await request(WHOAMI, { token: token.access_token })));
    expect(known.id).toBe(app.id);
    expect(known).not.toHaveProperty("client_secret");
  });

  test("credentials come in the header, the body or the query, and must agree", async () => {
    const basic = `Basic ${Buffer.from(`${app.client_id}:${app.client_secret}`).toString("base64")}`;
    const headers = { Authorization: basic };
    const grant = { grant_type: "client_credentials" };
    expect((await request("/oauth/token", { form: grant, headers })).status).toBe(200);
    const both = { ...grant, client_id: app.client_id, client_secret: app.client_secret };
    expect((await request("/oauth/token", { form: both, headers })).status).toBe(200);
    expect((await request("/oauth/token", { json: both })).status).toBe(200);
    expect((await request(`/oauth/token?${new URLSearchParams(both)}`, { method: "POST" })).status).toBe(200);
    const mixed = { ...both, client_id: other.client_id };
    expect(await refusal(await request("/oauth/token", { form: mixed, headers }))).toEqual([401, "invalid_client"]);
  });

  test("T156 a code that is used twice gives no second token, and ends the first", async () => {
    const code = await client.codeFor(app, session);
    const first = tokenSchema.parse(await (await exchange(code)).json()).access_token;
    expect(await whoami(first)).toBe(200);
    expect(await refusal(await exchange(code))).toEqual([400, "invalid_grant"]);
    expect(await whoami(first)).toBe(401);
  });

  test("T156 of ten at once at most one gets a token", async () => {
    const code = await client.codeFor(app, session);
    const answers = await Promise.all(Array.from({ length: 10 }, () => exchange(code)));
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    const alive = await ctx.sql`select 1 from access_tokens where revoked_at is null and code_hash =
      encode(sha256(${code}::text::bytea), 'hex')`;
    expect(alive).toHaveLength(0);
  });

  test("T157 a code is good for its app, its address and ten minutes", async () => {
    const code = await client.codeFor(app, session);
    expect(await refusal(await exchange(code, {}, other))).toEqual([400, "invalid_grant"]);
    expect(await refusal(await exchange(code, { redirect_uri: OOB }))).toEqual([400, "invalid_grant"]);
    expect(await refusal(await exchange("made-up"))).toEqual([400, "invalid_grant"]);
    const { grant_type, ...without } = { grant_type: "authorization_code", code: "" };
    expect(await refusal(await client.fetchToken(app, without))).toEqual([400, "invalid_request"]);
    expect(grant_type).toBe("authorization_code");
    ctx.advance(10 * 60_000 + 1);
    expect(await refusal(await exchange(code))).toEqual([400, "invalid_grant"]);
  });

  test("T158 the verifier must belong to the challenge, and there must be one", async () => {
    const pkce = { code_challenge: CHALLENGE, code_challenge_method: "S256" };
    const code = await client.codeFor(app, session, pkce);
    for (const wrong of [{}, { code_verifier: "w".repeat(43) }, { code_verifier: CHALLENGE }, { code_verifier: "v" }]) {
      expect(await refusal(await exchange(code, wrong))).toEqual([400, "invalid_grant"]);
    }
    expect((await exchange(code, { code_verifier: VERIFIER })).status).toBe(200);
    const plain = await client.codeFor(app, session);
    expect(await refusal(await exchange(plain, { code_verifier: VERIFIER }))).toEqual([400, "invalid_grant"]);
  });

  test("T159 a wrong secret, or none, is no client", async () => {
    const code = await client.codeFor(app, session);
    const wrongs = [{ client_secret: other.client_secret }, { client_secret: "" }, { client_id: "unknown" }];
    for (const wrong of wrongs) expect(await refusal(await exchange(code, wrong))).toEqual([401, "invalid_client"]);
    const form = { grant_type: "authorization_code", code, client_id: app.client_id, redirect_uri: REDIRECT };
    expect(await refusal(await request("/oauth/token", { form }))).toEqual([401, "invalid_client"]);
  });

  test("T160 an app token is no more than was registered, and repeated scopes are a set", async () => {
    const ask = (scope: string) => client.fetchToken(app, { grant_type: "client_credentials", scope });
    expect(await refusal(await ask("profile"))).toEqual([400, "invalid_scope"]);
    expect(await refusal(await ask("read nonsense"))).toEqual([400, "invalid_scope"]);
    const many = await json(await ask("read ".repeat(1_000)));
    expect(many.scope).toBe("read");
    const follows = await json(await ask("read:follows write:blocks"));
    expect(follows.scope).toBe("read:follows write:blocks");
  });

  test.each(["password", "refresh_token", "implicit", "urn:ietf:params:oauth:grant-type:device_code"])(
    "the grant %s does not exist",
    async (grant_type) => {
      const form = { grant_type, username: "anna", password: PASSWORD };
      expect(await refusal(await client.fetchToken(app, form))).toEqual([400, "unsupported_grant_type"]);
    },
  );

  test("T143 a new password ends tokens and codes of apps, too", async () => {
    const karim = await createMember(ctx, "karim");
    const his = await sessionOf(ctx, karim);
    const token = await client.logIn(app, his);
    const code = await client.codeFor(app, his);
    const form = { username: "karim", current: PASSWORD, next: "vier Esel am Brunnen" };
    expect((await request("/einstellungen/passwort", { form, session: his })).status).toBe(303);
    expect(await whoami(token)).toBe(401);
    expect(await refusal(await exchange(code))).toEqual([400, "invalid_grant"]);
  });

  test("T110 a suspended member's code and token count for nothing", async () => {
    const tom = await createMember(ctx, "tom");
    const his = await sessionOf(ctx, tom);
    const [token, code] = [await client.logIn(app, his), await client.codeFor(app, his)];
    await ctx.sql`update accounts set suspended_at = now() where id = ${tom.accountId}`;
    expect(await refusal(await exchange(code))).toEqual([400, "invalid_grant"]);
    expect(await refusal(await request(WHOAMI, { token }))).toEqual([403, "Your login is currently disabled"]);
  });

  test("T168 the database holds no token, code or secret, only SHA-256", async () => {
    const code = await client.codeFor(app, session);
    const token = await client.logIn(app, session);
    const rows = await ctx.sql`
      select row_to_json(a)::text as text from access_tokens a
      union all select row_to_json(o)::text from oauth_applications o
      union all select row_to_json(c)::text from oauth_codes c`;
    const dump = rows.map(({ text }) => String(text)).join("\n");
    for (const secret of [code, token, app.client_secret, other.client_secret]) expect(dump).not.toContain(secret);
    expect(dump).toContain(app.client_id);
  });
});

describe("ending access", () => {
  const revoke = (by: typeof app, token: string): Promise<Response> =>
    request("/oauth/revoke", { form: { client_id: by.client_id, client_secret: by.client_secret, token } });

  test("an app ends its own token; of one that does not exist it hears nothing else", async () => {
    const token = await client.logIn(app, session);
    const answer = await revoke(app, token);
    expect([answer.status, await answer.json()]).toEqual([200, {}]);
    expect(await refusal(await request(WHOAMI, { token }))).toEqual([401, "The access token is invalid"]);
    expect((await revoke(app, token)).status).toBe(200);
    expect((await revoke(app, "made-up")).status).toBe(200);
  });

  test("T166 another app's token, and one made by hand, go on", async () => {
    const token = await client.logIn(app, session);
    expect(await refusal(await revoke(other, token))).toEqual([403, "unauthorized_client"]);
    expect(await refusal(await revoke({ ...app, client_secret: "x" }, token))).toEqual([401, "invalid_client"]);
    expect(await whoami(token)).toBe(200);
    const byHand = await tokenOf(ctx, anna);
    expect((await revoke(app, byHand)).status).toBe(403);
    expect((await request("/api/v1/stadtteil/projects", { token: byHand })).status).toBe(200);
  });

  test("T166 with the app its tokens go", async () => {
    const gone = await client.register();
    const token = await client.logIn(gone, session);
    await ctx.sql`delete from oauth_applications where id = ${gone.id}`;
    expect(await whoami(token)).toBe(401);
  });

  test("the settings name the app and what it may do; the member ends it there", async () => {
    const named = await client.register({ client_name: "Tusky", website: "https://tusky.example/" });
    const token = await client.logIn(named, session, { scope: "read:statuses write:media" });
    const html = await (await request("/einstellungen", { session })).text();
    expect(html).toContain("<b>Tusky</b>");
    expect(html).toContain('href="https://tusky.example/"');
    expect(html).toContain("Bilder und andere Dateien hochladen");
    const [row] = await ctx.sql`select id from access_tokens where application_id = ${named.id}`;
    expect((await request(`/einstellungen/zugriff/${row?.id}/beenden`, { form: {}, session })).status).toBe(303);
    expect(await whoami(token)).toBe(401);
  });
});

test("RFC 8414: the metadata name what there is", async () => {
  const answer = await request("/.well-known/oauth-authorization-server");
  expect(answer.headers.get("Access-Control-Allow-Origin")).toBe("*");
  const metadata = await json(answer);
  expect(metadata).toMatchObject({
    issuer: ctx.origin,
    authorization_endpoint: `${ctx.origin}/oauth/authorize`,
    token_endpoint: `${ctx.origin}/oauth/token`,
    app_registration_endpoint: `${ctx.origin}/api/v1/apps`,
    code_challenge_methods_supported: ["S256"],
    grant_types_supported: ["authorization_code", "client_credentials"],
    authorization_response_iss_parameter_supported: true,
  });
});
