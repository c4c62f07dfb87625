import { beforeAll, expect, test } from "vitest";
import { feedEntries, homeEntries } from "../../../src/features/posts/timelines.queries.ts";
import { countStatements } from "../../support/counting.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { createMember, setUpDistrict } from "../../support/people.ts";

let ctx: TestCtx;
let reader: { readonly actorId: string };
const [ACTORS, POSTS] = [200, 20_000];

/** A hundred people followed, one of them of few words; a hundred others, and twenty thousand posts by all of them. */
beforeAll(async () => {
  ctx = await createTestCtx();
  await setUpDistrict(ctx);
  reader = await createMember(ctx, "anna");
  await ctx.sql`
    insert into actors (id, uri, type, kind, local, handle, host, name, url, inbox_uri, published_at, updated_at)
    select n, 'https://a.test/' || n, 'Person', 'person', false, 'p' || n, 'a.test', 'P' || n, 'https://a.test/' || n,
      'https://a.test/inbox', now(), now()
    from generate_series(1, ${ACTORS}::int) n`;
  await ctx.sql`
    insert into follows (id, follower_id, followee_id, state, uri, activity, created_at)
    select n, ${reader.actorId}::bigint, n, 'accepted', 'https://f.test/' || n, '{}', now() from generate_series(1, 100) n`;
  await ctx.sql`
    insert into posts (id, uri, url, local, author_id, kind, type, visibility, published_at, updated_at, document, etag, content)
    select n, 'https://a.test/o/' || n, 'https://a.test/o/' || n, false, case when n = 1 then 1 else 2 + n % (${ACTORS}::int - 1) end,
      'note', 'Note', 'public', now(), now(), repeat(md5(n::text), 30), '""', repeat(md5(n::text), 10)
    from generate_series(1, ${POSTS}::int) n`;
  await ctx.sql`
    insert into post_reactions (post_id, actor_id, kind, uri, created_at)
    select n, 1 + n % ${ACTORS}::int, 'boost', 'https://a.test/b/' || n, to_timestamp(n) from generate_series(1, 5000) n
    on conflict do nothing`;
  await ctx.sql.unsafe("vacuum analyze posts, post_reactions, follows, actors");
});

interface Node {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Actual Rows"?: number;
  readonly "Actual Loops"?: number;
  readonly "Shared Hit Blocks"?: number;
  readonly "Shared Read Blocks"?: number;
  readonly Plans?: readonly Node[];
}

const flat = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(flat)];

/** What PostgreSQL did for the one statement of a timeline. */
async function planOf(ask: (ctx: TestCtx) => Promise<unknown>) {
  const counted = countStatements(ctx);
  await ask(counted as unknown as TestCtx);
  expect(counted.statements).toHaveLength(1);
  const [row] = await ctx.sql.unsafe<{ "QUERY PLAN": [{ Plan: Node }] }[]>(
    `explain (analyze, buffers, format json) ${counted.statements[0]}`,
    counted.parameters[0] as never[],
  );
  const top = row?.["QUERY PLAN"][0].Plan;
  if (!top) throw new Error("no plan");
  return { nodes: flat(top), blocks: (top["Shared Hit Blocks"] ?? 0) + (top["Shared Read Blocks"] ?? 0) };
}

const LARGE = new Set(["posts", "post_reactions", "post_addressees"]);

test.each([
  ["home", homeEntries],
  ["the feed of the pages", feedEntries],
] as const)(
  "%s finds its twenty by indexes alone, and looks at no more posts than it shows",
  async (_name, entries) => {
    const { nodes, blocks } = await planOf((asked) => entries(asked, reader, { limit: 20 }));
    const read = nodes.filter((node) => LARGE.has(node["Relation Name"] ?? ""));
    expect(read.map((node) => node["Node Type"])).not.toContain("Seq Scan");
    // Whole rows are read of what is shown and, for its parent or a boost, of little more.
    const rows = read
      .filter((node) => node["Relation Name"] === "posts" && node["Node Type"] === "Index Scan")
      .map((node) => (node["Actual Rows"] ?? 0) * (node["Actual Loops"] ?? 0));
    expect(Math.max(0, ...rows)).toBeLessThanOrEqual(60);
    expect(blocks).toBeLessThan(4500);
  },
);

test("one who wrote once and long ago is found where everybody else is left", async () => {
  const page = { limit: 1, before: "2" };
  expect(await homeEntries(ctx, reader, page)).toEqual([{ id: "1", postId: "1", boosterId: null }]);
});
