import { z } from "zod";
import { count, emoji, html, id, moment, webAddress } from "./schemas/common.ts";

/**
 * What clients demand of the entities of the client API, taken together (Moshi of Tusky, Codable of Ice Cubes and
 * Mastodon for iOS, `@RequiredField` of Mastodon for Android). Further members are allowed: all clients ignore them.
 */

const date = z.iso.date();

/** An uncompressed point of P-256, base64url. */
const vapidKey = z.string().regex(/^B[\w-]{86}$/);

export const applicationSchema = z.object({
  id,
  name: z.string().min(1),
  website: webAddress.nullable(),
  scopes: z.array(z.string().min(1)).min(1),
  redirect_uris: z.array(z.string().min(1)).min(1),
  redirect_uri: z.string().min(1),
  vapid_key: vapidKey,
});

export const credentialApplicationSchema = applicationSchema.extend({
  client_id: z.string().min(20),
  client_secret: z.string().min(20),
  client_secret_expires_at: z.literal(0),
});

export const tokenSchema = z.object({
  access_token: z.string().min(20),
  token_type: z.literal("Bearer"),
  scope: z.string().min(1),
  created_at: z.number().int(),
});

const field = z.object({ name: z.string(), value: html, verified_at: moment.nullable() });

const plainAccount = z.object({
  id,
  username: z.string().min(1),
  acct: z.string().min(1),
  display_name: z.string(),
  locked: z.boolean(),
  bot: z.boolean(),
  group: z.boolean(),
  discoverable: z.boolean(),
  indexable: z.boolean(),
  note: html,
  url: webAddress,
  uri: webAddress,
  avatar: webAddress,
  avatar_static: webAddress,
  header: webAddress,
  header_static: webAddress,
  created_at: moment.regex(/T00:00:00\.000Z$/),
  last_status_at: date.nullable(),
  followers_count: count,
  following_count: count,
  statuses_count: count,
  emojis: z.array(emoji),
  fields: z.array(field),
  hide_collections: z.boolean(),
  roles: z.array(z.object({ id: z.string().min(1), name: z.string(), color: z.string() })),
  stadtteil: z.object({
    kind: z.enum(["person", "organisation", "group", "district", "instance"]),
    sector: z.string().nullable(),
    district: z.string().nullable(),
  }),
});

/** Whom an account moved to is a whole account, and says no further one. */
export const accountSchema = plainAccount.extend({
  moved: plainAccount.extend({ moved: z.undefined().optional() }).nullable(),
});

export const credentialAccountSchema = accountSchema.extend({
  source: z.object({
    privacy: z.enum(["public", "unlisted", "private", "direct"]),
    quote_policy: z.enum(["public", "followers", "nobody"]),
    sensitive: z.boolean(),
    language: z.string().regex(/^[a-z]{2}$/),
    note: z.string(),
    fields: z.array(field.extend({ value: z.string() })),
    follow_requests_count: count,
    attribution_domains: z.array(z.string().min(1)),
  }),
  role: z.object({
    id: z.string(),
    name: z.string(),
    color: z.string(),
    permissions: z.string().regex(/^[0-9]+$/),
    highlighted: z.boolean(),
  }),
});

const positive = z.number().int().min(1);
const configuration = z.object({
  accounts: z.object({ max_featured_tags: count }),
  statuses: z.object({
    max_characters: positive,
    max_media_attachments: positive,
    characters_reserved_per_url: positive,
  }),
  media_attachments: z.object({
    supported_mime_types: z.array(z.string()),
    image_size_limit: positive,
    image_matrix_limit: positive,
    video_size_limit: positive,
    video_frame_rate_limit: positive,
    video_matrix_limit: positive,
    description_limit: positive,
  }),
  polls: z.object({
    max_options: positive,
    max_characters_per_option: positive,
    min_expiration: positive,
    max_expiration: positive,
  }),
});

const rule = z.object({ id: z.string(), text: z.string() });
const level = z.enum(["public", "authenticated", "disabled"]);
const access = z.strictObject({ local: level, remote: level });
const version = z.string().regex(/^4\.5\.0 \(compatible; Stadtteilvernetzer [0-9.]+\)$/);

export const instanceV2Schema = z.object({
  domain: z.string().min(1),
  title: z.string().min(1),
  version,
  source_url: webAddress,
  description: z.string(),
  usage: z.object({ users: z.object({ active_month: count }) }),
  thumbnail: z.object({ url: webAddress }),
  icon: z.array(z.object({ src: webAddress, size: z.string() })),
  languages: z.array(z.string()).min(1),
  // Elk reads `urls` without a guard.
  configuration: configuration.extend({
    urls: z.object({ streaming: z.string().regex(/^wss?:\/\/[^/]+$/) }),
    vapid: z.object({ public_key: vapidKey }),
    translation: z.object({ enabled: z.boolean() }),
    timelines_access: z.strictObject({ live_feeds: access, hashtag_feeds: access, trending_link_feeds: access }),
  }),
  registrations: z.object({ enabled: z.boolean(), approval_required: z.boolean(), message: z.string().nullable() }),
  contact: z.object({ email: z.string(), account: accountSchema }),
  rules: z.array(rule),
  api_versions: z.object({ mastodon: z.literal(7), stadtteilvernetzer: z.literal(1) }),
  stadtteil: z.object({ district: z.string(), city: z.string(), partners_url: webAddress }),
});

export const instanceV1Schema = z.object({
  uri: z.string().min(1),
  title: z.string().min(1),
  short_description: z.string(),
  description: z.string(),
  email: z.string(),
  version,
  urls: z.object({ streaming_api: z.string().regex(/^wss?:\/\/[^/]+$/) }),
  stats: z.object({ user_count: count, status_count: count, domain_count: count }),
  thumbnail: webAddress,
  languages: z.array(z.string()).min(1),
  registrations: z.boolean(),
  approval_required: z.boolean(),
  invites_enabled: z.boolean(),
  configuration,
  contact_account: accountSchema,
  rules: z.array(rule),
});

export const preferencesSchema = z.object({
  "posting:default:visibility": z.enum(["public", "unlisted", "private", "direct"]),
  "posting:default:sensitive": z.boolean(),
  "posting:default:quote_policy": z.enum(["public", "followers", "nobody"]),
  "posting:default:language": z.string().nullable(),
  "reading:expand:media": z.enum(["default", "show_all", "hide_all"]),
  "reading:expand:spoilers": z.boolean(),
});

/** Every refusal is JSON with a text. */
export const errorSchema = z.object({ error: z.string().min(1) });
