import type { Locale } from "../../../ui/i18n/i18n.ts";
import type { ProjectNoteFields } from "../project-notes.schemas.ts";
import { inputToForm } from "./from-input.ts";
import { fieldValues } from "./values.ts";

/** One field that differs between two versions: its name in the form and what stood there; "" where nothing did. */
export interface Change {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

/** Field by field, in the order of the form, what changed from one version to the next. Texts as they are typed. */
export function changesBetween(before: ProjectNoteFields, after: ProjectNoteFields, locale: Locale): Change[] {
  const [old, current] = [inputToForm(before, locale), inputToForm(after, locale)];
  // An upload's number is nothing to read, and earlier versions do not know it.
  const names = [...new Set([...Object.keys(old), ...Object.keys(current)])].filter(
    (name) => !name.endsWith(".mediaId"),
  );
  return names.flatMap((field) => {
    const change = {
      field,
      before: fieldValues(old, field).join("\n"),
      after: fieldValues(current, field).join("\n"),
    };
    return change.before === change.after ? [] : [change];
  });
}
