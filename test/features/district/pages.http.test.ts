import { beforeAll, expect, test } from "vitest";
import { hostOfHandle } from "../../../src/features/district/district.routes.tsx";
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

test.each([
  ["@anna@post.example", "post.example"],
  ["anna@post.example", "post.example"],
  [" @Anna@Post.Example ", "post.example"],
  ["@anna@post.example:8443", "post.example:8443"],
  ["https://post.example/@anna", "post.example"],
  ["@anna", null],
  ["anna", null],
  ["@anna@", null],
  ["@anna@localhost", null],
  ["@anna@post.example/evil", null],
  ["@anna@post.example@evil.example", null],
  ["javascript:alert(1)@post.example", null],
  ["", null],
])("the server of %s is %s", (typed, host) => {
  expect(hostOfHandle(typed)).toBe(host);
});

test("the way from another server leads to that server, with our id", async () => {
  const html = await (await app.request("/folgen-von-aussen?adresse=%40anna%40post.example")).text();
  expect(html).toMatch(
    /href="https:\/\/post\.example\/authorize_interaction\?uri=https%3A%2F%2Fheslach\.test%2Fap%2Fa%2F\d+"/,
  );
  expect(html).toContain("@heslach@heslach.test");
});

test("an address that is none comes back with what was typed and what to do", async () => {
  const response = await app.request("/folgen-von-aussen?adresse=anna");
  expect(response.status).toBe(422);
  const html = await response.text();
  expect(html).toContain('value="anna"');
  expect(html).toContain('<a href="#adresse">');
  expect(html).toContain('aria-invalid="true"');
});

test("nobody here by that name: 404", async () => {
  expect((await app.request("/folgen-von-aussen?wem=niemand")).status).toBe(404);
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
