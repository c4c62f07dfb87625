import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { removeAsModerator } from "../../../src/features/moderation/usecases/remove-as-moderator.ts";
import { postById } from "../../../src/features/posts/posts.queries.ts";
import { postRevisions, posts } from "../../../src/features/posts/posts.table.ts";
import { wikidataIri } from "../../../src/features/posts/topic-names.model.ts";
import { topicsMeant } from "../../../src/features/posts/topic-names.queries.ts";
import { editPost } from "../../../src/features/posts/usecases/edit.ts";
import { editProjectNote } from "../../../src/features/project-notes/usecases/edit.ts";
import { publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import type { TopicInput } from "../../../src/features/topics/topics.schemas.ts";
import { introduceTopic, reviseTopic, withdrawTopic } from "../../../src/features/topics/usecases/introduce.ts";
import { takeMeanings } from "../../../src/features/topics/usecases/meanings.ts";
import { PUBLIC } from "../../../src/platform/ap-uris.ts";
import type { JsonObject } from "../../../src/platform/json.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { forgetOutgoing, outgoing } from "../../support/outbox.ts";
import { createMember, sessionOf, setUpDistrict } from "../../support/people.ts";
import { insertActor, insertPost } from "../../support/rows.ts";
import { SHORT_REQUEST } from "../project-notes/notes.ts";

const REPAIR = "https://www.wikidata.org/entity/Q2145048";

let ctx: TestCtx;
let app: TestApp;
let districtUri: string;
let chief: Account;
let mona: Account;
let paul: Account;
let anna: Account;
let session: Record<"chief" | "mona" | "paul" | "anna", string>;

beforeAll(async () => {
  ctx = await createTestCtx();
  districtUri = (await setUpDistrict(ctx)).actorUri;
  app = createTestApp(ctx);
  chief = await createMember(ctx, "chief", "admin");
  mona = await createMember(ctx, "mona", "moderator");
  paul = await createMember(ctx, "paul", "moderator");
  anna = await createMember(ctx, "anna");
  const [one, two, three, four] = await Promise.all([chief, mona, paul, anna].map((who) => sessionOf(ctx, who)));
  session = { chief: one ?? "", mona: two ?? "", paul: three ?? "", anna: four ?? "" };
});

beforeEach(() => {
  ctx.advance(60_000);
});

let written = 0;
/** A topic that no other test writes about. */
const fresh = (more: Partial<TopicInput> = {}): TopicInput => {
  written += 1;
  return { name: `Sache${written}`, text: "Worum es geht.", summary: "", words: "", wikidata: "", ...more };
};

const documentOf = async (id: string): Promise<JsonObject> => JSON.parse((await postById(ctx, id))?.document ?? "{}");

describe("a topic page", () => {
  test("is an Article that says which topic it is about, served and sent as it was written", async () => {
    await forgetOutgoing(ctx);
    const { id, uri, path } = await introduceTopic(ctx, mona, {
      name: "Repair-Café",
      text: "Wir reparieren, statt wegzuwerfen.\n\nUnd wir lernen dabei.",
      summary: "Was wir gelernt haben.",
      words: "Reparaturcafé, Repair Treff; Repair-Café",
      wikidata: "https://www.wikidata.org/wiki/Q2145048",
    });
    expect(path).toBe("/themen/repaircafe");
    const document = await documentOf(id);
    expect(document).toMatchObject({
      id: uri,
      type: "Article",
      name: "Thema: Repair-Café",
      summary: "Was wir gelernt haben.",
      url: `${ctx.origin}/themen/repaircafe`,
      audience: districtUri,
      language: { identifier: "de", name: "Deutsch" },
      to: [PUBLIC, districtUri],
      attachment: [],
      "stv:kind": "Topic",
      "stv:profile": "1.0",
      "stv:version": 1,
      "stv:district": districtUri,
      "stv:topics": [REPAIR],
    });
    expect(document.tag).toEqual(
      ["RepairCafé", "Reparaturcafé", "RepairTreff"].map((name) => ({
        type: "Hashtag",
        name: `#${name}`,
        href: `${ctx.origin}/themen/${encodeURIComponent(name.toLowerCase())}`,
      })),
    );
    const served = await app.request(new URL(uri).pathname, { headers: { Accept: "application/activity+json" } });
    expect(await served.text()).toBe((await postById(ctx, id))?.document);
    const [create] = (await outgoing(ctx)).filter(({ type }) => type === "Create");
    const { "@context": _, ...bare } = document;
    expect(create?.activity.object).toEqual(bare);
    const html = await (await app.request(path)).text();
    expect(html).toContain("So sehen wir es in Heslach");
    expect(html).toContain("<p>Und wir lernen dabei.</p>");
    expect(html).toContain("Wikidata: Q2145048");
  });

  test("is written, changed and deleted in forms, which lead back to the topic", async () => {
    const form = {
      thema: "Lesepaten",
      text: "Vorlesen, jede Woche.",
      kurz: "",
      worte: "Vorlesen",
      wikidata: "",
      fuer: "public",
    };
    const made = await app.request("/schreiben/thema", { form, session: session.mona });
    expect([made.status, made.headers.get("Location")]).toEqual([303, "/themen/lesepaten"]);
    const again = await (await app.request("/themen/vorlesen/bearbeiten", { session: session.mona })).text();
    expect(again).toContain('value="Lesepaten"');
    expect(again).toContain('value="Vorlesen"');
    expect(again).toContain("Vorlesen, jede Woche.</textarea>");
    const changed = { ...form, text: "Vorlesen, jeden Montag." };
    const saved = await app.request("/themen/lesepaten/bearbeiten", { form: changed, session: session.mona });
    expect(saved.status).toBe(303);
    expect(await (await app.request("/themen/lesepaten")).text()).toContain("jeden Montag");
    expect((await app.request("/themen/lesepaten/loeschen", { session: session.mona })).status).toBe(200);
    const gone = await app.request("/themen/lesepaten/loeschen", { form: { sicher: "ja" }, session: session.mona });
    expect(gone.status).toBe(303);
    expect(await (await app.request("/themen/lesepaten")).text()).not.toContain("jeden Montag");
  });

  test("keeps what was typed when something is wrong, and says what", async () => {
    const form = { thema: "?!", text: "", kurz: "Kurz", worte: "gut, --", wikidata: "Repair-Café" };
    const answer = await app.request("/schreiben/thema", { form, session: session.mona });
    const html = await answer.text();
    expect(answer.status).toBe(422);
    for (const typed of ["?!", "gut, --", "Repair-Café"]) expect(html).toContain(`value="${typed}"`);
    for (const field of ["thema", "text", "worte", "wikidata"]) expect(html).toContain(`href="#${field}"`);
    const many = {
      ...form,
      thema: "Gut",
      text: "Text",
      wikidata: "",
      worte: Array.from({ length: 21 }, (_, n) => `w${n}`).join(),
    };
    expect(await (await app.request("/schreiben/thema", { form: many, session: session.mona })).text()).toContain(
      "höchstens 20",
    );
  });

  test("is one for each word and each topic", async () => {
    const first = fresh({ words: "Zweitwort", wikidata: "Q77" });
    await introduceTopic(ctx, mona, first);
    await expect(introduceTopic(ctx, mona, { ...first, wikidata: "", words: "" })).rejects.toMatchObject({
      code: "topics.taken",
      fields: { name: expect.any(String) },
    });
    await expect(introduceTopic(ctx, mona, fresh({ words: "zweitWORT" }))).rejects.toMatchObject({
      fields: { words: expect.any(String) },
    });
    await expect(introduceTopic(ctx, mona, fresh({ wikidata: "Q77" }))).rejects.toMatchObject({
      fields: { wikidata: expect.any(String) },
    });
    const both = fresh();
    const outcome = await Promise.allSettled([introduceTopic(ctx, mona, both), introduceTopic(ctx, chief, both)]);
    expect(outcome.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("has versions: an edit goes out with the next one, and the same again is none", async () => {
    const topic = fresh({ text: "Alt" });
    const { id } = await introduceTopic(ctx, mona, topic);
    await forgetOutgoing(ctx);
    ctx.advance(1000);
    await reviseTopic(ctx, mona, id, topic);
    expect(await outgoing(ctx)).toEqual([]);
    await reviseTopic(ctx, chief, id, { ...topic, text: "Neu", wikidata: "Q5" });
    const document = await documentOf(id);
    expect(document).toMatchObject({ "stv:version": 2, "stv:topics": ["https://www.wikidata.org/entity/Q5"] });
    expect(document.attributedTo).toBe((await documentOf(id)).attributedTo);
    const [update] = (await outgoing(ctx)).filter(({ type }) => type === "Update");
    expect(update?.activity.id).toBe(`${document.id}#update-2`);
    const kept = await ctx.db.select().from(postRevisions).where(eq(postRevisions.postId, id));
    expect(kept.map(({ version, editorId }) => [version, editorId])).toEqual([[1, chief.accountId]]);
  });

  test("T107 for partners stays for partners: nobody else finds it, and it is boosted by nobody", async () => {
    await forgetOutgoing(ctx);
    const topic = fresh({ text: "Unter uns gesagt", visibility: "partners" });
    const { id, path, uri } = await introduceTopic(ctx, mona, topic);
    const document = await documentOf(id);
    expect([document.to, document.cc]).toEqual([[`${districtUri}/partner`], []]);
    await reviseTopic(ctx, mona, id, { ...topic, visibility: "public", text: "Unter uns gesagt, immer noch" });
    expect((await documentOf(id)).to).toEqual([`${districtUri}/partner`]);
    expect(new Set((await outgoing(ctx)).map(({ type }) => type))).toEqual(new Set(["Create", "Update"]));
    expect(await (await app.request(path)).text()).not.toContain("Unter uns");
    expect(await (await app.request(path, { session: session.anna })).text()).toContain("Unter uns");
    expect(
      (await app.request(new URL(uri).pathname, { headers: { Accept: "application/activity+json" } })).status,
    ).toBe(404);
  });
});

describe("who may", () => {
  test("a member writes no topic page, and takes no words over", async () => {
    await expect(introduceTopic(ctx, anna, fresh())).rejects.toMatchObject({ code: "topics.only-networkers" });
    await expect(takeMeanings(ctx, anna, "1")).rejects.toMatchObject({ code: "topics.only-networkers" });
    const { path } = await introduceTopic(ctx, mona, fresh());
    const as = { session: session.anna };
    expect((await app.request("/schreiben/thema", as)).status).toBe(403);
    expect((await app.request(`${path}/bearbeiten`, as)).status).toBe(403);
    for (const [at, form] of [
      ["/schreiben/thema", { thema: "Neu", text: "x" }],
      [`${path}/bearbeiten`, { thema: "Neu", text: "x" }],
      [`${path}/loeschen`, { sicher: "ja" }],
      [`${path}/zuordnung`, { aktion: "loesen" }],
    ] as const) {
      expect([at, (await app.request(at, { ...as, form })).status]).toEqual([at, 403]);
    }
    expect(await (await app.request(path, as)).text()).not.toContain("Einführung bearbeiten");
    expect(await (await app.request("/themen", as)).text()).not.toContain("Ein Thema vorstellen");
  });

  test("a moderator changes none that another wrote; an admin does", async () => {
    const topic = fresh();
    const { id, path } = await introduceTopic(ctx, mona, topic);
    await expect(reviseTopic(ctx, paul, id, { ...topic, text: "Meins" })).rejects.toMatchObject({
      code: "topics.not-yours",
    });
    await expect(withdrawTopic(ctx, paul, id)).rejects.toMatchObject({ code: "topics.not-yours" });
    expect((await app.request(`${path}/bearbeiten`, { session: session.paul })).status).toBe(403);
    await reviseTopic(ctx, chief, id, { ...topic, text: "Unseres" });
    await withdrawTopic(ctx, chief, id);
    expect((await postById(ctx, id))?.deletedAt).not.toBeNull();
  });

  test("whoever is not logged in any more gets the text back", async () => {
    const answer = await app.request("/schreiben/thema", { form: { thema: "Neu", text: "Nicht verlieren" } });
    expect([answer.status, (await answer.text()).includes("Nicht verlieren")]).toEqual([401, true]);
  });

  test("nobody edits it as a mere post, which would forget what it is", async () => {
    const { id } = await introduceTopic(ctx, mona, fresh());
    await expect(editPost(ctx, mona, id, { title: "T", text: "X" })).rejects.toMatchObject({ code: "posts.not-yours" });
  });

  test("a peer's topic page belongs to nobody here", async () => {
    const there = await insertActor(ctx, { host: "feuerbach.test" });
    const page = await insertPost(ctx, there, { kind: "topic", type: "Article" });
    await expect(reviseTopic(ctx, chief, page.id, fresh())).rejects.toMatchObject({ code: "topics.not-yours" });
    await expect(withdrawTopic(ctx, chief, page.id)).rejects.toMatchObject({ code: "topics.not-yours" });
  });
});

describe("what our words mean", () => {
  const topicsIn = async (id: string) => (await documentOf(id))["stv:topics"];

  test("stands in a note with its next version, and changes none for its own sake", async () => {
    const before = { ...SHORT_REQUEST, title: "Alt", topics: ["Nähtreff"] };
    const old = await publishProjectNote(ctx, anna, before);
    expect(await topicsIn(old.id)).toBeUndefined();
    await forgetOutgoing(ctx);
    await introduceTopic(ctx, mona, fresh({ words: "Näh-Treff", wikidata: "Q901" }));
    expect((await outgoing(ctx)).filter(({ type }) => type === "Update")).toEqual([]);
    expect(await topicsIn(old.id)).toBeUndefined();
    await editProjectNote(ctx, anna, old.id, { ...before, title: "Neu" });
    expect(await topicsIn(old.id)).toEqual(["https://www.wikidata.org/entity/Q901"]);
    const own = await publishProjectNote(ctx, anna, {
      ...SHORT_REQUEST,
      topics: ["Naehtreff", "https://www.wikidata.org/entity/Q1"],
    });
    expect(await topicsIn(own.id)).toEqual(["Q1", "Q901"].map((item) => `https://www.wikidata.org/entity/${item}`));
  });

  const DECISION = { reason: "rules", ground: "rules", statement: "Das Wort meint etwas anderes." } as const;
  test.each(["the author", "a moderator"])("ends with the page, deleted by %s", async (who) => {
    const word = `Ende${who.length}`;
    const { id, uri } = await introduceTopic(ctx, mona, fresh({ words: word, wikidata: `Q9${who.length}` }));
    expect(await topicsMeant(ctx, [word.toLowerCase()])).toEqual([`https://www.wikidata.org/entity/Q9${who.length}`]);
    await forgetOutgoing(ctx);
    await (who === "the author" ? withdrawTopic(ctx, mona, id) : removeAsModerator(ctx, paul, id, DECISION));
    expect(await topicsMeant(ctx, [word.toLowerCase()])).toEqual([]);
    const [removal] = (await outgoing(ctx)).filter(({ type }) => type === "Delete");
    expect(removal?.activity.object).toMatchObject({ id: uri, type: "Tombstone", formerType: "Article" });
    expect(
      (await app.request(new URL(uri).pathname, { headers: { Accept: "application/activity+json" } })).status,
    ).toBe(410);
    // The words are free for another page.
    await introduceTopic(ctx, mona, fresh({ words: word, wikidata: `Q9${who.length}` }));
    expect(await topicsMeant(ctx, [word.toLowerCase()])).toEqual([`https://www.wikidata.org/entity/Q9${who.length}`]);
  });

  test("a page that a moderator took out of sight says nothing", async () => {
    const { id } = await introduceTopic(ctx, mona, fresh({ words: "Versteckt", wikidata: "Q4711" }));
    await ctx.db.update(posts).set({ removedAt: ctx.now() }).where(eq(posts.id, id));
    expect(await topicsMeant(ctx, ["versteckt"])).toEqual([]);
  });
});

test.each([
  ["Q2145048", REPAIR],
  ["q2145048", REPAIR],
  ["http://www.wikidata.org/entity/Q2145048", REPAIR],
  ["https://m.wikidata.org/wiki/Q2145048#sitelinks", REPAIR],
  ["https://www.wikidata.org/wiki/Q2145048?uselang=de", REPAIR],
  ["Q0", null],
  ["https://www.wikidata.org.evil.test/wiki/Q5", null],
  ["https://evil.test/https://www.wikidata.org/wiki/Q5", null],
  ["javascript:alert(1)", null],
])("a Wikidata item is known by number or address: %s", (typed, iri) => {
  expect(wikidataIri(typed)).toBe(iri);
});
