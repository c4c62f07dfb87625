import { memberCounts } from "../../features/accounts/accounts.queries.ts";
import { actorById } from "../../features/actors/actors.queries.ts";
import { peers } from "../../features/actors/actors.table.ts";
import type { District } from "../../features/district/district.model.ts";
import { districtOf } from "../../features/district/district.queries.ts";
import { rulesOf } from "../../features/district/rules.queries.ts";
import { IMAGE_TYPES, MAX_ALT_LENGTH, MAX_INPUT_PIXELS, MAX_UPLOAD_BYTES } from "../../features/media/media.model.ts";
import { MOST_PINS } from "../../features/posts/kept.queries.ts";
import { COUNTED_AN_ADDRESS } from "../../features/posts/member-text.model.ts";
import { postCounts } from "../../features/posts/posts.queries.ts";
import {
  MAX_IMAGES,
  MAX_NOTE_LENGTH,
  MAX_OPTION_LENGTH,
  POLL_HOURS,
  POLL_OPTIONS,
} from "../../features/posts/posts.schemas.ts";
import { MOST_TAGS } from "../../features/posts/usecases/keep-tag.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import { SOFTWARE } from "../../platform/version.ts";
import { MISSING_PICTURE } from "../../ui/assets.ts";
import { vapidKeys } from "../push/vapid.ts";
import { accountEntity } from "./account.ts";
import { ruleEntity } from "./rule.ts";

/**
 * Clients derive what they offer from these numbers: grouped notifications (2), authors named by pages (3), media removed with
 * posts (4), filters that blur (5), recommended accounts (6), quotes (7) are real (reference/mastodon-api.md, section 5).
 */
const VERSION = `4.5.0 (compatible; Stadtteilvernetzer ${SOFTWARE.version})`;
const API_VERSIONS = { mastodon: 7, stadtteilvernetzer: 1 };

const LANGUAGES = ["de", "en"];
const HOUR_SECONDS = 3_600;

/** Where streams are opened: without a path, clients know it. */
const streamingAt = (ctx: Ctx): string => ctx.origin.replace(/^http/, "ws");

const CONFIGURATION = {
  accounts: { max_featured_tags: MOST_TAGS.featured, max_pinned_statuses: MOST_PINS },
  statuses: {
    max_characters: MAX_NOTE_LENGTH,
    max_media_attachments: MAX_IMAGES,
    characters_reserved_per_url: COUNTED_AN_ADDRESS,
  },
  media_attachments: {
    supported_mime_types: IMAGE_TYPES,
    image_size_limit: MAX_UPLOAD_BYTES,
    image_matrix_limit: MAX_INPUT_PIXELS,
    // Only pictures are taken; clients want numbers all the same.
    video_size_limit: MAX_UPLOAD_BYTES,
    video_frame_rate_limit: 60,
    video_matrix_limit: MAX_INPUT_PIXELS,
    description_limit: MAX_ALT_LENGTH,
  },
  polls: {
    max_options: POLL_OPTIONS.most,
    max_characters_per_option: MAX_OPTION_LENGTH,
    min_expiration: POLL_HOURS.shortest * HOUR_SECONDS,
    max_expiration: POLL_HOURS.longest * HOUR_SECONDS,
  },
} as const;

/** Without a login only what is from here is told; links are gathered for nobody. */
const TIMELINES_ACCESS = {
  live_feeds: { local: "public", remote: "authenticated" },
  hashtag_feeds: { local: "public", remote: "authenticated" },
  trending_link_feeds: { local: "disabled", remote: "disabled" },
} as const;

/** Instance, version 2. `contact.account` is the district itself: no member is shown to strangers as its contact. */
export async function instanceV2Entity(ctx: Ctx) {
  const district = await existing(ctx);
  const [account, members, vapid, rules] = await Promise.all([
    contactOf(ctx, district),
    memberCounts(ctx),
    vapidKeys(ctx),
    rulesOf(ctx),
  ]);
  const picture = `${ctx.origin}${MISSING_PICTURE}`;
  return {
    domain: new URL(ctx.origin).host,
    title: district.name,
    version: VERSION,
    // Where it says which software this is.
    source_url: `${ctx.origin}/ueber`,
    description: district.about,
    usage: { users: { active_month: members.activeMonth } },
    thumbnail: { url: account?.header ?? picture },
    icon: [{ src: account?.avatar ?? picture, size: "400x400" }],
    languages: LANGUAGES,
    configuration: {
      ...CONFIGURATION,
      urls: { streaming: streamingAt(ctx) },
      vapid: { public_key: vapid.publicKey },
      translation: { enabled: false },
      timelines_access: TIMELINES_ACCESS,
    },
    registrations: { enabled: false, approval_required: true, message: null, url: null },
    contact: { email: district.imprint?.email ?? "", account },
    rules: rules.map(ruleEntity),
    api_versions: API_VERSIONS,
    stadtteil: { district: district.name, city: district.city, partners_url: `${ctx.origin}/partner` },
  };
}

/** Instance, version 1: toot and Mastodon.py ask for it. */
export async function instanceV1Entity(ctx: Ctx) {
  const district = await existing(ctx);
  const [account, members, written, domains, rules] = await Promise.all([
    contactOf(ctx, district),
    memberCounts(ctx),
    postCounts(ctx),
    ctx.db.$count(peers),
    rulesOf(ctx),
  ]);
  return {
    uri: new URL(ctx.origin).host,
    title: district.name,
    short_description: district.about,
    description: district.about,
    email: district.imprint?.email ?? "",
    version: VERSION,
    urls: { streaming_api: streamingAt(ctx) },
    stats: { user_count: members.total, status_count: written.posts + written.comments, domain_count: domains },
    thumbnail: account?.header ?? `${ctx.origin}${MISSING_PICTURE}`,
    languages: LANGUAGES,
    registrations: false,
    approval_required: true,
    invites_enabled: false,
    configuration: CONFIGURATION,
    contact_account: account,
    rules: rules.map(ruleEntity),
  };
}

async function existing(ctx: Ctx): Promise<District> {
  const district = await districtOf(ctx);
  if (!district) throw new AppError("notFound", "setup.not-set-up", "This server is not set up yet.");
  return district;
}

async function contactOf(ctx: Ctx, { actorId }: District) {
  const actor = await actorById(ctx, actorId);
  return actor && accountEntity(ctx, actor);
}
