import { NOTE_FIELDS } from "../project-notes.schemas.ts";

/** What was typed: names as in the API, with dots and row numbers (`lessons.worked`, `costs.0.amount`). Never checked. */
export type Form = Readonly<Record<string, string | readonly string[]>>;

/** More than any honest note; the rest is dropped rather than stored. */
const MAX_VALUES = 2000;
const MAX_CHARACTERS = 400_000;

const NAME = /^([a-zA-Z]+)(?:\.[a-zA-Z0-9]{1,30}){0,4}$/;
const OTHER_NAMES = new Set(["coAuthors", "as", "readers"]);

/** Whether a name is one of this form's: nothing else is kept, whatever was sent. */
function isFieldName(name: string): boolean {
  const root = NAME.exec(name)?.[1];
  return root !== undefined && (Object.hasOwn(NOTE_FIELDS, root) || OTHER_NAMES.has(root));
}

/** Line feeds as we count them, valid Unicode, none of what PostgreSQL refuses. */
const cleanValue = (text: string): string => text.toWellFormed().replace(/\r\n?/g, "\n").replaceAll("\u0000", "");

/** Keeps of what was sent the fields of the form; `entries` may name a field more than once. Files are left out. */
export function readForm(entries: Iterable<readonly [string, unknown]>): Form {
  const form: Record<string, string | string[]> = {};
  let count = 0;
  let characters = 0;
  for (const [name, given] of entries) {
    if (typeof given !== "string" || !isFieldName(name)) continue;
    const value = cleanValue(given);
    count += 1;
    characters += value.length;
    if (count > MAX_VALUES || characters > MAX_CHARACTERS) break;
    const earlier = form[name];
    form[name] = earlier === undefined ? value : [earlier, value].flat();
  }
  return form;
}

/** The one value of a field, "" when there is none. */
export function fieldValue(form: Form, name: string): string {
  const value = form[name];
  return typeof value === "string" ? value : (value?.[0] ?? "");
}

/** All values of a field, without empty ones. */
export function fieldValues(form: Form, name: string): string[] {
  return [form[name] ?? []].flat().filter((value) => value !== "");
}

/** Row numbers that a form has for a list (`costs` → 0, 1, 4), in order. */
export function rowNumbers(form: Form, name: string): number[] {
  const found = new Set<number>();
  for (const key of Object.keys(form)) {
    if (!key.startsWith(`${name}.`)) continue;
    const row = /^(\d{1,3})(?:\.|$)/.exec(key.slice(name.length + 1))?.[1];
    if (row !== undefined) found.add(Number(row));
  }
  return [...found].sort((a, b) => a - b);
}

/** The form without one row, and with the rows behind it moved up. */
export function withoutRow(form: Form, name: string, row: number): Form {
  return renumbered(
    Object.fromEntries(Object.entries(form).filter(([key]) => !key.startsWith(`${name}.${row}.`))),
    name,
  );
}

/** The form with the rows of a list counted 0, 1, 2 … */
function renumbered(form: Form, name: string): Form {
  const places = new Map(rowNumbers(form, name).map((row, index) => [`${row}`, index]));
  return Object.fromEntries(
    Object.entries(form).map(([key, value]) => {
      if (!key.startsWith(`${name}.`)) return [key, value];
      const [row = "", ...rest] = key.slice(name.length + 1).split(".");
      return [[name, places.get(row) ?? row, ...rest].join("."), value];
    }),
  );
}

/** The six that a note cannot do without. */
export const REQUIRED_FIELDS = ["title", "summary", "goal", "targetGroups", "measures", "outcome"] as const;

/** How many of the six are filled. */
export const filledRequired = (form: Form): number =>
  REQUIRED_FIELDS.filter((name) => fieldValue(form, name).trim() !== "").length;

/** The form with one more row, empty, at the end of a list. @returns its number too */
export function withRow(form: Form, name: string): { form: Form; row: number } {
  const row = (rowNumbers(form, name).at(-1) ?? -1) + 1;
  return { form: { ...form, [`${name}.${row}.neu`]: "" }, row };
}
