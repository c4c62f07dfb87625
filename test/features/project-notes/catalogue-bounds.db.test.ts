import { beforeAll, expect, test } from "vitest";
import { type CatalogueQuery, EVERYTHING } from "../../../src/features/project-notes/catalogue.model.ts";
import { searchCatalogue } from "../../../src/features/project-notes/catalogue-search.queries.ts";
import { countStatements } from "../../support/counting.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { insertActor } from "../../support/rows.ts";

let ctx: TestCtx;
const NOTES = 700;

/** Notes 1 to 700, from old to new: each repairs, each seventh failed, the oldest says so in its title. */
beforeAll(async () => {
  ctx = await createTestCtx();
  const author = await insertActor(ctx, { host: "feuerbach.test" });
  await ctx.sql`
    insert into posts (id, uri, url, local, author_id, kind, type, title, visibility, published_at, updated_at, document, etag, content)
    select n, 'https://feuerbach.test/' || n, 'https://feuerbach.test/' || n, false, ${author.id}, 'projectNote', 'Article',
      'Titel', case when n = 651 then 'followers' else 'public' end, now(), now(), repeat(md5(n::text), 60), '""', 'Text'
    from generate_series(1, ${NOTES}::int) n`;
  await ctx.sql`
    insert into project_notes (post_id, status, outcome, fields, district_name)
    select n, 'running', 'ongoing', jsonb_build_object('title', 'Titel ' || n, 'summary', ''), 'Feuerbach'
    from generate_series(1, ${NOTES}::int) n`;
  await ctx.sql`
    insert into catalogue_entries (post_id, facets, kit, here, arrived_at, title, search, version)
    select n, array['district:Feuerbach', case when n % 7 = 0 then 'outcome:failed' else 'outcome:mixed' end], false, false, now(),
      words.title, setweight(words.title, 'A') || to_tsvector('german', 'reparieren ' || string_agg('wort' || n * word, ' ')), 1
    from generate_series(1, ${NOTES}::int) n, generate_series(1, 60) word,
      lateral (select to_tsvector('german', case when n = 1 then 'reparieren' else 'titel' end) as title) as words
    group by n, words.title`;
  await ctx.sql.unsafe("vacuum analyze posts, catalogue_entries");
});

const found = (given: Partial<CatalogueQuery>) =>
  searchCatalogue(ctx, null, { query: { ...EVERYTHING, ...given }, limit: 12 });

test("no more than the newest 500 are counted, and it is said", async () => {
  const { counts, notes } = await found({});
  expect([counts.total, counts.more, notes.length]).toEqual([500, true, 12]);
  expect(counts.facets.district).toEqual([{ value: "Feuerbach", name: "Feuerbach", count: 500 }]);
});

test("up to there counts are exact, whatever is hidden", async () => {
  const { counts } = await found({ chosen: { outcome: ["failed"] } });
  expect([counts.total, counts.more]).toEqual([99, false]);
  expect(counts.facets.district.map(({ count }) => count)).toEqual([99]);
  // Under everything but the choice itself: among the newest 501, each seventh and one of them hidden.
  expect(counts.facets.outcome.find(({ value }) => value === "failed")?.count).toBe(71);
});

test("who has the word in the title comes first, however old", async () => {
  const { counts, notes, next } = await found({ text: "reparieren", sort: "relevance" });
  expect(notes.slice(0, 2).map(({ id }) => id)).toEqual(["1", "700"]);
  expect([counts.total, counts.more]).toEqual([500, true]);
  const { notes: second } = await searchCatalogue(ctx, null, {
    query: { ...EVERYTHING, text: "reparieren", sort: "relevance" },
    after: next ?? "",
    limit: 12,
  });
  expect(second[0]?.id).toBe("689");
});

test("words stand beside their rows and are found by their index; an index alone says who may see a note", async () => {
  const [table] = await ctx.sql<
    { relpages: number }[]
  >`select relpages from pg_class where relname = 'catalogue_entries'`;
  expect(table?.relpages).toBeLessThan(NOTES / 10);
  const counted = countStatements(ctx);
  const query = { ...EVERYTHING, text: '"wort653"', sort: "relevance" } as const;
  await searchCatalogue(counted, null, { query, limit: 12 });
  const [statement = "", parameters = []] = [counted.statements[0], counted.parameters[0]];
  const plan = await ctx.sql.unsafe(`explain (format json) ${statement}`, parameters as never[]);
  expect(JSON.stringify(plan)).toContain('"Index Name":"catalogue_entries_search"');
  const [index] = await ctx.sql<
    { indexdef: string }[]
  >`select indexdef from pg_indexes where indexname = 'posts_seen_notes'`;
  expect(index?.indexdef).toContain("(id) INCLUDE (author_id, visibility, group_id, local)");
});
