import { expect, test } from "vitest";
import {
  formatDay,
  formatDuration,
  formatList,
  formatMoment,
  formatMoney,
  formatMonth,
  formatPartialDate,
} from "../../src/ui/format.ts";

const moment = new Date("2026-03-31T22:30:00Z");

test("dates are those of the districts, not of the server", () => {
  expect(formatDay("de", moment)).toBe("1. April 2026");
  expect(formatDay("en", moment)).toBe("1 April 2026");
  expect(formatMonth("de", moment)).toBe("April 2026");
  expect(formatMoment("de", moment)).toBe("1. April 2026 um 00:30");
});

test.each([
  ["2013", "2013"],
  ["2013-06", "Juni 2013"],
  ["2013-06-19", "19. Juni 2013"],
  ["irgendwann", "irgendwann"],
])("the date %s reads %s", (given, shown) => {
  expect(formatPartialDate("de", given)).toBe(shown);
});

test("money keeps its cents when there are some, and whole amounts stay short", () => {
  expect(formatMoney("de", "1240.00", "EUR")).toBe("1.240\u00a0€");
  expect(formatMoney("de", "85.5", "EUR")).toBe("85,50\u00a0€");
  expect(formatMoney("de", "5", "???")).toBe("5 ???");
});

test.each([
  ["P6W", "6 Wochen"],
  ["P1M", "1 Monat"],
  ["PT1H30M", "1 Stunde, 30 Minuten"],
  ["P1Y2M3DT4M", "1 Jahr, 2 Monate, 3 Tage, 4 Minuten"],
  ["bald", "bald"],
])("the duration %s reads %s", (given, shown) => {
  expect(formatDuration("de", given)).toBe(shown);
});

test("lists end with a word", () => {
  expect(formatList("de", ["a", "b", "c"])).toBe("a, b und c");
});
