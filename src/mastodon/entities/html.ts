/** What clients know as it is (reference/mastodon-api.md, section 3.3). */
const KEPT = new Set("p br a span del s pre blockquote code b strong u i em ul ol li ruby rb rp rt".split(" "));

const BOLD_PARAGRAPH = ["<p><strong>", "</strong></p>"] as const;
const PARAGRAPH = ["<p>", "</p>"] as const;

/** What stands for the rest; of what is named nowhere only the text is kept. */
const REPLACED: Readonly<Record<string, readonly [string, string]>> = {
  ...{ h1: BOLD_PARAGRAPH, h2: BOLD_PARAGRAPH, h3: BOLD_PARAGRAPH, h4: BOLD_PARAGRAPH, h5: BOLD_PARAGRAPH },
  ...{ h6: BOLD_PARAGRAPH, dt: BOLD_PARAGRAPH, caption: BOLD_PARAGRAPH, dd: PARAGRAPH, tr: PARAGRAPH },
  ins: ["<u>", "</u>"],
  kbd: ["<code>", "</code>"],
  td: ["", " "],
  th: ["", " "],
};

const BLOCKS = new Set(
  "p br pre blockquote ul ol li h1 h2 h3 h4 h5 h6 dl dt dd table caption thead tbody tr hr".split(" "),
);

interface Tag {
  readonly name: string;
  readonly closes: boolean;
  readonly text: string;
}

function readTag(piece: string | undefined): Tag | null {
  const [, slash, name] = /^<(\/?)([a-z][a-z0-9]*)/.exec(piece ?? "") ?? [];
  return name === undefined || piece === undefined ? null : { name, closes: slash === "/", text: piece };
}

const written = ({ name, closes, text }: Tag): string =>
  KEPT.has(name) ? text : (REPLACED[name]?.[closes ? 1 : 0] ?? "");

const isQuoteInline = ({ closes, text }: Tag): boolean => !closes && /\bclass="[^"]*\bquote-inline\b/.test(text);

/** The tags and texts between `<x class="quote-inline">` and where it closes are left out. */
function withoutInlineQuotes(pieces: readonly string[]): string[] {
  const kept: string[] = [];
  let within: { readonly name: string; depth: number } | null = null;
  for (const piece of pieces) {
    const tag = readTag(piece);
    if (within === null && tag && isQuoteInline(tag)) within = { name: tag.name, depth: 0 };
    if (within === null) kept.push(piece);
    else if (tag?.name === within.name) within.depth += tag.closes ? -1 : 1;
    if (within?.depth === 0) within = null;
  }
  return kept;
}

const isBlock = (tag: Tag | null): boolean => tag === null || BLOCKS.has(tag.name);

/** A text between two tags in one line: white space beside a block says nothing, and elsewhere is one space. */
function inOneLine(text: string, before: Tag | null, after: Tag | null): string {
  const line = text.replace(/\s*[\n\r]\s*/g, " ");
  const start = isBlock(before) ? line.trimStart() : line;
  return isBlock(after) ? start.trimEnd() : start;
}

/**
 * Our sanitised HTML in what clients know: headings become bold paragraphs, lists stay, tables become lines. No line break
 * is left anywhere, since Tusky shows one as `<br>` (trap 16).
 * @param html as `sanitizeHtml` or our own writers make it: tags in lower case, attributes in double quotes
 */
export function clientHtml(html: string, { quoteShown = false } = {}): string {
  const whole = html.split(/(<[^>]*>)/).filter((piece) => piece !== "");
  const pieces = quoteShown ? withoutInlineQuotes(whole) : whole;
  let preformatted = 0;
  return pieces
    .map((piece, index) => {
      const tag = readTag(piece);
      if (tag) {
        if (tag.name === "pre") preformatted += tag.closes ? -1 : 1;
        return written(tag);
      }
      if (preformatted > 0) return piece.replace(/\r?\n|\r/g, "<br>");
      return inOneLine(piece, readTag(pieces[index - 1]), readTag(pieces[index + 1]));
    })
    .join("")
    .replaceAll("<p></p>", "")
    .trim();
}
