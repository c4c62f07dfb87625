import { expect, test } from "vitest";
import { thisWeek, weekOf } from "../../../src/features/peers/relays.model.ts";

test("a week begins on Monday, at midnight UTC", () => {
  const weeks = ["2026-11-22T23:59:59Z", "2026-11-23T00:00:00Z", "2026-11-29T23:59:59Z", "2027-01-01T12:00:00Z"];
  expect(weeks.map((time) => weekOf(new Date(time)))).toEqual(["2026-11-16", "2026-11-23", "2026-11-23", "2026-12-28"]);
});

test("the counts of an older week are over", () => {
  const row = { week: "2026-11-23", received: 3, kept: 2, dropped: 1 };
  expect(thisWeek(row, new Date("2026-11-25T10:00:00Z"))).toEqual({ received: 3, kept: 2, dropped: 1 });
  expect(thisWeek(row, new Date("2026-11-30T00:00:00Z"))).toEqual({ received: 0, kept: 0, dropped: 0 });
});
