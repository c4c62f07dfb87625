import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { statsOf } from "../../src/features/posts/posts.queries.ts";
import { posts } from "../../src/features/posts/posts.table.ts";
import { publishComment } from "../../src/features/posts/usecases/comment.ts";
import { deletePost } from "../../src/features/posts/usecases/delete.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { react } from "../../src/features/posts/usecases/react.ts";
import { votePoll } from "../../src/features/posts/usecases/vote.ts";
import { publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import { statusEntities, statusEntity } from "../../src/mastodon/entities/status.ts";
import { SHORT_REQUEST } from "../features/project-notes/notes.ts";
import { countStatements } from "../support/counting.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createMember, setUpDistrict } from "../support/people.ts";
import { insertActor, insertPost } from "../support/rows.ts";
import { statusesSchema, statusSchema } from "./schemas/status.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const anna = await createMember(ctx, "anna");
const bela = await createMember(ctx, "bela");
const maria = await insertActor(ctx, { handle: "maria", host: "post.test" });

test("a member's post is a status with mentions, hashtags and counters", async () => {
  const post = await publishPost(ctx, anna, { text: "Danke @bela für die #Kübel!" });
  await react(ctx, bela, post.id, "like");
  const status = statusSchema.parse(await statusEntity(ctx, bela, post.id));
  expect(status).toMatchObject({
    id: post.id,
    uri: post.uri,
    account: { id: anna.actorId },
    visibility: "public",
    language: "de",
    edited_at: null,
    favourites_count: 1,
    favourited: true,
    reblogged: false,
    mentions: [{ id: bela.actorId, acct: "bela", url: "https://heslach.test/@bela" }],
    tags: [{ name: "kübel" }],
    quote_approval: { automatic: ["public"], current_user: "automatic" },
    reblog: null,
  });
});

test("a project note is a teaser with facts, hashtags, link and card, and says under `stadtteil` what it is", async () => {
  const note = await publishProjectNote(ctx, anna, { ...SHORT_REQUEST, topics: ["Repair Café"] });
  const status = statusSchema.parse(await statusEntity(ctx, bela, note.id));
  expect(status.content).toMatch(
    /^<p><strong>Brotkasten am Marienplatz<\/strong><\/p><p>Die Bäckerei gibt ab[^<]*<\/p><ul><li><strong>Stadtteil:<\/strong> Heslach<\/li>/,
  );
  expect(status.content).toContain('class="mention hashtag" rel="tag">#<span>RepairCafé</span>');
  expect(status.content.length).toBeLessThan(1500);
  expect(status).toMatchObject({
    spoiler_text: "",
    url: note.url,
    card: { url: note.url, type: "link", image: null, authors: [{ account: { id: anna.actorId } }] },
    tags: [{ name: "repaircafé" }],
    stadtteil: {
      kind: "project_note",
      project_id: note.id,
      district: "Heslach",
      status: "running",
      goal: "Kein Brot im Müll.",
      transfer_url: null,
    },
  });
});

test("a poll has its options and, for whoever voted, the own votes (trap 8)", async () => {
  const post = await publishPost(ctx, anna, { text: "Wann?", poll: { options: ["Heute", "Morgen"], hours: 24 } });
  await votePoll(ctx, bela, post.id, [1]);
  const pollFor = async (viewer: typeof anna | null) =>
    statusSchema.parse(await statusEntity(ctx, viewer, post.id)).poll;
  expect(await pollFor(bela)).toMatchObject({
    id: post.id,
    expired: false,
    votes_count: 1,
    voted: true,
    own_votes: [1],
    options: [
      { title: "Heute", votes_count: 0 },
      { title: "Morgen", votes_count: 1 },
    ],
  });
  expect(await pollFor(null)).toMatchObject({ voted: false, own_votes: [], emojis: [] });
  const [name, other] = ["beet", "baum"].map((one) => ({ name: one, url: `https://post.test/${one}.png` }));
  await ctx.db
    .update(posts)
    .set({ emojis: [name!, other!] })
    .where(eq(posts.id, post.id));
  await ctx.sql`update poll_options set name = 'Ins :beet:' where post_id = ${post.id} and position = 0`;
  expect((await pollFor(bela))?.emojis).toMatchObject([{ shortcode: "beet" }]);
});

test("what has a title and is long is shown by title, teaser, link and card", async () => {
  const long = await insertPost(ctx, maria, {
    ...{ kind: "article", type: "Article", title: "Ein Jahr <Garten>", summary: "Kurz gesagt: es blüht." },
    content: `<h2>Anfang</h2><p>${"Lange Rede. ".repeat(200)}</p>`,
    url: "https://post.test/garten",
  });
  const status = statusSchema.parse(await statusEntity(ctx, anna, long.id));
  expect(status.content).toBe(
    '<p><strong>Ein Jahr &lt;Garten&gt;</strong></p><p>Kurz gesagt: es blüht.</p><p><a href="https://post.test/garten" rel="nofollow noopener noreferrer">https://post.test/garten</a></p>',
  );
  expect(status).toMatchObject({
    spoiler_text: "",
    card: { description: "Kurz gesagt: es blüht.", provider_name: "post.test" },
  });
});

test.each([
  ["page", "Page"],
  ["event", "Event"],
  ["other", "Video"],
] as const)("a peer's %s keeps its title, what it says of itself and its link", async (kind, type) => {
  const post = await insertPost(ctx, maria, {
    ...{ kind, type, title: "Sommerfest", summary: "Am 4. Juli ab 15 Uhr", content: "<p>Mit Musik.</p>" },
    ...{ url: "https://post.test/fest", visibility: "unlisted" },
  });
  const status = statusSchema.parse(await statusEntity(ctx, null, post.id));
  expect(status.content).toMatch(
    /^<p><strong>Sommerfest<\/strong><\/p><p>Am 4. Juli ab 15 Uhr<\/p><p>Mit Musik.<\/p><p><a href="https:\/\/post.test\/fest"/,
  );
  expect(status).toMatchObject({ visibility: "unlisted", spoiler_text: "" });
});

test("what is for a group, for members or for partners is `private` to clients", async () => {
  const group = await insertActor(ctx, { type: "Group", kind: "group" });
  for (const visibility of ["group", "local", "partners", "followers"] as const) {
    const own = { id: anna.actorId, local: true, host: "heslach.test" };
    const post = await insertPost(ctx, own, { visibility, groupId: visibility === "group" ? group.id : null });
    expect(statusSchema.parse(await statusEntity(ctx, anna, post.id)).visibility).toBe("private");
  }
});

test("what somebody wrote for all is counted with every post, and no more when it is deleted", async () => {
  const rosa = await createMember(ctx, "rosa");
  const posts = [await publishPost(ctx, rosa, { text: "Eins" })];
  const counted = async () => (await statusEntity(ctx, anna, posts[0]?.id ?? "")).account.statuses_count;
  expect(await counted()).toBe(1);
  posts.push(await publishPost(ctx, rosa, { text: "Zwei" }));
  await publishPost(ctx, rosa, { text: "Nur für Folgende", visibility: "followers" });
  expect(await counted()).toBe(2);
  await deletePost(ctx, rosa, posts[1]?.id ?? "");
  expect(await counted()).toBe(1);
});

test("the answers of a status are those to itself; pages count the whole thread", async () => {
  const top = await publishPost(ctx, anna, { text: "Wer kommt?" });
  const answer = (postId: string) => publishComment(ctx, bela, { postId, text: "Ich." });
  const first = await answer(top.id);
  const below = await answer(first.id);
  await answer(below.id);
  await answer(top.id);
  const counted = async () => {
    const answers = (await statusEntities(ctx, anna, [top.id, first.id, below.id])).map((one) => one.replies_count);
    return [answers, (await statsOf(ctx, [top.id])).get(top.id)?.comments];
  };
  expect(await counted()).toEqual([[2, 1, 1], 4]);
  await deletePost(ctx, bela, first.id);
  expect(await counted()).toEqual([[1, 1], 3]);
});

test("many statuses cost as many statements as one, and nothing is counted anew for them", async () => {
  const posts = await Promise.all(
    Array.from({ length: 6 }, (_, index) => insertPost(ctx, maria, { content: `<p>${index}</p>` })),
  );
  await statusEntities(ctx, anna, [posts[0]?.id ?? ""]);
  const counting = countStatements(ctx);
  await statusEntities(counting, anna, [posts[0]?.id ?? ""]);
  const one = counting.statements.length;
  counting.reset();
  const many = statusesSchema.parse(
    await statusEntities(
      counting,
      anna,
      posts.map(({ id }) => id),
    ),
  );
  expect(many.map(({ id }) => id)).toEqual(posts.map(({ id }) => id));
  expect(counting.statements.length).toBe(one);
  expect(counting.statements.filter((text) => text.startsWith("insert into author_stats"))).toEqual([]);
});
