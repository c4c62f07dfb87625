import { beforeAll, expect, test } from "vitest";
import { scheduledPostsOf } from "../../../src/features/composing/scheduled-posts.queries.ts";
import { scheduledPosts } from "../../../src/features/composing/scheduled-posts.table.ts";
import { schedulePost } from "../../../src/features/composing/usecases/schedule.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createTestApp } from "../../support/http.ts";
import { createMember, sessionOf, setUpDistrict } from "../../support/people.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const { request } = createTestApp(ctx);
const anna = await createMember(ctx, "anna");
const bela = await createMember(ctx, "bela");
let asAnna: string;
let asBela: string;
beforeAll(async () => {
  [asAnna, asBela] = [await sessionOf(ctx, anna), await sessionOf(ctx, bela)];
});

const schedule = (text: string) =>
  schedulePost(ctx, anna, { text, language: "de" }, new Date(ctx.now().getTime() + 3_600_000));
const textOf = async (path: string, session: string): Promise<string> => (await request(path, { session })).text();

test("the page lists what waits, and why something could not be published; only its author sees it", async () => {
  const { id } = await schedule("Am Samstag ist Hoffest <b>bei uns</b>");
  const mine = await textOf("/schreiben/geplant", asAnna);
  expect(mine).toContain("Am Samstag ist Hoffest &lt;b&gt;bei uns&lt;/b&gt;");
  expect(mine).toContain(`/schreiben/geplant/${id}/verwerfen`);
  await ctx.db.update(scheduledPosts).set({ failure: "posts.not-found" });
  expect(await textOf("/schreiben/geplant", asAnna)).toContain("Diesen Beitrag gibt es nicht (mehr).");
  expect(await textOf("/schreiben/geplant", asBela)).toContain("Es wartet kein Beitrag.");
  expect(await textOf("/schreiben", asAnna)).toContain('href="/schreiben/geplant"');
});

test("it is thrown away after asking once more, by nobody else", async () => {
  const { id } = await schedule("Weg damit");
  const path = `/schreiben/geplant/${id}/verwerfen`;
  expect(await textOf(path, asAnna)).toContain("Weg damit");
  expect((await request(path, { session: asBela })).status).toBe(404);
  expect((await request(path, { session: asBela, form: {} })).status).toBe(404);
  const answer = await request(path, { session: asAnna, form: {} });
  expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/schreiben/geplant"]);
  expect((await scheduledPostsOf(ctx, anna, { limit: 40 })).map((waiting) => waiting.id)).not.toContain(id);
});

test("long lists go on by an address", async () => {
  for (let n = 0; n < 20; n++) await schedule(`Nummer ${n}`);
  const later = new Date(ctx.now().getTime() + 48 * 3_600_000);
  for (let n = 20; n < 40; n++) await schedulePost(ctx, anna, { text: `Nummer ${n}.`, language: "de" }, later);
  const first = await textOf("/schreiben/geplant", asAnna);
  const next = /\/schreiben\/geplant\/vor\/\d+/.exec(first)?.[0] ?? "";
  expect(first).toContain("Nummer 39.");
  expect(first).not.toContain("Nummer 9<");
  expect(await textOf(next, asAnna)).toContain("Nummer 9<");
  expect((await request("/schreiben/geplant/vor/x", { session: asAnna })).status).toBe(404);
});
