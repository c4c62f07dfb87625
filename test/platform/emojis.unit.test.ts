import { describe, expect, test } from "vitest";
import { htmlWithEmojis, plainName, readEmojis, splitByEmojis } from "../../src/platform/emojis.ts";

const emoji = (name: string, url = `https://post.test/e/${name}.png`) => ({
  type: "Emoji",
  name: `:${name}:`,
  icon: { type: "Image", mediaType: "image/png", url },
});
const CAT = { name: "katze", url: "https://post.test/e/katze.png" };

describe("emojis among the tags", () => {
  test("are read from a list or a single tag, each name once", () => {
    expect(readEmojis(emoji("katze"))).toEqual([CAT]);
    expect(readEmojis([emoji("katze"), emoji("katze", "https://post.test/andere.png"), { type: "Hashtag" }])).toEqual([
      CAT,
    ]);
  });

  test("are at most 30", () => {
    expect(readEmojis(Array.from({ length: 100 }, (_, index) => emoji(`e${index}`)))).toHaveLength(30);
  });

  test.each([
    ["a script as address", { ...emoji("a"), icon: { url: "javascript:alert(1)" } }],
    ["no icon", { type: "Emoji", name: ":a:" }],
    ["markup as name", { ...emoji("a"), name: ':"><script>:' }],
    ["a name without end", { ...emoji("a"), name: "x".repeat(129) }],
    ["no object", "Emoji"],
  ])("T116 are passed over with %s", (_what, tag) => {
    expect(readEmojis(tag)).toEqual([]);
  });
});

describe("in a text", () => {
  test("stand between words; unknown names stay words", () => {
    expect(splitByEmojis("Die :katze: und :hund: um 12:30:katze:", [CAT])).toEqual([
      "Die ",
      CAT,
      " und :hund: um 12:30",
      CAT,
    ]);
  });

  test("stay words without emojis", () => {
    expect(splitByEmojis(":katze:", [])).toEqual([":katze:"]);
  });
});

test("T113 in HTML only texts get pictures, never attributes", () => {
  const html = '<p>:katze: <a href="https://a.test/:katze:" rel=":katze:">x</a> &lt;:katze:&gt;</p>';
  const picture = '<img class="emoji" src="/k&quot;" alt=":katze:" loading="lazy" decoding="async">';
  expect(htmlWithEmojis(html, [CAT], () => '/k"')).toBe(
    `<p>${picture} <a href="https://a.test/:katze:" rel=":katze:">x</a> &lt;${picture}&gt;</p>`,
  );
});

test("in HTML links and code stay as they are", () => {
  const html = "<p><code>:katze:</code> <a href='x'>a/:katze:</a> <pre>:katze:</pre></p>";
  expect(htmlWithEmojis(html, [CAT], () => "/k")).toBe(html);
});

test.each([
  ["Maria :katze:", "Maria"],
  [":katze: :hund:", ":hund:"],
  [":katze:", "@maria"],
  ["", "@maria"],
])("a name where no pictures can stand: %s", (name, plain) => {
  expect(plainName({ name, handle: "maria", emojis: [CAT] })).toBe(plain);
});
