import { Hono } from "hono";
import { expect, test } from "vitest";
import { linkPage, readPage, STATUSES } from "../../src/mastodon/paging.ts";
import { listOf, readParameters } from "../../src/mastodon/parameters.ts";
import type { AppEnv } from "../../src/ui/env.ts";

const app = new Hono<AppEnv>().all("/", async (c) => {
  const parameters = await readParameters(c);
  const fields = listOf(parameters, "fields").map((field) => Object.fromEntries(field));
  return c.json({ ...Object.fromEntries(parameters), fields });
});

const POLL = { "poll[options]": ["Ja", "Nein"], "poll[expires_in]": ["3600"] };
const FIELDS = [
  { name: ["Web"], value: ["a"] },
  { name: ["Post"], value: ["b"] },
];

test.each([
  ["JSON", JSON.stringify({ poll: { options: ["Ja", "Nein"], expires_in: 3600, multiple: null }, fields: FIELDS })],
  ["numbered", new URLSearchParams([...formPairs(["fields[0]", "fields[1]"])])],
  ["unnumbered", new URLSearchParams([...formPairs(["fields[]", "fields[]"])])],
])("lists of objects and objects of lists are the same from every kind of body: %s", async (_, body) => {
  const headers = typeof body === "string" ? { "Content-Type": "application/json" } : undefined;
  const answer = await app.request("/", { method: "POST", body, ...(headers && { headers }) });
  expect(await answer.json()).toMatchObject({ ...POLL, fields: FIELDS });
});

function formPairs([first, second]: [string, string]): [string, string][] {
  return [
    ["poll[options][]", "Ja"],
    ["poll[options][]", "Nein"],
    ["poll[expires_in]", "3600"],
    [`${first}[name]`, "Web"],
    [`${first}[value]`, "a"],
    [`${second}[name]`, "Post"],
    [`${second}[value]`, "b"],
  ];
}

const sent = async (body: string, type = "application/x-www-form-urlencoded") => {
  const answer = await app.request("/", { method: "POST", body, headers: { "Content-Type": type } });
  return answer.json();
};

test("objects of a list without numbers keep what is theirs where one says less than the other", async () => {
  const body = "fields[][id]=1&fields[][id]=2&fields[][text]=zwei&fields[][id]=3&fields[][text]=drei";
  expect(await sent(body)).toMatchObject({
    fields: [{ id: ["1"] }, { id: ["2"], text: ["zwei"] }, { id: ["3"], text: ["drei"] }],
  });
});

test("a list may number its values (masto)", async () => {
  expect(await sent("domains[0]=a.test&domains[1]=b.test")).toMatchObject({ domains: ["a.test", "b.test"] });
});

test("ids that are numbers in JSON stay what they are (Mastodon.py)", async () => {
  const body = '{"in_reply_to_id": 117695572324759833, "media_ids": [117695572324759835, 7], "duration": 1.50}';
  expect(await sent(body, "application/json")).toMatchObject({
    in_reply_to_id: ["117695572324759833"],
    media_ids: ["117695572324759835", "7"],
    duration: ["1.5"],
  });
});

test.each([
  ["JSON", JSON.stringify({ a: Array(5_001).fill("") }), "application/json"],
  ["a form of no type", "a&".repeat(5_001), "text/plain"],
])("more values than anybody sends are refused before they cost time: %s", async (_, body, type) => {
  const answer = await app.request("/", { method: "POST", body, headers: { "Content-Type": type } });
  expect(answer.status).toBe(413);
});

test("names that no parameter has are passed over", async () => {
  expect(await sent(JSON.stringify({ ["a".repeat(501)]: { b: 1 }, c: 2 }), "application/json")).toEqual({
    c: ["2"],
    fields: [],
  });
});

test("a body that is not what its type says is a 400", async () => {
  const answer = await app.request("/", { method: "POST", body: "{", headers: { "Content-Type": "application/json" } });
  expect(answer.status).toBe(400);
});

const pages = new Hono<AppEnv>().get("/list", async (c) => {
  c.set("ctx", { origin: "https://heslach.test" } as AppEnv["Variables"]["ctx"]);
  const page = readPage(await readParameters(c), STATUSES);
  linkPage(c, (c.req.query("ids") ?? "").split(",").filter(Boolean), page, c.req.query("always") ? "always" : "full");
  return c.json(page);
});

test.each([
  ["", { limit: 20 }],
  ["limit=500&max_id=7", { limit: 40, before: "7" }],
  ["limit=-3&since_id=9&min_id=8", { limit: 3, since: "9", after: "8" }],
  ["limit=viele&max_id=x", { limit: 20 }],
])("a page is asked for by ids and a bounded number: %s", async (query, page) => {
  expect(await (await pages.request(`/list?${query}`)).json()).toEqual(page);
});

test("links say next first, come from the configured origin and keep the other parameters", async () => {
  const answer = await pages.request("http://inner:3000/list?ids=9,5&always=1&max_id=12&min_id=3");
  expect(answer.headers.get("Link")).toBe(
    '<https://heslach.test/list?ids=9%2C5&always=1&max_id=5>; rel="next", ' +
      '<https://heslach.test/list?ids=9%2C5&always=1&min_id=9>; rel="prev"',
  );
});

test("where a page is not full there is nothing older, and an empty one has no links", async () => {
  expect((await pages.request("/list?ids=9")).headers.get("Link")).not.toContain("next");
  expect((await pages.request("/list?ids=9&limit=1")).headers.get("Link")).toContain("next");
  expect((await pages.request("/list")).headers.get("Link")).toBeNull();
});
