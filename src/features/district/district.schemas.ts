import { z } from "zod";
import { email, line, paragraphs, requiredLine } from "../../platform/text-schemas.ts";
import { accentProblem } from "./accent.model.ts";
import type { Imprint } from "./district.model.ts";

/** An optional line: empty means that it is not given. */
const optionalLine = (max: number) => line(max).transform((text) => (text === "" ? undefined : text));

const imprintFields = z.strictObject({
  name: requiredLine(200),
  representative: optionalLine(200).optional(),
  address: paragraphs(500).pipe(z.string().min(1, { error: "error.errors.missing" })),
  email,
  phone: optionalLine(60).optional(),
  responsible: optionalLine(300).optional(),
});

/**
 * The imprint, whole or not at all: when every field is empty there is none yet, and federation stays off
 * (decision 21).
 */
const imprintSchema: z.ZodType<Imprint | null> = z.preprocess(
  (value) => (isBlank(value) ? null : value),
  imprintFields.nullable(),
);

const isBlank = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  (typeof value === "object" &&
    Object.values(value).every((part) => part === undefined || (typeof part === "string" && part.trim() === "")));

const accentSchema = z
  .string({ error: "error.errors.missing" })
  .trim()
  .toLowerCase()
  .superRefine((accent, context) => {
    const problem = accentProblem(accent);
    if (problem) context.addIssue({ code: "custom", message: `error.district.accent-${problem}` });
  });

/** What can be said of a district in the set-up and changed later. */
export const districtSchema = z.strictObject({
  name: requiredLine(100),
  city: requiredLine(100),
  about: paragraphs(1_000),
  accent: accentSchema,
  imprint: imprintSchema,
});
