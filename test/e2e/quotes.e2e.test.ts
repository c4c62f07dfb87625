import { mkdirSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { actorById } from "../../src/features/actors/actors.queries.ts";
import type { Post } from "../../src/features/posts/posts.queries.ts";
import { postQuotes, quoteStamps } from "../../src/features/quotes/quotes.table.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createMember, setUpDistrict } from "../support/people.ts";
import { insertActor, insertFollow, insertPost } from "../support/rows.ts";
import { axeFindings } from "./support/axe.ts";
import { openSite, type Site, widest } from "./support/site.ts";

const SCREENS = "test-results/screens";
let site: Site;
let anna: Account;
let quotedId: string;
let quoting: Post;
const states: Partial<Record<"unchecked" | "refused", Post>> = {};

/** Ben at another server quotes a post of Anna's, with leave. */
beforeAll(async () => {
  mkdirSync(SCREENS, { recursive: true });
  const ctx = await createTestCtx();
  await setUpDistrict(ctx);
  anna = await createMember(ctx, "anna");
  const author = await actorById(ctx, anna.actorId);
  if (!author) throw new Error("no Anna");
  const quoted = await insertPost(ctx, author, { title: "Das Lastenrad im Hof", content: "<p>Wir haben eins.</p>" });
  quotedId = quoted.id;
  const ben = await insertActor(ctx, { host: "degerloch.test", handle: "ben", name: "Ben" });
  await insertFollow(ctx, anna.actorId, ben.id);
  quoting = await insertPost(ctx, ben, { content: "<p>Das sollten wir auch machen:</p>" });
  await ctx.db.insert(postQuotes).values({
    postId: quoting.id,
    quotedUri: quoted.uri,
    quotedId: quoted.id,
    state: "allowed",
  });
  await ctx.db.insert(quoteStamps).values({
    id: ctx.newId(),
    postId: quoted.id,
    quoterId: ben.id,
    quotingUri: quoting.uri,
    document: "{}",
    createdAt: ctx.now(),
  });
  for (const state of ["unchecked", "refused"] as const) {
    const own = await insertPost(ctx, author, { content: "<p>Ben sagt es besser als ich:</p>" });
    states[state] = own;
    await ctx.db.insert(postQuotes).values({ postId: own.id, quotedUri: quoting.uri, quotedId: quoting.id, state });
  }
  site = await openSite(ctx);
});

test("quotes, who quotes me, and the way from another server: no finding of axe, no sideways scrolling", async () => {
  const pages = [
    ["zitat-karte", "/"],
    ["zitate", "/einstellungen/zitate"],
    ["mitmachen-von-aussen", `/mitmachen-von-aussen?beitrag=${quotedId}&was=antworten`],
    ["zitat-beitrag", `/beitraege/degerloch.test/${quoting.id}`],
    ["zitat-wartet", `/@anna/${states.unchecked?.id}`],
    ["zitat-verweigert", `/@anna/${states.refused?.id}`],
    ["zitat-schreiben", `/schreiben/beitrag?zitat=${quoting.id}`],
    ["zitat-schreiben-nicht-da", "/schreiben/beitrag?zitat=1"],
    ["mitmachen-gefaellt", `/mitmachen?was=gefaellt-mir&objekt=${encodeURIComponent(quoting.uri)}`],
    ["mitmachen-antworten", `/mitmachen?was=antworten&objekt=${encodeURIComponent(quoting.uri)}&text=Gern`],
  ] as const;
  for (const [mode, options] of Object.entries({ gross: {}, telefon: { viewport: { width: 360, height: 740 } } })) {
    const profile = await site.visit({ account: anna, ...options });
    const page = await profile.newPage();
    for (const [name, path] of pages) {
      expect((await page.goto(path))?.status(), path).toBe(200);
      await page.screenshot({ path: `${SCREENS}/${name}-${mode}.png`, fullPage: true });
      expect(await axeFindings(page), path).toEqual([]);
      expect(await widest(page), path).toBe("");
    }
    await profile.close();
  }
}, 300_000);

test("the leave can be taken back without a script", async () => {
  const page = await (await site.visit({ account: anna, javaScriptEnabled: false })).newPage();
  await page.goto("/einstellungen/zitate");
  await page.getByRole("button", { name: /Erlaubnis zurücknehmen/ }).click();
  await page.getByText("Noch hat niemand").waitFor();
  expect(site.strays).toEqual([]);
});

test("a member quotes without a script: from the post by the form to the new post with its card", async () => {
  const page = await (await site.visit({ account: anna, javaScriptEnabled: false })).newPage();
  await page.goto(`/@anna/${quotedId}`);
  await page.getByRole("link", { name: "Zitieren" }).click();
  await page.getByRole("heading", { name: "Das zitieren Sie" }).waitFor();
  await page.getByLabel("Ihr Text").fill("Noch einmal zur Erinnerung");
  await page.getByRole("button", { name: "Beitrag veröffentlichen" }).click();
  await page.locator("blockquote").getByText("Das Lastenrad im Hof").waitFor();
});
