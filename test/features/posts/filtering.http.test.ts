import { beforeAll, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { createFilter, deleteFilter } from "../../../src/features/filters/filters.usecases.ts";
import { createGroup } from "../../../src/features/groups/usecases/create.ts";
import { openThread } from "../../../src/features/groups/usecases/post.ts";
import { publishComment } from "../../../src/features/posts/usecases/comment.ts";
import { publishPost } from "../../../src/features/posts/usecases/publish.ts";
import { countStatements } from "../../support/counting.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { createMember, sessionOf, setUpDistrict } from "../../support/people.ts";
import { insertActor, insertPost } from "../../support/rows.ts";

let ctx: TestCtx;
let app: TestApp;
let [anna, bela]: Account[] = [];
let [asAnna, asBela] = ["", ""];
const CONTEXTS = ["home", "public", "thread", "account"] as const;
const FOLD = "Von Ihrem Filter „Krabbeltiere“ eingeklappt";

beforeAll(async () => {
  ctx = await createTestCtx();
  app = createTestApp(ctx);
  await setUpDistrict(ctx);
  [anna, bela] = [await createMember(ctx, "anna"), await createMember(ctx, "bela")];
  [asAnna, asBela] = [await sessionOf(ctx, anna), await sessionOf(ctx, bela)];
  const author = { id: bela.actorId, host: "heslach.test", local: true };
  const attachments = [{ url: "https://heslach.test/media/netz.webp", mediaType: "image/webp", alt: "Ein Netz" }];
  await insertPost(ctx, author, { content: "<p>Eine Spinne im Keller</p>", attachments });
});

const html = async (path: string, session?: string): Promise<string> =>
  (await app.request(path, session === undefined ? {} : { session })).text();
/** While a filter of Anna's is in force. */
async function filtering<T>(action: "hide" | "warn" | "blur", work: () => Promise<T>, contexts = [...CONTEXTS]) {
  const keywords = [{ keyword: "spinne", wholeWord: true }];
  const filter = await createFilter(ctx, anna!, { title: "Krabbeltiere", contexts, action, expiresIn: null, keywords });
  const result = await work();
  await deleteFilter(ctx, anna!, filter.id);
  return result;
}

test.each([["/beitraege"], ["/"], ["/@bela"], ["/beitraege?von=%40bela"]])(
  "%s leaves out what a filter hides, and folds what it warns of, for its owner alone",
  async (path) => {
    expect(await html(path, asAnna)).toContain("Eine Spinne im Keller");
    await filtering("hide", async () => {
      expect(await html(path, asAnna)).not.toContain("Eine Spinne im Keller");
      for (const session of [asBela, undefined]) expect(await html(path, session)).toContain("Eine Spinne im Keller");
    });
    await filtering("warn", async () => {
      const page = await html(path, asAnna);
      expect(page.indexOf(FOLD)).toBeGreaterThan(0);
      expect(page.indexOf(FOLD)).toBeLessThan(page.indexOf("Eine Spinne im Keller"));
      expect(await html(path, asBela)).not.toContain(FOLD);
    });
  },
);

test("blur folds only the pictures", async () => {
  expect(await html("/beitraege", asAnna)).not.toContain("<details><summary>");
  const page = await filtering("blur", () => html("/beitraege", asAnna));
  expect(page).not.toContain(FOLD);
  const [text, fold, picture] = ["Eine Spinne im Keller", "<details><summary>", "netz.webp"].map((it) =>
    page.indexOf(it),
  );
  expect([text! > 0, text! < fold!, fold! < picture!]).toEqual([true, true, true]);
});

test("in a conversation nothing is torn out: what is hidden elsewhere is folded there", async () => {
  const post = await publishPost(ctx, anna!, { text: "Was ist im Keller?" });
  const answer = await publishComment(ctx, bela!, { postId: post.id, text: "Nur eine Spinne." });
  await publishComment(ctx, anna!, { postId: answer.id, text: "Danke, eine Spinne ist mir recht." });
  const page = await filtering("hide", () => html(`/@anna/${post.id}`, asAnna));
  expect(page.split(FOLD)).toHaveLength(2);
  expect(page).toContain("Danke, eine Spinne ist mir recht.");
  const group = await createGroup(ctx, bela!, { name: "Keller", handle: "keller", about: "", mode: "open" });
  const thread = await openThread(ctx, bela!, group, { title: "Neu", text: "Wieder eine Spinne" });
  expect(await filtering("warn", () => html(`/gruppen/keller/${thread.id}`, asAnna))).toContain(FOLD);
});

test("a filter counts only where it is meant for, and not for one's own words", async () => {
  const other = await filtering("hide", () => html("/@bela", asAnna), ["home"]);
  expect(other).toContain("Eine Spinne im Keller");
  await publishPost(ctx, anna!, { text: "Ich mag jede Spinne" });
  expect(await filtering("hide", () => html("/beitraege", asAnna))).toContain("Ich mag jede Spinne");
});

test("what a peer wrote is filtered by its title and its pictures' words, too", async () => {
  const maria = await insertActor(ctx, { handle: "maria", host: "post.test", url: "https://post.test/@maria" });
  const attachments = [{ url: "https://post.test/1.jpg", mediaType: "image/jpeg", alt: "Spinne von nah" }];
  await insertPost(ctx, maria, { content: "<p>Aus dem Garten</p>", attachments });
  await insertPost(ctx, maria, { kind: "article", type: "Article", title: "Die Spinne", content: "<p>Lang</p>" });
  const page = await filtering("warn", () => html("/beitraege?von=%40maria%40post.test", asAnna));
  expect(page.split(FOLD)).toHaveLength(3);
  expect(page).not.toContain("<bdi>Die Spinne</bdi>");
});

test("filters cost one statement, whatever the number of posts", async () => {
  const counting = countStatements(ctx);
  const counted = createTestApp(counting);
  const count = async (): Promise<number> => {
    await counted.request("/beitraege", { session: asAnna });
    counting.reset();
    await counted.request("/beitraege", { session: asAnna });
    return counting.statements.filter((statement) => /\bfrom filters\b/.test(statement)).length;
  };
  expect(await filtering("warn", count)).toBe(1);
});
