import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanLine, cleanText, storableText } from "../../src/platform/text.ts";

test("U+0000 and unpaired surrogates are taken out, pairs stay", () => {
  expect(storableText("a\u0000b\ud800c\udc00d😀")).toBe("abcd😀");
});

test("a line has single spaces, also where a control character stood between them", () => {
  expect(cleanLine(" a \u0085 b\tc\nd ")).toBe("a b c d");
  expect(cleanLine("e\u0001\u0301")).toBe("é");
});

test("a text has line feeds and at most one empty line in a row, also where a control character stood on it", () => {
  expect(cleanText("a\r\nb\u2028c \u0001\n\n \u0001 \n\nd")).toBe("a\nb\nc\n\nd");
});

test("cleaning twice changes nothing the second time", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 4 }),
    fc.constantFrom(" ", "\n", "\r", "\t", "\u0085", "\u0301"),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      for (const clean of [cleanLine, cleanText, storableText]) {
        const once = clean(pieces.join(""));
        expect(clean(once)).toBe(once);
      }
    }),
    { numRuns: 500 },
  );
});
