import { mkdirSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { followUpsOf } from "../../src/features/adoptions/follow-ups.queries.ts";
import { adoptProject } from "../../src/features/adoptions/usecases/adopt.ts";
import { enterAdoption, setAdoptionPolicy } from "../../src/features/adoptions/usecases/answer.ts";
import { askFollowUps } from "../../src/features/adoptions/usecases/ask-follow-ups.ts";
import { passFollowUp } from "../../src/features/adoptions/usecases/follow-up.ts";
import { changeProgress } from "../../src/features/adoptions/usecases/progress.ts";
import { requestAdoption } from "../../src/features/adoptions/usecases/request.ts";
import { publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import { lookAtLineage } from "../../src/federation/fetch/lineage.ts";
import { SHORT_REQUEST } from "../features/project-notes/notes.ts";
import { progress } from "../support/adopting.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createMember, setUpDistrict } from "../support/people.ts";
import { axeFindings } from "./support/axe.ts";
import { openSite, type Site, widest } from "./support/site.ts";

const SCREENS = "test-results/screens";
let site: Site;
let anna: Account;
let ben: Account;
let paths: { readonly origin: string; readonly adopted: string };

let questions: { readonly adopter: string; readonly origin: string; readonly passed: string };

/** Anna's project was taken over by others here, once more from there, and by a district without a server. */
beforeAll(async () => {
  mkdirSync(SCREENS, { recursive: true });
  const ctx = await createTestCtx();
  await setUpDistrict(ctx);
  anna = await createMember(ctx, "anna", "admin");
  ben = await createMember(ctx, "ben");
  const cem = await createMember(ctx, "cem");
  const dora = await createMember(ctx, "dora");
  const lessons = { worked: ["Persönlich fragen wirkt."] };
  const transferKit = {
    steps: [{ name: "Drei feste Leute finden" }, { name: "An den Türen klingeln", text: "Zu zweit, am Samstag." }],
    pitfalls: ["Ferien"],
    checklist: ["Klingelschilder", "Kuchen"],
  };
  const resources = [{ kind: "room" as const, text: "Ein Raum bei Regen" }];
  const seed = { ...SHORT_REQUEST, title: "Schokoladenseiten", lessons, transferKit, resources };
  const origin = await publishProjectNote(ctx, anna, seed);
  const adopted = await adoptProject(ctx, ben, origin.id, { title: "Lieblingsorte im Süden" });
  await changeProgress(ctx, ben, adopted.id, progress({ worked: ["Zwei Straßen reichen für den Anfang."] }));
  const stopped = await adoptProject(ctx, cem, origin.id, { title: "Türen auf" });
  const reason = "Ohne drei feste Leute nicht anfangen.";
  await changeProgress(ctx, cem, stopped.id, progress({ state: "stopped", outcome: "failed", reason }));
  await adoptProject(ctx, dora, adopted.id, { title: "Lieblingsorte an der Neckarvorstadt mit allen Nachbarinnen" });
  const eva = await createMember(ctx, "eva");
  await adoptProject(ctx, eva, origin.id, { title: "Schöne Seiten" });
  await enterAdoption(ctx, anna, origin.id, {
    title: "Offene Höfe",
    district: "Stammheim",
    url: "https://stammheim.test/hoefe",
    state: "interested",
  });
  await setAdoptionPolicy(ctx, anna, origin.id, { policy: "manual" });
  await adoptProject(ctx, dora, origin.id, { title: "Sonntagstüren", message: "Geht das auch im Gewerbegebiet?" });
  await requestAdoption(
    ctx,
    origin.id,
    { name: "Mehmet", email: "mehmet@post.example", message: "Bitte um Rat." },
    "x",
  );
  ctx.advance(200 * 24 * 60 * 60 * 1000);
  await askFollowUps(ctx);
  const [theirs] = await followUpsOf(ctx, adopted.id, 1);
  const [passed, open] = await followUpsOf(ctx, origin.id, 2);
  await passFollowUp(ctx, anna, origin.id, passed?.id ?? "");
  await lookAtLineage(ctx, origin.uri);
  questions = {
    adopter: `/projekte/${adopted.slug}/nachfrage/${theirs?.id}`,
    origin: `/projekte/${origin.slug}/nachfrage/${open?.id}`,
    passed: `/projekte/${origin.slug}/nachfrage/${passed?.id}`,
  };
  paths = { origin: `/projekte/${origin.slug}`, adopted: `/projekte/${adopted.slug}` };
  site = await openSite(ctx);
}, 60_000);

const MODES = {
  gross: {},
  dunkel: { colorScheme: "dark" },
  telefon: { viewport: { width: 320, height: 640 } },
  englisch: { locale: "en-GB" },
} as const;

test.each(Object.entries(MODES))(
  "%s: adopting, answering and the family tree: no finding of axe, no sideways scrolling",
  async (mode, options) => {
    const walks: [string, string, Account | undefined][] = [
      ["stammbaum", paths.origin, undefined],
      ["uebernommen", paths.adopted, ben],
      ["uebernehmen-besuch", `${paths.origin}/uebernehmen`, undefined],
      ["uebernehmen-besuch-gesendet", `${paths.origin}/uebernehmen?gesendet=1`, undefined],
      ["uebernehmen", `${paths.origin}/uebernehmen`, ben],
      ["uebernahmen", `${paths.origin}/uebernahmen`, anna],
      ["uebernahme-stand", `${paths.adopted}/uebernahme`, ben],
      ["uebernahme-anfragen", "/verwaltung/uebernahmen", anna],
      ["stammbaum-eigen", paths.origin, anna],
      ["nachfrage-dort", questions.adopter, ben],
      ["nachfrage-hier", questions.origin, anna],
      ["nachfrage-vorbei", questions.passed, anna],
    ];
    for (const [name, path, account] of walks) {
      const profile = await site.visit({ ...options, ...(account && { account }) });
      const page = await profile.newPage();
      expect((await page.goto(path))?.status(), path).toBe(200);
      await page.screenshot({ path: `${SCREENS}/${name}-${mode}.png`, fullPage: true });
      expect(await axeFindings(page), path).toEqual([]);
      expect(await widest(page), path).toBe("");
      await profile.close();
    }
    expect(site.strays).toEqual([]);
  },
  300_000,
);

test.each(Object.entries(MODES))(
  "%s: questions that were answered by half come back with everything kept",
  async (mode, options) => {
    const profile = await site.visit({ ...options, account: anna });
    const page = await profile.newPage();
    await page.goto(questions.origin);
    await page.fill("#heard", "Sie machen es jetzt einmal im Monat.");
    await page.click('form.form button[type="submit"]');
    expect(await page.inputValue("#heard")).toContain("einmal im Monat");
    await page.click('a[href="#heardAs"]');
    expect(await page.evaluate("document.activeElement.id")).toBe("heardAs");
    await page.screenshot({ path: `${SCREENS}/nachfrage-fehler-${mode}.png`, fullPage: true });
    expect(await axeFindings(page)).toEqual([]);
    expect(await widest(page)).toBe("");
    await profile.close();
  },
  120_000,
);
