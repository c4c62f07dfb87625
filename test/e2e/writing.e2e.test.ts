import { mkdirSync } from "node:fs";
import { eq } from "drizzle-orm";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { accounts } from "../../src/features/accounts/accounts.table.ts";
import { inputToForm } from "../../src/features/project-notes/form/from-input.ts";
import { formToInput } from "../../src/features/project-notes/form/to-input.ts";
import { projectNoteBySlug } from "../../src/features/project-notes/project-notes.queries.ts";
import { listDrafts, saveDraft } from "../../src/features/project-notes/usecases/drafts.ts";
import { editProjectNote } from "../../src/features/project-notes/usecases/edit.ts";
import { picture } from "../features/media/media.files.ts";
import { type Content, createContent } from "../support/content.ts";
import { createTestCtx, type TestCtx } from "../support/ctx.ts";
import { axeFindings } from "./support/axe.ts";
import { openSite, type Site, widest } from "./support/site.ts";

const SCREENS = "test-results/screens";
const PHONE = { width: 360, height: 740 };

let ctx: TestCtx;
let site: Site;
let content: Content;
let photo: Buffer;

beforeAll(async () => {
  mkdirSync(SCREENS, { recursive: true });
  ctx = await createTestCtx({}, "real");
  content = await createContent(ctx);
  photo = await picture(640, 480).jpeg().toBuffer();
  site = await openSite(ctx);
});

async function fillSix(page: Page, title: string): Promise<void> {
  await page.getByLabel("Wie heißt das Projekt?").fill(title);
  await page.getByLabel("Kurz gesagt: Worum geht es?").fill("Die Bäckerei gibt ab, was am Samstag übrig ist.");
  await page.getByLabel("Was sollte besser werden?").fill("Kein Brot im Müll.");
  await page.getByLabel("Für wen ist das Projekt gedacht?").fill("Familien, Ältere");
  await page.getByLabel("Wie funktioniert es?").fill("Zwei von uns holen die Kisten.");
  await page.getByLabel("Teils gelungen").check();
}

const publishButton = (page: Page) => page.getByRole("button", { name: "Projekt veröffentlichen" });

