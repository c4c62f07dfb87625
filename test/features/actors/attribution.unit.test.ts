import { expect, test } from "vitest";
import { attributionDomainsIn, mayCredit } from "../../../src/features/actors/attribution.model.ts";

test("addresses of websites are kept as bare domains, each once", () => {
  expect(attributionDomainsIn([" https://Blog.example/ ", "*.blog.example", "", "münchen.example"])).toEqual([
    "blog.example",
    "xn--mnchen-3ya.example",
  ]);
});

test.each([
  "ein wort",
  "localhost",
  "blog.example:8080",
  "blog.example/anna",
  "anna@blog.example",
  "192.0.2.1",
  "[::1]",
  "javascript:alert(1)",
  `${"a".repeat(64)}.example`,
])("%s is no domain", (text) => {
  expect(attributionDomainsIn([text])).toBeNull();
});

test("there is an end to it", () => {
  const many = Array.from({ length: 101 }, (_, n) => `a${n}.example`);
  expect(attributionDomainsIn(many.slice(1))).toHaveLength(100);
  expect(attributionDomainsIn(many)).toBeNull();
});

test("pages of the own server and of listed websites may name somebody, others not", () => {
  const anna = { host: "heslach.test", attributionDomains: ["blog.example"] };
  for (const page of ["https://heslach.test/projekte/x", "https://blog.example/1", "https://a.blog.example/1"]) {
    expect(mayCredit(anna, page), page).toBe(true);
  }
  for (const page of ["https://example/1", "https://notblog.example/1", "https://blog.example.evil.test/1", "x"]) {
    expect(mayCredit(anna, page), page).toBe(false);
  }
});
