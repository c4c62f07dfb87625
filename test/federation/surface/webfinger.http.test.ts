import { expect, test } from "vitest";
import { actorById } from "../../../src/features/actors/actors.queries.ts";
import { createLocalActor } from "../../../src/features/actors/actors.usecases.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { heslach, surfaceOf } from "./surface.ts";

const ctx = await createTestCtx();
const district = await heslach(ctx);
const anna = await createLocalActor(ctx, { kind: "person", handle: "anna", name: "Anna" });
const instance = (await actorById(ctx, district.instanceActorId))!;
const surface = surfaceOf(ctx);

interface Link {
  rel: string;
  href?: string;
  template?: string;
  type?: string;
}
interface Jrd {
  subject: string;
  aliases: string[];
  links: Link[];
}

const ask = (resource: string, rest = "", asked = surface): Promise<Response> =>
  asked.get(`/.well-known/webfinger?resource=${encodeURIComponent(resource)}${rest}`, {});
const find = async (resource: string, rest = ""): Promise<Jrd> => (await (await ask(resource, rest)).json()) as Jrd;

test.each([
  ["acct:anna@heslach.test"],
  ["acct:Anna@HESLACH.test"],
  ["acct:@anna@heslach.test"],
  ["anna@heslach.test"],
  [anna.uri],
  [anna.url],
  ["https://heslach.test/@Anna"],
  ["http://heslach.test/@anna"],
])("check 1: %s is Anna", async (resource) => {
  const jrd = await find(resource);
  expect(jrd.subject).toBe("acct:anna@heslach.test");
  expect(jrd.aliases).toEqual([anna.uri, "https://heslach.test/@anna"]);
  expect(jrd.links.find(({ rel }) => rel === "self")).toEqual({
    rel: "self",
    type: "application/activity+json",
    href: anna.uri,
  });
});

test.each([
  ["https://heslach.test/"],
  ["https://heslach.test"],
  ["acct:heslach.test@heslach.test"],
  ["acct:instanz@heslach.test"],
  ["https://heslach.test/ueber"],
  [instance.uri],
])("check 5: %s is the instance actor (FEP-d556)", async (resource) => {
  const jrd = await find(resource);
  expect(jrd.subject).toBe("acct:instanz@heslach.test");
  const service = jrd.links.find(({ rel }) => rel === "https://www.w3.org/ns/activitystreams#Service");
  expect(service?.href).toBe(instance.uri);
  expect(jrd.links.some(({ rel }) => rel.includes("subscribe"))).toBe(false);
});

test.each([
  ["acct:nobody@heslach.test"],
  ["acct:anna@evil.example"],
  ["acct:anna@heslach.test.evil.example"],
  ["acct:anna@heslach.test@evil.example"],
  ["https://evil.example/@anna"],
  ["https://heslach.test/@nobody"],
  ["https://heslach.test/ap/a/1"],
  ["https://heslach.test/ap/a/99999999999999999999999"],
  ["https://heslach.test/@anna?x=1"],
  ["mailto:anna@heslach.test"],
  ["acct:"],
  ["acct:a\u0000b@heslach.test"],
  ["acct:%@heslach.test"],
  ["javascript:alert(1)"],
])("T002 %s is nobody here", async (resource) => {
  expect((await ask(resource)).status).toBe(404);
});

test("no resource, or one without end, is a bad request", async () => {
  expect((await surface.get("/.well-known/webfinger", {})).status).toBe(400);
  expect((await ask(`acct:${"a".repeat(2000)}@heslach.test`)).status).toBe(400);
});

test("the answer is for every page on the web, of type jrd+json", async () => {
  const { headers } = await ask("acct:anna@heslach.test");
  expect(headers.get("Content-Type")).toBe("application/jrd+json");
  expect(headers.get("Access-Control-Allow-Origin")).toBe("*");
});

test("`rel` picks links", async () => {
  const jrd = await find("acct:anna@heslach.test", "&rel=self");
  expect(jrd.links.map(({ rel }) => rel)).toEqual(["self"]);
});

test("check 9: the intents that work are offered, and no others (FEP-3b86, and our own)", async () => {
  const { links } = await find("acct:anna@heslach.test");
  const templates = links.flatMap(({ rel, template }) => (template ? [[rel, template]] : []));
  expect(templates).toEqual([
    ["http://ostatus.org/schema/1.0/subscribe", "https://heslach.test/suche?q={uri}"],
    ["https://w3id.org/fep/3b86/Follow", "https://heslach.test/suche?q={object}"],
    ["https://w3id.org/fep/3b86/Object", "https://heslach.test/suche?q={object}"],
    ["https://w3id.org/fep/3b86/Like", "https://heslach.test/mitmachen?was=gefaellt-mir&objekt={object}"],
    ["https://w3id.org/fep/3b86/Announce", "https://heslach.test/mitmachen?was=teilen&objekt={object}"],
    [
      "https://w3id.org/fep/3b86/Create",
      "https://heslach.test/mitmachen?was=antworten&objekt={inReplyTo}&text={content}",
    ],
    ["https://w3id.org/stadtteilvernetzer/ns#adopt", "https://heslach.test/uebernehmen?von={object}"],
  ]);
});

test("check 1: umlauts in the domain are found in every spelling, under one A-label", async () => {
  const idn = await createTestCtx({ ORIGIN: "https://möhringen.test", FEDERATION_TEST_HOSTS: "xn--mhringen-n4a.test" });
  await heslach(idn);
  const its = surfaceOf(idn);
  for (const host of ["möhringen.test", "xn--mhringen-n4a.test", "M%C3%B6hringen.test", "MÖHRINGEN.test"]) {
    const response = await ask(`acct:heslach@${host}`, "", its);
    expect(response.status, host).toBe(200);
    expect(((await response.json()) as Jrd).subject).toBe("acct:heslach@xn--mhringen-n4a.test");
  }
  expect((await ask("https://möhringen.test/@heslach", "", its)).status).toBe(200);
});

test("host-meta points to WebFinger, as XML and as JSON", async () => {
  const template = "https://heslach.test/.well-known/webfinger?resource={uri}";
  const xml = await surface.get("/.well-known/host-meta", {});
  expect(xml.headers.get("Content-Type")).toBe("application/xrd+xml; charset=utf-8");
  expect(await xml.text()).toContain(`<Link rel="lrdd" template="${template}"/>`);
  const links = { links: [{ rel: "lrdd", type: "application/jrd+json", template }] };
  expect(await (await surface.get("/.well-known/host-meta.json", {})).json()).toEqual(links);
  const byAccept = await surface.get("/.well-known/host-meta", { Accept: "application/json" });
  expect(await byAccept.json()).toEqual(links);
});
