import { z } from "zod";
import { mediaSchema } from "./media.ts";

const id = z.string().regex(/^[1-9][0-9]*$/);

/** What waits to be published, as clients show it in their lists. */
export const scheduledStatusSchema = z.object({
  id,
  scheduled_at: z.iso.datetime({ precision: 3 }),
  params: z.object({
    text: z.string(),
    visibility: z.enum(["public", "unlisted", "private", "direct"]),
    spoiler_text: z.string(),
    sensitive: z.boolean(),
    language: z.string().regex(/^[a-z]{2,3}$/),
    media_ids: z.array(id).min(1).nullable(),
    in_reply_to_id: id.nullable(),
    quoted_status_id: id.nullable(),
    quote_approval_policy: z.enum(["public", "followers", "nobody"]),
    idempotency: z.string().nullable(),
    with_rate_limit: z.boolean(),
    application_id: z.null(),
    scheduled_at: z.null(),
    poll: z
      .object({
        options: z.array(z.string().min(1)).min(2),
        expires_in: z.number().int().min(1),
        multiple: z.boolean(),
        hide_totals: z.boolean(),
      })
      .nullable(),
  }),
  media_attachments: z.array(mediaSchema),
});
