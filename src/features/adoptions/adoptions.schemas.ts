import { z } from "zod";
import { email, line, requiredLine } from "../../platform/text-schemas.ts";
import { ADOPTION_STATES } from "../project-notes/adopted.model.ts";
import { OUTCOMES } from "../project-notes/project-notes.schemas.ts";
import { MAX_MESSAGE } from "./adoptions.activitypub.ts";
import { ADOPTION_POLICIES } from "./adoptions.model.ts";

const chosen = { error: "error.errors.missing" };
const someLines = z
  .array(line(300))
  .max(20, { error: "error.errors.too-long" })
  .transform((lines) => lines.filter((one) => one !== ""));

/** Longest lists and texts, for the forms. */
export const LIMITS = { message: MAX_MESSAGE, reason: 500, name: 200, email: 254, url: 2000 } as const;

/** The sentence to the people of the origin. */
export const messageSchema = line(LIMITS.message);

/** How far an adoption is, as the adopter says. Whoever stops says why. */
export const progressSchema = z
  .strictObject({
    state: z.enum(ADOPTION_STATES, chosen),
    adapted: someLines,
    reason: line(LIMITS.reason),
    worked: someLines,
    didNotWork: someLines,
    wouldChange: someLines,
    outcome: z.enum(OUTCOMES, chosen),
  })
  .refine(({ state, reason }) => state !== "stopped" || reason !== "", {
    path: ["reason"],
    error: "error.adoptions.reason-missing",
  });
export type ProgressInput = z.input<typeof progressSchema>;

/** What the people of an origin say to an adoption. */
export const answerSchema = z.strictObject({
  answer: z.enum(["accept", "refuse", "revoke"], chosen),
  reason: line(LIMITS.reason),
});
export type AnswerInput = z.input<typeof answerSchema>;

export const policySchema = z.strictObject({ policy: z.enum(["default", ...ADOPTION_POLICIES], chosen) });

const webAddress = z.union([
  z.literal("").transform(() => null),
  z
    .string()
    .max(LIMITS.url, { error: "error.errors.too-long" })
    .regex(/^https?:\/\/[^\s/]+\.[^\s]+$/, { error: "error.adoptions.not-an-address" }),
]);

/** An adoption without a server of our kind. */
export const externalSchema = z.strictObject({
  title: requiredLine(LIMITS.name),
  district: requiredLine(LIMITS.name),
  url: webAddress,
  state: z.enum(ADOPTION_STATES, chosen),
});
export type ExternalInput = z.input<typeof externalSchema>;

/** Somebody without an account wants to take a note over. */
export const requestSchema = z.strictObject({
  name: requiredLine(LIMITS.name),
  email,
  message: line(LIMITS.message),
});
export type RequestInput = z.input<typeof requestSchema>;
