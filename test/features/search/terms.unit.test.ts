import { expect, test } from "vitest";
import { searchTermsIn } from "../../../src/features/search/search-terms.model.ts";

const read = (text: string) => {
  const { words, filters } = searchTermsIn(text);
  return { words, filters: filters.map(({ filter, not }) => ({ ...filter, ...(not && { not }) })) };
};

test.each([
  ["Beet", { words: "Beet", filters: [] }],
  ["Beet from:anna", { words: "Beet", filters: [{ what: "from", handle: "anna", host: null }] }],
  ["from:@anna@post.test", { words: "", filters: [{ what: "from", handle: "anna", host: "post.test" }] }],
  ["from:me", { words: "", filters: [{ what: "from-me" }] }],
  ["-has:media Rad", { words: "Rad", filters: [{ what: "has", value: "media", not: true }] }],
  [
    "is:reply IS:Sensitive",
    {
      words: "",
      filters: [
        { what: "is", value: "reply" },
        { what: "is", value: "sensitive" },
      ],
    },
  ],
  [
    "language:de in:library",
    {
      words: "",
      filters: [
        { what: "language", value: "de" },
        { what: "in", value: "library" },
      ],
    },
  ],
  ['before:"2026-05-01"', { words: "", filters: [{ what: "before", day: "2026-05-01" }] }],
  ["Beet in:all", { words: "Beet", filters: [] }],
])("%s", (text, expected) => expect(read(text)).toEqual(expected));

test.each([
  "has:nothing",
  "before:2026-02-31",
  "during:gestern",
  "from:",
  "in:garten",
  "hafrom:anna",
  "language:'; drop",
])("%s is no filter: it stays among the words", (text) => expect(read(text)).toEqual({ words: text, filters: [] }));

test("no more filters are read than anybody types by hand", () => {
  expect(searchTermsIn("is:reply ".repeat(50)).filters).toHaveLength(12);
});
