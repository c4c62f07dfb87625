import { beforeAll, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { type Actor, actorById } from "../../../src/features/actors/actors.queries.ts";
import { type Post, postById } from "../../../src/features/posts/posts.queries.ts";
import { publishPost } from "../../../src/features/posts/usecases/publish.ts";
import { quoteIn } from "../../../src/features/quotes/quotes.queries.ts";
import { postQuotes } from "../../../src/features/quotes/quotes.table.ts";
import { countStatements } from "../../support/counting.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { createMember, sessionOf, setUpDistrict } from "../../support/people.ts";
import { jobRows } from "../../support/queue.ts";
import { insertActor, insertFollow, insertPost } from "../../support/rows.ts";

let ctx: TestCtx;
let app: TestApp;
let groupId: string;
let anna: Account;
let carla: Actor;
let asAnna: string;

beforeAll(async () => {
  ctx = await createTestCtx();
  app = createTestApp(ctx);
  groupId = (await setUpDistrict(ctx)).actorId;
  anna = await createMember(ctx, "anna");
  asAnna = await sessionOf(ctx, anna);
  carla = await insertActor(ctx, { host: "c.test", handle: "carla" });
  await insertFollow(ctx, anna.actorId, carla.id);
});

const page = async (path: string, session?: string) => {
  const answer = await app.request(path, session === undefined ? {} : { session });
  return { status: answer.status, html: await answer.text() };
};
const NEW = { text: "Seht her", fuer: "public", sprache: "de", aktion: "veroeffentlichen" };
const send = (form: Record<string, string>) =>
  app.request("/schreiben/beitrag", { form: { ...NEW, ...form }, session: asAnna });

/** A post of ours that quotes Carla's words with leave; both. */
async function quoting(words: string, more: Parameters<typeof insertPost>[2] = {}): Promise<[Post, Post]> {
  const quoted = await insertPost(ctx, carla, { content: `<p>${words}</p>` });
  const author = await actorById(ctx, anna.actorId);
  const post = await insertPost(ctx, author!, { content: "<p>Seht her</p>", ...more });
  await allow(post, quoted);
  return [post, quoted];
}
const allow = (post: Post, quoted: Post, state: "allowed" | "unchecked" | "refused" = "allowed") =>
  ctx.db.insert(postQuotes).values({ postId: post.id, quotedUri: quoted.uri, quotedId: quoted.id, state });

describe("the form", () => {
  test("members find the way to quote at each open post, visitors and closed posts have none", async () => {
    const { id } = await publishPost(ctx, anna, { text: "Offen" });
    const link = `href="/schreiben/beitrag?zitat=${id}"`;
    for (const path of [`/@anna/${id}`, "/beitraege"]) {
      expect((await page(path, asAnna)).html, path).toContain(link);
      expect((await page(path)).html, path).not.toContain(link);
    }
    const quiet = await publishPost(ctx, anna, { text: "Leise", visibility: "followers" });
    expect((await page(`/@anna/${quiet.id}`, asAnna)).html).not.toContain("?zitat=");
  });

  test("shows what is quoted above it, says that a peer is asked, and publishes with the quote", async () => {
    const quoted = await insertPost(ctx, carla, { content: "<p>Die Bank am Brunnen</p>" });
    const { html } = await page(`/schreiben/beitrag?zitat=${quoted.id}`, asAnna);
    expect(html).toContain("Die Bank am Brunnen");
    expect(html).toContain("fragen wir auf c.test um Erlaubnis");
    expect(html).toContain(`<input type="hidden" name="zitat" value="${quoted.id}"`);
    const again = await send({ zitat: quoted.id, text: "a".repeat(5_001) });
    expect(again.status).toBe(422);
    expect(await again.text()).toContain("Die Bank am Brunnen");
    const done = await send({ zitat: quoted.id, zitierende: "nobody" });
    const path = done.headers.get("Location") ?? "";
    const post = await postById(ctx, path.replace(/.*\//, ""));
    expect(await quoteIn(ctx, post?.id ?? "")).toMatchObject({ quotedId: quoted.id, state: "unchecked" });
    expect((await page(path)).html).toContain("wartet auf die Erlaubnis");
    expect((await page(`${path}/bearbeiten`, asAnna)).html).toMatch(
      /value="nobody"[^>]*selected|selected[^>]*value="nobody"/,
    );
  });

  test("of what may not be quoted the text stays, and can be published without", async () => {
    const quiet = await publishPost(ctx, await createMember(ctx, "bela"), { text: "Meins", quoters: "nobody" });
    const { html } = await page(`/schreiben/beitrag?zitat=${quiet.id}`, asAnna);
    expect([html.includes("Zitieren geht hier nicht"), html.includes('name="zitat"')]).toEqual([true, false]);
    const refused = await send({ zitat: quiet.id, text: "Das bleibt" });
    const kept = await refused.text();
    expect(refused.status).toBe(422);
    for (const part of ["Das bleibt", 'href="#zitat"', "Dieser Beitrag lässt sich nicht zitieren."]) {
      expect(kept).toContain(part);
    }
    for (const id of ["1", "nichts", "9".repeat(30)]) {
      expect((await page(`/schreiben/beitrag?zitat=${id}`, asAnna)).html).toContain("gibt es nicht (mehr)");
      expect((await send({ zitat: id })).status).toBe(422);
    }
  });
});

describe("what is quoted with leave is shown as a card", () => {
  test("on the post's page, in lists, on the profile, at home, as an answer and in a group's thread", async () => {
    const [post] = await quoting("Sieben Stühle");
    for (const path of [`/@anna/${post.id}`, "/beitraege", "/beitraege?von=anna", "/@anna", "/"]) {
      expect((await page(path)).html, path).toContain("Sieben Stühle");
    }
    const place = { inReplyToUri: post.uri, inReplyToId: post.id, rootId: post.id };
    await quoting("Acht Bänke", place);
    expect((await page(`/@anna/${post.id}`)).html).toContain("Acht Bänke");
    const [thread] = await quoting("Neun Tische", { groupId });
    const below = { inReplyToUri: thread.uri, inReplyToId: thread.id, rootId: thread.id, groupId };
    await quoting("Zehn Hocker", below);
    const { html } = await page(`/gruppen/heslach/${thread.id}`);
    for (const words of ["Neun Tische", "Zehn Hocker"]) expect(html).toContain(words);
  });

  test("a peer's post too, and then its link for other servers is not shown beside the card", async () => {
    const quoted = await insertPost(ctx, carla, { content: "<p>Elf Lampen</p>" });
    const content = '<p class="quote-inline">RE: <a href="https://c.test/1">x</a></p><p>Da!</p>';
    const post = await insertPost(ctx, carla, { content });
    expect((await page(`/beitraege/c.test/${post.id}`, asAnna)).html).not.toContain("with-quote");
    await allow(post, quoted);
    const { html } = await page(`/beitraege/c.test/${post.id}`, asAnna);
    expect([html.includes("Elf Lampen"), html.includes("with-quote")]).toEqual([true, true]);
  });

  test("73 refused, waiting, deleted or not for the reader there is no card", async () => {
    const author = (await actorById(ctx, anna.actorId))!;
    for (const state of ["unchecked", "refused"] as const) {
      const quoted = await insertPost(ctx, carla, { content: "<p>Geheimes Wort</p>" });
      const [ours, theirs] = [await insertPost(ctx, author), await insertPost(ctx, carla)];
      await allow(ours, quoted, state);
      await allow(theirs, quoted, state);
      const { html } = await page(`/@anna/${ours.id}`, asAnna);
      expect(html).not.toContain("Geheimes Wort");
      expect(html).toContain(state === "refused" ? "hat es nicht erlaubt" : "wartet auf die Erlaubnis");
      const other = (await page(`/beitraege/c.test/${theirs.id}`, asAnna)).html;
      expect([other.includes("Geheimes Wort"), other.includes("nicht erlaubt")]).toEqual([false, false]);
    }
    const quiet = await insertPost(ctx, carla, { content: "<p>Geheimes Wort</p>", visibility: "followers" });
    const post = await insertPost(ctx, author);
    await allow(post, quiet);
    expect((await page(`/@anna/${post.id}`)).html).not.toContain("Geheimes Wort");
  });

  test("a page costs the same number of statements, however many quotes are on it", async () => {
    const counted = countStatements(ctx);
    const site = createTestApp(counted);
    const cost = async () => {
      counted.reset();
      expect((await site.request("/beitraege")).status).toBe(200);
      return counted.statements.length;
    };
    await cost();
    const before = await cost();
    for (let n = 0; n < 5; n += 1) await quoting(`Wort ${n}`);
    expect(await cost()).toBe(before);
  });
});

test("whoever reads a peer's post, on its page or in a group, has the rest of its thread fetched; visitors do not", async () => {
  const asked = async () =>
    (await jobRows(ctx, "background")).flatMap(({ payload }) => JSON.parse(payload).postUri ?? []);
  const post = await insertPost(ctx, carla);
  const thread = await insertPost(ctx, carla, { groupId });
  const paths = [`/beitraege/c.test/${post.id}`, `/gruppen/heslach/${thread.id}`];
  for (const path of paths) expect((await page(path)).status).toBe(200);
  expect(await asked()).not.toContain(post.uri);
  for (const path of paths) expect((await page(path, asAnna)).status).toBe(200);
  expect(await asked()).toEqual(expect.arrayContaining([post.uri, thread.uri]));
});
