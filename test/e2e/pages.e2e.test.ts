import { mkdirSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { type Content, createContent } from "../support/content.ts";
import { createTestCtx, type TestCtx } from "../support/ctx.ts";
import { insertPosts, type PostPaths } from "../support/posts.ts";
import { axeFindings } from "./support/axe.ts";
import { addAnnouncements, addEmojis, addOrganisations, addPeersPost, addScheduled } from "./support/more-content.ts";
import { openSite, type Site, widest } from "./support/site.ts";

const SCREENS = "test-results/screens";
const PHONE = { width: 360, height: 740 };
const NARROW = { width: 320, height: 640 };

let ctx: TestCtx;
let site: Site;
let content: Content;
let posts: PostPaths;
let meeting: string;

beforeAll(async () => {
  mkdirSync(SCREENS, { recursive: true });
  ctx = await createTestCtx();
  content = await createContent(ctx);
  await addPeersPost(ctx, content);
  await addOrganisations(ctx, content);
  await addScheduled(ctx, content);
  await addEmojis(ctx, content);
  meeting = await addAnnouncements(ctx, content);
  posts = await insertPosts(ctx, content.anna);
  site = await openSite(ctx);
});

/** Name of the picture, and the path. */
const pages = (): readonly (readonly [string, string])[] => [
  ["start", "/"],
  ["projekte", "/projekte"],
  ["projekte-gefiltert", "/projekte?ergebnis=failed&stand=stopped"],
  ["projekte-nichts", "/projekte?q=gibtesnicht"],
  ["projekte-gesucht", "/projekte?q=Schockoladenseiten"],
  [
    "projekte-viel-gewaehlt",
    "/projekte?bereich=civic&thema=tauschring&stadtteil=Feuerbach&nur=elsewhere&sortiert=nearness",
  ],
  ["ankuendigungen", "/ankuendigungen"],
  ["themen", "/themen"],
  ["thema", "/themen/repaircafe"],
  ["projekt", content.paths.full],
  ["projekt-paket", `${content.paths.full}/paket`],
  ["projekt-einfach", content.paths.plain],
  ["projekt-fremd", content.paths.remote],
  ["projekt-geloescht", content.paths.gone],
  ["partner-nichts", "/partner"],
  ["stadtteile-nichts", "/stadtteile"],
  ["gruppen", "/gruppen"],
  ["gruppe", "/gruppen/repaircafe"],
  ["gruppe-thema", content.paths.thread],
  ["gruppe-protokoll", "/gruppen/repaircafe/protokoll"],
  ["beitraege", "/beitraege"],
  ["beitrag", posts.long],
  ["beitrag-verlauf", `${posts.long}/verlauf`],
  ["beitrag-umfrage", posts.poll],
  ["beitrag-warnung", posts.folded],
  ["beitrag-fremd", posts.remote],
  ["profil", "/@anna"],
  ["profil-stadtteil", "/@heslach"],
  ["organisationen", "/organisationen"],
  ["organisationen-nichts", "/organisationen?bereich=political"],
  ["profil-organisation", "/@feuerwehrhaus"],
  ["ueber", "/ueber"],
  ["impressum", "/impressum"],
  ["datenschutz", "/datenschutz"],
  ["barrierefreiheit", "/barrierefreiheit"],
  ["einfache-sprache", "/leichte-sprache"],
  ["folgen", "/folgen-von-aussen?adresse=%40anna%40post.example"],
  ["melden", "/melden?adresse=%40anna"],
  ["moderation", "/moderation"],
  ["folgen-fehler", "/folgen-von-aussen?adresse=anna"],
  ["nicht-gefunden", "/gibt-es-nicht"],
];

const MODES = {
  gross: {},
  dunkel: { colorScheme: "dark" },
  telefon: { viewport: PHONE, isMobile: true, hasTouch: true },
  "telefon-dunkel": { viewport: PHONE, colorScheme: "dark" },
  englisch: { locale: "en-GB" },
} as const;

describe.each(Object.entries(MODES))("%s", (mode, options) => {
  test("every page: no finding of axe, no sideways scrolling", async () => {
    const profile = await site.visit(options);
    const page = await profile.newPage();
    const problems: string[] = [];
    for (const [name, path] of pages()) {
      await page.goto(path);
      await page.screenshot({ path: `${SCREENS}/${name}-${mode}.png`, fullPage: true });
      problems.push(...(await axeFindings(page)).map((finding) => `${name}: ${finding}`));
      const sticking = await widest(page);
      if (sticking !== "") problems.push(`${name}: sticks out: ${sticking}`);
    }
    expect(problems).toEqual([]);
    await profile.close();
  });
});

test("members' pages: no finding of axe", async () => {
  const profile = await site.visit({ account: content.anna });
  const page = await profile.newPage();
  const problems: string[] = [];
  for (const [name, path] of [
    ["mitglied-projekt", content.paths.full],
    ["mitglied-start", "/"],
    ["mitglied-ankuendigungen", "/ankuendigungen"],
    ["mitglied-mitteilungen", "/mitteilungen"],
    ["mitglied-zurueckgehalten", "/mitteilungen/zurueckgehalten"],
    ["mitglied-projekt-einfach", content.paths.plain],
    ["suche-merken", "/suche/merken?ergebnis=failed&q=Brett"],
    ["suchen-keine", "/suche/gemerkt"],
    ["mitglied-fremdes-profil", "/@feuerbach@feuerbach.test"],
    ["mitglied-profil", "/@anna"],
    ["mitglied-lesezeichen", "/lesezeichen"],
    ["mitglied-lesezeichen-ende", "/lesezeichen?vor=1"],
    ["mitglied-gruppe", "/gruppen/repaircafe"],
    ["mitglied-gruppe-thema", content.paths.thread],
    ["mitglied-gruppe-neu", "/gruppen/neu"],
    ["mitglied-gruppe-moderation", "/gruppen/repaircafe/moderation"],
    ["mitglied-gruppe-aendern", "/gruppen/repaircafe/aendern"],
    ["mitglied-gruppe-schliessen", "/gruppen/repaircafe/schliessen"],
    ["mitglied-peer-profil", "/@maria@post.test"],
    ["mitglied-organisationen", "/organisationen"],
    ["organisation-neu", "/organisationen/neu"],
    ["organisation-aendern", "/organisationen/feuerwehrhaus/bearbeiten"],
    ["organisation-verwalten", "/organisationen/feuerwehrhaus/verwalten"],
    ["schreiben-als", "/schreiben/projekt"],
    ["mitglied-beitraege", "/beitraege"],
    ["mitglied-beitrag", posts.long],
    ["mitglied-beitrag-fremd", posts.remote],
    ["mitglied-schreiben", "/schreiben"],
    ["mitglied-geplant", "/schreiben/geplant"],
    ["mitglied-beitrag-schreiben", "/schreiben/beitrag"],
    ["mitglied-antwort-schreiben", `/schreiben/beitrag?auf=${/\d+$/.exec(posts.long)?.[0]}`],
    ["mitglied-suche", "/suche?q=from%3Ame"],
    ["mitglied-antwort-worauf", "/schreiben/beitrag?auf=1"],
    ["mitglied-beitrag-aendern", `${posts.long}/bearbeiten`],
    ["mitglied-beitrag-loeschen", `${posts.long}/loeschen`],
  ] as const) {
    await page.goto(path);
    await page.screenshot({ path: `${SCREENS}/${name}.png`, fullPage: true });
    problems.push(...(await axeFindings(page)).map((finding) => `${name}: ${finding}`));
  }
  expect(problems).toEqual([]);
  await profile.close();
});

test.each([
  ["gross", {}],
  ["telefon-dunkel", MODES["telefon-dunkel"]],
])("emojis of this server, kept and offered (%s): no finding of axe, no sideways scrolling", async (mode, options) => {
  const profile = await site.visit({ ...options, account: content.admin });
  const page = await profile.newPage();
  for (const [name, path] of [
    ["emojis", "/verwaltung/emojis"],
    ["emojis-anbieten", "/schreiben/beitrag"],
    ["emojis-einstellungen", "/einstellungen"],
  ] as const) {
    await page.goto(path);
    await page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })");
    await page.screenshot({ path: `${SCREENS}/${name}-${mode}.png`, fullPage: true });
    expect(await axeFindings(page), name).toEqual([]);
    expect(await widest(page), name).toBe("");
  }
  await profile.close();
});

