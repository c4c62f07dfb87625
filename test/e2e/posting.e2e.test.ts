import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { groupCalled } from "../../src/features/groups/groups.queries.ts";
import { draftsOf } from "../../src/features/posts/usecases/drafts.ts";
import { picture } from "../features/media/media.files.ts";
import { type Content, createContent } from "../support/content.ts";
import { createTestCtx, type TestCtx } from "../support/ctx.ts";
import { axeFindings } from "./support/axe.ts";
import { addOrganisations } from "./support/more-content.ts";
import { openSite, type Site, widest } from "./support/site.ts";

const SCREENS = "test-results/screens";
const PHONE = { width: 360, height: 740 };

let ctx: TestCtx;
let site: Site;
let content: Content;

beforeAll(async () => {
  mkdirSync(SCREENS, { recursive: true });
  ctx = await createTestCtx({}, "real");
  content = await createContent(ctx);
  await addOrganisations(ctx, content);
  site = await openSite(ctx);
});

async function look(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${SCREENS}/${name}.png`, fullPage: true });
  expect(await axeFindings(page)).toEqual([]);
  expect(await widest(page)).toBe("");
}

test("without script: from a group's small form to the whole one, a picture, an error, a thread; then changed", async () => {
  const profile = await site.visit({ account: content.anna, javaScriptEnabled: true });
  const page = await profile.newPage();
  await page.route("**/assets/scripts-*", (route) => route.abort());
  await page.goto("/gruppen/sprecherkreis");
  await page.getByLabel("Überschrift").fill("Nächste Runde");
  await page.getByLabel("Text", { exact: true }).fill("Wer bringt die Brezeln?");
  await page.getByRole("button", { name: "Mehr: Bild, Umfrage, Zitat, Warnung, Sprache" }).click();
  await page.getByText("Entwurf gespeichert um").waitFor();
  const { actor } = (await groupCalled(ctx, "sprecherkreis")) ?? { actor: { id: "" } };
  expect(await page.locator(`[name="fuer"][value="group:${actor.id}"]`).isChecked()).toBe(true);
  await page.getByText("Bilder", { exact: true }).click();
  const buffer = await picture(640, 480).jpeg().toBuffer();
  await page.getByLabel("Bilder auswählen").setInputFiles({ name: "tisch.jpg", mimeType: "image/jpeg", buffer });
  await page.getByRole("button", { name: "Beitrag veröffentlichen" }).click();
  await page.getByRole("heading", { name: /Bitte sehen Sie sich/ }).waitFor();
  expect(await page.getByLabel("Ihr Text").inputValue()).toBe("Wer bringt die Brezeln?");
  await look(page, "beitrag-schreiben-fehler");
  await page.getByLabel("Was ist zu sehen?").fill("Ein gedeckter Tisch");
  await page.getByRole("button", { name: "Beitrag veröffentlichen" }).click();
  await page.getByRole("heading", { name: "Nächste Runde" }).waitFor();
  expect(new URL(page.url()).pathname).toMatch(/^\/gruppen\/sprecherkreis\/\d+$/);
  await look(page, "gruppe-thema-eigenes");
  await page.goto("/gruppen/sprecherkreis");
  await page.getByAltText("Ein gedeckter Tisch").waitFor();
  await look(page, "gruppe-mit-bild");
  await page.getByRole("link", { name: "Nächste Runde" }).click();
  await page.getByRole("link", { name: "Bearbeiten" }).click();
  await page.getByLabel("Ihr Text").fill("Wer bringt Brezeln und Saft?");
  await look(page, "gruppe-thema-aendern");
  await page.getByRole("button", { name: "Änderung veröffentlichen" }).click();
  await page.getByText("Wer bringt Brezeln und Saft?").waitFor();
  expect(await draftsOf(ctx, content.anna)).toEqual([]);
  await profile.close();
});

test("with script: an answer is saved while one types, and is there again after the window was closed", async () => {
  const profile = await site.visit({ account: content.anna });
  const page = await profile.newPage();
  await page.goto(`/schreiben/beitrag?auf=${/\d+$/.exec(content.paths.thread)?.[0]}`);
  await page.getByLabel("Ihr Text").pressSequentially("Ich habe noch einen im Keller.");
  await page.getByText(/Entwurf gespeichert um \d\d:\d\d Uhr\./).waitFor();
  const address = page.url();
  expect(new URL(address).pathname).toMatch(/^\/schreiben\/beitrag\/\d+$/);
  await page.close();
  const again = await profile.newPage();
  await again.goto(address);
  expect(await again.getByLabel("Ihr Text").inputValue()).toBe("Ich habe noch einen im Keller.");
  await again.getByRole("heading", { name: "Antwort schreiben" }).waitFor();
  await look(again, "antwort-schreiben");
  await again.goto("/schreiben");
  await look(again, "schreiben-mit-entwurf");
  await again.goto(address);
  await again.getByRole("button", { name: "Antwort veröffentlichen" }).click();
  await again.getByText("Ich habe noch einen im Keller.").waitFor();
  expect(new URL(again.url()).pathname).toBe(content.paths.thread);
  expect(await draftsOf(ctx, content.anna)).toEqual([]);
  await profile.close();
});

test("the menu leads to posts and to writing, on a desk and on a phone, for everybody", async () => {
  for (const [who, account] of [
    ["gast", undefined],
    ["mitglied", content.anna],
    ["admin", content.admin],
  ] as const) {
    for (const width of [1100, 1280, 360]) {
      const viewport = { ...PHONE, width };
      const profile = await site.visit({ viewport, javaScriptEnabled: true, ...(account && { account }) });
      const page = await profile.newPage();
      await page.goto("/beitraege");
      if (width === 360) await page.getByRole("button", { name: "Menü", exact: true }).click();
      const menu = page.locator("#menue");
      await menu.getByRole("link", { name: "Beiträge" }).waitFor();
      expect(await menu.getByRole("link", { name: "Schreiben" }).count()).toBe(account ? 1 : 0);
      await page.screenshot({ path: `${SCREENS}/menue-${who}-${width}.png` });
      expect(await widest(page)).toBe("");
      expect(await axeFindings(page)).toEqual([]);
      await profile.close();
    }
  }
});
