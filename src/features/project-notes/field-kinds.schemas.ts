import { z } from "zod";
import { cleanLine, cleanText } from "../../platform/text.ts";

/**
 * The kinds of field that a project note is made of. A field knows its schema (form and API) and its name on the wire;
 * what reads and writes forms and wire documents goes by `kind` alone, so that a new field is one line in one table.
 *
 * The message of every issue is an error code without its area, with the limit after a space: `too-long 500`.
 */
type Kind =
  /** One line, several lines, several lines that are HTML on the wire. */
  | { readonly kind: "line" | "text" | "html"; readonly max: number }
  | { readonly kind: "date" | "duration" | "amount" | "link" }
  | { readonly kind: "flag" }
  | { readonly kind: "number"; readonly min: number; readonly max: number }
  | { readonly kind: "choice" | "choices"; readonly options: readonly string[] }
  /** Strings: on the wire `{name}` objects, or bare strings. */
  | { readonly kind: "lines"; readonly max: number; readonly maxItems: number; readonly bare: boolean }
  /** Objects; `numbered` ones carry their place in the list on the wire. */
  | {
      readonly kind: "rows";
      readonly fields: Fields;
      readonly maxItems: number;
      readonly numbered?: boolean;
      readonly mark?: Mark;
    }
  /** Uploads: `{mediaId, alt}` and `{mediaId, name}`. */
  | { readonly kind: "images" | "files"; readonly maxItems: number }
  | { readonly kind: "group"; readonly fields: Fields };

/** A member that every item of one field carries on the wire, where two fields share a name there. */
export interface Mark {
  readonly name: string;
  readonly value: string;
}

export type Field<S extends z.ZodType = z.ZodType> = Kind & {
  /** Name on the wire; null for a group whose members stand one level higher there. */
  readonly wire: string | null;
  /** Whether an object without it is incomplete; a default counts as there. */
  readonly required: boolean;
  readonly schema: S;
};
export type Fields = Readonly<Record<string, Field>>;

const missingOr = (code: string) => ({
  error: (issue: { input?: unknown }) => (issue.input === undefined || issue.input === null ? "required" : code),
});
const string = () => z.string(missingOr("not-text"));
const limited = (schema: z.ZodString, max: number) => schema.min(1, "required").max(max, `too-long ${max}`);

const lineSchema = (max: number) => limited(string().overwrite(cleanLine), max);
const textSchema = (max: number) => limited(string().overwrite(cleanText), max);
const matching = (pattern: RegExp, code: string) => string().overwrite(cleanLine).regex(pattern, code);

/** A decimal string, so that no amount is ever rounded. */
const AMOUNT = /^\d{1,9}(\.\d{1,2})?$/;
/** A year, a month or a day. */
const DATE = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;
/** ISO 8601, as far as a step list needs it: years, months, weeks, days, hours, minutes. */
const DURATION = /^P(?=\d|T\d)(\d{1,3}Y)?(\d{1,3}M)?(\d{1,3}W)?(\d{1,3}D)?(T(?=\d)(\d{1,3}H)?(\d{1,3}M)?)?$/;

/** Whether a text is a whole web address that may be linked. */
export function isWebAddress(text: string): boolean {
  if (text.length > 500 || !/^https?:\/\/[^\s\p{Cc}\p{Cs}]+$/u.test(text) || !URL.canParse(text)) return false;
  return new URL(text).username === "";
}

const base = <S extends z.ZodType>(wire: string | null, schema: S) => ({ wire, schema, required: true });

