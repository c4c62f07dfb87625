import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeHtml, htmlToText, sanitizeHtml, textToHtml } from "../../src/platform/html.ts";
import { VECTORS } from "../support/hostile-html.ts";

const ALLOWED = new Set(
  `p br hr a span em strong b i u s del ins sub sup small code pre kbd blockquote q cite abbr h1 h2 h3 h4 h5 h6 ul ol li
   dl dt dd table thead tbody tr th td caption ruby rb rp rt`.split(/\s+/),
);

function expectHarmless(html: string): void {
  for (const [, name = ""] of html.matchAll(/<\/?([a-z0-9]+)/gi)) expect(ALLOWED).toContain(name.toLowerCase());
  for (const [tag] of html.matchAll(/<[^>]*>/g)) {
    expect(tag).not.toMatch(/\s(on\w+|style|id|src|srcset|data-\w+|aria-\w+|name|target)\s*=/i);
    expect(tag).not.toMatch(/(javascript|vbscript|data)\s*:/i);
  }
}

test.each(VECTORS)("T113 nothing that runs, frames, posts or loads gets through: %s", (vector) => {
  expectHarmless(sanitizeHtml(`<p>before</p>${vector}<p>after</p>`));
});

test.each(VECTORS)("T114 the same where only text is expected is shown as text: %s", (vector) => {
  expect(escapeHtml(vector)).not.toMatch(/[<>"']/);
  expect(escapeHtml(htmlToText(vector))).not.toMatch(/[<>"']/);
});

test.each([
  "javascript:alert(1)",
  "java\tscript:alert(1)",
  "data:text/html,x",
  "vbscript:x",
  "//evil.test/",
  "/path",
  "x",
])("T116 a link to %j loses its address", (href) => {
  expect(sanitizeHtml(`<a href="${href}">x</a>`)).toBe("<a>x</a>");
});

test("T116 links to http, https and mailto stay and tell nothing of us", () => {
  const rel = 'rel="nofollow noopener noreferrer"';
  expect(sanitizeHtml('<a href="https://a.test/?x=1" target=_blank rel=me>x</a>')).toBe(
    `<a href="https://a.test/?x=1" ${rel}>x</a>`,
  );
  expect(sanitizeHtml('<a href="mailto:a@b.test">x</a>')).toContain('href="mailto:a@b.test"');
});

test("T119 foreign classes, ids and attributes go; mentions, hashtags and shortened links stay", () => {
  expect(sanitizeHtml('<p class="btn admin" id=x aria-hidden=true data-x=1>x</p>')).toBe("<p>x</p>");
  const kept = '<span class="h-card"><a class="u-url mention">@<span class="invisible">x</span></a></span>';
  expect(sanitizeHtml(kept)).toBe(kept);
  expect(sanitizeHtml('<span class="ellipsis kern-btn">x</span>')).toBe('<span class="ellipsis">x</span>');
});

test("T121 50,000 nested tags and a megabyte of text are cut, not worked through", () => {
  const nested = sanitizeHtml(`${"<b>".repeat(50_000)}x`);
  const long = sanitizeHtml("x".repeat(1_000_000));
  expect((nested.match(/<b>/g) ?? []).length).toBeLessThanOrEqual(50);
  expect(long).toHaveLength(100_000);
});

test("T122 when the parser fails, the input is shown as text", () => {
  const failing = Object.assign(() => {
    throw new RangeError("Maximum call stack size exceeded");
  }, {}) as unknown as Parameters<typeof sanitizeHtml>[1];
  expect(sanitizeHtml("<p>x</p>", failing)).toBe("&lt;p&gt;x&lt;/p&gt;");
});

const RUNS = Number(process.env.FUZZ_RUNS ?? 500);
const fragment = fc.oneof(
  fc.constantFrom(
    ...VECTORS,
    "<p>",
    "</p>",
    "<a href=",
    "'",
    '"',
    ">",
    "<!--",
    "-->",
    "<![CDATA[",
    "&lt;",
    "&",
    "\u0000",
  ),
  fc.string({ unit: "binary", maxLength: 20 }),
);
const html = fc.array(fragment, { maxLength: 30 }).map((parts) => parts.join(""));

test("T123 whatever comes: no throw, only allowed tags, and a second pass changes nothing", () => {
  fc.assert(
    fc.property(html, (dirty) => {
      const clean = sanitizeHtml(dirty);
      expectHarmless(clean);
      expect(sanitizeHtml(clean)).toBe(clean);
      expect(clean).not.toContain("\u0000");
      htmlToText(dirty);
    }),
    { numRuns: RUNS },
  );
});

test("U+0000 and unpaired surrogates are taken out, pairs stay", () => {
  expect(sanitizeHtml("<p>a\u0000\ud800b</p>")).toBe("<p>ab</p>");
});

test("text of HTML keeps the paragraphs apart and resolves entities", () => {
  expect(htmlToText("<p>Kaffee &amp; <b>Kuchen</b></p><p>um 3<br>bei &lt;Anna&gt;</p>")).toBe(
    "Kaffee & Kuchen\num 3\nbei <Anna>",
  );
});

test("typed text becomes paragraphs with links and nothing else", () => {
  expect(textToHtml("Hallo <b>\nSiehe https://a.test/x?a=1&b=2.\r\n\r\nBis bald")).toBe(
    '<p>Hallo &lt;b&gt;<br />Siehe <a href="https://a.test/x?a=1&amp;b=2" rel="nofollow noopener noreferrer">' +
      "https://a.test/x?a=1&amp;b=2</a>.</p><p>Bis bald</p>",
  );
  expectHarmless(sanitizeHtml(textToHtml("https://a.test/'onmouseover=alert(1)")));
});
