import { mkdirSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import type { Id } from "../../src/platform/ids.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createMember, setUpDistrict } from "../support/people.ts";
import { axeFindings } from "./support/axe.ts";
import { addPartners, addRelays, type PartnerKind } from "./support/partners-content.ts";
import { openSite, type Site, widest } from "./support/site.ts";

const SCREENS = "test-results/screens";
const MODES = {
  gross: {},
  "telefon-dunkel": { viewport: { width: 360, height: 740 }, colorScheme: "dark" },
  schmal: { viewport: { width: 320, height: 640 } },
  englisch: { locale: "en-GB" },
} as const;

let site: Site;
let vera: Account;
let ids: Map<PartnerKind, Id>;
let relayId: Id;

beforeAll(async () => {
  mkdirSync(SCREENS, { recursive: true });
  const ctx = await createTestCtx();
  const district = await setUpDistrict(ctx);
  vera = await createMember(ctx, "vera", "admin");
  ids = await addPartners(ctx, { district });
  relayId = await addRelays(ctx);
  site = await openSite(ctx);
});

const pages = (): readonly (readonly [string, string])[] => [
  ["partner", "/partner"],
  ["stadtteile", "/stadtteile"],
  ["verwaltung-partner", "/verwaltung/partner"],
  ["verwaltung-partner-nichts", "/verwaltung/partner/neu?adresse=was%3F"],
  ...[...ids].map(([kind, id]) => [`verwaltung-partner-${kind}`, `/verwaltung/partner/${id}`] as const),
  ["verwaltung-partner-beenden", `/verwaltung/partner/${ids.get("partner")}/beenden`],
  ["verwaltung-relays", "/verwaltung/verbindungen/relays"],
  ["verwaltung-relay-abbestellen", `/verwaltung/verbindungen/relays/${relayId}/abbestellen`],
];

describe.each(Object.entries(MODES))("%s", (mode, options) => {
  test("partner districts, for everybody and for admins: no finding of axe, no sideways scrolling", async () => {
    const profile = await site.visit({ ...options, account: vera });
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

test("an admin answers a request, lets a partnership rest and ends it, with the keyboard's own forms", async () => {
  const profile = await site.visit({ account: vera });
  const page = await profile.newPage();
  await page.goto("/verwaltung/partner");
  await page.getByRole("link", { name: "Ansehen und antworten: Kalk" }).click();
  await page.getByRole("button", { name: "Ablehnen" }).click();
  await expect.poll(() => page.getByRole("status").textContent()).toContain("Sie haben abgelehnt");
  await page.goto(`/verwaltung/partner/${ids.get("partner")}`);
  await page.getByRole("button", { name: "Ruhen lassen" }).click();
  await page.getByRole("button", { name: "Weitermachen" }).click();
  await page.getByRole("link", { name: /beenden$/ }).click();
  await page.getByRole("button", { name: "Beenden" }).click();
  await expect.poll(() => page.getByRole("status").textContent()).toContain("Beendet");
  await profile.close();
});
