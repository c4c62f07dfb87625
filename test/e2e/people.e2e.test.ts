import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { setAliases } from "../../src/features/follows/moving.usecases.ts";
import { endOfMute } from "../../src/features/follows/relations.model.ts";
import { blockActor, muteActor } from "../../src/features/follows/relations.usecases.ts";
import { listReports } from "../../src/features/moderation/moderation.queries.ts";
import { decideReport } from "../../src/features/moderation/usecases/decide.ts";
import { fileReport } from "../../src/features/moderation/usecases/report.ts";
import { suspendActor } from "../../src/features/moderation/usecases/suspend.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createMember, setUpDistrict } from "../support/people.ts";
import { insertActor, insertPost } from "../support/rows.ts";
import { axeFindings } from "./support/axe.ts";
import { openSite, widest } from "./support/site.ts";

const SCREENS = "test-results/screens";
const PHONE = { width: 320, height: 740 };
mkdirSync(SCREENS, { recursive: true });

/** Takes a picture, wide and narrow, and asks axe. */
async function look(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${SCREENS}/${name}.png`, fullPage: true });
  expect(await axeFindings(page), name).toEqual([]);
  const size = page.viewportSize() ?? PHONE;
  await page.setViewportSize(PHONE);
  expect(await widest(page), name).toBe("");
  await page.screenshot({ path: `${SCREENS}/${name}-320.png`, fullPage: true });
  await page.setViewportSize(size);
}

/** A district where somebody is blocked, somebody muted and suspended, and a post stands that should not. */
async function createTrouble() {
  const ctx = await createTestCtx({}, "real");
  await setUpDistrict(ctx);
  const admin = await createMember(ctx, "vera", "admin");
  const anna = await createMember(ctx, "anna");
  const karl = await insertActor(ctx, { host: "laut.example", handle: "karl", name: "Karl Laut" });
  const spam = await insertActor(ctx, { host: "werbung.example", handle: "billig", name: "Billig" });
  const post = await insertPost(ctx, karl, { content: "<p>Verschwindet hier, ihr seid nicht erwünscht.</p>" });
  await blockActor(ctx, anna, karl.id);
  await muteActor(ctx, anna, spam.id, endOfMute(ctx.now(), "woche"));
  await setAliases(ctx, anna, [karl]);
  await suspendActor(ctx, admin, spam.id, { reason: "spam", ground: "rules", statement: "Nur Werbung." });
  return { ctx, admin, anna, karl, post };
}

test("a visitor reports without script, a moderator decides, the receipt says so; every page on the way is accessible", async () => {
  const { ctx, admin, anna, post } = await createTrouble();
  const site = await openSite(ctx);

  const visitor = await (await site.visit()).newPage();
  await visitor.goto(`/melden?adresse=${encodeURIComponent(post.uri)}`);
  await visitor.getByLabel("Hass oder Hetze gegen Menschen").check();
  await visitor.getByRole("button", { name: "Meldung abschicken" }).click();
  await visitor.getByText("brauchen wir Ihren Namen").first().waitFor();
  await look(visitor, "melden-fehler");
  await visitor.getByLabel("Was ist das Problem?").fill("Das ist Hetze gegen unsere Nachbarn.");
  await visitor.getByLabel("Ihr Name").fill("Ada Beispiel");
  await visitor.getByLabel("Ihre E-Mail-Adresse").fill("ada@post.example");
  await visitor.getByLabel("nach bestem Wissen").check();
  await visitor.getByRole("button", { name: "Meldung abschicken" }).click();
  await visitor.getByText("Ihre Meldung ist angekommen").waitFor();
  await look(visitor, "melden-quittung");

  const moderator = await (await site.visit({ account: admin })).newPage();
  await moderator.goto("/verwaltung/meldungen");
  await look(moderator, "meldungen");
  await moderator.getByRole("link", { name: "Hass oder Hetze gegen Menschen" }).click();
  await look(moderator, "meldung");
  await moderator.getByLabel("Beitrag entfernen").check();
  await moderator.getByLabel("nach unseren Regeln").check();
  await moderator.getByLabel("Begründung für beide Seiten").fill("Wir schließen niemanden aus.");
  await moderator.getByRole("button", { name: "Entscheidung festhalten" }).click();
  await moderator.getByText("Die Entscheidung steht fest").waitFor();
  await visitor.reload();
  await visitor.getByText("Wir schließen niemanden aus.").waitFor();
  await look(visitor, "melden-entschieden");
  for (const [name, path] of [
    ["gesperrte-konten", "/verwaltung/konten"],
    ["konto-sperren", `/verwaltung/konten/${anna.actorId}`],
    ["moderation-protokoll", "/moderation"],
  ] as const) {
    await moderator.goto(path);
    await look(moderator, name);
  }
  expect(site.strays).toEqual([]);
});

test("block, move, close, decisions: a member's pages are accessible", async () => {
  const { ctx, admin, anna, post } = await createTrouble();
  const input = {
    reason: "rules",
    address: post.uri,
    text: "Bitte ansehen.",
    name: "",
    email: "",
    goodFaith: true,
  } as const;
  await fileReport(ctx, null, input, "e2e");
  await ctx.sql`update reports set target_id = ${anna.actorId}`;
  const [entry] = await listReports(ctx, true, 1);
  await decideReport(ctx, admin, entry?.report.id ?? "", {
    measure: "remove",
    ground: "rules",
    statement: "Wir schließen niemanden aus.",
    forward: false,
    forwardText: "",
  });
  const site = await openSite(ctx);
  const member = await (await site.visit({ account: anna })).newPage();
  for (const [name, path] of [
    ["einstellungen-umgang", "/einstellungen/umgang"],
    ["einstellungen-umziehen", "/einstellungen/umziehen"],
    ["einstellungen-entscheidungen", "/einstellungen/entscheidungen"],
    ["einstellungen-schliessen", "/einstellungen/konto-schliessen"],
    ["profil-blockiert", "/@karl@laut.example"],
  ] as const) {
    await member.goto(path);
    await look(member, name);
  }
  expect(site.strays).toEqual([]);
});
