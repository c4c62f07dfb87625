import type { z } from "zod";
import { AppError } from "./errors.ts";

/** Key of the text for a field that does not exist. */
const UNKNOWN_FIELD = "error.errors.unknown-field";

/** Somebody tries to set what is not theirs to set, or misspelt it. */
export const unknownFields = (names: readonly string[]): AppError =>
  new AppError("invalid", "errors.input", `Not known: ${names.join(", ")}.`, {
    fields: Object.fromEntries(names.map((name) => [name, UNKNOWN_FIELD])),
  });

/**
 * Reads what came from outside.
 * @param schema its messages are keys of texts, such as `error.accounts.name-missing`
 * @throws AppError of kind `invalid` with one message a field; a path becomes `imprint.email`
 */
export function readInput<S extends z.ZodType>(schema: S, input: unknown, code = "errors.input"): z.infer<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const fields: Record<string, string> = {};
  for (const issue of result.error.issues) {
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys) fields[[...issue.path, key].join(".")] = UNKNOWN_FIELD;
    } else {
      fields[issue.path.join(".")] ??= issue.message;
    }
  }
  throw new AppError("invalid", code, `Not accepted: ${Object.keys(fields).join(", ")}.`, { fields });
}
