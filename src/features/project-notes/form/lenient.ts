import type { ProjectNoteInput } from "../project-notes.schemas.ts";
import { formToInput, type Problem } from "./to-input.ts";
import { type Form, fieldValue, REQUIRED_FIELDS } from "./values.ts";

const DOTS = "…";

/** Everything that hangs on a field with a problem: its row, or its group when the group needs it. */
function hangsOn(name: string, { field, code }: Problem): boolean {
  if (name === field) return true;
  const row = /^(.+\.\d+)\.[^.]+$/.exec(field)?.[1];
  if (row !== undefined) return name.startsWith(`${row}.`);
  const group = /^(place|contact)\.name$/.exec(field)?.[1];
  return group !== undefined && code === "required" && name.startsWith(`${group}.`);
}

/**
 * What can be read of an unfinished form, for the preview: what is too long is cut, what cannot be read is left out,
 * the six required answers are filled with dots.
 * @param untitled what stands where the title is missing
 */
export function readUnfinished(form: Form, untitled: string): ProjectNoteInput | null {
  const { input, problems } = formToInput(form);
  if (input) return input;
  const entries = Object.entries(form).flatMap(([name, value]): [string, Form[string]][] => {
    const problem = problems.find((each) => hangsOn(name, each));
    if (!problem) return [[name, value]];
    const isCut = problem.code === "too-long" && problem.field === name && !name.includes(".");
    return isCut && typeof value === "string" ? [[name, value.trim().slice(0, problem.limit)]] : [];
  });
  const rest = Object.fromEntries(entries);
  const gaps = REQUIRED_FIELDS.filter((name) => fieldValue(rest, name).trim() === "").map((name) => [name, DOTS]);
  const { input: read } = formToInput({ ...rest, ...Object.fromEntries(gaps), ...presets(rest, untitled) });
  return read;
}

const presets = (form: Form, untitled: string): Form => ({
  ...(fieldValue(form, "title").trim() === "" && { title: untitled }),
  ...(fieldValue(form, "outcome") === "" && { outcome: "ongoing" }),
});
