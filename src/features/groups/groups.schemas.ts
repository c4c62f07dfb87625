import { z } from "zod";
import { line, paragraphs, requiredLine } from "../../platform/text-schemas.ts";
import { GROUP_MODES, LONGEST_REASON, MODERATION_ACTIONS } from "./groups.model.ts";

const description = {
  name: requiredLine(100),
  about: paragraphs(1_000),
  mode: z.enum(GROUP_MODES, { error: "error.groups.mode-missing" }),
};

/** What is said of a new group. The handle may be left out: then it is made from the name. */
export const newGroupSchema = z.strictObject({ ...description, handle: line(60) });

/** What can be changed later. */
export const changedGroupSchema = z.strictObject(description);

const ids = z.string().regex(/^\d{1,19}$/, { error: "error.groups.not-in-group" });

/** What a moderator does: about a person (`actorId`) or a post (`postId`). `days` limits a ban; empty: no end. */
export const moderationSchema = z
  .strictObject({
    action: z.enum(MODERATION_ACTIONS),
    actorId: ids.optional(),
    postId: ids.optional(),
    reason: line(LONGEST_REASON),
    days: z.union([z.literal(""), z.string().regex(/^\d{1,4}$/, { error: "error.groups.days-malformed" })]).optional(),
  })
  .superRefine(({ action, reason }, context) => {
    if ((action === "ban" || action === "remove") && reason === "") {
      context.addIssue({ code: "custom", path: ["reason"], message: "error.groups.reason-missing" });
    }
  });
export type ModerationInput = z.infer<typeof moderationSchema>;
