import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inputToForm } from "../../../../src/features/project-notes/form/from-input.ts";
import { formToInput } from "../../../../src/features/project-notes/form/to-input.ts";
import { readForm, withoutRow } from "../../../../src/features/project-notes/form/values.ts";
import { NOTE_FIELDS } from "../../../../src/features/project-notes/project-notes.schemas.ts";
import { anyNote } from "../any-note.ts";

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

test("what a note becomes in the form is read as the same note", () => {
  fc.assert(
    fc.property(anyNote, fc.constantFrom("de" as const, "en" as const), (data, locale) => {
      expect(formToInput(inputToForm(data, locale))).toEqual({ input: data, problems: [] });
    }),
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
