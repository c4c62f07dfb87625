import { z } from "zod";
import { email, requiredLine } from "../../platform/text-schemas.ts";
import { handleProblem } from "../actors/actors.model.ts";
import { POST_VISIBILITIES, QUOTE_POLICIES, ROLES, SCOPES } from "./accounts.model.ts";
import { passwordProblem } from "./passwords.model.ts";

const nameSchema = requiredLine(100);

export const handleSchema = z
  .string({ error: "error.errors.missing" })
  .transform((handle) => handle.trim().replace(/^@/, "").toLowerCase())
  .superRefine((handle, context) => {
    const problem = handleProblem(handle);
    if (problem) context.addIssue({ code: "custom", message: `error.actors.handle-${problem}` });
  });

export const passwordSchema = z.string({ error: "error.errors.missing" }).superRefine((password, context) => {
  const problem = passwordProblem(password);
  if (problem) context.addIssue({ code: "custom", message: `error.accounts.password-${problem}` });
});

export const nextPasswordSchema = z.strictObject({ next: passwordSchema });

export const newAccountSchema = z.strictObject({
  handle: handleSchema,
  name: nameSchema,
  email,
  password: passwordSchema,
  role: z.enum(ROLES, { error: "error.accounts.role-unknown" }).default("member"),
  locale: z.enum(["de", "en"]).default("de"),
});
export type NewAccount = z.input<typeof newAccountSchema>;

/** Each may be missing; an empty language means that of the interface. */
export const postingDefaultsSchema = z.strictObject({
  visibility: z.enum(POST_VISIBILITIES, { error: "error.errors.unknown-value" }).optional(),
  sensitive: z.boolean().optional(),
  quotePolicy: z.enum(QUOTE_POLICIES, { error: "error.errors.unknown-value" }).optional(),
  language: z
    .string()
    .regex(/^([a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*)?$/, { error: "error.errors.unknown-value" })
    .optional(),
});

export type ChangedPostingDefaults = z.output<typeof postingDefaultsSchema>;

export const newTokenSchema = z.strictObject({
  name: requiredLine(60),
  scopes: z
    .array(z.enum(SCOPES, { error: "error.accounts.scope-unknown" }))
    .min(1, { error: "error.accounts.scopes-missing" }),
});
export type NewToken = z.infer<typeof newTokenSchema>;
