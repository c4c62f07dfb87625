import { AppError } from "../../platform/errors.ts";
import { hasText, type Translate } from "../i18n/i18n.ts";
import type { ErrorEntry } from "./error-summary.tsx";

/** The errors of a form that comes back: for the summary on top, and for the field of a name. */
export interface FormErrors {
  readonly entries: readonly ErrorEntry[];
  of(name: string): string | undefined;
}

export const NO_ERRORS: FormErrors = { entries: [], of: () => undefined };

const inWords = (t: Translate, key: string): string => (hasText(key) ? t(key) : key);

/**
 * An expected failure as errors of a form. An error without fields concerns the whole form.
 * @param names names of the form's fields, where they differ from those of the input
 * @throws the error itself when it is of another kind: a form can mend what is invalid, taken or asked too often
 */
export function formErrors(t: Translate, error: unknown, names: Readonly<Record<string, string>> = {}): FormErrors {
  if (!(error instanceof AppError) || !["invalid", "conflict", "limited"].includes(error.kind)) throw error;
  const fields = Object.entries(error.fields).map(([name, key]): [string, string] => [
    names[name] ?? name,
    inWords(t, key),
  ]);
  if (fields.length === 0) {
    const key = `error.${error.code}`;
    return { entries: [{ message: hasText(key) ? t(key) : t("errors.text.422") }], of: () => undefined };
  }
  const byName = new Map(fields);
  return {
    entries: fields.map(([field, message]) => ({ field, message })),
    of: (name) => byName.get(name),
  };
}
