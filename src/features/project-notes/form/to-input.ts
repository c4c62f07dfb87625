import { parseDate } from "../../../platform/dates.ts";
import type { Field, Fields } from "../field-kinds.schemas.ts";
import { NOTE_FIELDS, type ProjectNoteInput, projectNoteSchema } from "../project-notes.schemas.ts";
import { parseAmount, parseDegrees } from "./amounts.ts";
import { parseDuration } from "./durations.ts";
import { parseEnumeration, parseLines } from "./lists.ts";
import { type Form, fieldValue, fieldValues, rowNumbers } from "./values.ts";

/** What is wrong with one field of the form. `code` as in the schemas; `limit` and `count` where they say more. */
export interface Problem {
  /** Name of the field in the form, row number as typed. */
  readonly field: string;
  readonly code: string;
  readonly limit?: number;
  readonly count?: number;
}

export type Reading =
  | { readonly input: ProjectNoteInput; readonly problems: readonly [] }
  | { readonly input: null; readonly problems: readonly Problem[] };

/** Fields whose entries stand on one line, separated by commas. */
const ENUMERATED = new Set(["targetGroups", "topics"]);
/** Says that nobody has a part in it: the difference between "no" and "not said". */
export const NONE = "none";
/** Never a valid value, of any kind: the schema then says what was expected. */
const UNREADABLE = "?";

/**
 * Reads a form into a note: empty fields and rows are left out, dates, amounts and durations read as people write
 * them, everything checked against the schema of the note.
 */
export function formToInput(form: Form): Reading {
  const candidate = readGroup(form, NOTE_FIELDS, "");
  const result = projectNoteSchema.safeParse(candidate);
  if (result.success) return { input: result.data, problems: [] };
  const seen = new Set<string>();
  const problems = result.error.issues
    .map((issue) => problemOf(form, candidate, issue.path, issue.message))
    .filter(({ field }) => !seen.has(field) && seen.add(field));
  return { input: null, problems };
}

type Candidate = Record<string, unknown>;

function readGroup(form: Form, fields: Fields, prefix: string): Candidate {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, field]) => {
      const value = readField(form, field, prefix + key);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

const orNothing = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);

function readField(form: Form, field: Field, name: string): unknown {
  switch (field.kind) {
    case "lines": {
      const text = fieldValue(form, name);
      const entries = ENUMERATED.has(name) ? parseEnumeration(text) : parseLines(text);
      return orNothing(entries);
    }
    case "choices":
      return orNothing(fieldValues(form, name));
    case "rows":
      return orNothing(
        filledRows(form, name, field.fields).map((row) => readGroup(form, field.fields, `${name}.${row}.`)),
      );
    case "images":
      return orNothing(uploadRows(form, name).map((row) => readImage(form, `${name}.${row}`)));
    case "files":
      return orNothing(uploadRows(form, name).map((row) => readFile(form, `${name}.${row}`)));
    case "group":
      return readOptionalGroup(form, field.fields, name);
    case "flag":
      return fieldValue(form, name) === "" ? undefined : true;
    default:
      return readText(field.kind, fieldValue(form, name).trim());
  }
}

/** A single typed value; "" is nothing. */
function readText(
  kind: "line" | "text" | "html" | "date" | "duration" | "amount" | "link" | "number" | "choice",
  text: string,
): unknown {
  if (text === "") return undefined;
  if (kind === "date") return parseDate(text) ?? UNREADABLE;
  if (kind === "duration") return parseDuration(text) ?? UNREADABLE;
  if (kind === "amount") return parseAmount(text) ?? UNREADABLE;
  if (kind === "number") return parseDegrees(text) ?? UNREADABLE;
  return text;
}

/** A group of yes and no is there as soon as one is ticked, or "none of it"; any other as soon as one field is filled. */
function readOptionalGroup(form: Form, fields: Fields, name: string): Candidate | undefined {
  const flags = Object.values(fields).every((field) => field.kind === "flag");
  const found = readGroup(form, fields, `${name}.`);
  const filled = Object.keys(found).length > 0;
  if (!flags) return filled ? found : undefined;
  if (!filled && fieldValue(form, `${name}.${NONE}`) === "") return undefined;
  return Object.fromEntries(Object.keys(fields).map((key) => [key, found[key] === true]));
}

/** Rows in which something was typed; a chosen currency or kind alone is not a row. */
function filledRows(form: Form, name: string, fields: Fields): number[] {
  const typed = Object.entries(fields)
    .filter(([key, field]) => key !== "currency" && field.kind !== "choice" && field.kind !== "flag")
    .map(([key]) => key);
  return rowNumbers(form, name).filter((row) =>
    typed.some((key) => fieldValue(form, `${name}.${row}.${key}`).trim() !== ""),
  );
}

export const uploadRows = (form: Form, name: string): number[] =>
  rowNumbers(form, name).filter((row) => fieldValue(form, `${name}.${row}.mediaId`) !== "");

/** Without alternative text an image is refused, unless its author says that it is decorative. */
function readImage(form: Form, name: string): Candidate {
  const alt = fieldValue(form, `${name}.alt`).trim();
  const decorative = fieldValue(form, `${name}.decorative`) !== "";
  return { mediaId: fieldValue(form, `${name}.mediaId`), ...(decorative ? { alt: "" } : alt !== "" && { alt }) };
}

const readFile = (form: Form, name: string): Candidate => ({
  mediaId: fieldValue(form, `${name}.mediaId`),
  name: fieldValue(form, `${name}.name`).trim(),
});

function problemOf(form: Form, candidate: Candidate, path: readonly PropertyKey[], message: string): Problem {
  const [code = "", limit] = message.split(" ");
  const field = fieldNameOf(form, path);
  if (code !== "too-long") return { field, code, ...(limit && { limit: Number(limit) }) };
  const value = path.reduce<unknown>((at, key) => (at as Candidate | undefined)?.[key as string], candidate);
  return { field, code, limit: Number(limit), count: typeof value === "string" ? value.length : Number(limit) };
}

/** The form's name of what the schema calls by `path`: lists typed into one field are that field, rows keep their number. */
function fieldNameOf(form: Form, path: readonly PropertyKey[]): string {
  let fields: Fields = NOTE_FIELDS;
  let name = "";
  for (let index = 0; index < path.length; index += 1) {
    const key = String(path[index]);
    const field: Field | undefined = fields[key];
    name = name === "" ? key : `${name}.${key}`;
    if (field?.kind === "group") fields = field.fields;
    else if (field?.kind === "rows" || field?.kind === "images" || field?.kind === "files") {
      const rows = field.kind === "rows" ? filledRows(form, name, field.fields) : uploadRows(form, name);
      const [row, column] = [path[index + 1], path[index + 2]];
      if (typeof row !== "number") return name;
      const first = field.kind === "rows" ? Object.keys(field.fields)[0] : "mediaId";
      return `${name}.${rows[row] ?? row}.${String(column ?? first)}`;
    } else return name;
  }
  return name;
}
