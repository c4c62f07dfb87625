import fc from "fast-check";
import type { Field, Fields } from "../../../src/features/project-notes/field-kinds.schemas.ts";
import {
  NOTE_FIELDS,
  type ProjectNoteInput,
  projectNoteSchema,
} from "../../../src/features/project-notes/project-notes.schemas.ts";
import { cleanLine, cleanText } from "../../../src/platform/text.ts";

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

/** Any note that the schema takes, cleaned as it will be stored. */
export const anyNote: fc.Arbitrary<ProjectNoteInput> = groupOf(NOTE_FIELDS)
  .map((value) => projectNoteSchema.safeParse(projectNoteSchema.safeParse(value).data).data)
  .filter((note) => note !== undefined);
