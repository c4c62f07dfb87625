import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withSettings } from "../../scripts/config-table.ts";

const readme = readFileSync("README.md", "utf8");

test("the README's table of settings is the one of the schema (npm run docs:settings)", () => {
  expect(withSettings(readme)).toBe(readme);
});

test("every command that the README tells exists", () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync("package.json", "utf8"));
  const told = [...readme.matchAll(/npm (?:run ([\w:-]+)|(start|test))/g)].map((match) => match[1] ?? match[2] ?? "");
  expect(told.length).toBeGreaterThan(3);
  expect(told.filter((name) => !(name in scripts))).toEqual([]);
});
