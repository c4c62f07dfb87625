import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { type Content, createContent } from "../support/content.ts";
import { createTestCtx, type TestCtx } from "../support/ctx.ts";
import { openSite, type Site } from "./support/site.ts";

let ctx: TestCtx;
let site: Site;
let content: Content;

beforeAll(async () => {
  ctx = await createTestCtx();
  content = await createContent(ctx);
  site = await openSite(ctx);
});

/** What has the focus, by its words, and whether one sees that it has it. */
const FOCUSED = `(() => {
  const at = document.activeElement;
  const target = at.closest(".kern-card:has(.kern-link--stretched:focus-visible)") ?? at;
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(target);
  const seen = (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
  return { words: (at.innerText || at.labels?.[0]?.innerText || at.ariaLabel || at.tagName).trim(), seen };
})()`;

interface Focused {
  readonly words: string;
  readonly seen: boolean;
}

/** Presses Tab until `words` have the focus; every stop on the way must be visible. */
async function tabTo(page: Page, words: string): Promise<void> {
  for (let count = 0; count < 80; count++) {
    await page.keyboard.press("Tab");
    const focused = (await page.evaluate(FOCUSED)) as Focused;
    expect(focused.seen, `focus on "${focused.words}" cannot be seen`).toBe(true);
    if (focused.words.startsWith(words)) return;
  }
  throw new Error(`"${words}" was not reached by the Tab key`);
}

test("reading by keyboard: past the menu, narrowing the catalogue, into a note, to its plain text, to the answers", async () => {
  const profile = await site.visit();
  const page = await profile.newPage();
  await page.goto("/");
  await tabTo(page, "Zum Inhalt springen");
  await page.keyboard.press("Enter");
  expect(await page.evaluate("document.activeElement.id")).toBe("inhalt");
  await tabTo(page, "Projekte ansehen");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/projekte");

  await tabTo(page, "Gelungen");
  await page.keyboard.press("Space");
  await tabTo(page, "Auswahl anwenden");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/projekte?*ergebnis=succeeded*");
  await tabTo(page, "Schokoladenseiten");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**${content.paths.full}`);

  await tabTo(page, "Einfacher Sprache");
  await page.keyboard.press("Enter");
  await page.waitForURL("**?einfach=1");
  await tabTo(page, "Alltagssprache");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**${content.paths.full}`);
  await tabTo(page, "Erledigt: Drei Leute finden");
  await page.keyboard.press("Space");
  expect(await page.getByLabel("Erledigt: Drei Leute finden").isChecked()).toBe(true);
  await tabTo(page, "Anmelden und antworten");
  await profile.close();
});

test("on a phone the menu opens, takes the focus and closes by keyboard", async () => {
  const profile = await site.visit({ viewport: { width: 360, height: 740 } });
  const page = await profile.newPage();
  await page.goto("/projekte");
  await tabTo(page, "Menü");
  await page.keyboard.press("Enter");
  await tabTo(page, "Menü schließen");
  await tabTo(page, "Projekte");
  await page.keyboard.press("Escape");
  expect(await page.locator("#menue").isVisible()).toBe(false);
  await profile.close();
});

test("a member answers a question without script, and another reads it", async () => {
  const profile = await site.visit({ account: content.anna, javaScriptEnabled: false });
  const page = await profile.newPage();
  await page.goto(content.paths.full);
  await page.getByText("Darauf antworten").first().click();
  await page.getByLabel("Antwort an Mehmet K.").fill("Fragen Sie beim Bürgerbus.");
  await page.getByRole("button", { name: "Antwort veröffentlichen" }).first().click();
  await expect.poll(() => page.url()).toContain("#antwort-");
  expect(await page.getByText("Fragen Sie beim Bürgerbus.").isVisible()).toBe(true);
  await profile.close();
});

test("the language switch keeps the page and its choice", async () => {
  const profile = await site.visit();
  const page = await profile.newPage();
  await page.goto("/projekte?ergebnis=failed");
  await page.getByRole("button", { name: "English" }).click();
  expect(new URL(page.url()).search).toBe("?ergebnis=failed");
  expect(await page.getAttribute("html", "lang")).toBe("en");
  await page.goto("/");
  expect(await page.getAttribute("html", "lang")).toBe("en");
  expect((await profile.cookies()).map(({ name }) => name)).toEqual(["sprache"]);
  await profile.close();
});
