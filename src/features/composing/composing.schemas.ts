import { z } from "zod";
import { isId } from "../../platform/ids.ts";
import { LONGEST_TYPED } from "../../platform/text-schemas.ts";
import { QUOTERS } from "../posts/posts.model.ts";
import { LANGUAGES } from "../posts/posts.schemas.ts";

const id = z.string().refine(isId, { error: "error.errors.missing" });

/**
 * What somebody writes in one piece, in an app: where it goes (to a group, below a post) follows from it. Texts, pictures
 * and polls are checked by what publishes them.
 */
export const compositionInput = z.strictObject({
  text: z.string().max(LONGEST_TYPED, { error: "error.errors.too-long" }),
  /** Folds the text away. */
  warning: z.string().default(""),
  sensitive: z.boolean().default(false),
  language: z.enum(LANGUAGES),
  /** Default: everybody; an answer is read by no more than what it answers (`answerFor`). */
  visibility: z.enum(["public", "unlisted", "followers", "direct"], { error: "error.composing.visibility" }).optional(),
  /** Uploads of whoever writes, in order. */
  mediaIds: z.array(z.string().refine(isId, { error: "error.posts.no-such-picture" })).default([]),
  poll: z
    .strictObject({
      options: z.array(z.string()),
      multiple: z.boolean(),
      hours: z.number({ error: "error.posts.poll-hours" }),
      hideTotals: z.boolean().default(false),
    })
    .optional(),
  /** What it answers. */
  replyTo: id.optional(),
  /** What it quotes. */
  quoted: id.optional(),
  quoters: z.enum(QUOTERS).optional(),
  /** Row id of the app that it was written in. */
  applicationId: id.nullish(),
});

export type CompositionInput = z.input<typeof compositionInput>;
export type Composition = z.output<typeof compositionInput>;
