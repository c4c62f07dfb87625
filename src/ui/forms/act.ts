import type { Context } from "hono";
import type { AppEnv } from "../env.ts";
import { type FormErrors, formErrors, NO_ERRORS } from "./form-errors.ts";
import { type FormValues, readForm } from "./read-form.ts";

/** A form that came back, with what is to be mended. */
export interface Returned {
  readonly form: FormValues;
  readonly errors: FormErrors;
}

export const FRESH: Returned = { form: {}, errors: NO_ERRORS };

export const statusOf = ({ errors }: Returned): 200 | 422 => (errors === NO_ERRORS ? 200 : 422);

/** Does what a form asks and goes on to `next`, a page that says so; or shows the form again with everything kept. */
export async function act(
  c: Context<AppEnv>,
  next: string,
  show: (c: Context<AppEnv>, returned: Returned) => Promise<Response>,
  work: (form: FormValues) => Promise<unknown>,
): Promise<Response> {
  const form = await readForm(c);
  try {
    await work(form);
    return c.redirect(next, 303);
  } catch (error) {
    return show(c, { form, errors: formErrors(c.var.frame.t, error) });
  }
}