test("writing announcements: no finding of axe, also where something is wrong, no sideways scrolling", async () => {
  const profile = await site.visit({ account: content.admin });
  const page = await profile.newPage();
  const problems: string[] = [];
  const look = async (name: string): Promise<void> => {
    for (const viewport of [{ width: 1280, height: 900 }, NARROW]) {
      await page.setViewportSize(viewport);
      await page.screenshot({ path: `${SCREENS}/${name}-${viewport.width}.png`, fullPage: true });
      const sticking = await widest(page);
      if (sticking !== "") problems.push(`${name}: sticks out: ${sticking}`);
    }
    problems.push(...(await axeFindings(page)).map((finding) => `${name}: ${finding}`));
  };
  const path = "/verwaltung/ankuendigungen";
  await page.goto(path);
  await look("verwaltung-ankuendigungen");
  await page.getByRole("button", { name: "Ankündigung veröffentlichen" }).click();
  await look("verwaltung-ankuendigungen-fehler");
  await page.goto(`${path}/${meeting}`);
  await look("verwaltung-ankuendigung");
  await page.goto(`${path}/${meeting}/zuruecknehmen`);
  await look("verwaltung-ankuendigung-zuruecknehmen");
  await page.goto("/ankuendigungen");
  await page.getByText("Anders reagieren").first().click();
  await page.getByLabel("Ein Emoji").first().fill("zwei Wörter");
  await page.getByRole("button", { name: "Reagieren" }).first().click();
  await look("ankuendigungen-fehler");
  expect(problems).toEqual([]);
  await profile.close();
});