export const line = (wire: string, max = 200) => ({ kind: "line" as const, max, ...base(wire, lineSchema(max)) });
export const text = (wire: string, max = 10_000) => ({ kind: "text" as const, max, ...base(wire, textSchema(max)) });
export const html = (wire: string, max: number) => ({ kind: "html" as const, max, ...base(wire, textSchema(max)) });
export const date = (wire: string) => ({ kind: "date" as const, ...base(wire, matching(DATE, "not-a-date")) });
export const duration = (wire: string) => ({
  kind: "duration" as const,
  ...base(wire, matching(DURATION, "not-a-duration")),
});
export const amount = (wire: string) => ({ kind: "amount" as const, ...base(wire, matching(AMOUNT, "not-an-amount")) });
export const link = (wire: string) => ({
  kind: "link" as const,
  ...base(wire, string().overwrite(cleanLine).refine(isWebAddress, "not-an-address")),
});
export const flag = (wire: string) => ({ kind: "flag" as const, ...base(wire, z.boolean(missingOr("not-a-flag"))) });
export const number = (wire: string, min: number, max: number) => ({
  kind: "number" as const,
  min,
  max,
  ...base(wire, z.number(missingOr("not-a-number")).min(min, `too-small ${min}`).max(max, `too-large ${max}`)),
});

export const choice = <const O extends readonly [string, ...string[]]>(wire: string, options: O) => ({
  kind: "choice" as const,
  options,
  ...base(wire, z.enum(options, missingOr("not-offered"))),
});
export const choices = <const O extends readonly [string, ...string[]]>(wire: string, options: O) => ({
  kind: "choices" as const,
  options,
  ...base(wire, z.array(z.enum(options, missingOr("not-offered")), "not-a-list").max(options.length, "too-many")),
});

const listOf = <S extends z.ZodType>(schema: S, maxItems: number) =>
  z.array(schema, missingOr("not-a-list")).max(maxItems, `too-many ${maxItems}`);

export const lines = (wire: string, max = 500, maxItems = 30) => ({
  kind: "lines" as const,
  max,
  maxItems,
  bare: false,
  ...base(wire, listOf(lineSchema(max), maxItems)),
});
/** Like `lines`, but bare strings on the wire. */
export const bareLines = (wire: string, max = 300, maxItems = 10) => ({ ...lines(wire, max, maxItems), bare: true });

type Shape<F extends Fields> = { [Name in keyof F]: F[Name]["schema"] };

/** The schema of an object with exactly these fields. */
export function objectOf<F extends Fields>(fields: F): z.ZodObject<Shape<F>, z.core.$strict> {
  const shape = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.schema]));
  return z.strictObject(shape as Shape<F>, missingOr("not-an-object"));
}

export const rows = <F extends Fields>(wire: string, fields: F, maxItems: number, mark?: Mark) => ({
  kind: "rows" as const,
  fields,
  maxItems,
  ...(mark && { mark }),
  ...base(wire, listOf(objectOf(fields), maxItems)),
});
/** Like `rows`, with `stv:position` counting from 1 on the wire. */
export const numberedRows = <F extends Fields>(wire: string, fields: F, maxItems: number) => ({
  ...rows(wire, fields, maxItems),
  numbered: true,
});

const mediaId = matching(/^[1-9]\d{0,18}$/, "not-a-file");
const imageItem = z.strictObject({
  mediaId,
  /** Empty: decorative, by the author's own choice. Never left out. */
  alt: z.string({ error: "alt-missing" }).overwrite(cleanLine).max(1500, "too-long 1500"),
});
const fileItem = z.strictObject({ mediaId, name: lineSchema(200) });

export const images = (wire: string, maxItems: number) => ({
  kind: "images" as const,
  maxItems,
  ...base(wire, listOf(imageItem, maxItems)),
});
export const files = (wire: string, maxItems: number) => ({
  kind: "files" as const,
  maxItems,
  ...base(wire, listOf(fileItem, maxItems)),
});
export const group = <F extends Fields>(wire: string | null, fields: F) => ({
  kind: "group" as const,
  fields,
  ...base(wire, objectOf(fields)),
});

/** The same field, which may be left out. */
export function optional<F extends Field>(field: F): Omit<F, "schema"> & { schema: z.ZodOptional<F["schema"]> } {
  const { schema, ...others } = field;
  return { ...others, required: false, schema: z.optional<F["schema"]>(schema) };
}
