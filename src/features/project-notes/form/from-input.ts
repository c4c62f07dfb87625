import { writeDate } from "../../../platform/dates.ts";
import type { Locale } from "../../../ui/i18n/i18n.ts";
import type { Field, Fields } from "../field-kinds.schemas.ts";
import { NOTE_FIELDS, type ProjectNoteFields, type ProjectNoteInput } from "../project-notes.schemas.ts";
import { writeAmount, writeDegrees } from "./amounts.ts";
import { writeDuration } from "./durations.ts";
import { writeEnumeration, writeLines } from "./lists.ts";
import { NONE } from "./to-input.ts";
import type { Form } from "./values.ts";

type Entry = [string, string | string[]];
type Values = Readonly<Record<string, unknown>>;

/** The form as it would have been typed for this note: `formToInput` reads the same note from it. */
export function inputToForm(note: ProjectNoteInput | ProjectNoteFields, locale: Locale): Form {
  return Object.fromEntries(writeGroup(note as unknown as Values, NOTE_FIELDS, "", locale));
}

function writeGroup(values: Values, fields: Fields, prefix: string, locale: Locale): Entry[] {
  return Object.entries(fields).flatMap(([key, field]) => {
    const value = values[key];
    return value === undefined ? [] : writeField(value, field, prefix + key, locale);
  });
}

function writeField(value: unknown, field: Field, name: string, locale: Locale): Entry[] {
  switch (field.kind) {
    case "lines": {
      const list = value as readonly string[];
      return [[name, name === "targetGroups" || name === "topics" ? writeEnumeration(list) : writeLines(list)]];
    }
    case "choices":
      return [[name, [...(value as readonly string[])]]];
    case "rows":
      return (value as readonly Values[]).flatMap((row, index) =>
        writeGroup(row, field.fields, `${name}.${index}.`, locale),
      );
    case "images":
      return (value as readonly Values[]).flatMap((image, index) => writeImage(image, `${name}.${index}`));
    case "files":
      return (value as readonly Values[]).flatMap((file, index): Entry[] => [
        [`${name}.${index}.mediaId`, String(file.mediaId ?? "")],
        [`${name}.${index}.name`, String(file.name)],
      ]);
    case "group":
      return writeFlagsOrGroup(value as Values, field.fields, name, locale);
    case "flag":
      return value === true ? [[name, "ja"]] : [];
    default:
      return [[name, writeText(field.kind, value, locale)]];
  }
}

function writeText(kind: Field["kind"], value: unknown, locale: Locale): string {
  if (kind === "date") return writeDate(String(value), locale);
  if (kind === "duration") return writeDuration(String(value), locale);
  if (kind === "amount") return writeAmount(String(value), locale);
  if (kind === "number") return writeDegrees(Number(value), locale);
  return String(value);
}

function writeFlagsOrGroup(values: Values, fields: Fields, name: string, locale: Locale): Entry[] {
  const entries = writeGroup(values, fields, `${name}.`, locale);
  const flags = Object.values(fields).every((field) => field.kind === "flag");
  return flags && entries.length === 0 ? [[`${name}.${NONE}`, "ja"]] : entries;
}

const writeImage = (image: Values, name: string): Entry[] => [
  [`${name}.mediaId`, String(image.mediaId ?? "")],
  image.alt === "" ? [`${name}.decorative`, "ja"] : [`${name}.alt`, String(image.alt)],
];
