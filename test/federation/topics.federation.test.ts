import { beforeAll, expect, test, vi } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { postByUri } from "../../src/features/posts/posts.queries.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import { topicEntries, topicPages } from "../../src/features/topics/topics.queries.ts";
import { introduceTopic, reviseTopic, withdrawTopic } from "../../src/features/topics/usecases/introduce.ts";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import { PUBLIC } from "../../src/platform/ap-uris.ts";
import { SHORT_REQUEST } from "../features/project-notes/notes.ts";
import { createDistricts, type RunningDistrict } from "../support/districts.ts";
import type { Network } from "../support/network.ts";
import { type Elsewhere, remoteDistrict } from "../support/partners.ts";
import type { Wire } from "../support/peer.ts";
import { createMember } from "../support/people.ts";
import { insertFollow } from "../support/rows.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const REPAIR = "https://www.wikidata.org/entity/Q2145048";

let network: Network;
let heslach: RunningDistrict;
let sendling: RunningDistrict;
let mona: Account;
let bela: Account;
/** A partner of Sendling on a scripted server, which says what it likes. */
let rogue: Elsewhere;

const soon = <T>(check: () => Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 30_000, interval: 50 });

async function becomePartners(one: RunningDistrict, actorUri: string): Promise<string> {
  const there = await resolveActor(one.ctx, actorUri, { maxAgeMs: 0 });
  await insertFollow(one.ctx, one.district.actorId, there.id);
  await insertFollow(one.ctx, there.id, one.district.actorId);
  return there.id;
}

beforeAll(async () => {
  const districts = await createDistricts();
  network = districts.network;
  heslach = await districts.start("heslach.test");
  sendling = await districts.start("sendling.test");
  await becomePartners(heslach, sendling.district.actorUri);
  await becomePartners(sendling, heslach.district.actorUri);
  mona = await createMember(heslach.ctx, "mona", "admin");
  bela = await createMember(sendling.ctx, "bela", "admin");
  rogue = await remoteDistrict(network, () => new Date(), "rogue.test");
  await becomePartners(sendling, rogue.actor.uri);
});

const titlesOn = async (key: string) =>
  (await topicEntries(sendling.ctx, null, key, { limit: 20 })).map(({ post }) => post.title).sort();
const pagesOn = async (key: string) => (await topicPages(sendling.ctx, null, key)).map(({ post }) => post.title);

test("a topic page reaches the partner with its edit and its deletion, and joins what both call differently", async () => {
  await introduceTopic(sendling.ctx, bela, {
    name: "Reparaturtreff",
    text: "Bei uns in der Au.",
    summary: "",
    words: "",
    wikidata: "Q2145048",
  });
  await publishProjectNote(sendling.ctx, bela, { ...SHORT_REQUEST, title: "Treff", topics: ["Reparaturtreff"] });
  const topic = { name: "Repair-Café", text: "Wir schrauben.", summary: "", words: "Flickwerk", wikidata: REPAIR };
  const { id, uri } = await introduceTopic(heslach.ctx, mona, topic);
  const here = () => postByUri(heslach.ctx, uri);
  const there = () => postByUri(sendling.ctx, uri);
  await soon(async () => expect((await there())?.document).toBe((await here())?.document));
  expect(await there()).toMatchObject({ kind: "topic", type: "Article", title: "Thema: Repair-Café", local: false });
  expect(await pagesOn("reparaturtreff")).toEqual(["Thema: Reparaturtreff", "Thema: Repair-Café"]);

  const note = await publishProjectNote(heslach.ctx, mona, {
    ...SHORT_REQUEST,
    title: "Café",
    topics: ["Repair Café"],
  });
  expect(JSON.parse((await postByUri(heslach.ctx, note.uri))!.document)["stv:topics"]).toEqual([REPAIR]);
  const post = await publishPost(heslach.ctx, mona, {
    title: "Termin",
    text: "Samstag. #Flickwerk",
    groupId: heslach.district.actorId,
  });
  await soon(async () => expect(await postByUri(sendling.ctx, note.uri)).not.toBeNull());
  await soon(async () => expect(await postByUri(sendling.ctx, post.uri)).not.toBeNull());
  expect(await titlesOn("reparaturtreff")).toEqual(["Café", "Termin", "Treff"]);
  const html = await (
    await network.send("https://sendling.test/themen/reparaturtreff", { headers: { accept: "text/html" } })
  ).body;
  expect(html).toContain("So sieht es Heslach");
  expect(html).toContain("Projekt, lebt in Heslach auf heslach.test");

  await reviseTopic(heslach.ctx, mona, id, { ...topic, text: "Wir löten.", words: "" });
  await soon(async () => expect((await there())?.version).toBe(2));
  expect((await there())?.document).toBe((await here())?.document);
  expect(await titlesOn("reparaturtreff")).toEqual(["Café", "Treff"]);

  await withdrawTopic(heslach.ctx, mona, id);
  await soon(async () => expect((await there())?.deletedAt).not.toBeNull());
  expect(await pagesOn("reparaturtreff")).toEqual(["Thema: Reparaturtreff"]);
  // The note names the topic itself.
  expect(await titlesOn("reparaturtreff")).toEqual(["Café", "Treff"]);
  // Nothing was ever asked of Wikidata, or of anybody else.
  expect(network.asked.filter((asked) => !/https:\/\/(heslach|sendling|rogue)\.test/.test(asked))).toEqual([]);
});

