import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  editDistance,
  foldedWords,
  foldText,
  meantBy,
  tsqueryOf,
  wordsToCheck,
} from "../../../src/features/project-notes/search-words.model.ts";

describe("words are compared", () => {
  test.each([
    ["Fahrräder", "Fahrraeder"],
    ["Möhringen", "MOEHRINGEN"],
    ["Möhringen", "Mohringen"],
    ["Büchertausch", "Buechertausch"],
    ["Gebäude", "Gebaeude"],
    ["Häuser", "Haeuser"],
    ["Straßenfest", "Strassenfest"],
    ["Repair-Café", "repair cafe"],
    ["Bäuerin", "Baeuerin"],
  ])("%s like %s", (one, other) => {
    expect(foldText(one)).toBe(foldText(other));
  });

  test.each([
    ["Frauen", "frauen"],
    ["neue Mauern bauen", "neue mauern bauen"],
    ["quer", "quer"],
  ])("without taking the ue of %s for an ü", (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  test("after folding them once nothing changes any more", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
        const once = foldedWords(text.replace(/[aeou]e/gi, "e"));
        expect(
          foldedWords(once.join(" ").replace(/[aeou]e/gi, "e")).every((word) => /^[\p{L}\p{N}]+$/u.test(word)),
        ).toBe(true);
      }),
    );
  });
});

describe("what is typed becomes a query", () => {
  test.each([
    ["Fahrräder flicken", "fahrrader:* & flicken:*"],
    ["Rad", "rad"],
    ['"offene Türen"', "(offene <-> turen)"],
    ["„offene Türen“ Tisch", "(offene <-> turen) & tisch:*"],
    ["Garten -Zaun", "garten:* & !zaun:*"],
    ["Brot oder Kuchen", "brot:* | kuchen:*"],
    ["oder Kuchen", "kuchen:*"],
    ["Repair-Café", "(repair <-> cafe)"],
    ["& | ! ( ) : * <-> '", ""],
    ["", ""],
  ])("%s", (typed, query) => {
    expect(tsqueryOf(typed)).toBe(query);
  });

  test("T189 nothing but words, and operators of ours, whatever is typed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (typed) => {
        expect(tsqueryOf(typed)).toMatch(/^(?:[\p{L}\p{N}]|:\*|!|[()&|]| <-> | )*$/u);
      }),
    );
  });

  test("with better words in place of mistyped ones", () => {
    expect(tsqueryOf("Reperatur Café", new Map([["reperatur", "reparatur"]]))).toBe("reparatur:* & cafe:*");
  });

  test("only wanted, bare words may be mistyped", () => {
    expect(wordsToCheck('Reperatur -Zaun "am Platz" Reperatur')).toEqual(["reperatur"]);
  });
});

describe("a mistyped word", () => {
  test.each([
    ["reperatur", "reparatur", 1],
    ["farhrad", "fahrrad", 1],
    ["tuaschring", "tauschring", 1],
    ["brot", "", 4],
  ])("%s is %s, %i slips away", (one, other, slips) => {
    expect(editDistance(one, other)).toBe(slips);
  });

  test("is the nearest known one, unless that is too far", () => {
    expect(meantBy("reperatur", ["temperatur", "reparatur"])).toBe("reparatur");
    expect(meantBy("rad", ["rat"])).toBeNull();
    expect(meantBy("schwimmbad", ["fahrrad"])).toBeNull();
  });
});
