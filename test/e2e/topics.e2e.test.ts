import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import { beforeAll, expect, test, vi } from "vitest";
import { postTags } from "../../src/features/posts/posts.table.ts";
import { putPostTopics, putTopicNames } from "../../src/features/posts/topic-names.store.ts";
import { type Content, createContent } from "../support/content.ts";
import { createTestCtx, type TestCtx } from "../support/ctx.ts";
import { insertActor, insertFollow, insertPost } from "../support/rows.ts";
import { axeFindings } from "./support/axe.ts";
import { openSite, type Site, widest } from "./support/site.ts";

vi.setConfig({ testTimeout: 120_000 });

const SCREENS = "test-results/screens";
const WIDTHS = [375, 1100, 1280] as const;
const REPAIR = "https://www.wikidata.org/entity/Q2145048";

let ctx: TestCtx;
let site: Site;
let content: Content;

/** A partner's page on the topic, which has another word for it. */
async function addTheirPage(): Promise<void> {
  const there = await insertActor(ctx, {
    host: "sendling.test",
    handle: "sendling",
    name: "Sendling",
    kind: "district",
    type: "Group",
  });
  await insertFollow(ctx, content.district.actorId, there.id);
  await insertFollow(ctx, there.id, content.district.actorId);
  const page = await insertPost(ctx, there, {
    kind: "topic",
    type: "Article",
    title: "Thema: Repair-Café",
    content: "<p>Bei uns in Sendling treffen wir uns im Hof der Schule. Jedes zweite Gerät geht wieder.</p>",
    language: "de",
  });
  const words = [
    ["repaircafé", "Repair-Café"],
    ["flickwerk", "Flickwerk"],
  ] as const;
  await ctx.db.insert(postTags).values(words.map(([tag, name]) => ({ postId: page.id, tag, name })));
  await putTopicNames(ctx, page.id, { host: "sendling.test", keys: ["repaircafe", "flickwerk"], iri: REPAIR });
  await putPostTopics(ctx, page.id, [REPAIR]);
}

beforeAll(async () => {
  mkdirSync(SCREENS, { recursive: true });
  ctx = await createTestCtx();
  content = await createContent(ctx);
  await addTheirPage();
  site = await openSite(ctx);
});

async function look(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${SCREENS}/${name}.png`, fullPage: true });
  expect({ name, findings: await axeFindings(page) }).toEqual({ name, findings: [] });
  expect({ name, widest: await widest(page) }).toEqual({ name, widest: "" });
}

test("an admin introduces a topic, mends what is wrong, and takes a partner's words over", async () => {
  const profile = await site.visit({ account: content.admin, javaScriptEnabled: true });
  const page = await profile.newPage();
  await page.goto("/themen/repaircafe");
  await look(page, "thema-ohne-einfuehrung");
  await page.getByText("So sieht es Sendling").click();
  await look(page, "thema-anderswo");
  await page.getByRole("link", { name: "Eine Einführung zu diesem Thema schreiben" }).click();
  await page.getByLabel("Wikidata-Nummer").fill("Repair-Café");
  await page.getByLabel("Andere Wörter dafür").fill("Reparaturtreff");
  await page.getByRole("button", { name: "Einführung veröffentlichen" }).click();
  await page.getByText("Bitte schreiben Sie ein paar Sätze zum Thema.").first().waitFor();
  await look(page, "thema-schreiben-fehler");
  expect(await page.getByLabel("Andere Wörter dafür").inputValue()).toBe("Reparaturtreff");
  await page
    .getByLabel("Einführung", { exact: true })
    .fill("Wir reparieren, statt wegzuwerfen.\n\nKommen Sie mit dem, was klemmt.");
  await page.getByLabel("Wikidata-Nummer").fill("Q2145048");
  await page.getByRole("button", { name: "Einführung veröffentlichen" }).click();
  await page.getByRole("heading", { name: "So sehen wir es in Heslach" }).waitFor();
  await page.getByText("So sieht es Sendling").click();
  await look(page, "thema-mit-einfuehrung");
  await page.getByRole("button", { name: "Auch bei uns so zusammenfassen" }).click();
  await page.goto("/themen/flickwerk");
  await page.getByRole("button", { name: "Nicht mehr zusammenfassen" }).waitFor();
  await look(page, "thema-uebernommen");
  await page.goto("/themen/repaircafe");
  await page.getByRole("link", { name: "Einführung bearbeiten" }).click();
  await look(page, "thema-aendern");
  await page.goto("/themen/repaircafe/loeschen");
  await look(page, "thema-loeschen");
  await page.goto("/themen");
  await look(page, "themen-admin");
  await profile.close();
});

test("on a phone and in the dark a topic reads as well", async () => {
  for (const colorScheme of ["light", "dark"] as const) {
    const profile = await site.visit({ viewport: { width: 375, height: 740 }, colorScheme });
    const page = await profile.newPage();
    await page.goto("/themen/repaircafe");
    await look(page, `thema-telefon-${colorScheme}`);
    await profile.close();
  }
});

test("the menu leads to topics; what is about oneself is folded away, and opens without a script", async () => {
  for (const [who, account] of [
    ["gast", undefined],
    ["mitglied", content.anna],
    ["admin", content.admin],
  ] as const) {
    for (const width of WIDTHS) {
      const profile = await site.visit({
        viewport: { width, height: 800 },
        javaScriptEnabled: true,
        ...(account && { account }),
      });
      const page = await profile.newPage();
      await page.goto("/themen");
      if (width === 375) await page.getByRole("button", { name: "Menü", exact: true }).click();
      const menu = page.locator("#menue");
      await menu.getByRole("link", { name: "Themen" }).waitFor();
      await page.screenshot({ path: `${SCREENS}/menue-zu-${who}-${width}.png` });
      if (account) {
        expect(await menu.getByRole("button", { name: "Abmelden" }).isVisible()).toBe(false);
        await menu.getByText("Mein Konto").click();
        await menu.getByRole("button", { name: "Abmelden" }).waitFor();
        expect(await menu.getByRole("link", { name: "Gemerkte Suchen" }).isVisible()).toBe(true);
        expect(await menu.getByRole("link", { name: "Verwaltung" }).count()).toBe(who === "admin" ? 1 : 0);
      }
      await page.screenshot({ path: `${SCREENS}/menue-auf-${who}-${width}.png` });
      expect(await widest(page)).toBe("");
      expect(await axeFindings(page)).toEqual([]);
      await profile.close();
    }
  }
});
