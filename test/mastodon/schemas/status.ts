import { z } from "zod";
import { accountSchema } from "../schemas.ts";
import { count, emoji, html, id, moment, webAddress } from "./common.ts";
import { filterResultSchema } from "./filters.ts";
import { mediaSchema } from "./media.ts";

export const pollSchema = z.object({
  id,
  expires_at: moment.nullable(),
  expired: z.boolean(),
  multiple: z.boolean(),
  votes_count: count,
  voters_count: count.nullable(),
  voted: z.boolean(),
  own_votes: z.array(count),
  options: z.array(z.object({ title: z.string().min(1), votes_count: count.nullable() })).min(1),
  emojis: z.array(emoji),
});

export const cardSchema = z.object({
  url: webAddress,
  title: z.string(),
  description: z.string(),
  type: z.enum(["link", "photo", "video", "rich"]),
  author_name: z.string(),
  author_url: z.string(),
  provider_name: z.string(),
  provider_url: z.string(),
  html: z.string(),
  width: count,
  height: count,
  image: webAddress.nullable(),
  embed_url: z.string(),
  blurhash: z.string().nullable(),
  authors: z.array(z.object({ name: z.string(), url: z.string(), account: accountSchema.nullable() })),
});

const language = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
  .nullable();

/** Clients hide what is quoted and offer to show it: it has to be there. */
const SHUNNED = ["blocked_account", "blocked_domain", "muted_account"] as const;
const quoteState = z.enum(["pending", "accepted", "rejected", "revoked", "deleted", "unauthorized", ...SHUNNED]);

const base = z.object({
  id,
  uri: z.string().min(1),
  // Never "": clients fall back to `uri` only when there is none.
  url: webAddress,
  created_at: moment,
  edited_at: moment.nullable(),
  account: accountSchema,
  content: html,
  spoiler_text: z.string(),
  sensitive: z.boolean(),
  visibility: z.enum(["public", "unlisted", "private", "direct"]),
  language,
  in_reply_to_id: id.nullable(),
  in_reply_to_account_id: id.nullable(),
  media_attachments: z.array(mediaSchema),
  mentions: z.array(z.object({ id, username: z.string().min(1), acct: z.string().min(1), url: webAddress })),
  tags: z.array(z.object({ name: z.string().min(1), url: webAddress })),
  emojis: z.array(emoji),
  poll: pollSchema.nullable(),
  card: cardSchema.nullable(),
  quote_approval: z.object({
    automatic: z.array(z.enum(["public", "followers", "following", "unsupported_policy"])),
    manual: z.array(z.enum(["public", "followers", "following", "unsupported_policy"])),
    current_user: z.enum(["automatic", "manual", "denied", "unknown"]),
  }),
  replies_count: count,
  reblogs_count: count,
  favourites_count: count,
  quotes_count: count,
  favourited: z.boolean(),
  reblogged: z.boolean(),
  bookmarked: z.boolean(),
  muted: z.boolean(),
  pinned: z.boolean(),
  filtered: z.array(filterResultSchema),
  // When it is there it has a name; an empty address is none.
  application: z.object({ name: z.string().min(1), website: webAddress.nullable() }).nullish(),
  stadtteil: z
    .looseObject({ kind: z.enum(["project_note", "event", "group_post"]), group_id: id.nullable() })
    .nullable(),
});

const quoted = base.extend({
  quote: z.object({ state: quoteState, quoted_status_id: id.nullable() }).nullable(),
  reblog: z.null(),
});
const quote = z
  .object({ state: quoteState, quoted_status: quoted.nullable() })
  .refine(
    ({ state, quoted_status }) => (quoted_status !== null) === ["accepted", ...SHUNNED].includes(state),
    "what is quoted is there, or not, against the state",
  );
const whole = base.extend({ quote: quote.nullable() });

/** `edited_at` never before `created_at`; a boost has no text of its own, and quotes only in what it boosts. */
export const statusSchema = whole
  .extend({ reblog: whole.extend({ reblog: z.null() }).nullable() })
  .refine(({ created_at, edited_at }) => edited_at === null || edited_at >= created_at, "edited before it was written")
  .refine(({ reblog, content, quote }) => reblog === null || (content === "" && quote === null), "boost with a text");

export const statusesSchema = z.array(statusSchema);

export const contextSchema = z.strictObject({ ancestors: statusesSchema, descendants: statusesSchema });

export const statusSourceSchema = z.object({ id, text: z.string(), spoiler_text: z.string() });

export const statusEditSchema = z.object({
  content: html,
  spoiler_text: z.string(),
  sensitive: z.boolean(),
  created_at: moment,
  account: accountSchema,
  poll: z.strictObject({ options: z.array(z.strictObject({ title: z.string() })).min(2) }).optional(),
  media_attachments: z.array(mediaSchema),
  emojis: z.array(emoji),
});
