import { z } from "zod";
import { line } from "../../platform/text-schemas.ts";
import { MAX_SENTENCE } from "./confirmations.activitypub.ts";

/** What a member says with a confirmation: a sentence, often empty. */
export const confirmationSchema = z.strictObject({ sentence: line(MAX_SENTENCE) });
export type ConfirmationInput = z.input<typeof confirmationSchema>;
