import { z } from "zod";
import { cleanLine, cleanText } from "./text.ts";

/** Nothing that a person types into one field is longer; what is, is refused before it is looked at. */
export const LONGEST_TYPED = 100_000;
const raw = z.string({ error: "error.errors.missing" }).max(LONGEST_TYPED, { error: "error.errors.too-long" });

/** One line of at most `max` characters, without what a database or a reader cannot take; may be empty. */
export const line = (max: number) =>
  raw.transform(cleanLine).pipe(z.string().max(max, { error: "error.errors.too-long" }));

/** As `line`, but not empty. */
export const requiredLine = (max: number, missing = "error.errors.missing") =>
  line(max).pipe(z.string().min(1, { error: missing }));

/** Several lines of at most `max` characters together; may be empty. */
export const paragraphs = (max: number) =>
  raw.transform(cleanText).pipe(z.string().max(max, { error: "error.errors.too-long" }));

/** A single e-mail address, nothing around it. */
export const email = raw
  .transform((text) => text.trim())
  .pipe(z.email({ error: "error.errors.email-malformed" }).max(254, { error: "error.errors.too-long" }));
