import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readList, writeRules, writeTrusted } from "../../../src/features/peers/peers.lists.ts";
import { type HostRule, hostNamed, obfuscate, SEVERITIES } from "../../../src/features/peers/peers.model.ts";

const OURS = "heslach.test";
const read = (text: string) => readList(text, "rules", OURS);

/** As Mastodon's "export domain blocks" writes it. */
const MASTODON = `#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate
spam.example,suspend,TRUE,TRUE,Werbung,FALSE
laut.example,silence,FALSE,FALSE,"Beleidigungen, oft",TRUE
bilder.example,noop,TRUE,FALSE,,FALSE
`;

describe("a list of rules", () => {
  test("of Mastodon is read", () => {
    const { rules, bad } = read(MASTODON);
    expect(bad).toEqual([]);
    expect(rules).toEqual([
      {
        host: "spam.example",
        severity: "suspend",
        rejectMedia: true,
        rejectReports: true,
        publicReason: "Werbung",
        privateReason: "",
        obfuscated: false,
      },
      {
        host: "laut.example",
        severity: "silence",
        rejectMedia: false,
        rejectReports: false,
        publicReason: "Beleidigungen, oft",
        privateReason: "",
        obfuscated: true,
      },
      {
        host: "bilder.example",
        severity: "noop",
        rejectMedia: true,
        rejectReports: false,
        publicReason: "",
        privateReason: "",
        obfuscated: false,
      },
    ]);
  });

  test("of Mastodon is written", () => {
    expect(writeRules(read(MASTODON).rules)).toBe(MASTODON);
  });

  test("without a heading, with a mark at the start and Windows line breaks, is names to be blocked", () => {
    const { rules } = read("\uFEFFeins.example\r\n\r\nZWEI.example.\r\n*.drei.example");
    expect(rules.map(({ host, severity }) => [host, severity])).toEqual([
      ["eins.example", "suspend"],
      ["zwei.example", "suspend"],
      ["drei.example", "suspend"],
    ]);
  });

  test("with the columns in another order and others besides is read by its heading", () => {
    const { rules } = read("severity,domain,comment\nsilence,a.example,x\n");
    expect(rules).toMatchObject([{ host: "a.example", severity: "silence" }]);
  });

  test("leaves out each line that cannot be used, and says which and why", () => {
    const list = `#domain,#severity,#reject_media
gut.example,suspend,FALSE
kein name,suspend,FALSE
heslach.test,suspend,FALSE
a.example,weg,FALSE
b.example,noop,FALSE
"mehrere
Zeilen",suspend
gut.example,silence,TRUE
"offen.example,suspend`;
    expect(read(list).bad).toEqual([
      { line: 3, text: "kein name", problem: "host" },
      { line: 4, text: "heslach.test", problem: "own" },
      { line: 5, text: "a.example", problem: "severity" },
      { line: 6, text: "b.example", problem: "effect" },
      { line: 7, text: "mehrere\nZeilen", problem: "host" },
      { line: 9, text: "gut.example", problem: "twice" },
      { line: 10, text: "offen.example,suspend", problem: "unclosed" },
    ]);
    expect(read(list).rules).toMatchObject([{ host: "gut.example", severity: "suspend" }]);
  });

  test("ends after 5,000 lines", () => {
    const { rules, bad } = read(Array.from({ length: 6_000 }, (_, number) => `n${number}.example`).join("\n"));
    expect(rules).toHaveLength(5_000);
    expect(bad).toEqual([{ line: 5_001, text: "n5000.example", problem: "many" }]);
  });

  test("T130 gets no cell that a spreadsheet would run, and reads it back as it was", () => {
    for (const publicReason of ["=1+1", "+49", "-", "@sum", "\t=x"]) {
      const rule: HostRule = { ...read(MASTODON).rules[0]!, publicReason };
      const written = writeRules([rule]);
      expect(written).toContain(`,'${publicReason}`);
      expect(read(written).rules[0]?.publicReason).toBe(publicReason.trim() === "" ? "" : publicReason);
    }
  });

  test("is read back as it was written, whatever stands in it", () => {
    const rule = fc.record({
      host: fc.nat(999).map((number) => `n${number}.example`),
      severity: fc.constantFrom(...SEVERITIES),
      rejectMedia: fc.constant(true),
      rejectReports: fc.boolean(),
      publicReason: fc
        .string({ maxLength: 200, unit: "grapheme" })
        .map((text) => text.replace(/[\r\n]/g, " ").trim())
        .filter((text) => !text.startsWith("'") && text.length <= 500),
      privateReason: fc.constant(""),
      obfuscated: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.uniqueArray(rule, { selector: ({ host }) => host, maxLength: 8 }), (rules) => {
        expect(read(writeRules(rules))).toEqual({ rules, trusted: [], bad: [] });
      }),
    );
  });

  test("never throws, whatever it is", () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => void read(text)));
  });
});

test("a list to trust is names alone", () => {
  const list = readList("#domain\nsendling.example\nx y\nheslach.test\n", "trusted", OURS);
  expect(list.trusted).toEqual(["sendling.example"]);
  expect(list.bad.map(({ problem }) => problem)).toEqual(["host", "own"]);
  expect(writeTrusted(list.trusted)).toBe("#domain\nsendling.example\n");
});

test.each([
  ["STOERT.example.", "stoert.example"],
  ["https://stoert.example/abc?x#y", "stoert.example"],
  ["@wer@stoert.example", "stoert.example"],
  ["müll.example", "xn--mll-hoa.example"],
  ["stoert.example:8443", "stoert.example:8443"],
  ["stoert.example:443", "stoert.example"],
  ["localhost", null],
  ["", null],
  ["a b.example", null],
  ["*.example.com", null],
  ["[::1]", null],
])("the server named by %j is %j", (text, host) => {
  expect(hostNamed(text)).toBe(host);
});

test("a name is starred out in its middle, dots and ends stay", () => {
  expect(obfuscate("boeser.example")).toBe("boe***.****ple");
  expect(obfuscate("a.b")).toBe("*.*");
});
