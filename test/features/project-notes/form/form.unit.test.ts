import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Field, Fields } from "../../../../src/features/project-notes/field-kinds.schemas.ts";
import { inputToForm } from "../../../../src/features/project-notes/form/from-input.ts";
import { formToInput } from "../../../../src/features/project-notes/form/to-input.ts";
import { readForm, withoutRow } from "../../../../src/features/project-notes/form/values.ts";
import { NOTE_FIELDS, projectNoteSchema } from "../../../../src/features/project-notes/project-notes.schemas.ts";
import { cleanLine, cleanText } from "../../../../src/platform/text.ts";

const REQUIRED = {
  title: "Brotkasten am Marienplatz",
  summary: "Die Bäckerei gibt ab, was am Samstag übrig ist.",
  goal: "Kein Brot im Müll.",
  targetGroups: "Familien, Ältere",
  measures: "Zwei von uns holen um 13:30 Uhr die Kisten.",
  outcome: "mixed",
};

describe("a form becomes a note", () => {
  test("six fields are enough", () => {
    expect(formToInput(REQUIRED).input).toEqual({ ...REQUIRED, targetGroups: ["Familien", "Ältere"] });
  });

  test("an empty form names all six", () => {
    const fields = formToInput({}).problems.map(({ field, code }) => `${field} ${code}`);
    expect(fields.sort()).toEqual(
      ["title", "summary", "goal", "measures", "outcome", "targetGroups"].map((name) => `${name} required`).sort(),
    );
  });

  test("dates, amounts and durations are read as people write them; empty rows are left out", () => {
    const { input } = formToInput({
      ...REQUIRED,
      begin: "Mai 2015",
      "costs.0.label": "",
      "costs.0.currency": "EUR",
      "costs.1.label": "Werkzeug",
      "costs.1.amount": "1.240,50",
      "costs.1.currency": "EUR",
      "transferKit.duration": "6 Wochen",
      "coProduction.plan": "ja",
      "lessons.didNotWork": "Bei Regen war der Kasten nass.\n\nNur online werben.",
    });
    expect(input).toMatchObject({
      begin: "2015-05",
      costs: [{ label: "Werkzeug", amount: "1240.50", currency: "EUR" }],
      transferKit: { duration: "P6W" },
      coProduction: { plan: true, run: false, evaluate: false },
      lessons: { didNotWork: ["Bei Regen war der Kasten nass.", "Nur online werben."] },
    });
  });

  test("a problem stands at the field where it was typed, also behind empty rows", () => {
    const { problems } = formToInput({
      ...REQUIRED,
      summary: "x".repeat(524),
      begin: "31.2.2015",
      "costs.0.label": "",
      "costs.3.label": "Werkzeug",
      "costs.3.amount": "etwa 15",
      "partners.1.gains": "neue Gäste",
      "lessons.worked": `gut\n${"y".repeat(501)}`,
      "images.2.mediaId": "17",
      "images.2.alt": " ",
      "place.street": "Böblinger Straße 1",
    });
    expect(problems).toEqual(
      expect.arrayContaining([
        { field: "summary", code: "too-long", limit: 500, count: 524 },
        { field: "begin", code: "not-a-date" },
        { field: "costs.3.amount", code: "not-an-amount" },
        { field: "partners.1.name", code: "required" },
        { field: "lessons.worked", code: "too-long", limit: 500, count: 501 },
        { field: "images.2.alt", code: "alt-missing" },
        { field: "place.name", code: "required" },
      ]),
    );
    expect(problems).toHaveLength(7);
  });

  test("a picture without alternative text is taken when its author says that it is decorative", () => {
    const { input } = formToInput({ ...REQUIRED, "images.0.mediaId": "17", "images.0.decorative": "ja" });
    expect(input?.images).toEqual([{ mediaId: "17", alt: "" }]);
  });
});

