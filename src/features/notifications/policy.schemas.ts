import { z } from "zod";
import { ANSWERS, SENDERS } from "./policy.model.ts";

const answer = z.enum(ANSWERS, { error: "error.errors.missing" }).optional();

/** What changes of a policy; what is left out stays. */
export const policyChangeSchema = z.strictObject(
  Object.fromEntries(SENDERS.map((sender) => [sender, answer])) as Record<(typeof SENDERS)[number], typeof answer>,
);
