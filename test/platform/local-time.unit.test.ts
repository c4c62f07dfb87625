import { expect, test } from "vitest";
import { endOfDay, instantAt, parseTime, wallTime } from "../../src/platform/local-time.ts";

test.each([
  ["2026-01-15", "18:30", "2026-01-15T17:30:00.000Z"],
  ["2026-07-15", "18:30", "2026-07-15T16:30:00.000Z"],
  ["2026-07-15", "00:15", "2026-07-14T22:15:00.000Z"],
  // Shown twice in the night to the 25 October: the first one is meant.
  ["2026-10-25", "02:30", "2026-10-25T00:30:00.000Z"],
  ["2026-10-25", "03:00", "2026-10-25T02:00:00.000Z"],
])("%s %s here is %s", (day, time, instant) => {
  const at = instantAt({ day, time });
  expect(at.toISOString()).toBe(instant);
  expect(wallTime(at)).toEqual({ day, time });
});

test("a time that clocks skip is an hour later on them", () => {
  expect(wallTime(instantAt({ day: "2026-03-29", time: "02:30" }))).toEqual({ day: "2026-03-29", time: "03:30" });
});

test("a day ends a moment before the next begins, also when it is shorter or longer", () => {
  const ends = ["2026-03-29", "2026-10-25", "2026-12-31"].map((day) => endOfDay(day).toISOString());
  expect(ends).toEqual(["2026-03-29T21:59:59.999Z", "2026-10-25T22:59:59.999Z", "2026-12-31T22:59:59.999Z"]);
});

test.each([
  ["18:30", "18:30"],
  [" 18.30 Uhr", "18:30"],
  ["18 Uhr", "18:00"],
  ["9", "09:00"],
  ["00:00", "00:00"],
  ["24:00", null],
  ["12:60", null],
  ["abends", null],
  ["", null],
])("%j is read as %j", (text, time) => {
  expect(parseTime(text)).toBe(time);
});
