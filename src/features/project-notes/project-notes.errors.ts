import type { z } from "zod";
import { AppError, type FieldErrors } from "../../platform/errors.ts";

export const noteNotFound = () => new AppError("notFound", "project-notes.not-found", "There is no such project note.");
export const noteGone = () => new AppError("gone", "project-notes.gone", "This project note has been deleted.");
export const notYours = () =>
  new AppError("forbidden", "project-notes.not-yours", "Only those who wrote a project note, or an admin, change it.");
export const notYourCheck = () =>
  new AppError("forbidden", "project-notes.not-your-check", "Nobody checks the plain-language text of an own note.");
export const noDistrict = () =>
  new AppError("conflict", "project-notes.no-district", "This server has no district yet: set it up first.");

/** Together the fields make a document that peers would refuse (check 25). */
export const noteTooBig = (bytes: number, limit: number) =>
  new AppError("invalid", "project-notes.too-big", `The document has ${bytes} bytes, ${limit} are possible.`);

/** An upload that does not exist, is another member's or is no image (T181). */
export const noSuchUpload = (field: string) =>
  new AppError("notFound", "project-notes.not-a-file", `${field} names no upload of yours.`, {
    fields: { [field]: "error.project-notes.not-a-file" },
  });

export const noSuchMember = (field: string) =>
  new AppError("invalid", "project-notes.invalid", `${field} names no member.`, {
    fields: { [field]: "error.project-notes.no-such-member" },
  });

/** A project that was taken over is stopped where its reason is asked for, so that the others learn from it. */
export const stopsSilently = () =>
  new AppError("invalid", "project-notes.invalid", "status: an adopted project is stopped with its reason.", {
    fields: { status: "error.project-notes.stops-silently" },
  });

const problemAt = (path: readonly PropertyKey[], message: string): [string, string] => [
  path.map(String).join("."),
  message,
];

/**
 * What the schema found, as an error with one entry a field: its name with dots, and the key of a text.
 * The message names the limits too: `summary: too-long 500`.
 */
export function invalidNote(issues: readonly z.core.$ZodIssue[]): AppError {
  const problems = issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => problemAt([...issue.path, key], "unknown-field"))
      : [problemAt(issue.path, issue.message)],
  );
  const fields: FieldErrors = Object.fromEntries(
    problems.reverse().map(([field, message]) => [field, `error.project-notes.${message.split(" ")[0]}`]),
  );
  const listed = problems.map(([field, message]) => `${field}: ${message}`).reverse();
  return new AppError("invalid", "project-notes.invalid", listed.join("; "), { fields });
}
