import { z } from "zod";
import { SECTORS } from "../actors/actors.model.ts";

export const STATUSES = ["idea", "running", "completed", "stopped"] as const;
export const OUTCOMES = ["ongoing", "succeeded", "mixed", "failed"] as const;
export const RESOURCE_KINDS = [
  "service",
  "product",
  "logistics",
  "time",
  "knowledge",
  "skill",
  "contact",
  "reach",
  "feedback",
  "room",
  "money",
] as const;
export const DIFFICULTIES = ["easy", "medium", "demanding"] as const;

const line = (max = 200) => z.string().trim().min(1).max(max);
const text = (max = 10_000) => z.string().trim().min(1).max(max);
const lines = (max = 30) => z.array(line(500)).max(max);
/** A decimal string, so that no amount is ever rounded. */
const amount = z.string().regex(/^\d{1,9}(\.\d{1,2})?$/);
/** A year, a month or a day. */
const date = z.string().regex(/^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/);
/** ISO 8601, as far as a step list needs it: weeks, days, hours, minutes. */
const duration = z.string().regex(/^P(?!$)(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?)?$/);
const money = z.strictObject({
  label: line(),
  amount,
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default("EUR"),
});

const attachedImage = z.strictObject({
  mediaId: z.string(),
  /** Empty: decorative, by the author's own choice. */
  alt: z.string().trim().max(1500),
});
const attachedFile = z.strictObject({ mediaId: z.string(), name: line() });

const transferKit = z.strictObject({
  steps: z
    .array(z.strictObject({ name: line(), text: text(2000).optional(), duration: duration.optional() }))
    .max(30)
    .optional(),
  prerequisites: lines().optional(),
  checklist: lines().optional(),
  minimum: line(500).optional(),
  pitfalls: lines().optional(),
  difficulty: z.enum(DIFFICULTIES).optional(),
  duration: duration.optional(),
  support: line(500).optional(),
  files: z.array(attachedFile).max(20).optional(),
});

/**
 * Every field of a project note, in the shape of the API (`design/examples/api-project.json`). Form, API, database and
 * wire are all read from and written to this shape; a new field is added here first.
 */
export const projectNoteSchema = z.strictObject({
  title: line(200),
  summary: text(500),
  goal: text(),
  targetGroups: z.array(line(100)).min(1).max(20),
  measures: text(),
  outcome: z.enum(OUTCOMES),

  status: z.enum(STATUSES).optional(),
  benefit: text().optional(),
  begin: date.optional(),
  end: date.optional(),
  checkedAt: date.optional(),
  resources: z
    .array(z.strictObject({ kind: z.enum(RESOURCE_KINDS), text: line(300) }))
    .max(30)
    .optional(),
  effort: line(500).optional(),
  space: line(500).optional(),
  costs: z.array(money).max(30).optional(),
  income: z.array(money).max(30).optional(),
  partners: z
    .array(
      z.strictObject({
        name: line(),
        role: line(300).optional(),
        sector: z.enum(SECTORS).optional(),
        gains: z.array(line(300)).max(10).optional(),
      }),
    )
    .max(30)
    .optional(),
  sectors: z.array(z.enum(SECTORS)).max(8).optional(),
  topics: z.array(line(60)).max(20).optional(),
  place: z
    .strictObject({
      name: line(),
      street: line().optional(),
      postalCode: line(20).optional(),
      city: line().optional(),
      latitude: z.number().min(-90).max(90).optional(),
      longitude: z.number().min(-180).max(180).optional(),
    })
    .optional(),
  impact: z
    .array(
      z.strictObject({
        name: line(),
        before: line(50).optional(),
        after: line(50).optional(),
        unit: line(50).optional(),
      }),
    )
    .max(20)
    .optional(),
  coProduction: z.strictObject({ plan: z.boolean(), run: z.boolean(), evaluate: z.boolean() }).optional(),
  lessons: z
    .strictObject({ worked: lines().optional(), didNotWork: lines().optional(), wouldChange: lines().optional() })
    .optional(),
  contact: z.strictObject({ name: line(), role: line().optional() }).optional(),
  transferKit: transferKit.optional(),
  images: z.array(attachedImage).max(10).optional(),
  files: z.array(attachedFile).max(20).optional(),
  plainText: text().optional(),
  language: z.enum(["de", "en"]).optional(),
  licence: z.enum(["CC-BY-SA-4.0", "CC-BY-4.0", "CC0-1.0"]).optional(),
});

export type ProjectNoteInput = z.infer<typeof projectNoteSchema>;

/** What is stored and shown: the same fields; of a peer's note only those that could be read. */
export type ProjectNoteFields = ProjectNoteInput;
