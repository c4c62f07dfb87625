import { z } from "zod";
import { email, line, paragraphs, requiredLine } from "../../platform/text-schemas.ts";
import { BREACHES, GROUNDS, LIMITS, MEASURES, needsName, REASONS } from "./moderation.model.ts";

const chosen = { error: "error.errors.missing" };
const text = paragraphs(LIMITS.text).pipe(z.string().min(1, { error: "error.moderation.text-missing" }));

/** A report as the form sends it (DSA Art. 16). Members have told who they are by logging in. */
export const reportSchema = (isMember: boolean) =>
  z
    .strictObject({
      reason: z.enum(REASONS, chosen),
      rules: z.array(z.string()).default([]),
      address: requiredLine(LIMITS.address, "error.moderation.address-missing"),
      text,
      name: line(200),
      email: z.union([z.literal("").transform(() => null), email]),
      goodFaith: z.boolean().refine((given) => given, { error: "error.moderation.good-faith-missing" }),
    })
    .superRefine((report, context) => {
      if (isMember || !needsName(report.reason)) return;
      if (report.name === "")
        context.addIssue({ code: "custom", path: ["name"], message: "error.moderation.name-missing" });
      if (report.email === null) {
        context.addIssue({ code: "custom", path: ["email"], message: "error.moderation.email-missing" });
      }
    });

/** What an app says of somebody; some send nothing but whom it is about. */
export const reportedSchema = z.strictObject({ text: paragraphs(LIMITS.text) });
export type ReportInput = z.input<ReturnType<typeof reportSchema>>;

const statement = paragraphs(LIMITS.statement).pipe(z.string().min(1, { error: "error.moderation.statement-missing" }));

/** A decision on a report (DSA Art. 17). */
export const decisionSchema = z.strictObject({
  measure: z.enum(MEASURES, chosen),
  ground: z.enum(GROUNDS, chosen),
  statement,
  forward: z.boolean(),
  forwardText: paragraphs(LIMITS.text),
});
export type DecisionInput = z.input<typeof decisionSchema>;

/** Why an account is suspended, or let in again. */
export const suspensionSchema = z.strictObject({
  reason: z.enum(REASONS, chosen),
  ground: z.enum(GROUNDS, chosen),
  statement,
});
export type SuspensionInput = z.input<typeof suspensionSchema>;

/** Why a post is taken away. */
export const removalSchema = suspensionSchema.extend({ ground: z.enum(BREACHES, chosen) });

export const appealSchema = z.strictObject({ appeal: text });