test("320 pixels wide, and text of double size, need no sideways scrolling", async () => {
  const profile = await site.visit({ viewport: NARROW });
  const page = await profile.newPage();
  const problems: string[] = [];
  for (const [name, path] of pages()) {
    await page.goto(path);
    problems.push(`${name} 320: ${await widest(page)}`);
    await page.screenshot({ path: `${SCREENS}/${name}-320.png`, fullPage: true });
    await page.setViewportSize({ width: 640, height: 900 });
    await page.evaluate("document.documentElement.style.fontSize = '200%'");
    problems.push(`${name} 200 %: ${await widest(page)}`);
    await page.setViewportSize(NARROW);
  }
  expect(problems.filter((problem) => !problem.endsWith(": "))).toEqual([]);
  await profile.close();
});

test("phone menu and filter open over the page without script, accessible", async () => {
  const profile = await site.visit({ viewport: PHONE, javaScriptEnabled: true });
  const page = await profile.newPage();
  await page.goto("/projekte");
  await page.getByRole("button", { name: "Menü", exact: true }).click();
  await expect.poll(() => page.locator("#menue").getByRole("link", { name: "Projekte" }).isVisible()).toBe(true);
  await page.screenshot({ path: `${SCREENS}/menue-telefon.png` });
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "Menü schließen" }).click();
  await page.getByRole("button", { name: "Auswahl eingrenzen" }).click();
  await page.screenshot({ path: `${SCREENS}/filter-telefon.png` });
  expect(await axeFindings(page)).toEqual([]);
  await profile.close();
});

test("pages look right on paper and in forced colours", async () => {
  const profile = await site.visit();
  const page = await profile.newPage();
  for (const [name, path] of [
    ["projekt", content.paths.full],
    ["start", "/"],
    ["projekte", "/projekte"],
  ] as const) {
    await page.goto(path);
    await page.emulateMedia({ media: "print" });
    await page.pdf({ path: `${SCREENS}/${name}-druck.pdf`, preferCSSPageSize: true });
    await page.setViewportSize({ width: 700, height: 990 });
    await page.screenshot({ path: `${SCREENS}/${name}-druck.png`, fullPage: true });
    await page.emulateMedia({ media: "screen", forcedColors: "active" });
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.screenshot({ path: `${SCREENS}/${name}-zwangsfarben.png`, fullPage: true });
    await page.emulateMedia({ media: "screen", forcedColors: "none" });
  }
  await profile.close();
});

test("T204 a visit without login sets no cookie and asks no other host", async () => {
  const profile = await site.visit();
  const page = await profile.newPage();
  for (const [, path] of pages()) await page.goto(path);
  expect(await profile.cookies()).toEqual([]);
  expect(await page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")).toBe("[{},{}]");
  expect(site.strays).toEqual([]);
  await profile.close();
});