describe("what was sent", () => {
  test("only fields of the form are kept, with our line feeds and without what a database refuses", () => {
    const form = readForm([
      ["title", "Bro\u0000t\ud800"],
      ["goal", "eins\r\nzwei"],
      ["role", "admin"],
      ["accountId", "1"],
      ["__proto__", "x"],
      ["costs.0.label", "Werkzeug"],
      ["title.constructor.prototype.a.b.c.d", "x"],
      ["sectors", "civic"],
      ["sectors", "church"],
      ["images", new File([], "x")],
    ]);
    expect(form).toEqual({
      title: "Brot\ufffd",
      goal: "eins\nzwei",
      "costs.0.label": "Werkzeug",
      sectors: ["civic", "church"],
    });
  });

  test("a row can be taken out; the rows behind it move up", () => {
    const form = { "images.0.alt": "a", "images.2.alt": "c", "images.5.alt": "f", title: "t" };
    expect(withoutRow(form, "images", 2)).toEqual({ "images.0.alt": "a", "images.1.alt": "f", title: "t" });
    expect(withoutRow(form, "costs", 0)).toEqual(form);
  });
});

const words = (clean: (text: string) => string, max: number) =>
  fc
    .string({ unit: fc.constantFrom(..."aßÄ€ ,;&.-'\"🌳\n1", ..."bcde"), minLength: 1, maxLength: Math.min(max, 40) })
    .map(clean)
    .filter((text) => text !== "");
const date = fc
  .date({ min: new Date("1900-01-01"), max: new Date("2099-12-31"), noInvalidDate: true })
  .chain((at) => fc.constantFrom(4, 7, 10).map((length) => at.toISOString().slice(0, length)));
const id = fc.bigInt(1n, 2n ** 62n).map(String);

/** Any value of a field, by its kind. */
function valueFor(field: Field): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case "line":
      return field.max === 3 ? fc.constantFrom("EUR", "CHF") : words(cleanLine, field.max);
    case "text":
    case "html":
      return words(cleanText, field.max);
    case "date":
      return date;
    case "duration":
      return fc.constantFrom("P2W", "P1Y6M", "PT1H30M", "P1D", "P0D");
    case "amount":
      return fc.constantFrom("0", "12", "12.5", "240.00", "999999999.99");
    case "link":
      return fc.constantFrom("https://buergerhaus.test/ueber-uns", "http://a.test/?b=c#d");
    case "flag":
      return field.required ? fc.boolean() : fc.constant(true);
    case "number":
      return fc.integer({ min: field.min * 1e6, max: field.max * 1e6 }).map((value) => value / 1e6);
    case "choice":
      return fc.constantFrom(...field.options);
    case "choices":
      return fc.subarray([...field.options], { minLength: 1 });
    case "lines":
      return fc.uniqueArray(words(cleanLine, field.max), { minLength: 1, maxLength: 4 });
    case "rows":
      return fc.array(groupOf(field.fields), { minLength: 1, maxLength: 3 });
    case "images":
      return fc.array(fc.record({ mediaId: id, alt: fc.oneof(fc.constant(""), words(cleanLine, 50)) }), {
        minLength: 1,
        maxLength: 3,
      });
    case "files":
      return fc.array(fc.record({ mediaId: id, name: words(cleanLine, 50) }), { minLength: 1, maxLength: 3 });
    case "group":
      return groupOf(field.fields).filter((value) => Object.keys(value as object).length > 0);
  }
}

function groupOf(fields: Fields): fc.Arbitrary<Record<string, unknown>> {
  const model = Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, valueFor(field)]));
  const required = Object.entries(fields).flatMap(([key, field]) => (field.required ? [key] : []));
  return fc.record(model, { requiredKeys: required });
}

test("what a note becomes in the form is read as the same note", () => {
  const note = groupOf(NOTE_FIELDS).map((value) =>
    projectNoteSchema.safeParse(projectNoteSchema.safeParse(value).data),
  );
  fc.assert(
    fc.property(
      note.filter(({ success }) => success),
      fc.constantFrom("de" as const, "en" as const),
      ({ data }, locale) => {
        if (!data) return;
        expect(formToInput(inputToForm(data, locale))).toEqual({ input: data, problems: [] });
      },
    ),
    { numRuns: 300 },
  );
});

test("no form breaks the reading", () => {
  const name = fc.oneof(
    fc.constantFrom(...Object.keys(NOTE_FIELDS)),
    fc.constantFrom(
      "costs.0.amount",
      "costs.7.label",
      "transferKit.steps.0.name",
      "images.0.mediaId",
      "place.latitude",
    ),
  );
  const value = fc.oneof(fc.string({ unit: "binary" }), fc.array(fc.string(), { maxLength: 3 }));
  fc.assert(
    fc.property(fc.dictionary(name, value), (form) => {
      const { input, problems } = formToInput(form);
      expect(input === null).toBe(problems.length > 0);
    }),
  );
});