test("93 a topic page for partners is read by the partner's members alone", async () => {
  const topic = { name: "Vertrauliches", text: "Unter uns.", summary: "", words: "", wikidata: "" };
  const { uri } = await introduceTopic(heslach.ctx, mona, { ...topic, visibility: "partners" });
  await soon(async () => expect((await postByUri(sendling.ctx, uri))?.visibility).toBe("partners"));
  expect(await pagesOn("vertrauliches")).toEqual([]);
  expect((await topicPages(sendling.ctx, bela, "vertrauliches")).map(({ post }) => post.title)).toEqual([
    "Thema: Vertrauliches",
  ]);
  expect((await network.send(uri, { headers: { accept: "application/activity+json" } })).status).toBe(404);
  expect(rogue.peer.inboxed.some(({ body }) => body.includes(uri))).toBe(false);
});

/** A topic page of the rogue district, served at its id. */
function rogueTopic(name: string, more: Wire): Wire & { id: string } {
  const { origin } = rogue.peer;
  const document = {
    "@context": ["https://www.w3.org/ns/activitystreams", { stv: "https://w3id.org/stadtteilvernetzer/ns#" }],
    id: `${origin}/themen/${name}`,
    type: "Article",
    name: `Thema: ${name}`,
    content: "<p>Text</p>",
    attributedTo: rogue.actor.uri,
    to: [PUBLIC],
    cc: [`${rogue.actor.uri}/followers`],
    published: "2026-10-01T10:00:00Z",
    "stv:kind": "Topic",
    ...more,
  };
  rogue.peer.serve(`/themen/${name}`, document);
  return document;
}

const tagged = (...names: string[]): Wire[] => names.map((name) => ({ type: "Hashtag", name: `#${name}` }));

const inbox = (): string => `${sendling.ctx.origin}/ap/inbox`;

async function received(document: Wire & { id: string }) {
  const answer = await rogue.actor.post(inbox(), rogue.actor.activity("Create", document));
  expect(answer.status).toBe(202);
  return soon(async () => {
    const post = await postByUri(sendling.ctx, document.id);
    expect(post).not.toBeNull();
    return post!;
  });
}

