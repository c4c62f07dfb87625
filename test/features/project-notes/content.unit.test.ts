import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Fields } from "../../../src/features/project-notes/field-kinds.schemas.ts";
import {
  mastodonPreview,
  plainMarkdown,
  renderNoteContent,
  renderPlainText,
  renderPreview,
} from "../../../src/features/project-notes/project-notes.content.ts";
import {
  NOTE_FIELDS,
  OUTCOMES,
  type ProjectNoteFields,
} from "../../../src/features/project-notes/project-notes.schemas.ts";
import { htmlToText, sanitizeHtml } from "../../../src/platform/html.ts";
import { anyNote } from "./any-note.ts";
import { FULL_FIELDS, PICTURE, SHORT_FIELDS } from "./notes.ts";

const html = renderNoteContent(FULL_FIELDS, "de", { url: "https://heslach.test/projekte/repair" });
const text = htmlToText(html).replaceAll("\u00a0", " ");

/** What each coded or computed value reads as; everything else must stand there as typed. */
const IN_WORDS: Record<string, string> = {
  mixed: "Teils gelungen",
  running: "Läuft",
  "2013-06": "Juni 2013",
  "2026-12-31": "31. Dezember 2026",
  "2026-11-10": "10. November 2026",
  room: "Raum",
  knowledge: "Wissen",
  time: "Zeit",
  "8.5": "8,5",
  month: "pro Monat",
  once: "einmalig",
  meeting: "pro Treffen",
  "240.00": "240 €",
  "12.5": "12,50 €",
  "85.50": "85,50 €",
  business: "Lokale Wirtschaft",
  municipal: "Stadtverwaltung",
  civic: "Bürgerschaft",
  easy: "Leicht, zu zweit machbar",
  P6W: "6 Wochen",
  P2W: "2 Wochen",
  P3W: "3 Wochen",
  P1DT2H: "1 Tag, 2 Stunden",
};
/** Members that are not for reading: pictures and coordinates are shown as such, the rest are keys. */
const NOT_TEXT = new Set([
  "images",
  "plainText",
  "language",
  "mediaId",
  "mediaType",
  "digest",
  "latitude",
  "longitude",
  "currency",
]);

function leaves(value: unknown, name = ""): string[] {
  if (NOT_TEXT.has(name) || typeof value === "boolean" || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item) => leaves(item, name));
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([key, inner]) => leaves(inner, key));
  return String(value)
    .split("\n")
    .filter((line) => line !== "");
}

const squeezed = (typed: string): string => typed.replace(/\s+/g, "");

/** Everything that was typed as text, by the table of fields; the twin is another text. */
function textsIn(fields: Fields, values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const value = values[name];
    if (value === undefined || name === "plainText" || name === "currency") return [];
    if (field.kind === "rows") return (value as Record<string, unknown>[]).flatMap((row) => textsIn(field.fields, row));
    if (field.kind === "group") return textsIn(field.fields, value as Record<string, unknown>);
    return ["line", "text", "html", "lines"].includes(field.kind) ? [value].flat().map(String) : [];
  });
}

