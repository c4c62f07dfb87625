import { beforeAll, expect, test } from "vitest";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { setUpDistrict } from "../../support/people.ts";

let ctx: TestCtx;
let app: TestApp;

beforeAll(async () => {
  ctx = await createTestCtx();
  await setUpDistrict(ctx);
  app = createTestApp(ctx);
});

test("the imprint has what was entered", async () => {
  const html = await (await app.request("/impressum")).text();
  expect(html).toContain("Verein\nWeg 1\n70199 Stuttgart");
  expect(html).toContain('href="mailto:post@heslach.test"');
});

test("the privacy page names both cookies and the responsible", async () => {
  const html = await (await app.request("/datenschutz")).text();
  for (const text of ["14 Tagen", "„sprache“", "argon2id", "Weg 1"]) expect(html).toContain(text);
});
