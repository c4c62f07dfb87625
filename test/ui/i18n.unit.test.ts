import { expect, test } from "vitest";
import { catalogues } from "../../src/ui/i18n/catalogues.ts";
import { chooseLocale, translator } from "../../src/ui/i18n/i18n.ts";

const keys = Object.keys(catalogues.de) as (keyof typeof catalogues.de)[];
const placeholders = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

test("German and English have the same texts with the same values in them", () => {
  expect(Object.keys(catalogues.en).sort()).toEqual([...keys].sort());
  const different = keys.filter(
    (key) => placeholders(catalogues.de[key]).join() !== placeholders(catalogues.en[key]).join(),
  );
  expect(different).toEqual([]);
});

test("no text is empty, and none is in the other language's place", () => {
  expect(keys.filter((key) => catalogues.de[key].trim() === "" || catalogues.en[key].trim() === "")).toEqual([]);
  expect(keys.filter((key) => /\b(und|nicht|Sie|eine?)\b/.test(catalogues.en[key].replace(/“[^”]*”/g, "")))).toEqual(
    [],
  );
});

test("values are put in; what has no value stays visible", () => {
  const t = translator("de");
  expect(t("reading.kit.done", { step: "Raum finden" })).toBe("Erledigt: Raum finden");
  expect(t("reading.kit.done")).toBe("Erledigt: {step}");
});

test.each([
  [undefined, undefined, "de"],
  [undefined, "en-GB,en;q=0.9", "en"],
  [undefined, "fr,en;q=0.5", "en"],
  [undefined, "fr", "de"],
  ["de", "en", "de"],
  ["xx", "en", "en"],
] as const)("choice %s, browser %s: %s", (chosen, header, locale) => {
  expect(chooseLocale(chosen, header)).toBe(locale);
});