test("a partner's topic page moves nothing that is not that partner's, however many words it claims", async () => {
  await publishProjectNote(sendling.ctx, bela, { ...SHORT_REQUEST, title: "Unsere Kinder", topics: ["Kinder"] });
  const words = ["Kinder", ...Array.from({ length: 200 }, (_, n) => `Wort${n}`)];
  const page = await received(
    rogueTopic("viel", { tag: tagged(...words), "stv:topics": [REPAIR, "Q1", 7, { id: REPAIR }] }),
  );
  expect(page.kind).toBe("topic");
  expect(await titlesOn("reparaturtreff")).not.toContain("Unsere Kinder");
  expect(await titlesOn("kinder")).toEqual(["Unsere Kinder"]);
  const [counted] = await sendling.ctx.sql`select count(*)::int as names from topic_names where post_id = ${page.id}`;
  expect(counted?.names).toBeLessThanOrEqual(30);
});

test("a topic page is shown without what would run in it", async () => {
  await received(
    rogueTopic("boese", {
      tag: tagged("Böse"),
      content: "<p>Gut<script>alert(1)</script><img src=x onerror=alert(2)></p>",
      name: "Thema: <b>fett</b>",
    }),
  );
  const html = (await network.send("https://sendling.test/themen/boese", { headers: { accept: "text/html" } })).body;
  expect(html).toContain("So sieht es rogue");
  expect(html).toContain("<p>Gut");
  expect(html).not.toMatch(/alert\(|onerror|<b>fett/);
});

test("a topic page in somebody else's name, or on somebody else's server, is none", async () => {
  const named = rogueTopic("fremd", {
    tag: tagged("Fremdwort"),
    attributedTo: heslach.district.actorUri,
    "stv:topics": [REPAIR],
  });
  const elsewhere = {
    ...rogueTopic("anderswo", { tag: tagged("Fremdwort"), "stv:topics": [REPAIR] }),
    id: "https://heslach.test/ap/o/1",
  };
  for (const document of [named, elsewhere]) {
    expect((await rogue.actor.post(inbox(), rogue.actor.activity("Create", document))).status).toBe(202);
  }
  // What comes after them was handled after them.
  await received(rogueTopic("danach", { tag: tagged("Danach") }));
  expect(await pagesOn("fremdwort")).toEqual([]);
  const names = await sendling.ctx.sql`select host from topic_names where key = 'fremdwort'`;
  expect([...names]).toEqual([]);
});

test("an edit that is no newer, and a page of another type, change no meaning", async () => {
  const first = rogueTopic("stand", { tag: tagged("Altwort"), "stv:topics": [REPAIR], "stv:version": 5 });
  const page = await received(first);
  const older = rogueTopic("stand", { tag: tagged("Neuwort"), "stv:topics": [REPAIR], "stv:version": 4 });
  await rogue.actor.post(inbox(), rogue.actor.activity("Update", older));
  const note = await received(rogueTopic("notiz", { type: "Note", tag: tagged("Notizwort"), "stv:topics": [REPAIR] }));
  expect(note.kind).toBe("note");
  const keys = await sendling.ctx.sql<{ key: string }[]>`
    select key from topic_names where post_id in (${page.id}, ${note.id}) order by key`;
  expect(keys.map(({ key }) => key)).toEqual(["altwort"]);
});

test("what no longer names a topic no longer stands there, whatever it is", async () => {
  const named = rogueTopic("wandernd", {
    type: "Note",
    name: undefined,
    content: "<p>Wandernd</p>",
    "stv:kind": undefined,
    "stv:topics": [REPAIR],
    "stv:version": 1,
  });
  const note = await received(named);
  expect(
    (await topicEntries(sendling.ctx, null, "reparaturtreff", { limit: 20 })).map(({ post }) => post.id),
  ).toContain(note.id);
  const changed = { ...named, "stv:topics": undefined, "stv:version": 2, updated: "2026-10-02T10:00:00Z" };
  await rogue.actor.post(inbox(), rogue.actor.activity("Update", changed));
  await soon(async () => expect((await postByUri(sendling.ctx, note.uri))?.version).toBe(2));
  expect(
    (await topicEntries(sendling.ctx, null, "reparaturtreff", { limit: 20 })).map(({ post }) => post.id),
  ).not.toContain(note.id);
});
