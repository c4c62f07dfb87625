import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { EVERYTHING } from "../../../src/features/project-notes/catalogue.model.ts";
import { indexNotes } from "../../../src/features/project-notes/catalogue.store.ts";
import { catalogueCounts } from "../../../src/features/project-notes/catalogue-counts.queries.ts";
import { listProjectNotes, type NoteFilters } from "../../../src/features/project-notes/project-notes.queries.ts";
import { projectNotes } from "../../../src/features/project-notes/project-notes.table.ts";
import { publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import type { Viewer } from "../../../src/platform/viewer.ts";
import { countStatements } from "../../support/counting.ts";
import { insertActor, insertFollow, insertPost } from "../../support/rows.ts";
import { FULL_REQUEST, SHORT_REQUEST } from "./notes.ts";
import { createSetting, type Setting } from "./setting.ts";

let setting: Setting;
beforeAll(async () => {
  setting = await createSetting();
  const { ctx, anna, bert } = setting;
  await publishProjectNote(ctx, anna, { ...FULL_REQUEST, title: "Reparieren" });
  ctx.advance(1000);
  await publishProjectNote(ctx, bert, { ...SHORT_REQUEST, title: "Brot", outcome: "failed", topics: ["Lebensmittel"] });
  ctx.advance(1000);
  await remoteNote("Schokolade", "public", "Degerloch");
  ctx.advance(1000);
  await remoteNote("Geheim", "followers", "Degerloch");
});

async function remoteNote(title: string, visibility: "public" | "followers", districtName: string): Promise<string> {
  const { ctx } = setting;
  const author = await insertActor(ctx, { host: "degerloch.test", handle: title.toLowerCase() });
  const post = await insertPost(ctx, author, { kind: "projectNote", type: "Article", title, visibility });
  await ctx.db.insert(projectNotes).values({
    postId: post.id,
    status: "completed",
    outcome: "succeeded",
    fields: { title, summary: "" },
    districtName,
    districtUri: "https://degerloch.test/ap/a/1",
  });
  await indexNotes(ctx);
  return author.id;
}

const titles = async (filters: NoteFilters = {}, scope: "own" | "all" = "all", viewer = setting.anna) =>
  (await listProjectNotes(setting.ctx, viewer, { scope, limit: 20, ...filters })).map(({ fields }) => fields.title);

describe("the list", () => {
  test("is in order of time, own ones or all", async () => {
    expect(await titles()).toEqual(["Schokolade", "Brot", "Reparieren"]);
    expect(await titles({}, "own")).toEqual(["Brot", "Reparieren"]);
  });

  test("goes on after an id, without repeating or missing one", async () => {
    const [first] = await listProjectNotes(setting.ctx, null, { scope: "all", limit: 1 });
    const rest = await listProjectNotes(setting.ctx, null, { scope: "all", limit: 20, before: first?.id });
    expect(rest.map(({ fields }) => fields.title)).toEqual(["Brot", "Reparieren"]);
    expect(await titles({}, "all")).not.toContain("Geheim");
  });

  test.each<[string, NoteFilters, string[]]>([
    ["outcome", { outcomes: ["failed", "succeeded"] }, ["Schokolade", "Brot"]],
    ["status", { statuses: ["running"] }, ["Reparieren"]],
    ["topic, however it is written", { topic: "#REPAIRcafé" }, ["Reparieren"]],
    ["district by name", { district: "Degerloch" }, ["Schokolade"]],
    ["district by id", { district: "https://degerloch.test/ap/a/1" }, ["Schokolade"]],
    ["words, by their stem", { text: "Gerät Familie" }, ["Reparieren"]],
    ["a phrase", { text: '"öffnen den Kasten"' }, ["Brot"]],
    ["words that must not be there", { text: "-Kasten" }, ["Schokolade", "Reparieren"]],
    ["nothing of the kind", { text: "Raumfahrt" }, []],
    ["all together", { text: "Kasten", outcomes: ["failed"], topic: "Lebensmittel" }, ["Brot"]],
  ])("can be narrowed by %s", async (_what, filters, expected) => {
    expect(await titles(filters)).toEqual(expected);
  });

  test.each(["' OR 1=1--", "%", "_", "\u0000", "&|!():*<->", "(a+)+$".repeat(1700), "\\"])(
    "T189 takes %j as words to look for",
    async (text) => {
      const found = await titles({ text, topic: undefined, district: undefined });
      expect(found.length).toBeLessThanOrEqual(3);
      expect(await titles({ topic: text })).toEqual([]);
      expect(await titles({ district: text.replaceAll("\u0000", "") || "x" })).toEqual([]);
      expect(await listProjectNotes(setting.ctx, null, { scope: "all", limit: 20, before: text })).toEqual([]);
    },
  );

  test("T061 shows what is for followers to followers alone, also in its counts", async () => {
    const { ctx, anna, bert } = setting;
    const authorId = await remoteNote("Nur für Anna", "followers", "Sillenbuch");
    await insertFollow(ctx, anna.actorId, authorId);
    expect(await titles()).toContain("Nur für Anna");
    expect(await titles({}, "all", bert)).not.toContain("Nur für Anna");
    const districts = async (viewer: Viewer | null) =>
      (await catalogueCounts(ctx, { viewer, query: EVERYTHING, words: undefined })).facets.district.map(
        ({ value }) => value,
      );
    expect(await districts(bert)).not.toContain("Sillenbuch");
    expect(await districts(null)).not.toContain("Sillenbuch");
    expect(await districts(anna)).toContain("Sillenbuch");
  });
});

test("a list is one statement, whatever its length", async () => {
  for (const limit of [1, 40]) {
    const ctx = countStatements(setting.ctx);
    await listProjectNotes(ctx, setting.anna, { scope: "all", limit });
    expect(ctx.statements).toHaveLength(1);
  }
});

test("a list reads no documents", async () => {
  const ctx = countStatements(setting.ctx);
  await listProjectNotes(ctx, null, { scope: "all", limit: 1 });
  expect(ctx.statements[0]).not.toContain('"posts"."document"');
});

test("a list does not grow with the posts of other kinds", async () => {
  const { ctx, anna } = setting;
  await ctx.db.execute(sql`
    insert into posts (id, uri, url, local, author_id, kind, type, visibility, published_at, updated_at, document, etag)
    select n, 'https://x.test/' || n, '', false, ${anna.actorId}, 'note', 'Note', 'public', now(), now(), '', ''
    from generate_series(1000000000000000000, 1000000000000030000) as n`);
  await ctx.db.execute(sql`analyze`);
  const counted = countStatements(ctx);
  await listProjectNotes(counted, null, { scope: "all", limit: 20 });
  const plan = await ctx.sql.begin(async (tx) => {
    await tx`set local plan_cache_mode = force_generic_plan`;
    return tx.unsafe(`explain (analyze, format json) ${counted.statements[0]}`, counted.parameters[0] as never[], {
      prepare: true,
    });
  });
  const text = JSON.stringify(plan);
  expect(text).not.toMatch(/"Node Type":"Seq Scan"[^{}]*"Relation Name":"posts"/);
  const touched = [...text.matchAll(/"Rows Removed by [A-Za-z ]+":(\d+)/g)].map(([, rows]) => Number(rows));
  expect(Math.max(0, ...touched)).toBeLessThan(1000);
});
