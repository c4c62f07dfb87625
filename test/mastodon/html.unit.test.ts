import { expect, test } from "vitest";
import { clientHtml } from "../../src/mastodon/entities/html.ts";

test("headings become bold paragraphs and lists stay lists", () => {
  expect(clientHtml("<h2>Kübel</h2><ul><li>Erde</li><li>Wasser</li></ul>")).toBe(
    "<p><strong>Kübel</strong></p><ul><li>Erde</li><li>Wasser</li></ul>",
  );
});

test("no line break is left between tags, in texts or in what is preformatted (trap 16)", () => {
  expect(clientHtml("<p>Eins\nzwei</p>\n\n<p>drei <b>vier</b>\n<i>fünf</i></p>\n")).toBe(
    "<p>Eins zwei</p><p>drei <b>vier</b> <i>fünf</i></p>",
  );
  expect(clientHtml("<ul>\n <li>a</li>\n <li>b</li>\n</ul>")).toBe("<ul><li>a</li><li>b</li></ul>");
  expect(clientHtml("<pre>a\n  b</pre>")).toBe("<pre>a<br>  b</pre>");
});

test("tables become lines, and of what clients do not know only the text is kept", () => {
  expect(clientHtml("<table><tr><td>Montag</td><td>18 Uhr</td></tr></table><abbr>u. a.</abbr>")).toBe(
    "<p>Montag 18 Uhr </p>u. a.",
  );
});

test("the link that stands for a quote is left out only where the quote is shown", () => {
  const html =
    '<p class="quote-inline">RE: <a href="https://a.test/1"><span class="invisible">https://</span>a.test/1</a></p><p>Ja!</p>';
  expect(clientHtml(html, { quoteShown: true })).toBe("<p>Ja!</p>");
  expect(clientHtml(html)).toBe(html);
  const span = '<p>Ja!<span class="quote-inline"><br>RE: <a href="https://a.test/1"><span>a</span></a></span></p>';
  expect(clientHtml(span, { quoteShown: true })).toBe("<p>Ja!</p>");
});
