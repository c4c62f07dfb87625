import { z } from "zod";
import { line, paragraphs, requiredLine } from "../../platform/text-schemas.ts";
import { handleProblem, SECTORS } from "../actors/actors.model.ts";
import { ORGANISATION_KINDS } from "./organisations.model.ts";

const nothingAsNull = (text: string): string | null => (text === "" ? null : text);

const isWebsite = (text: string): boolean => {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.hostname.includes(".");
};

/** What can be changed later. */
const details = {
  name: requiredLine(100),
  about: paragraphs(1000).default(""),
  sector: z.enum(SECTORS, { error: "error.organisations.sector-missing" }),
  kind: z.enum(ORGANISATION_KINDS, { error: "error.organisations.kind-missing" }),
  address: line(200).default("").transform(nothingAsNull),
  website: line(200)
    .default("")
    .refine((text) => text === "" || isWebsite(text), { error: "error.organisations.website-malformed" })
    .transform(nothingAsNull),
  openForCooperation: z.boolean().default(false),
};

export const organisationSchema = z.strictObject(details);

export const newOrganisationSchema = z.strictObject({
  ...details,
  handle: z
    .string({ error: "error.errors.missing" })
    .transform((handle) => handle.trim().replace(/^@/, "").toLowerCase())
    .superRefine((handle, context) => {
      const problem = handleProblem(handle);
      if (problem) context.addIssue({ code: "custom", message: `error.actors.handle-${problem}` });
    }),
});

export type OrganisationInput = z.input<typeof organisationSchema>;
export type NewOrganisationInput = z.input<typeof newOrganisationSchema>;
