import { z } from "zod";
import { count, emoji, html, id, moment, webAddress } from "./common.ts";
import { statusSchema } from "./status.ts";

/** A picture has both addresses, an emoji of Unicode neither. */
const picture = { url: webAddress.optional(), static_url: webAddress.optional() };
const reaction = z
  .strictObject({ name: z.string().min(1), count, me: z.boolean(), ...picture })
  .refine(({ url, static_url }) => (url === undefined) === (static_url === undefined), "half a picture");

const base = z.strictObject({
  id,
  content: html.min(1),
  starts_at: moment.nullable(),
  ends_at: moment.nullable(),
  all_day: z.boolean(),
  published_at: moment,
  updated_at: moment,
  read: z.boolean(),
  mentions: z.array(z.strictObject({ id, username: z.string().min(1), acct: z.string().min(1), url: webAddress })),
  statuses: z.array(statusSchema),
  tags: z.array(z.strictObject({ name: z.string().min(1), url: webAddress })),
  emojis: z.array(emoji),
  reactions: z.array(reaction),
});

export const announcementsSchema = z.array(base);

/** In a stream it is the same for everybody: nothing of whoever reads. */
export const streamedAnnouncementSchema = base
  .omit({ read: true })
  .extend({ reactions: z.array(z.strictObject({ name: z.string().min(1), count, ...picture })) });

export const streamedReactionSchema = z.strictObject({
  ...{ name: z.string().min(1), count, announcement_id: id },
  ...picture,
});
