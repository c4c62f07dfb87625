import { mkdirSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { adoptProject } from "../../src/features/adoptions/usecases/adopt.ts";
import { setAdoptionPolicy } from "../../src/features/adoptions/usecases/answer.ts";
import { publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import { FULL_REQUEST } from "../features/project-notes/notes.ts";
import { createTestCtx, type TestCtx } from "../support/ctx.ts";
import { changeKit, insertConfirmation, insertPeersKit } from "../support/peers-kit.ts";
import { createMember, setUpDistrict } from "../support/people.ts";
import { axeFindings } from "./support/axe.ts";
import { openSite, type Site, widest } from "./support/site.ts";

const SCREENS = "test-results/screens";
const SENTENCE = "Wir haben es an einem Samstag ausprobiert. Nach einer Stunde wussten alle, was zu tun ist.";
let ctx: TestCtx;
let site: Site;
let ben: Account;
let cem: Account;
/** A peer's kit that nobody confirmed; one of ours that others confirmed, now and earlier; one that was taken over. */
let paths: Readonly<Record<"peers" | "ready" | "earlier" | "adopted", string>>;

beforeAll(async () => {
  mkdirSync(SCREENS, { recursive: true });
  ctx = await createTestCtx();
  await setUpDistrict(ctx);
  ben = await createMember(ctx, "ben");
  cem = await createMember(ctx, "cem");
  const own = (title: string) => publishProjectNote(ctx, ben, { ...FULL_REQUEST, title });
  const [ready, earlier] = [await own("Bereite Anleitung"), await own("Geänderte Anleitung")];
  await insertConfirmation(ctx, ready.id, SENTENCE);
  await insertConfirmation(ctx, earlier.id, SENTENCE, true);
  await setAdoptionPolicy(ctx, ben, ready.id, { policy: "automatic" });
  const adopted = await adoptProject(ctx, cem, ready.id, { title: "Bei uns im Süden" });
  const { path } = await insertPeersKit(ctx);
  paths = {
    peers: path,
    ready: `/projekte/${ready.slug}`,
    earlier: `/projekte/${earlier.slug}`,
    adopted: `/projekte/${adopted.slug}`,
  };
  site = await openSite(ctx);
}, 60_000);

const MODES = {
  gross: {},
  dunkel: { colorScheme: "dark" },
  telefon: { viewport: { width: 375, height: 740 } },
  schmal: { viewport: { width: 320, height: 640 } },
  englisch: { locale: "en-GB" },
} as const;

test.each(Object.entries(MODES))(
  "%s: kits, who confirmed them, and the way to do it: no finding of axe, no sideways scrolling",
  async (mode, options) => {
    const walks: [string, string, Account | undefined][] = [
      ["paket-bereit", paths.ready, undefined],
      ["paket-frueher", paths.earlier, ben],
      ["paket-fremd", paths.peers, ben],
      ["paket-blatt", `${paths.peers}/paket`, undefined],
      ["paket-bestaetigen", `${paths.peers}/einfach-handzuhaben`, ben],
      ["paket-uebernommen", paths.adopted, cem],
    ];
    const problems: string[] = [];
    for (const [name, path, account] of walks) {
      const profile = await site.visit({ ...options, ...(account && { account }) });
      const page = await profile.newPage();
      expect((await page.goto(path))?.status(), path).toBe(200);
      await page.screenshot({ path: `${SCREENS}/${name}-${mode}.png`, fullPage: true });
      problems.push(...(await axeFindings(page)).map((finding) => `${name}: ${finding}`));
      const sticking = await widest(page);
      if (sticking !== "") problems.push(`${name}: sticks out: ${sticking}`);
      await profile.close();
    }
    expect(problems).toEqual([]);
    expect(site.strays).toEqual([]);
  },
  300_000,
);

test("a member confirms a kit, hears that it has changed, confirms the new version and takes it back", async () => {
  const profile = await site.visit({ account: cem });
  const page = await profile.newPage();
  const kit = await insertPeersKit(ctx, undefined, "neckarvorstadt.test");
  await page.goto(kit.path);
  await page.getByRole("link", { name: "Anleitung bestätigen" }).click();
  await page.getByLabel("Möchten Sie etwas dazu sagen?").fill(SENTENCE);
  await page.getByRole("button", { name: "Ja, einfach handzuhaben" }).click();
  await expect.poll(() => page.getByRole("heading", { name: "Bereit für die Übernahme" }).isVisible()).toBe(true);
  await page.screenshot({ path: `${SCREENS}/paket-bestaetigt.png`, fullPage: true });
  expect(await axeFindings(page)).toEqual([]);
  await changeKit(ctx, kit.post.id, ["Alles anders anfangen"]);
  await page.goto(kit.path);
  await page.screenshot({ path: `${SCREENS}/paket-neue-fassung.png`, fullPage: true });
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole("link", { name: "Neue Fassung bestätigen" }).click();
  await page.getByRole("button", { name: "Ja, einfach handzuhaben" }).click();
  await page.getByRole("button", { name: "Bestätigung zurücknehmen" }).click();
  await expect.poll(() => page.getByRole("link", { name: "Anleitung bestätigen" }).isVisible()).toBe(true);
  expect(await page.getByRole("heading", { name: "Bereit für die Übernahme" }).count()).toBe(0);
  await profile.close();
});

test("the sheet fits on paper", async () => {
  const profile = await site.visit();
  const page = await profile.newPage();
  await page.goto(`${paths.ready}/paket`);
  await page.emulateMedia({ media: "print" });
  await page.pdf({ path: `${SCREENS}/paket-blatt.pdf`, preferCSSPageSize: true });
  expect(await page.getByText("Diese Seite ist zum Ausdrucken gemacht").isVisible()).toBe(false);
  expect(await page.locator(".kit-sheet__code svg").isVisible()).toBe(true);
  await profile.close();
});
