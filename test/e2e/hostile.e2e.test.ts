import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import { VECTORS } from "../support/hostile-html.ts";
import { ACCEPTED, deliver } from "../support/inbox.ts";
import { createInstance, type Instance } from "../support/instance.ts";
import { createPeer, type Wire } from "../support/peer.ts";
import { createMember } from "../support/people.ts";
import { insertFollow } from "../support/rows.ts";
import { openSite, type Site } from "./support/site.ts";

/** Everything in one text, so that each place shows every vector. */
const EVIL = VECTORS.join(" ");

let here: Instance;
let site: Site;
let anna: Account;
let paths: string[];

/** A peer that puts the vectors wherever it may say something, through the real inbox. */
beforeAll(async () => {
  here = await createInstance();
  anna = await createMember(here.ctx, "anna", "admin");
  const note = await publishProjectNote(here.ctx, anna, {
    title: "Kuchentafel",
    summary: "Einmal im Monat Kuchen für alle.",
    goal: "Nachbarn kennen einander.",
    targetGroups: ["alle"],
    measures: "Ein Tisch auf der Straße.",
    outcome: "succeeded",
  });
  const peer = await createPeer(here.network, "evil.test", here.ctx.now);
  const fields = VECTORS.slice(0, 10).map((value) => ({ type: "PropertyValue", name: value, value }));
  const mallory = await peer.person("mallory", { name: EVIL, summary: EVIL, attachment: fields });
  await insertFollow(here.ctx, anna.actorId, (await resolveActor(here.ctx, mallory.uri)).id);
  const shapes: Wire[] = [
    { inReplyTo: note.uri },
    { type: "Article", name: EVIL, summary: EVIL },
    { type: "Question", oneOf: VECTORS.map((name) => ({ type: "Note", name })) },
    {
      attachment: [{ type: "Image", mediaType: "image/png", url: "https://evil.test/1.png", name: EVIL }],
      tag: VECTORS.map((name) => ({ type: "Hashtag", name })),
    },
    ...VECTORS.map((vector) => ({ inReplyTo: note.uri, content: vector })),
  ];
  for (const shape of shapes) {
    const post = mallory.note(EVIL, shape);
    expect(await deliver(here, mallory, mallory.activity("Create", post))).toEqual(ACCEPTED);
  }
  await deliver(here, mallory, mallory.activity("Follow", here.district.actorUri));
  paths = [
    `/projekte/${note.slug}`,
    "/",
    "/projekte",
    "/@mallory@evil.test",
    "/@heslach",
    "/einstellungen/anfragen",
    "/verwaltung/verbindungen",
  ];
  site = await openSite(here.ctx);
});

/** Elements that run, frame, load or send, and links that lead to something else than a page or a mailbox. */
const ACTIVE = `(() => {
  const odd = [...document.querySelectorAll("iframe, object, embed, base, svg script, main style, main form[action^=http]")];
  const links = [...document.querySelectorAll("a[href], area[href]")].filter(
    (link) => !/^(https?|mailto):$/.test(new URL(link.href, location.href).protocol),
  );
  const handlers = [...document.querySelectorAll("*")].filter((each) =>
    [...each.attributes].some(({ name }) => /^on/i.test(name)),
  );
  const foreign = [...document.querySelectorAll("script[src], link[rel=stylesheet], img[src]")].filter(
    (each) => new URL(each.src ?? each.href, location.href).origin !== location.origin,
  );
  return [...odd, ...links, ...handlers, ...foreign].map((each) => each.outerHTML.slice(0, 200));
})()`;

async function watched(page: Page): Promise<string[]> {
  const seen: string[] = [];
  page.on("dialog", (dialog) => {
    seen.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("pageerror", (error) => void seen.push(`error: ${error.message}`));
  page.on("popup", () => void seen.push("popup"));
  return seen;
}

test("T115 the check itself notices what would do something", async () => {
  const profile = await site.visit({ bypassCSP: true });
  const page = await profile.newPage();
  const seen = await watched(page);
  await page.goto("/");
  await page.setContent('<main><a href="javascript:alert(1)">x</a><iframe></iframe><p onclick="x">y</p></main>');
  expect(await page.evaluate(ACTIVE)).toHaveLength(3);
  await page.evaluate("alert(1)");
  expect(seen).toEqual(["dialog: 1"]);
  await profile.close();
});

// Without our policy, so that it is not the last thing that stands between a vector and the reader.
test.each([true, false])(
  "T115 what a peer sends does nothing in Chromium (policy switched off: %s)",
  async (bypassCSP) => {
    const profile = await site.visit({ account: anna, bypassCSP });
    const page = await profile.newPage();
    const seen = await watched(page);
    for (const path of paths) {
      const answer = await page.goto(path, { waitUntil: "networkidle" });
      expect(answer?.status(), path).toBeLessThan(500);
      expect(await page.evaluate(ACTIVE), path).toEqual([]);
      expect(new URL(page.url()).origin).toBe(here.ctx.origin);
    }
    await page.goto(paths[0]!);
    await page.screenshot({ path: "test-results/screens/boese-antworten.png", fullPage: true });
    expect(await page.locator("main").textContent()).toContain("evil.test");
    expect(seen).toEqual([]);
    expect(site.strays).toEqual([]);
    await profile.close();
  },
);
