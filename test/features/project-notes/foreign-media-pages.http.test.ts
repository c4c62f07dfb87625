import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "../../../src/features/actors/actors.queries.ts";
import { posts } from "../../../src/features/posts/posts.table.ts";
import { projectNotes } from "../../../src/features/project-notes/project-notes.table.ts";
import { type Content, createContent } from "../../support/content.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { foreignParts } from "../../support/html.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { sessionOf } from "../../support/people.ts";
import { insertActor, insertFollow, insertPost } from "../../support/rows.ts";

let ctx: TestCtx;
let app: TestApp;
let content: Content;
let session: string;
let peer: Actor;

const EMOJIS = [{ name: "katze", url: "https://post.test/katze.png" }];
const FILES = [
  { url: "https://post.test/a.jpg", mediaType: "image/jpeg", alt: "Ein Platz", width: 4, height: 3 },
  { url: "https://post.test/b.jpg", mediaType: "image/jpeg", alt: "" },
  { url: "https://post.test/c.mp4", mediaType: "video/mp4", alt: "Der Umzug" },
  { url: "https://post.test/d.mp3", mediaType: "audio/mpeg", alt: "" },
];
const PATH = "/medien/fremd/[bs][\\w-]+";

beforeAll(async () => {
  ctx = await createTestCtx();
  content = await createContent(ctx);
  app = createTestApp(ctx);
  session = await sessionOf(ctx, content.anna);
  peer = await insertActor(ctx, {
    host: "post.test",
    handle: "maria",
    name: "Maria :katze:",
    summary: "<p>Ich mag :katze:</p>",
    fields: [{ name: "Tier", value: ":katze:" }],
    iconUrl: "https://files.post.test/icon.png",
    imageUrl: "https://files.post.test/kopf.png",
    emojis: EMOJIS,
  });
  await insertFollow(ctx, content.district.actorId, peer.id);
});

async function read(path: string): Promise<string> {
  const html = await (await app.request(path, { session })).text();
  expect(foreignParts(html, ctx.origin)).toEqual([]);
  return html;
}

describe("a peer's post", () => {
  test("shows pictures with their description, film and sound, all from here", async () => {
    const post = await insertPost(ctx, peer, { content: "<p>Hallo :katze:</p>", attachments: FILES, emojis: EMOJIS });
    const html = await read("/");
    expect(html).toMatch(new RegExp(`<img class="photo" src="${PATH}" alt="Ein Platz" width="4" height="3"`));
    expect(html).toMatch(new RegExp(`<img class="photo" src="${PATH}" alt="Bild ohne Bildbeschreibung"`));
    expect(html).toMatch(
      new RegExp(`<video class="photo" controls="" preload="none" src="${PATH}" aria-label="Der Umzug"`),
    );
    expect(html).toMatch(new RegExp(`<audio class="sound" controls="" preload="none" src="${PATH}"`));
    expect(html).toMatch(new RegExp(`Hallo <img class="emoji" src="${PATH}" alt=":katze:"`));
    expect(html).toMatch(new RegExp(`Maria <img class="emoji" src="${PATH}" alt=":katze:"`));
    await ctx.db.delete(posts).where(eq(posts.id, post.id));
  });

  test("keeps behind its warning what its author put there", async () => {
    const post = await insertPost(ctx, peer, { attachments: FILES.slice(0, 1), sensitive: true });
    const html = await read("/");
    expect(html).toMatch(/<details><summary>Bilder und Dateien anzeigen.*<\/summary>.*<img class="photo".*<\/details>/);
    await ctx.db.delete(posts).where(eq(posts.id, post.id));
  });

  test("shows an article's title picture once", async () => {
    const imageUrl = "https://post.test/titel.jpg";
    const post = await insertPost(ctx, peer, { kind: "article", imageUrl, imageAlt: "Titelbild" });
    expect((await read("/")).match(/alt="Titelbild"/g)).toHaveLength(1);
    const attachments = [{ url: imageUrl, mediaType: "image/jpeg", alt: "Titelbild" }];
    await ctx.db.update(posts).set({ attachments }).where(eq(posts.id, post.id));
    expect((await read("/")).match(/alt="Titelbild"/g)).toHaveLength(1);
    await ctx.db.delete(posts).where(eq(posts.id, post.id));
  });
});

test("an answer below a note shows its pictures and emojis", async () => {
  const [note] = await ctx.db
    .select()
    .from(posts)
    .where(eq(posts.url, `${ctx.origin}${content.paths.full}`));
  await insertPost(ctx, peer, {
    content: "<p>Schön :katze:</p>",
    emojis: EMOJIS,
    attachments: FILES.slice(0, 2),
    sensitive: true,
    inReplyToUri: note?.uri ?? null,
    inReplyToId: note?.id ?? null,
    rootId: note?.id ?? null,
  });
  const html = await read(content.paths.full);
  expect(html).toMatch(new RegExp(`Schön <img class="emoji" src="${PATH}" alt=":katze:"`));
  expect(html).toMatch(/<summary>Bilder und Dateien anzeigen[^<]*<\/summary><ul[^>]*><li><img[^>]* alt="Ein Platz"/);
});

test("a profile shows picture, header and emojis in name, text and fields", async () => {
  const html = await read("/@maria@post.test");
  expect(html).toMatch(new RegExp(`<img class="avatar" src="${PATH}" alt=""`));
  expect(html).toMatch(new RegExp(`<img class="profile-header" src="${PATH}" alt=""`));
  expect(html.match(/<img class="emoji"/g)).toHaveLength(3);
  expect(html).toContain("<title>Maria · ");
});

test("a sensitive note shows no picture before somebody asks for it", async () => {
  const id = content.paths.remote.split("/").at(-1) ?? "";
  const [row] = await ctx.db.select().from(projectNotes).where(eq(projectNotes.postId, id));
  expect(row?.fields.images).toHaveLength(1);
  await ctx.db.update(posts).set({ sensitive: true }).where(eq(posts.id, id));
  const html = await read(content.paths.remote);
  expect(html.match(/<img/g)).toHaveLength(1);
  expect(html).toMatch(
    /<summary>Bilder und Dateien anzeigen[^<]*<\/summary><ul[^>]*><li><img[^>]* alt="Eine Werkbank"/,
  );
  expect(await read("/projekte")).not.toMatch(/<img[^>]*medien\/fremd/);
});
