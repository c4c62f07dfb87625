import { beforeAll, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { bookmark } from "../../../src/features/posts/usecases/bookmark.ts";
import { publishPost } from "../../../src/features/posts/usecases/publish.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { createMember, sessionOf, setUpDistrict } from "../../support/people.ts";
import { insertFollow } from "../../support/rows.ts";

let ctx: TestCtx;
let app: TestApp;
let [anna, bela]: Account[] = [];
let [asAnna, asBela] = ["", ""];

beforeAll(async () => {
  ctx = await createTestCtx();
  app = createTestApp(ctx);
  await setUpDistrict(ctx);
  [anna, bela] = [await createMember(ctx, "anna"), await createMember(ctx, "bela")];
  [asAnna, asBela] = [await sessionOf(ctx, anna), await sessionOf(ctx, bela)];
});

const html = async (path: string, session?: string): Promise<string> => {
  const answer = await app.request(path, session === undefined ? {} : { session });
  expect(answer.status, path).toBe(200);
  return answer.text();
};
const react = (beitrag: string, was: string, session = asAnna) =>
  app.request("/reagieren", { form: { beitrag, was, zurueck: "/lesezeichen" }, session });
const publish = (who: Account | undefined, text: string, more = {}) => publishPost(ctx, who!, { text, ...more });
const placeOf = (page: string, ...texts: string[]) => texts.map((text) => page.indexOf(text));

describe("bookmarks", () => {
  test("an empty list says what to do; strangers are asked who they are", async () => {
    const page = await html("/lesezeichen", asAnna);
    expect(page).toContain("Noch ist nichts gemerkt");
    expect(page).toContain('<meta name="robots" content="noindex"');
    const { status, headers } = await app.request("/lesezeichen");
    expect([status, headers.get("Location")]).toEqual([303, "/anmelden?weiter=%2Flesezeichen"]);
  });

  test("kept by a button under a post, it stands there for its keeper alone, and goes by the same button", async () => {
    const { id } = await publish(bela, "Leiter zu verleihen");
    const { status, headers } = await react(id, "keep");
    expect([status, headers.get("Location")]).toEqual([303, "/lesezeichen"]);
    const page = await html("/lesezeichen", asAnna);
    expect(page).toContain("Leiter zu verleihen");
    expect(page).toContain("Nicht mehr merken");
    expect(await html("/lesezeichen", asBela)).not.toContain("Leiter zu verleihen");
    await react(id, "keep:nicht");
    expect(await html("/lesezeichen", asAnna)).not.toContain("Leiter zu verleihen");
  });

  test("what may be read no longer is not there, and nobody keeps what is not for them", async () => {
    const follow = await insertFollow(ctx, anna!.actorId, bela!.actorId);
    const { id } = await publish(bela, "Nur für Folgende", { visibility: "followers" });
    await bookmark(ctx, anna!, id);
    expect(await html("/lesezeichen", asAnna)).toContain("Nur für Folgende");
    await ctx.sql`delete from follows where id = ${follow}`;
    expect(await html("/lesezeichen", asAnna)).not.toContain("Nur für Folgende");
    const secret = await publish(bela, "Geheim", { visibility: "followers" });
    expect((await react(secret.id, "keep")).status).toBe(404);
  });

  test("a long list goes on page by page", async () => {
    for (let n = 0; n < 17; n++) await bookmark(ctx, bela!, (await publish(anna, `Sache Nummer ${n}.`)).id);
    const first = await html("/lesezeichen", asBela);
    const next = /href="(\?vor=\d+)"/.exec(first)?.[1] ?? "";
    const second = await html(`/lesezeichen${next}`, asBela);
    expect([first.includes("Sache Nummer 2."), first.includes("Sache Nummer 1.")]).toEqual([true, false]);
    expect([second.includes("Sache Nummer 1."), second.includes("Sache Nummer 0.")]).toEqual([true, true]);
    expect(second).not.toContain('href="?vor=');
    expect(second).toContain('<a href="/lesezeichen">');
  });
});

describe("pins", () => {
  test("what its author pinned stands first on the profile, once, and is let go there", async () => {
    const old = await publish(anna, "Wer ich bin");
    await publish(anna, "Gerade eben");
    expect(await html("/@anna")).not.toContain("Angeheftet");
    expect(await html("/@anna", asAnna)).toContain('value="pin"');
    expect((await react(old.id, "pin")).status).toBe(303);
    const page = await html("/@anna");
    const [heading, pinned, newer] = placeOf(page, "Angeheftet", "Wer ich bin", "Gerade eben");
    expect([heading! > 0, heading! < pinned!, pinned! < newer!]).toEqual([true, true, true]);
    expect(page.split("Wer ich bin")).toHaveLength(2);
    expect(page).not.toContain('value="pin');
    expect(await html(`/@anna/${old.id}`, asAnna)).toContain('value="pin:nicht"');
    await react(old.id, "pin:nicht");
    expect(await html("/@anna")).not.toContain("Angeheftet");
  });

  test("T183 nobody pins another's, nor what followers may not read; at most five", async () => {
    const foreign = await publish(bela, "Von Bela");
    expect((await react(foreign.id, "pin")).status).toBe(404);
    expect(await html(`/@bela/${foreign.id}`, asAnna)).not.toContain('value="pin');
    const direct = await publish(anna, "@bela nur du", { visibility: "direct" });
    expect(await html(`/@anna/${direct.id}`, asAnna)).not.toContain('value="pin');
    expect((await react(direct.id, "pin")).status).toBe(422);
    for (let n = 0; n < 5; n++) {
      expect((await react((await publish(anna, `Oben ${n}`)).id, "pin")).status).toBe(303);
    }
    const answer = await react((await publish(anna, "Zu viel")).id, "pin");
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain("Fünf Beiträge sind schon angeheftet");
  });
});
