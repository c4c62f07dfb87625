import { mkdirSync } from "node:fs";
import { expect, test } from "vitest";
import { ensureSetupLink } from "../../src/features/setup/setup.usecases.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createMember, PASSWORD, setUpDistrict } from "../support/people.ts";
import { axeFindings } from "./support/axe.ts";
import { openSite, widest } from "./support/site.ts";

const SCREENS = "test-results/screens";
const PHONE = { width: 320, height: 740 };
mkdirSync(SCREENS, { recursive: true });

test("the set-up by keyboard and without script, errors included, then the administration", async () => {
  const ctx = await createTestCtx({}, "real");
  const site = await openSite(ctx);
  const link = (await ensureSetupLink(ctx)) ?? "";
  const profile = await site.visit({ javaScriptEnabled: true });
  const page = await profile.newPage();
  await page.goto("/");
  await page.getByRole("heading", { name: "Hier entsteht ein Stadtteil" }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.goto(link);
  await page.screenshot({ path: `${SCREENS}/einrichten.png`, fullPage: true });
  expect(await axeFindings(page)).toEqual([]);
  await page.getByLabel("Wie heißt Ihr Stadtteil?").fill("Heslach");
  await page.getByLabel("In welcher Stadt liegt er?").fill("Stuttgart");
  await page.getByLabel("Ihr Name").fill("Anna Beispiel");
  await page.getByLabel("Passwort").fill("passwort");
  await page.getByRole("button", { name: "Stadtteil einrichten" }).click();
  await page.getByRole("heading", { name: "Bitte sehen Sie sich 2 Angaben noch einmal an" }).waitFor();
  expect(await page.getByLabel("Wie heißt Ihr Stadtteil?").inputValue()).toBe("Heslach");
  await page.screenshot({ path: `${SCREENS}/einrichten-fehler.png`, fullPage: true });
  expect(await axeFindings(page)).toEqual([]);
  await page.setViewportSize(PHONE);
  expect(await widest(page)).toBe("");
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByLabel("Ihre E-Mail-Adresse").fill("anna@post.example");
  await page.getByLabel("Passwort").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/verwaltung");
  expect(site.strays).toEqual([]);

  await ctx.sql`insert into peers (host, failures, failing_since, last_error) values ('weg.example', 3, now(), '503')`;
  await ctx.sql`insert into peers (host, blocked_at, public_reason, private_reason)
    values ('stoert.example', now(), 'Werbung', 'Anruf vom 3. November')`;
  await ctx.sql`insert into peers (host, trusted_at) values ('sendling.example', now())`;
  await ctx.sql`update district set publishes_blocks = true`;
  await ctx.sql`insert into jobs (queue, host, payload, attempts, dead_at, last_error)
    values ('delivery', 'weg.example', '{}', 36, now(), '503 from the inbox')`;
  const look = async (path: string): Promise<void> => {
    await page.screenshot({ path: `${SCREENS}/verwaltung${path.replaceAll("/", "-")}.png`, fullPage: true });
    expect(await axeFindings(page), path).toEqual([]);
    await page.setViewportSize(PHONE);
    expect(await widest(page), path).toBe("");
    await page.setViewportSize({ width: 1280, height: 900 });
  };
  const rules = ["/verbindungen", "/verbindungen/server", "/verbindungen/listen"];
  for (const path of ["", "/stadtteil", "/regeln", "/emojis", "/mitglieder", ...rules]) {
    await page.goto(`/verwaltung${path}`);
    await look(path);
  }
  await page.getByLabel("Oder hier einfügen").fill("#domain,#severity\nspam.example,suspend\nkein name,suspend\n");
  await page.getByRole("button", { name: "Zeigen, was sich ändern würde" }).click();
  await page.getByRole("heading", { name: "Das würde sich ändern" }).waitFor();
  await look("/verbindungen/vorschau");
  await page.getByRole("button", { name: "Änderungen übernehmen" }).click();
  await page.getByRole("heading", { name: "Die Liste ist übernommen" }).waitFor();
  await page.getByRole("button", { name: "Regel speichern" }).click();
  await page.getByRole("heading", { name: "Bitte sehen Sie sich 2 Angaben noch einmal an" }).waitFor();
  await look("/verbindungen/fehler");
  await page.goto("/gesperrte-server");
  await look("/gesperrte-server");
});

test("logging in, the settings, and logging out", async () => {
  const ctx = await createTestCtx({}, "real");
  await setUpDistrict(ctx);
  await createMember(ctx, "anna");
  const site = await openSite(ctx);
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await (await site.visit({ colorScheme })).newPage();
    await page.goto("/einstellungen");
    await page.getByLabel("E-Mail-Adresse oder Name hier").fill("anna");
    await page.getByLabel("Passwort").fill("falsch");
    await page.getByRole("button", { name: "Anmelden" }).click();
    await page.getByRole("heading", { name: "Name oder Passwort stimmen nicht" }).waitFor();
    await page.screenshot({ path: `${SCREENS}/anmelden-${colorScheme}.png`, fullPage: true });
    expect(await axeFindings(page)).toEqual([]);
    await page.getByLabel("Passwort").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/einstellungen");
    await page.getByLabel("Wofür ist der Schlüssel?").fill("Wetterstation");
    await page.getByLabel("Lesen, was Sie lesen dürfen").check();
    await page.getByRole("button", { name: "Zugriffsschlüssel machen" }).click();
    await page.getByRole("heading", { name: "Ihr neuer Zugriffsschlüssel" }).waitFor();
    await page.screenshot({ path: `${SCREENS}/einstellungen-${colorScheme}.png`, fullPage: true });
    expect(await axeFindings(page)).toEqual([]);
    await page.setViewportSize(PHONE);
    expect(await widest(page)).toBe("");
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto("/einstellungen/anfragen");
    expect(await axeFindings(page)).toEqual([]);
    await page.locator("#menue").getByText("Mein Konto").click();
    await page.getByRole("button", { name: "Abmelden" }).click();
    await page.goto("/einstellungen");
    await page.waitForURL("**/anmelden?weiter=*");
    await page.goto("/gibt-es-nicht");
    expect(await axeFindings(page)).toEqual([]);
  }
  expect(site.strays).toEqual([]);
});
