import { describe, expect, test } from "vitest";
import { factsOf, mapPoint } from "../../../src/features/project-notes/catalogue.model.ts";
import {
  catalogueHref,
  readAfter,
  readCatalogueQuery,
} from "../../../src/features/project-notes/catalogue-address.model.ts";
import type { ProjectNoteFields } from "../../../src/features/project-notes/project-notes.schemas.ts";

const facts = (fields: Partial<ProjectNoteFields>) => factsOf({ title: "", summary: "", ...fields });
const cost = (amount: string, more: { per?: "month" | "week" | "meeting"; currency?: string } = {}) => ({
  label: "x",
  amount,
  currency: "EUR",
  ...more,
});

describe("a note is put into classes", () => {
  test.each([
    ["nothing said", [], null],
    ["nothing", [cost("0")], "low"],
    ["50 €", [cost("50.00")], "low"],
    ["50.01 €", [cost("50.01")], "small"],
    ["40 € a month", [cost("40", { per: "month" })], "small"],
    ["100 € a week", [cost("100", { per: "week" })], "large"],
    ["several", [cost("400"), cost("4600")], "medium"],
    ["an unknown currency", [cost("1", { currency: "XAU" })], null],
  ])("costs: %s", (_what, costs, expected) => {
    expect(facts({ costs }).cost).toEqual(expected === null ? [] : [expected]);
  });

  test.each([
    ["P4W", "month"],
    ["P3M", "quarter"],
    ["P9M", "year"],
    ["P1Y2M", "longer"],
    ["PT4H", "month"],
  ])("duration %s", (duration, expected) => {
    expect(facts({ transferKit: { duration } }).duration).toEqual([expected]);
  });

  test.each([
    [["alle im Viertel"], ["all"]],
    [
      ["Seniorinnen", "Familien mit kleinen Kindern"],
      ["older", "families"],
    ],
    [
      ["Menschen mit Behinderung", "Neuzugezogene"],
      ["disability", "newcomers"],
    ],
    [["Imkerinnen"], []],
  ])("target groups %j", (targetGroups, expected) => {
    expect(facts({ targetGroups }).targetGroup).toEqual(expected);
  });

  test("topics by their key, a Wikidata address apart; the kit by its steps", () => {
    const note = facts({
      topics: ["Repair Café", "repaircafé", "https://www.wikidata.org/entity/Q1"],
      transferKit: { steps: [] },
    });
    expect([note.topic, note.kit]).toEqual([["repaircafé"], false]);
    expect(facts({ transferKit: { steps: [{ name: "Anfangen" }] } }).kit).toBe(true);
  });
});

/** Kilometres on the map, by the length of a degree of latitude. */
const kilometres = (one: readonly [number, number], other: readonly [number, number]): number => {
  const [from, to] = [mapPoint(...one), mapPoint(...other)];
  return Math.hypot(from.x - to.x, from.y - to.y) * 111.2;
};

test("what is near on the map is near on the ground", () => {
  const stuttgart = [48.776, 9.183] as const;
  expect(kilometres(stuttgart, [48.137, 11.576])).toBeGreaterThan(185);
  expect(kilometres(stuttgart, [48.137, 11.576])).toBeLessThan(195);
  expect(kilometres(stuttgart, [53.551, 9.994])).toBeGreaterThan(525);
  expect(kilometres(stuttgart, [53.551, 9.994])).toBeLessThan(545);
});

describe("an address", () => {
  const read = (query: string) => readCatalogueQuery(new URLSearchParams(query));

  test("says the same after it was read and written", () => {
    const address =
      "/projekte?q=rad&ergebnis=mixed&ergebnis=failed&kosten=low&thema=repaircaf%C3%A9&stadtteil=S%C3%BCd&nur=kit&sortiert=nearness&nah=S%C3%BCd";
    expect(catalogueHref(read(address.split("?")[1] ?? ""))).toBe(address);
    expect(catalogueHref(read(""))).toBe("/projekte");
  });

  test("with what is not known still shows something", () => {
    expect(read("ergebnis=egal&nur=alles&sortiert=zufall&thema=%23&stadtteil=%00")).toEqual(read(""));
    expect(read("sortiert=relevance").sort).toBe("date");
    expect(read("q=rad").sort).toBe("relevance");
  });

  test("of an older page leads on", () => {
    expect(readAfter(new URLSearchParams("vor=12"))).toBe("0_12");
    expect(readAfter(new URLSearchParams(""))).toBeUndefined();
  });
});