test("without script: errors, a second row, a picture, a preview, publishing, editing, deleting", async () => {
  const profile = await site.visit({ account: content.anna, javaScriptEnabled: true });
  const page = await profile.newPage();
  // The policy of our pages is lifted for axe; our own scripts are kept away instead.
  await page.route("**/assets/scripts-*", (route) => route.abort());
  await page.goto("/schreiben/projekt");
  await fillSix(page, "Bücherkiste am Bihlplatz");
  await page.getByLabel("Für wen ist das Projekt gedacht?").fill("");
  await page.getByText("Was es kostet: damit andere planen können").click();
  await page.locator('[name="costs.0.label"]').fill("Holz");
  await page.locator('[name="costs.0.amount"]').fill("etwa 15");
  await publishButton(page).click();
  await page.getByRole("heading", { name: "Bitte sehen Sie sich 2 Angaben noch einmal an" }).waitFor();
  expect(await page.getByLabel("Wie heißt das Projekt?").inputValue()).toBe("Bücherkiste am Bihlplatz");
  await page.screenshot({ path: `${SCREENS}/schreiben-fehler.png`, fullPage: true });
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole("link", { name: /Kosten 1, Betrag/ }).click();
  expect(await page.evaluate("document.activeElement?.closest('details')?.open ?? true")).toBe(true);
  await page.locator('[name="costs.0.amount"]').fill("15,50");
  await page.getByLabel("Für wen ist das Projekt gedacht?").fill("Familien");

  await page.getByRole("button", { name: "Noch ein Posten bei den Kosten" }).click();
  await page.locator('[name="costs.1.label"]').waitFor({ state: "visible" });
  expect(await page.locator('[name="costs.0.amount"]').inputValue()).toBe("15,50");
  expect(await page.getByRole("status").textContent()).toContain("Entwurf gespeichert um");

  await page.getByText("Bilder: damit man es vor sich sieht").click();
  const files = [{ name: "kasten.jpg", mimeType: "image/jpeg", buffer: photo }];
  await page.getByLabel("Bilder auswählen").setInputFiles(files);
  await page.getByRole("button", { name: "Bilder hochladen" }).click();
  await page.getByLabel("Was ist auf dem Bild zu sehen?").fill("Ein Holzkasten mit Brot");
  await page.screenshot({ path: `${SCREENS}/schreiben-bild.png`, fullPage: true });
  expect(await axeFindings(page)).toEqual([]);

  await page.getByRole("button", { name: "Vorschau" }).click();
  await page.getByRole("heading", { name: "Bei Mastodon" }).waitFor();
  await page.screenshot({ path: `${SCREENS}/schreiben-vorschau.png`, fullPage: true });
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole("link", { name: "Zurück zum Schreiben" }).click();
  await publishButton(page).click();
  await page.getByRole("heading", { name: "Bücherkiste am Bihlplatz", level: 1 }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/projekte/buecherkiste-am-bihlplatz");

  await page.getByRole("link", { name: "Bearbeiten" }).click();
  await page.getByLabel("Was sollte besser werden?").fill("Weniger Brot im Müll.");
  await page.getByRole("button", { name: "Änderungen veröffentlichen" }).click();
  await page.getByText("Weniger Brot im Müll.").waitFor();
  await page.goto("/projekte/buecherkiste-am-bihlplatz/verlauf/2");
  await page.getByText("Was besser werden sollte").waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.goto("/projekte/buecherkiste-am-bihlplatz/loeschen");
  await page.getByRole("button", { name: "Ja, Projekt löschen" }).click();
  await page.waitForURL("**/projekte");
  expect(await projectNoteBySlug(ctx, null, "buecherkiste-am-bihlplatz")).toBeNull();
  await profile.close();
});

test("with scripts switched off in the browser the whole form works", async () => {
  const profile = await site.visit({ account: content.anna, javaScriptEnabled: false });
  const page = await profile.newPage();
  await page.goto("/schreiben/projekt");
  await fillSix(page, "Ganz ohne Skript");
  await page.getByLabel("Wie heißt das Projekt?").press("Enter");
  await page.getByText("Entwurf gespeichert um").waitFor();
  expect(await projectNoteBySlug(ctx, null, "ganz-ohne-skript")).toBeNull();
  await publishButton(page).click();
  await page.getByRole("heading", { name: "Ganz ohne Skript", level: 1 }).waitFor();
  await profile.close();
});

test("with script: saved while one types, counted, and there again after closing the window", async () => {
  const profile = await site.visit({ account: content.anna });
  const page = await profile.newPage();
  const failures: string[] = [];
  page.on("pageerror", (error) => failures.push(error.message));
  page.on("console", (message) => message.type() === "error" && failures.push(message.text()));
  await page.goto("/schreiben/projekt");
  await page.getByText("0 von 500 Zeichen").waitFor();
  await fillSix(page, "Getippt");
  await page.getByText("47 von 500 Zeichen").waitFor();
  await page.getByText("6 von 6 Angaben fertig").waitFor();
  await page.getByText(/Entwurf gespeichert um \d\d:\d\d Uhr\./).waitFor();
  await page.waitForURL(/\/schreiben\/projekt\/\d+$/);
  await page.screenshot({ path: `${SCREENS}/schreiben-gespeichert.png`, fullPage: true });
  const address = page.url();
  await page.close();
  const again = await profile.newPage();
  await again.goto(address);
  expect(await again.getByLabel("Wie heißt das Projekt?").inputValue()).toBe("Getippt");
  expect(await again.getByLabel("Was hat nicht geklappt?").isVisible()).toBe(true);
  await again.getByLabel("Es läuft noch").or(again.getByLabel("Läuft noch")).check();
  expect(await again.getByLabel("Was hat nicht geklappt?").isVisible()).toBe(false);
  await again.getByLabel("Wie heißt das Projekt?").fill("Getippt und geändert");
  await publishButton(again).click();
  await again.getByRole("heading", { name: "Getippt und geändert", level: 1 }).waitFor();
  expect((await listDrafts(ctx, content.anna)).filter(({ form }) => String(form.title).startsWith("Getippt"))).toEqual(
    [],
  );
  expect(failures).toEqual([]);
  await profile.close();
});

test("a session that ends while writing: the script says so, and sending the form gives the text back", async () => {
  const profile = await site.visit({ account: content.anna });
  const page = await profile.newPage();
  await page.goto("/schreiben/projekt");
  await profile.clearCookies();
  await fillSix(page, "Sitzung zu Ende");
  await page.getByText("Sie sind nicht mehr angemeldet. Ihr Text steht noch hier").waitFor();
  await publishButton(page).click();
  await page.getByRole("heading", { name: "Sie sind nicht mehr angemeldet" }).waitFor();
  await page.getByText("Meinen Text ansehen").click();
  await page.screenshot({ path: `${SCREENS}/schreiben-abgemeldet.png`, fullPage: true });
  expect(await axeFindings(page)).toEqual([]);
  const login = await site.visit({ account: content.anna });
  await profile.addCookies(await login.cookies());
  await page.getByRole("button", { name: "Weiter mit meinem Text" }).click();
  await page.getByText("Entwurf gespeichert um").waitFor();
  expect(await page.getByLabel("Wie heißt das Projekt?").inputValue()).toBe("Sitzung zu Ende");
  await profile.close();
});

const MODES = {
  gross: {},
  dunkel: { colorScheme: "dark" },
  telefon: { viewport: PHONE, isMobile: true, hasTouch: true },
  "telefon-dunkel": { viewport: PHONE, colorScheme: "dark" },
  schmal: { viewport: { width: 320, height: 640 } },
  englisch: { locale: "en-GB" },
} as const;

describe.each(Object.entries(MODES))("%s", (mode, options) => {
  test("every page of writing: no finding of axe, no sideways scrolling", async () => {
    const note = await projectNoteBySlug(ctx, content.anna, content.paths.full.replace("/projekte/", ""));
    if (!note) throw new Error("no note");
    if (note.version === 1) {
      const { input } = formToInput(inputToForm(note.fields, "de"));
      await editProjectNote(ctx, content.anna, note.id, { ...input, outcome: "mixed", effort: "Groß, zwölf Leute" });
    }
    const draft = await saveDraft(ctx, content.anna, { form: { ...inputToForm(note.fields, "de"), goal: "" } });
    const pages: readonly (readonly [string, string])[] = [
      ["schreiben-leer", "/schreiben/projekt"],
      ["schreiben-voll", `/schreiben/projekt/${draft.id}`],
      ["schreiben-entwuerfe", "/schreiben"],
      ["schreiben-vorschau-voll", `/schreiben/projekt/${draft.id}/vorschau`],
      ["schreiben-verwerfen", `/schreiben/projekt/${draft.id}/verwerfen`],
      ["projekt-bearbeiten", `${note.path}/bearbeiten`],
      ["projekt-loeschen", `${note.path}/loeschen`],
      ["projekt-verlauf", `${note.path}/verlauf`],
      ["projekt-fassung", `${note.path}/verlauf/2`],
    ];
    // What the account says counts more than what the browser says.
    const locale = mode === "englisch" ? "en" : "de";
    await ctx.db.update(accounts).set({ locale }).where(eq(accounts.id, content.anna.accountId));
    const profile = await site.visit({ ...options, account: content.anna });
    const page = await profile.newPage();
    const problems: string[] = [];
    for (const [name, path] of pages) {
      await page.goto(path);
      expect(await page.getAttribute("html", "lang"), name).toBe(locale);
      await page.evaluate("for (const each of document.querySelectorAll('form details')) each.open = true");
      await page.screenshot({ path: `${SCREENS}/${name}-${mode}.png`, fullPage: true });
      problems.push(...(await axeFindings(page)).map((finding) => `${name}: ${finding}`));
      const sticking = await widest(page);
      if (sticking !== "") problems.push(`${name}: sticks out: ${sticking}`);
    }
    expect(problems).toEqual([]);
    expect(site.strays).toEqual([]);
    await profile.close();
  });
});
