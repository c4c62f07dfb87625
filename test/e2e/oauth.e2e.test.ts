import { mkdirSync } from "node:fs";
import { expect, test } from "vitest";
import { clientOf, OOB } from "../mastodon/clients.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, PASSWORD, setUpDistrict } from "../support/people.ts";
import { axeFindings } from "./support/axe.ts";
import { openSite, widest } from "./support/site.ts";

const SCREENS = "test-results/screens";
mkdirSync(SCREENS, { recursive: true });

const MODES = {
  gross: {},
  dunkel: { colorScheme: "dark" },
  telefon: { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
} as const;

test("a member logs in for an app, allows it and is led back; every page without a finding of axe", async () => {
  const ctx = await createTestCtx({}, "real");
  await setUpDistrict(ctx);
  await createMember(ctx, "anna");
  const site = await openSite(ctx);
  const client = clientOf(createTestApp(ctx));
  const website = "https://phanpy.example/";
  // A page of ours stands for the app's: the browser reaches no other host.
  const callback = `${ctx.origin}/ueber?app=1`;
  const app = await client.register({ client_name: "Phanpy", website, redirect_uris: [callback, OOB] });
  const scope = "read write:statuses follow push";
  for (const [mode, options] of Object.entries(MODES)) {
    const page = await (await site.visit(options)).newPage();
    const look = async (name: string): Promise<void> => {
      await page.screenshot({ path: `${SCREENS}/oauth-${name}-${mode}.png`, fullPage: true });
      expect(await axeFindings(page), `${name} ${mode}`).toEqual([]);
      expect(await widest(page), `${name} ${mode}`).toBe("");
    };
    await page.goto(client.addressOf(app, { redirect_uri: callback, scope, state: "s", force_login: "true" }));
    await page.getByLabel("E-Mail-Adresse oder Name hier").fill("anna");
    await page.getByLabel("Passwort").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Phanpy möchte in Ihrem Namen zugreifen" }).waitFor();
    await look("zustimmung");
    await page.getByRole("button", { name: "Zugriff erlauben" }).click();
    await page.waitForURL("**/ueber?app=1&code=*");
    expect(new URL(page.url()).searchParams.get("iss")).toBe(ctx.origin);

    await page.goto(client.addressOf(app, { redirect_uri: OOB, lang: "en" }));
    await page.getByRole("button", { name: "Allow access" }).click();
    await page.getByRole("heading", { name: "Your code" }).waitFor();
    await look("code");
    await page.goto(client.addressOf(app, { redirect_uri: callback, force_login: "1" }));
    await look("neu-anmelden");
    await page.goto(client.addressOf(app, { redirect_uri: callback, response_type: "token" }));
    await look("fehler");
    await page.goto(client.addressOf(app, { redirect_uri: callback }));
    await page.getByRole("button", { name: "Anderes Konto nehmen" }).click();
    await page.waitForURL("**/anmelden?weiter=*");
    await page.goto("/einstellungen");
  }
  expect(site.strays).toEqual([]);
});

test("a consent page that stays open while its session ends, or becomes another's, asks again", async () => {
  const ctx = await createTestCtx({}, "real");
  await setUpDistrict(ctx);
  for (const name of ["anna", "ben"]) await createMember(ctx, name);
  const site = await openSite(ctx);
  const client = clientOf(createTestApp(ctx));
  const app = await client.register({ client_name: "Phanpy", redirect_uris: [OOB] });
  const address = (more = {}) => client.addressOf(app, { redirect_uri: OOB, lang: "de", ...more });
  const visit = await site.visit();
  const [page, other] = [await visit.newPage(), await visit.newPage()];
  const logIn = async (as: typeof page, name: string): Promise<void> => {
    await as.getByLabel("E-Mail-Adresse oder Name hier").fill(name);
    await as.getByLabel("Passwort").fill(PASSWORD);
    await as.keyboard.press("Enter");
    await as.getByRole("button", { name: "Zugriff erlauben" }).waitFor();
  };
  await page.goto(address({ force_login: "true" }));
  await logIn(page, "anna");
  await visit.clearCookies();
  await page.getByRole("button", { name: "Zugriff erlauben" }).click();
  await page.waitForURL("**/anmelden?weiter=*");
  await logIn(page, "anna");

  await visit.clearCookies();
  await other.goto(address());
  await logIn(other, "ben");
  await page.getByRole("button", { name: "Zugriff erlauben" }).click();
  await page.getByText("mit einem anderen Konto angemeldet").waitFor();
  await page.screenshot({ path: `${SCREENS}/oauth-anderes-konto.png`, fullPage: true });
  expect(await axeFindings(page)).toEqual([]);
  expect((await ctx.sql`select from access_tokens`).length).toBe(0);
  await page.getByRole("button", { name: "Zugriff erlauben" }).click();
  await page.getByRole("heading", { name: "Ihr Code" }).waitFor();
  expect(site.strays).toEqual([]);
});