describe("the text of a note", () => {
  test("62 every member of the payload appears in it", () => {
    const missing = leaves(FULL_FIELDS).filter((leaf) => {
      const wanted = IN_WORDS[leaf] ?? leaf;
      return !text.includes(wanted) && !html.includes(`href="${leaf}"`);
    });
    expect(missing).toEqual([]);
    expect(text).toContain("geplant und durchgeführt");
    expect(text).toContain("Noch nicht gemeinsam: ausgewertet.");
    expect(text).toContain("(geschätzt)");
  });

  test("62 every text that any note has appears in it", () => {
    fc.assert(
      fc.property(anyNote, ({ images: _images, files: _files, transferKit, ...note }) => {
        const { files: _kitFiles, ...kit } = transferKit ?? {};
        const fields = { ...note, ...(transferKit && { transferKit: kit }) };
        const shown = squeezed(htmlToText(renderNoteContent(fields, "de")));
        expect(textsIn(NOTE_FIELDS, fields).filter((typed) => !shown.includes(squeezed(typed)))).toEqual([]);
      }),
    );
  });

  test("begins with the title in bold and ends with licence and address", () => {
    expect(html.startsWith("<p><strong>Repair Café im Waschsalon &amp; Fahrradhof</strong></p>")).toBe(true);
    expect(html).toContain('<a href="https://creativecommons.org/licenses/by-sa/4.0/">CC-BY-SA-4.0</a>');
    expect(
      html.endsWith('<a href="https://heslach.test/projekte/repair">https://heslach.test/projekte/repair</a></p>'),
    ).toBe(true);
  });

  test("leaves out headings that nothing stands under", () => {
    const short = renderNoteContent(SHORT_FIELDS, "de");
    expect(short.match(/<h2>[^<]*<\/h2>/g)).toEqual([
      "<h2>Ziel</h2>",
      "<h2>Für wen</h2>",
      "<h2>So funktioniert es</h2>",
    ]);
  });

  test("is English for an English note", () => {
    expect(renderNoteContent(SHORT_FIELDS, "en")).toContain("<h2>How it works</h2>");
  });

  test.each(OUTCOMES)("63 a note with the outcome %s reads like any other", (outcome) => {
    const note = renderNoteContent({ ...SHORT_FIELDS, outcome }, "de");
    expect(note.match(/<h2>/g)).toHaveLength(3);
  });

  test("T114 markup in any field is shown as text", () => {
    const evil = '<img src=x onerror="alert(1)">';
    const fields: ProjectNoteFields = {
      ...FULL_FIELDS,
      title: evil,
      goal: evil,
      topics: [evil],
      partners: [{ name: evil, role: evil, gains: [evil] }],
      transferKit: {
        steps: [{ name: evil, text: evil }],
        files: [{ name: evil, url: "https://a.test/x", mediaType: "text/plain" }],
      },
      contact: { name: evil },
      plainText: evil,
    };
    const rendered = renderNoteContent(fields, "de") + renderPreview(fields) + renderPlainText(fields);
    expect(rendered).not.toContain("<img");
    expect(htmlToText(rendered)).toContain(evil);
  });

  test("survives the sanitiser of another district unchanged, but for the links", () => {
    const bare = html.replaceAll(/ rel="[^"]*"/g, "");
    expect(sanitizeHtml(html).replaceAll(/ rel="[^"]*"/g, "")).toBe(bare);
  });
});

describe("the Markdown of a note", () => {
  test("has the same headings, lists and links", () => {
    const markdown = plainMarkdown(FULL_FIELDS, "de");
    expect(markdown.match(/^## .+$/gm)).toHaveLength(html.match(/<h2>/g)?.length ?? 0);
    expect(markdown).toContain("1. **Raum finden** (2 Wochen)");
    expect(markdown).toContain("- [Vorlage Aushang](<https://heslach.test/media/BBBBBBBBBBBBBBBBBBBBBB>)");
  });

  test("shows what looks like Markdown as typed", () => {
    const markdown = plainMarkdown({ ...SHORT_FIELDS, goal: "# kein Titel\n1. Punkt mit *Stern*\n- <b>" }, "de");
    expect(markdown).toContain("\\# kein Titel  \n1\\. Punkt mit \\*Stern\\*  \n\\- \\<b\\>");
  });
});

test("the preview for Mastodon has name, summary, link, hashtags and the first picture", () => {
  expect(mastodonPreview(FULL_FIELDS, "https://heslach.test/projekte/repair")).toEqual({
    title: FULL_FIELDS.title,
    summary: FULL_FIELDS.summary,
    link: "https://heslach.test/projekte/repair",
    hashtags: ["#RepairCafé", "#Müllvermeidung"],
    imageUrl: PICTURE.url,
    imageAlt: PICTURE.alt,
  });
});
