import { expect, test } from "vitest";
import { z } from "zod";
import { createGroup } from "../../src/features/groups/usecases/create.ts";
import { openThread } from "../../src/features/groups/usecases/post.ts";
import { deletePost } from "../../src/features/posts/usecases/delete.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import { SHORT_REQUEST } from "../features/project-notes/notes.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, sessionOf, setUpDistrict } from "../support/people.ts";
import { insertActor, insertPost } from "../support/rows.ts";
import { errorSchema } from "./schemas.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const { request } = createTestApp(ctx);
const anna = await createMember(ctx, "anna");

const oembedSchema = z.object({
  type: z.literal("rich"),
  version: z.literal("1.0"),
  title: z.string().min(1),
  author_name: z.string().min(1),
  author_url: z.url(),
  provider_name: z.string().min(1),
  provider_url: z.url(),
  cache_age: z.number().int(),
  html: z.string().regex(/^<blockquote/),
  width: z.number().int().min(1),
  height: z.null(),
});
const ask = (url: string, path = "/api/oembed", more = "") => request(`${path}?url=${encodeURIComponent(url)}${more}`);
const embed = async (url: string, path?: string, more?: string) => {
  const answer = await ask(url, path, more);
  expect(answer.status, url).toBe(200);
  return oembedSchema.parse(await answer.json());
};
/** What the page says where to ask. */
async function discovered(path: string, session?: string): Promise<string | undefined> {
  const html = await (await request(path, session === undefined ? {} : { session })).text();
  return /<link rel="alternate" href="([^"]+)" type="application\/json\+oembed"/
    .exec(html)?.[1]
    ?.replaceAll("&amp;", "&");
}

test("public posts, threads and projects are quoted with a link; their pages say where to ask", async () => {
  const post = await publishPost(ctx, anna, { text: "Wer hat eine <b>Leiter</b>?\n\nBis Freitag." });
  const group = await createGroup(ctx, anna, { name: "Garten", handle: "garten", about: "", mode: "open" });
  const thread = await openThread(ctx, anna, group, { title: "Gießplan", text: "Wer gießt?" });
  const note = await publishProjectNote(ctx, anna, SHORT_REQUEST);
  for (const [url, page, words] of [
    [post.url, `/@anna/${post.id}`, "Leiter"],
    [thread.url, `/gruppen/garten/${thread.id}`, "Gießplan"],
    [note.url, new URL(note.url).pathname, "Brotkasten am Marienplatz"],
  ] as const) {
    const address = await discovered(page);
    expect(address, page).toBe(`https://heslach.test/api/oembed?url=${encodeURIComponent(url)}`);
    const answer = await embed(url);
    expect(answer.html).toContain(`<a href="${url}">anna (@anna@heslach.test)</a>`);
    expect(answer.html).toContain(words);
    expect(answer.html).not.toMatch(/<(script|iframe|b|img)\b/);
    expect(await embed(`${url}?x=1#y`, "/oembed")).toEqual(answer);
  }
});

test("other websites may ask with a script, for a width, and only for JSON", async () => {
  const { url } = await publishPost(ctx, anna, { text: "Hallo" });
  for (const path of ["/api/oembed", "/oembed"]) {
    expect((await ask(url, path)).headers.get("Access-Control-Allow-Origin")).toBe("*");
    expect((await ask(url, path, "&format=xml")).status).toBe(422);
  }
  expect((await embed(url, "/oembed", "&maxwidth=300")).width).toBe(300);
  expect((await embed(url, "/oembed", "&maxwidth=9000")).width).toBe(400);
});

test("what is behind a warning stays there, and long texts are cut", async () => {
  const folded = await publishPost(ctx, anna, { text: "Alles ging kaputt", summary: "Unfall" });
  const { html } = await embed(folded.url);
  expect([html.includes("Unfall"), html.includes("kaputt")]).toEqual([true, false]);
  const long = await publishPost(ctx, anna, { text: "wort ".repeat(300) });
  expect((await embed(long.url)).html.length).toBeLessThan(900);
});

test("T183 what is not for everybody, gone, or not of this server is not found, and its page says nothing", async () => {
  const session = await sessionOf(ctx, anna);
  const hidden = await publishPost(ctx, anna, { text: "Nur für Folgende", visibility: "followers" });
  expect(await discovered(`/@anna/${hidden.id}`, session)).toBeUndefined();
  const gone = await publishPost(ctx, anna, { text: "Weg" });
  await deletePost(ctx, anna, gone.id);
  const maria = await insertActor(ctx, { handle: "maria", host: "post.test", url: "https://post.test/@maria" });
  const theirs = await insertPost(ctx, maria);
  const internal = await createGroup(ctx, anna, { name: "Intern", handle: "intern", about: "", mode: "internal" });
  const inside = await openThread(ctx, anna, internal, { text: "Unter uns" });
  for (const url of [hidden.url, gone.url, theirs.url, inside.url, "", "x", "https://heslach.test/ueber"]) {
    for (const path of ["/api/oembed", "/oembed"]) {
      const answer = await ask(url, path);
      expect(answer.status, url).toBe(404);
      errorSchema.parse(await answer.json());
    }
  }
});
