import type { Composition } from "../../features/composing/composing.schemas.ts";
import type { ScheduledPost } from "../../features/composing/scheduled-posts.queries.ts";
import { mediaByIds } from "../../features/media/media.queries.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { uploadEntity } from "./media.ts";

const HOUR_SECONDS = 3_600;
const VISIBILITIES = { public: "public", unlisted: "unlisted", followers: "private", direct: "direct" } as const;
const POLICIES = { everybody: "public", followers: "followers", nobody: "nobody" } as const;

/** ScheduledStatus of each, in the order given; their uploads are the viewer's. One statement. */
export async function scheduledStatusEntities(ctx: Ctx, { accountId }: Viewer, waiting: readonly ScheduledPost[]) {
  const ids = waiting.flatMap(({ composition }) => composition.mediaIds);
  const uploads = new Map((await mediaByIds(ctx, accountId, ids)).map((item) => [item.id, item]));
  return waiting.map(({ id, at, composition, idempotencyKey }) => ({
    id,
    scheduled_at: at.toISOString(),
    params: { ...paramsOf(composition), idempotency: idempotencyKey },
    media_attachments: composition.mediaIds.flatMap((mediaId) => {
      const item = uploads.get(mediaId);
      return item ? [uploadEntity(ctx, item)] : [];
    }),
  }));
}

const paramsOf = ({ poll, visibility, quoters, ...composition }: Composition) => ({
  text: composition.text,
  poll: poll
    ? {
        options: poll.options,
        expires_in: Math.round(poll.hours * HOUR_SECONDS),
        multiple: poll.multiple,
        hide_totals: poll.hideTotals ?? false,
      }
    : null,
  media_ids: composition.mediaIds.length > 0 ? composition.mediaIds : null,
  sensitive: composition.sensitive,
  spoiler_text: composition.warning,
  visibility: VISIBILITIES[visibility ?? "public"],
  in_reply_to_id: composition.replyTo ?? null,
  language: composition.language,
  application_id: composition.applicationId ?? null,
  scheduled_at: null,
  with_rate_limit: false,
  quoted_status_id: composition.quoted ?? null,
  quote_approval_policy: POLICIES[quoters ?? "everybody"],
});
