import { sql } from "drizzle-orm";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import type { Actor } from "../../../src/features/actors/actors.queries.ts";
import type { District } from "../../../src/features/district/district.model.ts";
import { type posts, postTags } from "../../../src/features/posts/posts.table.ts";
import { topicFold, topicFoldSql } from "../../../src/features/posts/topic-fold.model.ts";
import { indexNotes } from "../../../src/features/project-notes/catalogue.store.ts";
import { topicKey } from "../../../src/features/project-notes/project-notes.model.ts";
import { projectNotes } from "../../../src/features/project-notes/project-notes.table.ts";
import { publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import { topicCounts, topicEntries, topicSummary } from "../../../src/features/topics/topics.queries.ts";
import { countStatements } from "../../support/counting.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { createMember, sessionOf, setUpDistrict } from "../../support/people.ts";
import { blockHost, insertActor, insertFollow, insertPost } from "../../support/rows.ts";
import { SHORT_REQUEST } from "../project-notes/notes.ts";

let ctx: TestCtx;
let app: TestApp;
let district: District;
let anna: Account;
let partner: Actor;

type Given = Partial<typeof posts.$inferInsert> & { tags?: readonly string[] };

async function write(author: Pick<Actor, "id" | "local" | "host">, { tags = ["Repair-Café"], ...given }: Given = {}) {
  ctx.advance(1000);
  const post = await insertPost(ctx, author, { content: `<p>${given.title ?? "Text"}</p>`, ...given });
  await ctx.db.insert(postTags).values(tags.map((name) => ({ postId: post.id, tag: topicKey(name), name })));
  return post;
}

beforeAll(async () => {
  ctx = await createTestCtx();
  district = await setUpDistrict(ctx);
  app = createTestApp(ctx);
  anna = await createMember(ctx, "anna");
  partner = await insertActor(ctx, { host: "feuerbach.test", handle: "feuerbach", kind: "district", type: "Group" });
  await insertFollow(ctx, district.actorId, partner.id);
  await publishProjectNote(ctx, anna, { ...SHORT_REQUEST, title: "Unser Repair Café", topics: ["Repair Café"] });
  const note = await write(partner, { kind: "projectNote", type: "Article", title: "Ihres", tags: ["RepairCafe"] });
  await ctx.db.insert(projectNotes).values({
    postId: note.id,
    status: "running",
    outcome: "failed",
    fields: { title: "Ihres", summary: "Kurz" },
    districtName: "Feuerbach",
  });
  await indexNotes(ctx);
  await write(partner, { title: "Termin", tags: ["repaircafé", "Löten"] });
});

const titles = async (topic: string, viewer: Account | null = null) =>
  (await topicEntries(ctx, viewer, topicFold(topicKey(topic)), { limit: 50 })).map(({ post }) => post.title);

describe("a topic page", () => {
  test.each(["Repair Café", "repaircafe", "RepairCafé", "#Repair-Cafe"])("merges all spellings: %s", async (topic) => {
    expect(await titles(topic)).toEqual(["Termin", "Ihres", "Unser Repair Café"]);
  });

  test("says of each where it lives, and of all where they come from", async () => {
    const answer = await app.request("/themen/repaircafe");
    const html = await answer.text();
    expect(html).toContain("Projekt, lebt hier in Heslach");
    expect(html).toContain("Projekt, lebt in Feuerbach auf feuerbach.test");
    expect(html).toContain("Beitrag, lebt auf feuerbach.test");
    expect(html).toContain("Woher es kommt: Heslach (1) und Feuerbach (2)");
    expect(html).toMatch(/<h1>Thema: Repair.?Café<\/h1>/i);
  });

  test("pages by id, without repeating or missing one", async () => {
    const garden = topicFold("garten");
    const author = { id: anna.actorId, local: true, host: "heslach.test" };
    const made: string[] = [];
    for (let n = 0; n < 17; n += 1) made.push((await write(author, { title: `Beet ${n}`, tags: ["Garten"] })).id);
    const first = await (await app.request("/themen/garten")).text();
    const next = /href="(\/themen\/garten\/vor\/\d+)"/.exec(first)?.[1] ?? "";
    const second = await (await app.request(next)).text();
    const seen = [first, second].flatMap((html) => [...html.matchAll(/>Beet (\d+)</g)].map(([, number]) => number));
    expect(new Set(seen).size).toBe(17);
    expect((await topicEntries(ctx, null, garden, { limit: 50, before: "x" })).length).toBe(0);
  });

  test("that nothing stands on says what to do", async () => {
    const answer = await app.request("/themen/raumfahrt");
    const html = await answer.text();
    expect([answer.status, html.includes("Machen Sie den Anfang")]).toEqual([200, true]);
    expect(html).toContain('name="robots" content="noindex"');
    expect((await app.request("/themen/%23%21")).status).toBe(404);
  });
});

describe("what belongs there", () => {
  test("no post of strangers, no unlisted one, no answer; each spelling once", async () => {
    const stranger = await insertActor(ctx, { host: "fremd.test" });
    await write(stranger, { title: "Werbung", tags: ["Boule"] });
    await write(partner, { title: "Leise", visibility: "unlisted", tags: ["Boule"] });
    await write(partner, { title: "Antwort", inReplyToUri: "https://x.test/1", tags: ["Boule"] });
    await write(partner, { title: "Richtig", tags: ["Boule"] });
    expect(await titles("Boule")).toEqual(["Richtig"]);
  });

  test("T061 only what the reader may see, in list, name, counts and feed", async () => {
    await write(partner, { title: "Geheim", visibility: "followers", tags: ["Heimlichkeit"] });
    await insertFollow(ctx, anna.actorId, partner.id);
    expect(await titles("Heimlichkeit", anna)).toEqual(["Geheim"]);
    expect(await titles("Heimlichkeit")).toEqual([]);
    expect(await topicSummary(ctx, null, "heimlichkeit")).toEqual({ name: null, homes: [] });
    expect((await topicCounts(ctx, null)).map(({ name }) => name)).not.toContain("Heimlichkeit");
    expect((await topicCounts(ctx, anna)).map(({ name }) => name)).toContain("Heimlichkeit");
    const session = await sessionOf(ctx, anna);
    expect(await (await app.request("/themen/heimlichkeit/feed.atom", { session })).text()).not.toContain("Geheim");
  });

  test("T063 nothing of a blocked server", async () => {
    const there = await insertActor(ctx, { host: "boese.test" });
    await insertFollow(ctx, district.actorId, there.id);
    await write(there, { title: "Böse", tags: ["Streit"] });
    expect(await titles("Streit")).toEqual(["Böse"]);
    await blockHost(ctx, "boese.test");
    expect(await titles("Streit")).toEqual([]);
    expect((await topicCounts(ctx, null)).map(({ name }) => name)).not.toContain("Streit");
  });
});

test("the list of topics counts each spelling together", async () => {
  const html = await (await app.request("/themen")).text();
  expect(html).toMatch(/href="\/themen\/repaircafe"><bdi>[^<]+<\/bdi><\/a> <span class="soft">1 hier, 2 anderswo/);
});

test("the feed of a topic is Atom, and is not sent twice", async () => {
  const answer = await app.request("/themen/Repair%20Caf%C3%A9/feed.atom");
  const xml = await answer.text();
  expect(answer.headers.get("Content-Type")).toContain("application/atom+xml");
  expect([...xml.matchAll(/<entry/g)]).toHaveLength(3);
  expect(xml).toContain('href="https://heslach.test/themen/repaircafe/feed.atom"');
  const again = await app.request("/themen/repaircafe/feed.atom", {
    headers: { "If-None-Match": answer.headers.get("ETag") ?? "" },
  });
  expect(again.status).toBe(304);
});

test("a topic costs the same number of statements, however much is on it", async () => {
  for (const limit of [1, 40]) {
    const counted = countStatements(ctx);
    await topicEntries(counted, anna, "repaircafe", { limit });
    await topicSummary(counted, anna, "repaircafe");
    expect(counted.statements).toHaveLength(2);
  }
});

test("the key of a tag is the same here and in PostgreSQL", async () => {
  const letters = fc.string({ unit: fc.constantFrom(..."aeouäöüßéñçqkr1".split("")), minLength: 1, maxLength: 12 });
  const tags = fc.sample(letters, 300);
  const rows = await ctx.db.execute<{ key: string }>(
    sql`select ${topicFoldSql(sql.raw("tag"))} as key from unnest(${sql.param(tags)}::text[]) with ordinality as t (tag, n)
      order by n`,
  );
  expect([...rows].map(({ key }) => key)).toEqual(tags.map(topicFold));
});
