import { beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import type { Actor } from "../../../src/features/actors/actors.queries.ts";
import type { District } from "../../../src/features/district/district.model.ts";
import { type posts, postTags } from "../../../src/features/posts/posts.table.ts";
import { topicFold } from "../../../src/features/posts/topic-fold.model.ts";
import { putPostTopics, putTopicNames } from "../../../src/features/posts/topic-names.store.ts";
import { topicKey } from "../../../src/features/project-notes/project-notes.model.ts";
import { topicCounts, topicEntries, topicPages, unknownNames } from "../../../src/features/topics/topics.queries.ts";
import { introduceTopic, withdrawTopic } from "../../../src/features/topics/usecases/introduce.ts";
import { countStatements } from "../../support/counting.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { createMember, sessionOf, setUpDistrict } from "../../support/people.ts";
import { blockHost, insertActor, insertFollow, insertPost } from "../../support/rows.ts";

let ctx: TestCtx;
let app: TestApp;
let district: District;
let mona: Account;
let session: string;
let feuerbach: Actor;
let degerloch: Actor;
/** Followed, but no partner: it does not follow us. */
let fremd: Actor;

async function addDistrict(host: string, partner: boolean): Promise<Actor> {
  const actor = await insertActor(ctx, {
    host,
    handle: host.split(".")[0] ?? "",
    name: host,
    kind: "district",
    type: "Group",
  });
  await insertFollow(ctx, district.actorId, actor.id);
  if (partner) await insertFollow(ctx, actor.id, district.actorId);
  return actor;
}

/** Everything anew: the tests change what words mean. */
beforeEach(async () => {
  ctx = await createTestCtx();
  district = await setUpDistrict(ctx);
  app = createTestApp(ctx);
  mona = await createMember(ctx, "mona", "moderator");
  session = await sessionOf(ctx, mona);
  feuerbach = await addDistrict("feuerbach.test", true);
  degerloch = await addDistrict("degerloch.test", true);
  fremd = await addDistrict("fremd.test", false);
});

type Writer = Pick<Actor, "id" | "local" | "host">;
const ours = (): Writer => ({ id: mona.actorId, local: true, host: "heslach.test" });

async function write(
  author: Writer,
  title: string,
  tags: readonly string[],
  more: Partial<typeof posts.$inferInsert> = {},
) {
  ctx.advance(1000);
  const post = await insertPost(ctx, author, {
    title,
    content: `<p>${title}</p>`,
    groupId: author.local ? null : author.id,
    ...more,
  });
  if (tags.length > 0)
    await ctx.db.insert(postTags).values(tags.map((name) => ({ postId: post.id, tag: topicKey(name), name })));
  return post;
}

const iriOf = (item: string): string => `https://www.wikidata.org/entity/${item}`;

/** What a peer's server would have stored: its page, and what its words mean. */
async function theirPage(author: Actor, words: readonly string[], item: string) {
  const page = await write(author, `Thema: ${words[0]}`, words, { kind: "topic", type: "Article" });
  const keys = words.map((word) => topicFold(topicKey(word)));
  await putTopicNames(ctx, page.id, { host: author.host, keys, iri: iriOf(item) });
  await putPostTopics(ctx, page.id, [iriOf(item)]);
  return page;
}

const ourPage = (name: string, words: string, wikidata: string) =>
  introduceTopic(ctx, mona, { name, words, wikidata, text: "Text", summary: "" });

const on = async (topic: string, viewer: Account | null = null): Promise<(string | null)[]> =>
  (await topicEntries(ctx, viewer, topicFold(topicKey(topic)), { limit: 50 })).map(({ post }) => post.title).sort();

describe("one topic under several names", () => {
  test("ours count for everything that is here", async () => {
    await write(ours(), "Unseres", ["Repair-Café"]);
    await write(ours(), "Treff", ["Reparaturtreff"]);
    await write(fremd, "Fremdes", ["Reparaturtreff"]);
    await ourPage("Repair-Café", "Reparaturtreff", "Q2145048");
    for (const word of ["Repair-Café", "Reparaturtreff"])
      expect(await on(word)).toEqual(["Fremdes", "Treff", "Unseres"]);
  });

  test("a partner's count for what that partner wrote, on the page of our word for it", async () => {
    await write(ours(), "Unseres", ["Repair-Café"]);
    await write(feuerbach, "Ihres", ["Flickschusterei"]);
    await write(degerloch, "Anderes", ["Flickschusterei"]);
    await ourPage("Repair-Café", "", "Q2145048");
    await theirPage(feuerbach, ["Flickschusterei"], "Q2145048");
    expect(await on("Repair-Café")).toEqual(["Ihres", "Unseres"]);
    expect(await on("Flickschusterei")).toEqual(["Anderes", "Ihres"]);
  });

  test("join also where we have no page: a partner's own posts under the partner's own words", async () => {
    await write(feuerbach, "Eins", ["Repaircafé"]);
    await write(feuerbach, "Zwei", ["Flickschusterei"]);
    await write(ours(), "Unseres", ["Flickschusterei"]);
    await theirPage(feuerbach, ["Repaircafé", "Flickschusterei"], "Q2145048");
    expect(await on("Repair-Café")).toEqual(["Eins", "Zwei"]);
  });

  test("what names the topic by its id needs no word for it", async () => {
    await ourPage("Repair-Café", "", "Q2145048");
    const post = await write(degerloch, "Ohne Schlagwort", []);
    await putPostTopics(ctx, post.id, [iriOf("Q2145048")]);
    expect(await on("Repair-Café")).toEqual(["Ohne Schlagwort"]);
  });

  test("end when the partnership ends, and when the server is blocked", async () => {
    await write(feuerbach, "Ihres", ["Flickschusterei"]);
    await ourPage("Repair-Café", "", "Q2145048");
    await theirPage(feuerbach, ["Flickschusterei"], "Q2145048");
    expect(await on("Repair-Café")).toEqual(["Ihres"]);
    await blockHost(ctx, "feuerbach.test");
    expect(await on("Repair-Café")).toEqual([]);
  });

  test("are counted as one, under our name for it, ours and theirs apart", async () => {
    await write(ours(), "Unseres", ["Repair-Café", "Reparaturtreff"]);
    await write(ours(), "Treff", ["Reparaturtreff"]);
    await write(feuerbach, "Ihres", ["Flickschusterei"]);
    await write(degerloch, "Anderes", ["Flickschusterei"]);
    await ourPage("Repair-Café", "Reparaturtreff", "Q2145048");
    await theirPage(feuerbach, ["Flickschusterei"], "Q2145048");
    expect(await topicCounts(ctx, null)).toEqual([
      { key: "repaircafe", name: "Repair-Café", here: 2, elsewhere: 1 },
      { key: "flickschusterei", name: "Flickschusterei", here: 0, elsewhere: 1 },
    ]);
    const html = await (await app.request("/themen")).text();
    expect(html).toContain("2 hier, 1 anderswo");
  });

  test("cost the same number of statements, however many words there are", async () => {
    for (const words of [3, 30]) {
      await theirPage(
        feuerbach,
        Array.from({ length: words }, (_, n) => `Wort${words}x${n}`),
        "Q2145048",
      );
      const counted = countStatements(ctx);
      await topicEntries(counted, mona, "repaircafe", { limit: 20 });
      await topicPages(counted, mona, "repaircafe");
      await topicCounts(counted, mona);
      expect(counted.statements).toHaveLength(3);
    }
  });
});

describe("no partner says what our words mean", () => {
  test("a hostile page moves neither what is ours nor what others wrote", async () => {
    await write(ours(), "Unser Kindergarten", ["Kinder"]);
    await write(degerloch, "Deren Kindergarten", ["Kinder"]);
    await write(feuerbach, "Reklame", ["Reklame"]);
    await ourPage("Repair-Café", "", "Q2145048");
    await theirPage(feuerbach, ["Kinder", "Reklame"], "Q2145048");
    expect(await on("Repair-Café")).toEqual(["Reklame"]);
    expect(await on("Kinder")).toEqual(["Deren Kindergarten", "Reklame", "Unser Kindergarten"]);
    expect((await topicCounts(ctx, null)).find(({ key }) => key === "kinder")).toMatchObject({ here: 1, elsewhere: 1 });
  });

  test("who is no partner joins nothing, not even its own", async () => {
    await ourPage("Repair-Café", "", "Q2145048");
    await write(fremd, "Fremdes", ["Flickschusterei"]);
    await theirPage(fremd, ["Flickschusterei"], "Q2145048");
    expect(await on("Repair-Café")).toEqual([]);
  });

  test("our page wins over a partner's, and over what was taken over", async () => {
    const page = await theirPage(feuerbach, ["Nähtreff"], "Q1");
    await app.request("/themen/naehtreff/zuordnung", { form: { aktion: "uebernehmen", seite: page.id }, session });
    await ourPage("Nähtreff", "Nadelwerk", "Q2");
    await write(ours(), "Unseres", ["Nadelwerk"]);
    await write(degerloch, "Eins", []).then((post) => putPostTopics(ctx, post.id, [iriOf("Q1")]));
    expect(await on("Nähtreff")).toEqual(["Unseres"]);
  });
});

describe("an admin takes a partner's words over", () => {
  let page: Awaited<ReturnType<typeof theirPage>>;
  const take = () =>
    app.request("/themen/repaircafe/zuordnung", { form: { aktion: "uebernehmen", seite: page.id }, session });

  beforeEach(async () => {
    await write(ours(), "Unseres", ["Repair-Café"]);
    await write(ours(), "Treff", ["Reparaturtreff"]);
    page = await theirPage(feuerbach, ["Repair-Café", "Reparaturtreff"], "Q2145048");
  });

  test("and from then on they mean it for everything, until it is given up", async () => {
    expect(await on("Repair-Café")).toEqual(["Unseres"]);
    const before = await (await app.request("/themen/repaircafe", { session })).text();
    expect(before).toContain("Dort meinen diese Wörter dasselbe Thema: Repair-Café und Reparaturtreff.");
    expect((await take()).status).toBe(303);
    expect(await on("Repair-Café")).toEqual(["Treff", "Unseres"]);
    expect(await unknownNames(ctx, [page.id])).toEqual([]);
    const after = await (await app.request("/themen/reparaturtreff", { session })).text();
    expect(after).not.toContain("Dort meinen diese Wörter");
    expect(after).toContain("Nicht mehr zusammenfassen");
    const dropped = await app.request("/themen/reparaturtreff/zuordnung", { form: { aktion: "loesen" }, session });
    expect(dropped.status).toBe(303);
    expect(await on("Repair-Café")).toEqual(["Unseres"]);
    const again = await app.request("/themen/reparaturtreff/zuordnung", { form: { aktion: "loesen" }, session });
    expect(again.status).toBe(404);
  });

  test("and what the partner says later of other words is not taken over with it", async () => {
    await take();
    await putTopicNames(ctx, page.id, {
      host: "feuerbach.test",
      keys: ["repaircafe", "kinder"],
      iri: iriOf("Q2145048"),
    });
    await write(ours(), "Kinder", ["Kinder"]);
    expect(await on("Repair-Café")).toEqual(["Treff", "Unseres"]);
  });

  test("but not what our words mean already", async () => {
    await ourPage("Reparaturtreff", "", "Q7");
    await take();
    expect(await on("Repair-Café")).toEqual(["Unseres"]);
    expect(await on("Reparaturtreff")).toEqual(["Treff"]);
  });

  test("only from a page that is there to be seen and names a topic", async () => {
    const hidden = await write(feuerbach, "Thema: Geheim", ["Geheim"], {
      kind: "topic",
      type: "Article",
      visibility: "direct",
    });
    const nameless = await write(feuerbach, "Thema: Namenlos", ["Namenlos"], { kind: "topic", type: "Article" });
    const note = await write(feuerbach, "Kein Thema", ["Namenlos"]);
    const asked = async (seite: string) =>
      (await app.request("/themen/x/zuordnung", { form: { aktion: "uebernehmen", seite }, session })).status;
    expect(await Promise.all([hidden.id, nameless.id, note.id, "nix", "999"].map(asked))).toEqual([
      404, 409, 404, 404, 404,
    ]);
  });
});

describe("how other districts see a topic", () => {
  test("stands on its page, with where it lives; what only some may read is for them", async () => {
    await theirPage(feuerbach, ["Repair-Café"], "Q2145048");
    const secret = await write(degerloch, "Thema: Vertraulich", ["Repair-Café"], {
      kind: "topic",
      type: "Article",
      visibility: "partners",
    });
    const html = await (await app.request("/themen/repaircafe")).text();
    expect(html).toContain("So sieht es feuerbach.test");
    expect(html).toContain("Im Original auf feuerbach.test");
    expect(html).not.toContain("Vertraulich");
    expect(await (await app.request("/themen/repaircafe", { session })).text()).toContain(secret.title);
    expect(await on("Repair-Café")).toEqual([]);
  });

  test("is found under our name for it, whatever they call it", async () => {
    const { id } = await ourPage("Repair-Café", "", "Q2145048");
    await theirPage(feuerbach, ["Flickschusterei"], "Q2145048");
    const titles = async () => (await topicPages(ctx, null, "repaircafe")).map(({ post }) => post.title);
    expect(await titles()).toEqual(["Thema: Repair-Café", "Thema: Flickschusterei"]);
    await withdrawTopic(ctx, mona, id);
    expect(await titles()).toEqual([]);
  });

  test("shows no markup of theirs", async () => {
    await write(feuerbach, "Thema: <script>alert(1)</script>", ["Markup"], {
      kind: "topic",
      type: "Article",
      content: "<p>Harmlos</p>",
    });
    const html = await (await app.request("/themen/markup")).text();
    expect(html).toContain("&lt;script&gt;");
    expect(html).not.toContain("<script>alert");
  });
});
