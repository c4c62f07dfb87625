import { Hono } from "hono";
import { expect, test } from "vitest";
import {
  activityPubNotFound,
  activityPubResponse,
  wantsActivityPub,
  wantsPage,
} from "../../src/platform/activitypub-http.ts";

const asking = (accept?: string): Request =>
  new Request("https://heslach.test/", accept === undefined ? {} : { headers: { Accept: accept } });

const PROFILE = 'profile="https://www.w3.org/ns/activitystreams"';
const MASTODON = `application/activity+json, application/ld+json; ${PROFILE}, text/html;q=0.1`;
const BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

test.each([
  ["activity+json", "application/activity+json"],
  ["ld+json with the profile", `application/ld+json; ${PROFILE}`],
  ["ld+json with the profile, no space", `application/ld+json;${PROFILE}`],
  ["ld+json without a profile", "application/ld+json"],
  ["Mastodon", MASTODON],
  ["Lemmy", "application/activity+json"],
  ["GoToSocial", `application/activity+json,application/ld+json;${PROFILE}`],
  ["with any other as the second choice", "application/activity+json, */*;q=0.1"],
  ["upper case", "Application/Activity+JSON"],
  ["a comma inside quotes", `application/ld+json; ${PROFILE}; x="a,b", text/html;q=0.2`],
])("a page's address gives the document to: %s", (_who, accept) => {
  expect(wantsActivityPub(asking(accept))).toBe(true);
  expect(wantsPage(asking(accept))).toBe(false);
});

test.each([
  ["nothing said", undefined],
  ["anything", "*/*"],
  ["a browser", BROWSER],
  ["plain JSON", "application/json"],
  ["another ld+json profile", 'application/ld+json; profile="http://www.w3.org/ns/json-ld#expanded"'],
  ["a refusal", "application/activity+json;q=0, text/html"],
  ["HTML liked better", "application/activity+json;q=0.5, text/html"],
  ["nonsense", ';;;,,,="\u00e4'],
])("a page's address gives the page to: %s", (_who, accept) => {
  expect(wantsActivityPub(asking(accept))).toBe(false);
});

test("only who names HTML and no ActivityStreams is sent from an id to the page", () => {
  expect(wantsPage(asking(BROWSER))).toBe(true);
  expect(wantsPage(asking("*/*"))).toBe(false);
  expect(wantsPage(asking())).toBe(false);
});

const app = new Hono()
  .get("/open", (c) => activityPubResponse(c, { text: '{"a":1}', etag: '"x"', public: true }))
  .get("/closed", (c) => activityPubResponse(c, { text: '{"a":1}', public: false }))
  .get("/none", (c) => activityPubNotFound(c));

test("a public document may be kept for a minute, by Accept", async () => {
  const response = await app.request("/open", { headers: { Accept: "application/activity+json" } });
  expect(await response.text()).toBe('{"a":1}');
  expect(response.headers.get("Content-Type")).toBe("application/activity+json; charset=utf-8");
  expect(response.headers.get("ETag")).toBe('"x"');
  expect(response.headers.get("Cache-Control")).toBe("public, max-age=60, stale-while-revalidate=300");
  expect(response.headers.get("Vary")).toBe("Accept");
});

test("who only takes ld+json gets that type", async () => {
  const response = await app.request("/open", { headers: { Accept: `application/ld+json; ${PROFILE}` } });
  expect(response.headers.get("Content-Type")).toBe(`application/ld+json; ${PROFILE}`);
});

test.each([['"x"'], ['W/"x"'], ['"y", "x"'], ["*"]])("If-None-Match %s gives 304 without a body", async (header) => {
  const response = await app.request("/open", { headers: { "If-None-Match": header } });
  expect(response.status).toBe(304);
  expect(await response.text()).toBe("");
  expect(response.headers.get("ETag")).toBe('"x"');
  expect(response.headers.get("Vary")).toBe("Accept");
});

test("another ETag gives the document", async () => {
  expect((await app.request("/open", { headers: { "If-None-Match": '"y"' } })).status).toBe(200);
});

test("T101 what is not public, and what is not there, is kept by nobody", async () => {
  for (const path of ["/closed", "/none"]) {
    const { headers } = await app.request(path);
    expect(headers.get("Cache-Control")).toBe("private, no-store");
    expect(headers.get("Vary")).toBe("Accept, Signature, Authorization, Cookie");
  }
});

test("HEAD answers like GET, without a body", async () => {
  const response = await app.request("/open", { method: "HEAD" });
  expect(response.status).toBe(200);
  expect(response.headers.get("ETag")).toBe('"x"');
  expect(await response.text()).toBe("");
});
