import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  parseAmount,
  parseDegrees,
  writeAmount,
  writeDegrees,
} from "../../../../src/features/project-notes/form/amounts.ts";
import { parseDuration, writeDuration } from "../../../../src/features/project-notes/form/durations.ts";
import { parseEnumeration, parseLines, writeEnumeration } from "../../../../src/features/project-notes/form/lists.ts";
import { parseDate, writeDate } from "../../../../src/platform/dates.ts";

describe("dates as people write them", () => {
  test.each([
    ["19.5.2015", "2015-05-19"],
    ["19. 05. 2015", "2015-05-19"],
    ["19. Mai 2015", "2015-05-19"],
    ["19 May 2015", "2015-05-19"],
    ["May 19, 2015", "2015-05-19"],
    ["Mai 2015", "2015-05"],
    ["märz 2015", "2015-03"],
    ["Sept. 2015", "2015-09"],
    ["5/2015", "2015-05"],
    ["05.2015", "2015-05"],
    [" 2015 ", "2015"],
    ["2015-05", "2015-05"],
    ["2015-5-9", "2015-05-09"],
    ["29.2.2016", "2016-02-29"],
  ])("%s", (text, date) => expect(parseDate(text)).toBe(date));

  test.each([
    "",
    "heute",
    "31.2.2015",
    "13.13.2015",
    "Mai",
    "15",
    "19.5.15",
    "Ma 2015",
    "1.1.20155",
    "0.5.2015",
    "5/0/2015",
  ])("“%s” is refused", (text) => expect(parseDate(text)).toBeNull());

  test("what is written is read again", () => {
    const day = fc.date({ min: new Date("1000-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
    const date = day.chain((at) => fc.constantFrom(4, 7, 10).map((length) => at.toISOString().slice(0, length)));
    fc.assert(
      fc.property(date, fc.constantFrom("de" as const, "en" as const), (value, locale) => {
        expect(parseDate(writeDate(value, locale))).toBe(value);
      }),
    );
  });
});

describe("amounts as people write them", () => {
  test.each([
    ["12,50", "12.50"],
    ["12.50", "12.50"],
    ["12.5", "12.5"],
    ["1.250", "1250"],
    ["1.250,00 €", "1250.00"],
    ["1,250.50", "1250.50"],
    ["12'000", "12000"],
    ["15 EUR", "15"],
    ["0", "0"],
  ])("%s", (text, amount) => expect(parseAmount(text)).toBe(amount));

  test.each(["", "etwa 15", "-3", "1,234", "12,505", "1.2.3", "1234567890", "€"])("“%s” is refused", (text) =>
    expect(parseAmount(text)).toBeNull(),
  );

  test("what is written is read again", () => {
    expect(parseAmount(writeAmount("240.00", "de"))).toBe("240.00");
    expect(writeAmount("240.00", "de")).toBe("240,00");
    const degrees = fc.integer({ min: -1_800_000_000, max: 1_800_000_000 }).map((value) => value / 1e7);
    fc.assert(
      fc.property(degrees, (value) => {
        expect(parseDegrees(writeDegrees(value, "de"))).toBe(value);
      }),
    );
  });
});

describe("durations as people write them", () => {
  test.each([
    ["2 Wochen", "P2W"],
    ["eine Woche und drei Tage", "P1W3D"],
    ["1,5 Stunden", "PT1H30M"],
    ["0,5 Tage", "PT12H"],
    ["neun Monate", "P9M"],
    ["1 Jahr", "P1Y"],
    ["90 min", "PT90M"],
    ["2h 30min", "PT2H30M"],
    ["two weeks", "P2W"],
    ["P6W", "P6W"],
  ])("%s", (text, duration) => expect(parseDuration(text)).toBe(duration));

  test.each(["", "lange", "2-3 Wochen", "Wochen", "1,5 Minuten", "2"])("“%s” is refused", (text) =>
    expect(parseDuration(text)).toBeNull(),
  );

  test("what is written is read again", () => {
    expect(writeDuration("P2WT1H30M", "de")).toBe("2 Wochen 1 Stunde 30 Minuten");
    const count = fc.option(fc.integer({ min: 0, max: 999 }));
    fc.assert(
      fc.property(fc.tuple(count, count, count, count, count, count), ([y, mo, w, d, h, m]) => {
        const part = (value: number | null, letter: string) => (value === null ? "" : `${value}${letter}`);
        const time = part(h, "H") + part(m, "M");
        const duration = `P${part(y, "Y")}${part(mo, "M")}${part(w, "W")}${part(d, "D")}${time && `T${time}`}`;
        if (duration !== "P") expect(parseDuration(writeDuration(duration, "de"))).toBe(duration);
      }),
    );
  });
});

test("lists are typed by line, by comma or by semicolon", () => {
  expect(parseLines("eins\n\n zwei \n")).toEqual(["eins", "zwei"]);
  expect(parseEnumeration("Ältere, Familien ,, Familien")).toEqual(["Ältere", "Familien"]);
  expect(parseEnumeration("Ältere, auch mit Hund; Familien")).toEqual(["Ältere, auch mit Hund", "Familien"]);
  for (const entries of [["a", "b"], ["a, b"], ["a, b", "c"], ["a; b"], ["a; b, c", "d"]]) {
    expect(parseEnumeration(writeEnumeration(entries))).toEqual(entries);
  }
});
