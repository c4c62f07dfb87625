import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { actors } from "../../../src/features/actors/actors.table.ts";
import { putRelation } from "../../../src/features/follows/relations.store.ts";
import { posts } from "../../../src/features/posts/posts.table.ts";
import { bookmark } from "../../../src/features/posts/usecases/bookmark.ts";
import { publishComment } from "../../../src/features/posts/usecases/comment.ts";
import { deletePost } from "../../../src/features/posts/usecases/delete.ts";
import { editPost } from "../../../src/features/posts/usecases/edit.ts";
import { publishPost } from "../../../src/features/posts/usecases/publish.ts";
import { react } from "../../../src/features/posts/usecases/react.ts";
import { foldText } from "../../../src/features/project-notes/search-words.model.ts";
import { publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import { searchPosts } from "../../../src/features/search/posts.queries.ts";
import type { Viewer } from "../../../src/platform/viewer.ts";
import { countStatements } from "../../support/counting.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { createMember, setUpDistrict } from "../../support/people.ts";
import { insertActor } from "../../support/rows.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const anna = await createMember(ctx, "anna");
const bela = await createMember(ctx, "bela");
const maria = await insertActor(ctx, { handle: "maria", host: "post.test" });

const find = (viewer: Viewer | null, text: string, more: object = {}) =>
  searchPosts(ctx, viewer, { text, limit: 20, offset: 0, ...more });
const write = (by: typeof anna, text: string, more: object = {}) => publishPost(ctx, by, { text, ...more });

describe("what a member may find", () => {
  test("her own, whatever it is for, as it stands now; gone it is gone", async () => {
    const { id } = await write(anna, "Die Bohrmaschine für @bela", { visibility: "direct" });
    expect(await find(anna, "bohrmaschinen")).toEqual([id]);
    await editPost(ctx, anna, id, { text: "Der Häcksler für @bela" });
    expect([await find(anna, "bohrmaschine"), await find(anna, "HAECKSLER")]).toEqual([[], [id]]);
    await deletePost(ctx, anna, id);
    expect(await find(anna, "häcksler")).toEqual([]);
  });

  test("what names her, and what she kept, liked or boosted; not what others wrote to one another", async () => {
    const [named, kept, liked, strange, secret] = [
      await write(bela, "@anna, Zwetschgen?"),
      await write(bela, "Zwetschgen im Keller"),
      await write(bela, "Zwetschgen im Garten"),
      await write(bela, "Zwetschgen am Weg"),
      await write(bela, "Zwetschgen für @maria@post.test", { visibility: "direct" }),
    ];
    await bookmark(ctx, anna, kept.id);
    await react(ctx, anna, liked.id, "like");
    expect(await find(anna, "zwetschgen")).toEqual([liked.id, kept.id, named.id]);
    expect(await find(anna, "zwetschgen in:library")).toEqual([liked.id, kept.id, named.id]);
    expect(await find(null, "zwetschgen")).toEqual([]);
    await ctx.db.update(actors).set({ indexable: true }).where(eq(actors.id, bela.actorId));
    const open = await find(anna, "zwetschgen");
    expect(open).toEqual([strange.id, liked.id, kept.id, named.id]);
    expect(open).not.toContain(secret.id);
    expect(await find(anna, "zwetschgen -in:library")).toEqual([strange.id]);
    expect(await find(null, "zwetschgen")).toEqual([]);
    await putRelation(ctx, { actorId: anna.actorId, targetId: bela.actorId, kind: "block" });
    expect(await find(anna, "zwetschgen")).toEqual([]);
    await ctx.sql`delete from relations`;
    await ctx.db.update(actors).set({ indexable: false }).where(eq(actors.id, bela.actorId));
  });

  test("project notes everybody finds, also with a slip of the pen", async () => {
    const { id } = await publishProjectNote(ctx, bela, {
      ...{ title: "Lastenrad für alle", summary: "Ein Rad, das man leihen kann.", goal: "Weniger Autos" },
      ...{ targetGroups: ["alle"], measures: "Leihen", outcome: "succeeded" },
    });
    expect(await find(null, "lastenrad")).toEqual([id]);
    expect(await find(anna, "lastenrat")).toEqual([id]);
    expect(await find(anna, "lastenrad", { withoutNotes: true })).toEqual([]);
  });
});

describe("filters", () => {
  test("by author, kind, language, file, warning and day, and the opposite of each", async () => {
    const cara = await createMember(ctx, "cara");
    const at = async (day: string, text: string, more: object = {}) => {
      const { id } = await write(cara, text, more);
      await ctx.db
        .update(posts)
        .set({ publishedAt: new Date(day) })
        .where(eq(posts.id, id));
      return id;
    };
    const plain = await at("2026-03-01T22:59:59Z", "Laube eins", { language: "en" });
    const later = await at("2026-03-01T23:00:00Z", "Laube zwei https://laube.example/", { sensitive: true });
    const poll = { options: ["Ja", "Nein"], hours: 24 };
    const asked = await at("2026-03-04T12:00:00Z", "Laube drei #laube @anna", { poll });
    const reply = (await publishComment(ctx, cara, { postId: asked, text: "Laube vier" })).id;
    const all = [reply, asked, later, plain];
    expect(await find(cara, "laube")).toEqual(all);
    const found = async (filter: string) => (await find(cara, `laube ${filter}`)).map((id) => all.indexOf(id));
    expect(await found("from:me")).toEqual([0, 1, 2, 3]);
    expect(await found("from:cara")).toEqual([0, 1, 2, 3]);
    expect(await found("from:@cara@heslach.test")).toEqual([0, 1, 2, 3]);
    expect(await found("-from:cara")).toEqual([]);
    expect(await found("from:niemand")).toEqual([]);
    expect([await found("has:poll"), await found("-has:poll")]).toEqual([[1], [0, 2, 3]]);
    expect([await found("has:link"), await found("has:media")]).toEqual([[2], []]);
    expect([await found("is:reply"), await found("-is:reply"), await found("is:sensitive")]).toEqual([
      [0],
      [1, 2, 3],
      [2],
    ]);
    expect([await found("language:en"), await found("-language:en")]).toEqual([[3], [0, 1, 2]]);
    // Days begin where the districts are.
    expect([await found("during:2026-03-01"), await found("during:2026-03-02")]).toEqual([[3], [2]]);
    expect(await found("before:2026-03-02")).toEqual([3]);
    expect(await found("after:2026-03-01 before:2026-03-05")).toEqual([1, 2]);
    expect(await find(cara, "has:poll from:me")).toEqual([asked]);
    expect(await find(cara, "is:reply in:library")).toEqual([reply]);
    expect(await find(null, "from:me laube")).toEqual([]);
    expect(await find(cara, "laube", { accountId: anna.actorId })).toEqual([]);
    expect(await find(cara, "laube", { limit: 2, offset: 1 })).toEqual([asked, later]);
    expect(await find(anna, "laube from:cara")).toEqual([asked]);
  });

  test("T189 whatever is typed breaks nothing", async () => {
    for (const text of [
      "-",
      "'; drop table posts; --",
      "a & | !",
      "-beet",
      "a oder -b",
      "from:'",
      "before:9999-12-31",
      "\u0000",
    ]) {
      await find(anna, text.replace("\u0000", ""));
    }
    expect(await find(anna, "")).toEqual([]);
  });
});

test("the database folds words as we do", async () => {
  const texts = [
    "Fahrräder",
    "FAHRRAEDER",
    "Straße",
    "Frauen, neue, quer",
    "Œuvre Øl Łódź",
    "Café naïve",
    "Bäume & Büsche",
  ];
  for (const text of texts) {
    const [row] = await ctx.sql<{ same: boolean; ours: string; folded: string }[]>`
      select stv_post_words('', '', ${text}) = to_tsvector('german', ${foldText(text)}) as same,
        stv_post_words('', '', ${text})::text as ours, to_tsvector('german', ${foldText(text)})::text as folded`;
    expect(row, text).toMatchObject({ same: true });
  }
});

describe("among many posts", () => {
  beforeAll(async () => {
    await ctx.sql`
      insert into posts (id, uri, url, local, author_id, kind, type, visibility, published_at, updated_at, document, etag, content)
      select n, 'https://a.test/o/' || n, 'https://a.test/o/' || n, false, ${maria.id}::bigint, 'note', 'Note', 'public', now(), now(),
        '{}', '""', '<p>' || md5(n::text) || case when n % 1000 = 0 then ' Streuobst' else '' end || '</p>'
      from generate_series(1, 20000) n`;
    await ctx.db.update(actors).set({ indexable: true }).where(eq(actors.id, maria.id));
    await ctx.sql.unsafe("vacuum analyze posts, actors, post_addressees");
  });

  test("words are found by their index, in one statement however many there are", async () => {
    const counted = countStatements(ctx);
    expect(
      await searchPosts(counted as unknown as TestCtx, anna, { text: "streuobst", limit: 40, offset: 0 }),
    ).toHaveLength(20);
    expect(counted.statements).toHaveLength(1);
    const [row] = await ctx.sql.unsafe<{ "QUERY PLAN": [object] }[]>(
      `explain (analyze, format json) ${counted.statements[0]}`,
      counted.parameters[0] as never[],
    );
    const plan = JSON.stringify(row?.["QUERY PLAN"]);
    expect(plan).toContain('"Index Name":"posts_words"');
    expect(plan).not.toMatch(
      /"Node Type":"Seq Scan","Parent Relationship":"[A-Za-z]+","Parallel Aware":false,"Async Capable":false,"Relation Name":"posts"/,
    );
  });

  test("without a word that is looked for, only the newest are looked through, unless an author is named", async () => {
    const [first] = await ctx.sql<{ id: string }[]>`update posts set kind = 'question' where id = 1 returning id::text`;
    for (const text of ["has:poll", "-beet has:poll", "beet or -streuobst has:poll"]) {
      expect(await find(anna, text, { limit: 40 }), text).not.toContain(first?.id);
    }
    expect(await find(anna, "has:poll from:maria@post.test")).toEqual([first?.id]);
  });
});
