import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";

/** What was typed, name to values; files are left out. */
export type FormValues = Readonly<Record<string, readonly string[]>>;

/** The fields of a form request; a body of another type has none. */
export async function readForm(c: Context): Promise<FormValues> {
  const body = await c.req.parseBody({ all: true }).catch(notReadable);
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, [value].flat().filter((one) => typeof one === "string")]),
  );
}

/**
 * The fields and files of a form request.
 * @throws HTTPException 400 when the body is no form, or was cut off
 */
export const readFormData = (c: Context): Promise<FormData> => c.req.formData().catch(notReadable);

const notReadable = (cause: unknown): never => {
  throw new HTTPException(400, { message: "The form cannot be read.", cause });
};

/** The first value of that name, or nothing typed. */
export const typed = (form: FormValues, name: string): string => form[name]?.[0] ?? "";

export const typedAll = (form: FormValues, name: string): readonly string[] => form[name] ?? [];
