import type { Context } from "hono";

/** What was typed, name to values; files are left out. */
export type FormValues = Readonly<Record<string, readonly string[]>>;

/** The fields of a form request; a body of another type has none. */
export async function readForm(c: Context): Promise<FormValues> {
  const body = await c.req.parseBody({ all: true });
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, [value].flat().filter((one) => typeof one === "string")]),
  );
}

/** The first value of that name, or nothing typed. */
export const typed = (form: FormValues, name: string): string => form[name]?.[0] ?? "";

export const typedAll = (form: FormValues, name: string): readonly string[] => form[name] ?? [];
